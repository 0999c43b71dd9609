"""The queue of lines that wait: walked page by page, counted from the proposals, and true while people settle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, minor, open_ledger
from wanglai.services.cash import perform_cash_run as performing
from wanglai.services.cash import show_queue
from wanglai.services.cash.deciding import ask_colleague
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.cash.show_queue import cash_queue
from wanglai.store.models import BankEntry, CashProposal


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def lines(book: Ledger, amounts: list[str]) -> list[BankEntry]:
    statement = bank_statement(our_account(book), bank_file(book))
    return [
        bank_line(statement, amount, "03-20", ordinal=number, bank_reference=f"2026032000{number}")
        for number, amount in enumerate(amounts, start=1)
    ]  # fmt: skip


def scope(book: Ledger) -> dict[str, int]:
    return {"company_id": book.company_id, "actor": book.scope["actor"]}


def looked(book: Ledger) -> None:
    performing.perform_cash_run(start_cash_run(**scope(book), waits_for_worker=False))


def counted(book: Ledger) -> dict[str, int]:
    return {name: count for name, _, count in cash_queue(**book.reader).counts if count}


def test_pages_follow_each_other_and_none_is_shown_twice(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show_queue, "PAGE_ROWS", 2)
    came = lines(book, ["10.00", "50.00", "30.00", "40.00", "20.00"])
    looked(book)
    for status in ("", "none"):
        seen, after, pages = [], "", 0
        while pages == 0 or after:
            page = cash_queue(**book.reader, status=status, after=after)
            seen += [row.line_id for row in page.rows]
            after, pages = page.next_after, pages + 1
        assert pages == 3
        assert seen == [came[at].id for at in (1, 3, 2, 4, 0)], "the most money first"
    more = lines(book, ["1.00", "2.00", "3.00"])
    first = cash_queue(**book.reader, status="new")
    second = cash_queue(**book.reader, status="new", after=first.next_after)
    assert [row.line_id for row in (*first.rows, *second.rows)] == [each.id for each in more]
    assert cash_queue(**book.reader, status="asked").rows == ()


def test_every_line_is_counted_once_whatever_becomes_of_it(book: Ledger) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05")
    asked, settled, *_ = lines(book, ["70.00", "100.00", "30.00"])
    looked(book)
    lines(book, ["5.00"])
    assert counted(book) == {"none": 3, "new": 1}
    ask_colleague(**scope(book), line_id=asked.id, question="谁的款？")
    assert counted(book) == {"none": 2, "asked": 1, "new": 1}
    wanted = Wanted(book.customer("远景"), (Part(book.item("INV-1").id, minor("100.00")),))
    settle_line(**book.scope, line_id=settled.id, wanted=wanted, key="k")
    assert counted(book) == {"none": 1, "asked": 1, "new": 1}
    assert sum(counted(book).values()) == BankEntry.objects.exclude(state="posted").count()


def test_a_line_settled_while_the_machine_looks_has_no_proposal(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.post("invoice", "INV-1", "100.00", "03-05")
    settled, waits = lines(book, ["100.00", "30.00"])
    decide = performing.apply_cash

    def somebody_is_faster(*tables: Any) -> Any:
        wanted = Wanted(book.customer("远景"), (Part(book.item("INV-1").id, minor("100.00")),))
        settle_line(**book.scope, line_id=settled.id, wanted=wanted, key="k")
        return decide(*tables)

    monkeypatch.setattr(performing, "apply_cash", somebody_is_faster)
    looked(book)
    open_ones = CashProposal.objects.filter(state="open")
    assert list(open_ones.values_list("bank_entry_id", flat=True)) == [waits.id]
    assert counted(book) == {"none": 1}
