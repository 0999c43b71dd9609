"""What happens to a reconciliation stands in the book's chain, and whoever changes its timeline is found out."""

from __future__ import annotations

import json
from string import Formatter
from typing import Any

import pytest
from django.db import connection, transaction

from tests.books import Books
from tests.ledgers import Ledger, open_ledger
from tieout.cash import sentences
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.audit.told import tell
from wanglai.services.cash.words import FACTS
from wanglai.services.ledger.verify import verify_company
from wanglai.services.ledger.words import KINDS
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.write_note import write_note
from wanglai.store.models import Act, Event
from wanglai.store.models.ledger import ENTRY_KINDS
from wanglai.store.models.open_items import ITEM_KINDS


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger()
    book.books.finished()
    relink_lines(**book.books.here(), ours=(11,), theirs=(9,))
    write_note(**book.books.here(), text="他们的会计确认了")
    return book


def _take_walls_down(cursor: Any) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("ALTER TABLE store_event DISABLE TRIGGER USER")


def _told(book: Ledger) -> list[dict[str, object]]:
    rows = Act.objects.filter(company_id=book.company_id, kind="reconciliation").order_by("seq")
    return [json.loads(facts) for facts in rows.values_list("facts", flat=True)]


def test_every_event_is_an_act_of_the_chain_in_its_order(book: Ledger) -> None:
    events = Event.objects.filter(company_id=book.company_id).order_by("id")
    kinds = [(event.id, event.kind) for event in events]
    assert [kind for _, kind in kinds] == ["started", "run_finished", "relink", "note"]
    assert [(each["event"], each["what"]) for each in _told(book)] == kinds
    assert "他们的会计确认了" not in json.dumps(_told(book), ensure_ascii=False), (
        "words are not sealed"
    )
    assert verify_company(book.company_id).is_whole


def test_the_trail_says_it_in_words(book: Ledger) -> None:
    rows = trail(**book.reader, wanted=TrailFilter(), limit=3).rows
    assert [row.sentence.en for row in rows] == [
        "Reconciliation 1: wrote a note",
        "Reconciliation 1: linked lines by hand",
        "Reconciliation 1: the run finished",
    ]
    assert rows[0].sentence.zh == "对账 1：写了备注"
    assert rows[1].actor_name == "ARA yuanjing"
    assert rows[2].actor_name == "", "the machine itself"


def test_a_company_without_a_book_keeps_its_timeline_alone(books: Books) -> None:
    books.finished()
    assert Event.objects.filter(company_id=books.company_id).count() == 2
    assert not Act.objects.filter(company_id=books.company_id).exists()


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'reject'",
        "actor_id = NULL",
        "at = at + interval '1 second'",
        'facts = facts || \'{"row": "d1"}\'',
        "reconciliation_id = NULL",
    ],
)
def test_an_event_that_was_changed_is_named(book: Ledger, change: str) -> None:
    event = Event.objects.get(company_id=book.company_id, kind="relink")
    with connection.cursor() as cursor:
        _take_walls_down(cursor)
        cursor.execute(f"UPDATE store_event SET {change} WHERE id = %s", [event.id])
    (fault,) = verify_company(book.company_id).faults
    assert (fault.table, fault.what) == ("event", f"event {event.id} is not as it was told")


def test_an_event_that_was_removed_is_named(book: Ledger) -> None:
    event = Event.objects.get(company_id=book.company_id, kind="note")
    with connection.cursor() as cursor:
        _take_walls_down(cursor)
        cursor.execute("DELETE FROM store_event WHERE id = %s", [event.id])
    (fault,) = verify_company(book.company_id).faults
    assert (fault.table, fault.what) == ("event", f"event {event.id} is gone")


def test_what_the_timeline_shows_of_notes_and_decisions_is_sealed_with_it(book: Ledger) -> None:
    for table, change in (("store_note", "text = 'x'"), ("store_humandecision", "reason = 'x'")):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {change}")
            (fault,) = verify_company(book.company_id).faults
            assert fault.what.endswith("is not as it was told")
            transaction.set_rollback(True)


def test_an_event_slipped_in_is_named(book: Ledger) -> None:
    forged = Event.objects.create(
        company_id=book.company_id, reconciliation_id=book.books.reconciliation_id, kind="accept",
        actor_id=book.books.people["FM"],
    )  # fmt: skip
    (fault,) = verify_company(book.company_id).faults
    assert fault.what == f"event {forged.id} was never told"


@pytest.mark.parametrize("facts", ["{}", "no json", '{"event": "x"}', "[]"])
def test_facts_that_cannot_be_read_are_a_fault_not_a_crash(book: Ledger, facts: str) -> None:
    act = Act.objects.filter(company_id=book.company_id, kind="reconciliation").latest("seq")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_act DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_act SET facts = %s WHERE seq = %s", [facts, act.seq])
    said = [fault.what for fault in verify_company(book.company_id).faults if fault.seq == act.seq]
    assert any("cannot be read" in what for what in said)


def test_facts_come_back_as_the_database_keeps_them(book: Ledger) -> None:
    tell(
        company_id=book.company_id, reconciliation_id=book.books.reconciliation_id, kind="note",
        facts={"large": 1e16, "none": -0.0, "by": {2: "a", 10: "b"}, "words": "é\u2028", "small": 1e-7},
    )  # fmt: skip
    assert verify_company(book.company_id).is_whole


def test_an_amount_is_looked_for_in_the_minor_units_of_each_currency(db: None) -> None:
    """Yen have no cents, dinars a thousand fils: the figure of the page is what is looked for."""
    book = open_ledger()
    for currency, minor, rate in (("CNY", 123_400, "1"), ("JPY", 1_234, "0.05"), ("KWD", 1_234_000, "23"), ("CLF", 12_340_000, "280")):  # fmt: skip
        book.post("invoice", f"INV-{currency}", minor, "01-05", currency=currency, rate=rate)
    book.post("invoice", "INV-YEN-2", 123_400, "01-06", currency="JPY", rate="0.05")
    book.post("invoice", "INV-FILS", 1_234_567, "01-06", currency="KWD", rate="23")

    def told(search: str) -> set[str]:
        rows = trail(**book.reader, wanted=TrailFilter(search=search)).rows
        return {part for row in rows for part in row.sentence.en.split() if part.startswith("INV-")}

    of_1234 = {"INV-CNY", "INV-JPY", "INV-KWD", "INV-CLF"}
    assert told("1,234") == told("1234.00") == of_1234
    assert told("123,400") == {"INV-YEN-2"}
    assert told("1234.567") == {"INV-FILS"}
    assert told("12.34") == told("1e999999999") == told("0.00") == set()


def test_every_kind_of_entry_and_item_is_said_in_words() -> None:
    """The account's page and the trail name whatever stands in the book: a kind without words would end them."""
    assert set(ENTRY_KINDS) | set(ITEM_KINDS) <= set(KINDS)


def test_every_fact_of_a_proposal_is_said_in_words() -> None:
    """What a sentence of the engine is made of stands beside it on the workbench, in the reader's language."""
    said = {
        field
        for sentence in sentences._RULES.values()
        for _, field, _, _ in Formatter().parse(sentence.en)
        if field
    }
    assert said | {"alike", "contested", "jointly"} <= set(FACTS)
