"""A statement on paper: handed over it counts as sent, its signed copy as confirmed, and what was entered wrongly counts no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.kpi.reconciling import reconciling_kpis
from wanglai.services.ledger.book import KeyWasUsed
from wanglai.services.ledger.verify import verify_company
from wanglai.services.portal.answers import STANDINGS, standings_of
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.on_paper import (
    OnPaper,
    enter_on_paper,
    on_paper_of,
    paper_scan,
    take_back_on_paper,
)
from wanglai.services.statements.queries import Wanted, list_statements
from wanglai.services.statements.refusals import PaperSaysTooLittle, PaperStandsElsewhere
from wanglai.store.models import Act, Statement, StatementOnPaper

SCAN = Upload("回单.pdf", b"%PDF-1.7 scanned")


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "100.00", "01-10")
    return ledger


@pytest.fixture
def statement(book: Ledger) -> Statement:
    last = timezone.localdate() - timedelta(days=2)
    made = issue_statement(
        **book.scope, customer_id=book.customer("远景"), currency="CNY", kind="open_items",
        from_on=last - timedelta(days=20), through_on=last, key="paper",
    )  # fmt: skip
    return Statement.objects.get(id=made)


def today() -> date:
    return timezone.localdate()


def enter(book: Ledger, statement: Statement, kind: str = "signed", **more: Any) -> int:
    said = OnPaper(kind, more.pop("on", today()), more.pop("name", "李文"), more.pop("note", ""))
    key = more.pop("key", kind)
    return enter_on_paper(
        **book.scope, statement_id=statement.id, said=said, key=key, file=more.pop("file", SCAN)
    )


def standing(book: Ledger, statement: Statement) -> str:
    state = standings_of(book.company_id, [statement.id])[statement.id].state
    held = [
        name
        for name in STANDINGS
        if list_statements(**book.reader, wanted=Wanted(standing=name)).rows
    ]
    assert held == [state], "the list and the page say the same"
    return state


def test_a_signed_copy_confirms_and_what_is_taken_back_counts_no_more(book: Ledger, statement: Statement) -> None:  # fmt: skip
    assert standing(book, statement) == "unsent"
    enter(book, statement, "handed", file=None)
    assert standing(book, statement) == "unsent", (
        "a link was never made; it reached them all the same"
    )
    seq = enter(book, statement, name=" 李 文\n", note="盖章")
    assert standing(book, statement) == "confirmed"
    told = standings_of(book.company_id, [statement.id])[statement.id]
    assert told.who == "李 文"
    rows = on_paper_of(**book.reader, statement_id=statement.id)
    assert [(row.kind, row.name, row.file_name, row.counts) for row in rows] == [
        ("signed", "李 文", "回单.pdf", True), ("handed", "李文", "", True),
    ]  # fmt: skip
    assert paper_scan(**book.reader, statement_id=statement.id, ordinal=2).content == SCAN.content
    with pytest.raises(NotFound):
        paper_scan(**book.reader, statement_id=statement.id, ordinal=1)
    facts = Act.objects.get(company_id=book.company_id, seq=seq).facts
    assert "signed" in facts
    assert "李" not in facts, "what is sealed holds numbers, never names"
    take_back_on_paper(**book.scope, statement_id=statement.id, reason="wrong customer")
    assert standing(book, statement) == "unsent"
    assert [row.counts for row in on_paper_of(**book.reader, statement_id=statement.id)] == [False, False, False]  # fmt: skip
    enter(book, statement, key="again")
    assert standing(book, statement) == "confirmed"


def test_the_figures_count_paper_as_they_count_mail(book: Ledger, statement: Statement) -> None:
    def told() -> tuple[int, int, int]:
        total = reconciling_kpis(**book.reader, by="month", from_on=today() - timedelta(days=40), to_on=today()).total  # fmt: skip
        return total.statements, total.confirmation.whole, total.confirmation.part

    assert told() == (1, 0, 0)
    enter(book, statement, "handed", file=None)
    assert told() == (1, 1, 0)
    enter(book, statement)
    assert told() == (1, 1, 1)


def test_the_same_entry_twice_is_one_and_its_key_for_another_is_refused(book: Ledger, statement: Statement) -> None:  # fmt: skip
    assert enter(book, statement) == enter(book, statement)
    assert StatementOnPaper.objects.count() == 1
    with pytest.raises(KeyWasUsed):
        enter(book, statement, name="another")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"file": None},
        {"in_days": 1},
        {"in_days": -1},
        {"kind": "phoned"},
    ],
)
def test_an_entry_that_says_too_little_is_refused(book: Ledger, statement: Statement, wrong: dict[str, Any]) -> None:  # fmt: skip
    """Before its issue nothing can have been signed. The day is told here: midnight may pass while tests run."""
    said = {"on": today() + timedelta(days=wrong["in_days"])} if "in_days" in wrong else wrong
    with pytest.raises(PaperSaysTooLittle):
        enter(book, statement, **said)
    assert not StatementOnPaper.objects.exists()


def test_an_empty_scan_is_refused(book: Ledger, statement: Statement) -> None:
    with pytest.raises(FileIsEmpty):
        enter(book, statement, file=Upload("scan.pdf", b""))


def test_each_is_entered_once_and_of_the_newest_version(book: Ledger, statement: Statement) -> None:
    with pytest.raises(PaperStandsElsewhere):
        take_back_on_paper(**book.scope, statement_id=statement.id, reason="nothing there")
    enter(book, statement)
    for kind in ("handed", "signed"):
        with pytest.raises(PaperStandsElsewhere):
            enter(book, statement, kind, key=f"{kind} again")
    with pytest.raises(PaperSaysTooLittle):
        take_back_on_paper(**book.scope, statement_id=statement.id, reason=" ")
    book.post("invoice", "INV-2", "50.00", f"{statement.through_on:%m-%d}")
    further = Statement.objects.get(
        id=reissue_statement(**book.scope, statement_id=statement.id, reason="x", key="further")
    )
    take_back_on_paper(**book.scope, statement_id=statement.id, reason="the figures were others")
    with pytest.raises(PaperStandsElsewhere):
        enter(book, statement, key="old")
    enter(book, further, key="new")


def test_an_entry_changed_or_removed_behind_our_back_is_found(book: Ledger, statement: Statement) -> None:  # fmt: skip
    enter(book, statement, "handed", file=None)
    enter(book, statement)
    assert verify_company(book.company_id).is_whole
    for change in (
        'SET "on" = "on" - 1',
        "SET name = 'another'",
        "SET file_id = NULL, kind = 'handed'",
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE store_statementonpaper DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE store_statementonpaper {change} WHERE kind = 'signed'")
            assert [fault.table for fault in verify_company(book.company_id).faults] == [
                "on_paper"
            ], change
            transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_statementonpaper DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM store_statementonpaper WHERE kind = 'signed'")
    assert [fault.table for fault in verify_company(book.company_id).faults] == ["on_paper"]


def test_the_database_holds_the_turn_and_the_whole(book: Ledger, statement: Statement) -> None:
    enter(book, statement)
    (row,) = StatementOnPaper.objects.all()
    said = {
        "company_id": row.company_id, "statement_id": row.statement_id, "on": row.on, "name": "x", "note": "",
        "file_id": row.file_id, "entered_by_id": row.entered_by_id, "seq": row.seq,
    }  # fmt: skip
    back = {"kind": "taken_back", "name": "", "file_id": None}
    for wall, wrong in (
        ("on_paper_in_turn", {"ordinal": 2, "kind": "signed"}),
        ("on_paper_in_turn", {"ordinal": 2, "kind": "handed"}),
        ("on_paper_in_turn", {"ordinal": 3, "note": "x", **back}),
        ("on_paper_is_whole", {"ordinal": 2, **back}),
    ):
        with (
            pytest.raises(Error, match=wall if wall != "on_paper_in_turn" else "not at this step"),
            transaction.atomic(),
        ):
            StatementOnPaper.objects.create(**said | wrong)
    for statement_sql in ('UPDATE store_statementonpaper SET name = %s', "DELETE FROM store_statementonpaper WHERE name <> %s"):  # fmt: skip
        with pytest.raises(Error, match="append"), transaction.atomic(), connection.cursor() as cursor:  # fmt: skip
            cursor.execute(statement_sql, ["other"])
