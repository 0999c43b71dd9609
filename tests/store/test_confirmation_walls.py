"""The walls of confirmation letters, met by statements that go round the services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, check_now, open_ledger
from wanglai.services.confirmations.agree_round import agree_round
from wanglai.services.confirmations.draft_round import WantedRound, draft_round
from wanglai.services.confirmations.enter_reply import Said, enter_reply
from wanglai.services.confirmations.other_procedures import say_impossible
from wanglai.services.confirmations.queries import round_page
from wanglai.services.confirmations.untrue import untrue_confirmations
from wanglai.store import confirmation_walls
from wanglai.store.models import ConfirmationLetter, ConfirmationRound

WANTED = WantedRound(date(2026, 1, 31), "审计", "公信", "上海", 1, 0, 0, 0, "s")


def _refused(statement: str, *values: Any) -> str:
    """What the database says, deferred walls included; empty where it takes it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            check_now()
            transaction.set_rollback(True)
    except DatabaseError as problem:
        return f"{problem} {getattr(problem.__cause__, 'diag', None) and problem.__cause__.diag.constraint_name}"  # type: ignore[union-attr]
    return ""


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger()
    book.post("invoice", "INV-1", "90.00", "01-10", customer="甲")
    book.post("invoice", "INV-2", "30.00", "01-11", customer="乙")
    return book


def _draft(book: Ledger) -> int:
    return draft_round(**book.books.scope("ARA"), origin="test", wanted=WANTED, key="k")


def _agree(book: Ledger, made: int) -> None:
    shown = round_page(**book.reader, round_id=made).shown
    agree_round(**book.books.scope("FM"), origin="test", round_id=made, shown=shown)
    check_now()


def _reply(book: Ledger, letter: int, role: str = "ARA", **figures: tuple[int, int]) -> None:
    said = Said("differs" if figures else "agrees", "hand", timezone.localdate(), figures)
    enter_reply(
        **book.books.scope(role), origin="test", letter_id=letter, said=said, key=f"{letter}"
    )
    check_now()


def test_the_population_of_a_round_is_the_one_that_was_agreed_to(book: Ledger) -> None:
    made = _draft(book)
    add = (
        "INSERT INTO store_confirmationunit (company_id, round_id, customer_id, currency, owed_to_us, owed_by_us, base_balance, taken, hits) "
        "SELECT company_id, round_id, customer_id, 'USD', 5, 0, 5, '', 0 FROM store_confirmationunit LIMIT 1"
    )
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(add)
        agreed = "UPDATE store_confirmationround SET state = 'agreed', agreed_by_id = %s, agreed_seq = seq, agreed_at = now() WHERE id = %s"
        said = _refused(agreed, book.books.people["FM"], made)
        assert "population it was drafted with" in said
        transaction.set_rollback(True)
    assert "confirmation_round_agreed_by_another" in _refused(
        agreed, book.books.people["ARA"], made
    )
    _agree(book, made)
    assert "written with its draft" in _refused(add)
    assert "append-only" in _refused("UPDATE store_confirmationunit SET owed_to_us = 1")
    assert "does not change" in _refused("UPDATE store_confirmationround SET seed = 'other'")
    assert "no way to" in _refused("UPDATE store_confirmationround SET state = 'dropped'")
    assert "append-only" in _refused("DELETE FROM store_confirmationround")


def test_a_letter_is_its_digest_and_the_next(book: Ledger) -> None:
    _agree(book, _draft(book))
    columns = "company_id, round_id, customer_id, number, request, issued_on, answer_by, body, body_hash, seq, issued_by_id, issued_at"
    add = f"INSERT INTO store_confirmationletter ({columns}) SELECT {{}} FROM store_confirmationletter WHERE number = 1"
    told = columns.replace("request,", "request + 1,")
    assert _refused(add.format(told)) == ""
    assert "letter_is_its_digest" in _refused(add.format(told.replace("body,", "body || ' ',")))
    assert "letter_is_next" in _refused(add.format(columns.replace("request,", "request + 2,")))
    assert "letter_is_next" in _refused(add.format(told.replace("number,", "number + 1,")))
    assert "append-only" in _refused("UPDATE store_confirmationletter SET body = ''")


def test_a_reply_says_all_or_nothing(book: Ledger) -> None:
    _agree(book, _draft(book))
    letter = ConfirmationLetter.objects.get(number=1)
    add = (
        "INSERT INTO store_confirmationreply (company_id, letter_id, ordinal, kind, came, received_on, said, seq, entered_by_id, entered_at) "
        "SELECT company_id, id, %s, %s, %s, issued_on, '', seq, issued_by_id, now() FROM store_confirmationletter WHERE number = 1"
    )
    assert _refused(add, 1, "agrees", "hand") == ""
    assert "reply_has_its_file" in _refused(add, 1, "agrees", "scan")
    assert "reply_says_all" in _refused(add, 1, "differs", "hand")
    assert "answer_is_next" in _refused(add, 2, "agrees", "hand")
    _reply(book, letter.id)
    line = (
        "INSERT INTO store_confirmationreplyline (company_id, reply_id, unit_id, owed_to_us, owed_by_us) "
        "SELECT reply.company_id, reply.id, unit.id, 5, 0 FROM store_confirmationreply AS reply, store_confirmationunit AS unit LIMIT 1"
    )
    assert "reply_says_all" in _refused(line)


def test_what_explains_a_difference_adds_up_to_it(book: Ledger) -> None:
    _agree(book, _draft(book))
    _reply(book, ConfirmationLetter.objects.get(number=1).id, CNY=(8_000, 0))
    add = (
        "INSERT INTO store_confirmationexplanation (company_id, reply_id, unit_id, ordinal, line_no, cause, whose, amount, reason, seq, "
        "entered_by_id, entered_at) SELECT line.company_id, reply_id, unit_id, 1, 1, %s, %s, %s, %s, reply.seq, entered_by_id, now() "
        "FROM store_confirmationreplyline AS line JOIN store_confirmationreply AS reply ON reply.id = line.reply_id"
    )
    assert _refused(add, "timing", "timing", 1_000, "在途") == ""
    assert "explanation_adds_up" in _refused(add, "timing", "timing", 999, "在途")
    assert "explanation_sensible" in _refused(add, "timing", "ours", 1_000, "在途")
    assert "explanation_sensible" in _refused(add, "amount", "ours", 1_000, "")


def test_nothing_is_borne_out_for_more_than_was_open(book: Ledger) -> None:
    _agree(book, _draft(book))
    letter = ConfirmationLetter.objects.get(number=1)
    procedure = (
        "INSERT INTO store_confirmationprocedure (company_id, letter_id, ordinal, kind, known_seq, reason, seq, done_by_id, done_at) "
        "SELECT company_id, id, 1, %s, 1, %s, seq, issued_by_id, now() FROM store_confirmationletter WHERE number = 1"
    )
    assert "procedure_says_why" in _refused(procedure, "impossible", "")
    find = (
        'INSERT INTO store_confirmationfinding (company_id, procedure_id, unit_id, kind, item_id, document, evidence, "on", amount) '
        "SELECT done.company_id, done.id, unit.id, 'receipt', %s, 'I', 'R', now(), %s FROM store_confirmationprocedure AS done, "
        "store_confirmationunit AS unit WHERE unit.customer_id = %s"
    )
    mine, other = book.item("INV-1").id, book.item("INV-2").id
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(procedure, ["tested", ""])
        assert _refused(find, mine, 9_000, letter.customer_id) == ""
        assert "finding_within" in _refused(find, mine, 9_001, letter.customer_id)
        assert "finding_within" in _refused(find, other, 100, letter.customer_id)
        assert "finding_within" in _refused(find, other, 100, book.customer("乙"))
        transaction.set_rollback(True)


def test_no_round_closes_over_a_letter_without_an_answer(book: Ledger) -> None:
    made = _draft(book)
    _agree(book, made)
    one, two = ConfirmationLetter.objects.order_by("number")
    close = "UPDATE store_confirmationround SET state = 'closed', conclusion = 'x', closed_by_id = %s, closed_seq = seq, closed_at = now()"
    drafter, answerer, third = (book.books.people[role] for role in ("ARA", "FM", "AUD"))
    assert "round_is_answered" in _refused(close, third)
    _reply(book, one.id, "FM", CNY=(8_000, 0))
    say_impossible(**book.books.scope("FM"), origin="test", letter_id=two.id, reason="注销")
    assert "letter 1" in _refused(close, third)
    _reply_again(book, one.id)
    assert "round_closed_by_another" in _refused(close, drafter)
    assert "round_closed_by_a_third" in _refused(close, answerer)
    assert _refused(close, third) == ""
    ConfirmationRound.objects.filter(id=made).update(
        state="closed", conclusion="x", closed_by_id=third, closed_seq=1, closed_at=timezone.now()
    )
    late = (
        "INSERT INTO store_confirmationreply (company_id, letter_id, ordinal, kind, came, received_on, said, seq, entered_by_id, entered_at) "
        "SELECT company_id, id, 1, 'agrees', 'hand', issued_on, '', seq, issued_by_id, now() FROM store_confirmationletter WHERE number = 2"
    )
    assert "answer_of_open_round" in _refused(late)
    assert [what for _, what in untrue_confirmations(book.company_id)] == [
        "the round is not what was closed"
    ]


def _reply_again(book: Ledger, letter: int) -> None:
    said = Said("agrees", "hand", timezone.localdate(), {})
    enter_reply(**book.books.scope("FM"), origin="test", letter_id=letter, said=said, key="again")


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE store_confirmationunit SET owed_to_us = owed_to_us + 1 WHERE customer_id = {one}", "the round is not what was drawn"),
        ("UPDATE store_confirmationround SET auditor_address = 'elsewhere'", "the round is not what was drawn"),
        ("UPDATE store_confirmationletter SET body = replace(body, '9000', '9001')", "a letter is not what was sealed"),
        ("UPDATE store_confirmationletter SET number = 3 WHERE number = 2", "a letter is not what was sealed"),
        ("DELETE FROM store_confirmationprocedure", "the procedure is not what was done"),
        ("UPDATE store_confirmationreplyline SET owed_to_us = 7999", "the reply is not what was entered"),
        ("UPDATE store_confirmationreply SET said = 'x'", "the reply is not what was entered"),
        ("UPDATE store_confirmationprocedure SET reason = 'x'", "the procedure is not what was done"),
    ],
)  # fmt: skip
def test_whoever_owns_the_database_and_changes_a_row_is_found(book: Ledger, statement: str, what: str) -> None:  # fmt: skip
    _agree(book, _draft(book))
    one, two = ConfirmationLetter.objects.order_by("number")
    _reply(book, one.id, CNY=(8_000, 0))
    say_impossible(**book.books.scope("ARA"), origin="test", letter_id=two.id, reason="注销")
    assert untrue_confirmations(book.company_id) == ()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in confirmation_walls.APPEND_ONLY:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE store_confirmationround DISABLE TRIGGER USER")
        cursor.execute(statement.format(one=one.customer_id))
    assert what in {said for _, said in untrue_confirmations(book.company_id)}
