"""The verb that books many lines at once keeps every wall by itself: each attempt here goes round the services that plan."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, open_ledger
from tests.store.test_walls import refused
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.ledger.book import (
    CashierSettles,
    ItemsDoNotMeet,
    KeyWasUsed,
    PeriodIsNotOpen,
    Receipt,
    Settled,
    Who,
    settling_receipts,
)
from wanglai.services.refusals import Refusal
from wanglai.store.models import Act, BankEntry, CashProposal, OpenItem, Settlement


@pytest.fixture
def book(db: None) -> Ledger:
    made = open_ledger()
    made.post("invoice", "INV-1", "500.00", "03-05")
    made.post("invoice", "INV-2", "300.00", "03-08")
    made.post("invoice", "他-1", "800.00", "03-05", customer="他人")
    made.post("credit_note", "CN-1", "50.00", "03-06")
    made.post("credit_note", "他-CN", "40.00", "03-06", customer="他人")
    return made


def _line(book: Ledger, amount: str = "800.00", **more: Any) -> BankEntry:
    file = bank_file(book, more.pop("brought_by", None))
    return bank_line(bank_statement(our_account(book, amount), file), amount, **more)


def _receipt(book: Ledger, line: BankEntry, **more: Any) -> Receipt:
    said = Receipt(line.id, line.version, book.customer("远景"), day("03-10"), f"R-{line.id}", "货款", f"bank:{line.id}:1", b"asked", None)  # fmt: skip
    return said._replace(**more)


def _settled(book: Ledger, number: str, minor_units: int, **more: Any) -> Settled:
    item, much = book.item(number, 1).id, minor_units
    return Settled(1, 1, item, None, much, much, much, day("03-10"))._replace(**more)


def _book(book: Ledger, receipts: list[Receipt], settled: list[Settled], actor: int | None = None) -> None:  # fmt: skip
    who = Who(actor or book.scope["actor"], "test")
    with transaction.atomic(), settling_receipts(book.company_id, who, None) as settle:
        settle(receipts, settled)


def test_a_receipt_and_what_it_settles_are_two_acts_of_their_own(book: Ledger) -> None:
    line, other = _line(book), _line(book, "30.00")
    before = Act.objects.filter(company_id=book.company_id).count()
    _book(
        book,
        [_receipt(book, line), _receipt(book, other)],
        [
            _settled(book, "INV-1", 450_00),
            _settled(book, "INV-1", 50_00, row_no=2, credit_item_id=book.item("CN-1").id),
            _settled(book, "INV-2", 300_00, row_no=3),
        ],
    )
    made = Settlement.objects.get(bank_entry_id=line.id)
    assert (made.allocated, made.other_seqs) == (750_00, [made.allocate_seq])
    kept = Settlement.objects.get(bank_entry_id=other.id)
    assert (kept.allocated, kept.other_seqs, kept.allocate_seq) == (0, [], None)
    assert Act.objects.filter(company_id=book.company_id).count() == before + 3
    assert OpenItem.objects.get(seq=made.receipt_seq).allocated == 750_00
    line.refresh_from_db()
    assert (line.state, line.entry_seq, line.version) == ("posted", made.receipt_seq, 2)
    book.prove()


def test_one_line_that_does_not_fit_keeps_all_of_them_out(book: Ledger) -> None:
    good, late = _line(book, "10.00"), _line(book, "20.00")
    BankEntry.objects.filter(id=late.id).update(version=2)
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, good), _receipt(book, late)], [])
    assert not Settlement.objects.exists()
    assert set(BankEntry.objects.values_list("state", flat=True)) == {"waiting"}


def test_who_brought_the_money_books_nothing_with_it(book: Ledger) -> None:
    line = _line(book, brought_by=book.scope["actor"])
    with pytest.raises(CashierSettles):
        _book(book, [_receipt(book, line)], [])
    mine = _line(book, "90.00", brought_by=book.books.scope("ARA")["actor"])
    _book(book, [_receipt(book, mine)], [])
    money = OpenItem.objects.get(seq=BankEntry.objects.get(id=mine.id).entry_seq).id
    another = _line(book, "100.00")
    helped = [_settled(book, "INV-2", 90_00, credit_item_id=money)]
    with pytest.raises(CashierSettles):
        _book(book, [_receipt(book, another)], helped, actor=book.books.scope("ARA")["actor"])


def test_a_key_makes_one_receipt(book: Ledger) -> None:
    line, other = _line(book), _line(book, "30.00")
    _book(book, [_receipt(book, line)], [])
    with pytest.raises(KeyWasUsed):
        _book(book, [_receipt(book, other, key=f"bank:{line.id}:1")], [])


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"amount": 500_01, "debit_base": 500_01, "credit_base": 500_01}, ItemsDoNotMeet),
        ({"amount": -1, "debit_base": -1, "credit_base": -1}, ItemsDoNotMeet),
        ({"effective_on": "03-04"}, ItemsDoNotMeet),
        ({"debit": "他-1"}, ItemsDoNotMeet),
        ({"credit": "他-1"}, ItemsDoNotMeet),
        ({"credit": "他-CN", "amount": 40_00, "debit_base": 40_00, "credit_base": 40_00}, ItemsDoNotMeet),
        ({"no": 2}, ItemsDoNotMeet),
        ({"debit_item_id": 0}, ItemsDoNotMeet),
    ],
)  # fmt: skip
def test_what_does_not_meet_is_not_settled(book: Ledger, wrong: dict[str, Any], refusal: type[Refusal]) -> None:  # fmt: skip
    line = _line(book)
    named = {"debit": "debit_item_id", "credit": "credit_item_id"}
    told = {named.get(name, name): book.item(value).id if name in named else value for name, value in wrong.items()}  # fmt: skip
    if "effective_on" in told:
        told["effective_on"] = day(told["effective_on"])
    with pytest.raises(refusal):
        _book(book, [_receipt(book, line)], [_settled(book, "INV-1", 500_00, **told)])
    assert not OpenItem.objects.filter(allocated__gt=0).exists()
    _book(book, [_receipt(book, line)], [_settled(book, "INV-1", 500_00)])


def test_nothing_of_another_company_is_booked_or_settled(book: Ledger) -> None:
    other = open_ledger("bieren")
    other.post("invoice", "INV-1", "500.00", "03-05")
    theirs = other.item("INV-1", 1).id
    line = _line(book)
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, line)], [_settled(book, "INV-1", 500_00, debit_item_id=theirs)])
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, _line(other, "70.00"))], [])
    assert not Settlement.objects.exists()


def test_a_line_is_booked_once_in_one_call_too(book: Ledger) -> None:
    line = _line(book)
    with pytest.raises((ItemsDoNotMeet, KeyWasUsed)):
        _book(book, [_receipt(book, line), _receipt(book, line, key="another")], [])
    assert not Settlement.objects.exists()


def test_nothing_is_settled_on_a_closed_day(book: Ledger) -> None:
    line = _line(book)
    for month in ("01", "02"):
        book.close(month)
    with pytest.raises(Refusal):
        _book(
            book,
            [_receipt(book, line)],
            [_settled(book, "INV-1", 500_00, effective_on=day("02-10"))],
        )
    assert not Settlement.objects.exists()


def test_a_proposal_is_taken_while_it_is_open_and_of_its_line(book: Ledger) -> None:
    """Not another line's, and not one that was put aside: what it proposed is no ground for this settlement."""
    line, other = _line(book), _line(book, "30.00")
    run = start_cash_run(**book.books.scope("FM"), waits_for_worker=False)

    def proposed(entry: BankEntry, state: str) -> int:
        return CashProposal.objects.create(
            company_id=book.company_id, run_id=run, bank_entry_id=entry.id, state=state, status="auto", rule="amount_single",
            sentence={}, parts=[], alternatives=[], rank=1, left=0,
        ).id  # fmt: skip

    another, aside, own = (
        proposed(other, "open"),
        proposed(line, "rejected"),
        proposed(line, "open"),
    )
    for wrong in (another, aside, 0):
        with pytest.raises(ItemsDoNotMeet):
            _book(book, [_receipt(book, line, proposal_id=wrong)], [])
    _book(book, [_receipt(book, line, proposal_id=own)], [])
    assert dict(CashProposal.objects.values_list("id", "state")) == {another: "open", aside: "rejected", own: "taken"}  # fmt: skip


def test_no_more_is_settled_than_came(book: Ledger) -> None:
    line = _line(book, "100.00")
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, line)], [_settled(book, "INV-1", 100_01)])


def test_a_receipt_stands_on_an_open_day(book: Ledger) -> None:
    line = _line(book)
    with pytest.raises(PeriodIsNotOpen):
        _book(book, [_receipt(book, line, entry_on=day("2031-03-10"))], [])


def test_what_was_settled_until_it_was_undone_is_not_settled_before(book: Ledger) -> None:
    book.post("receipt", "R-0", "500.00", "03-05")
    seq = book.settle("INV-1", "R-0", None, "03-06")
    book.take_apart(seq, "03-20")
    line = _line(book)
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, line)], [_settled(book, "INV-1", 500_00)])
    later = [_settled(book, "INV-1", 500_00, effective_on=day("03-20"))]
    _book(book, [_receipt(book, line)], later)
    book.prove()


def test_a_line_in_another_currency_is_not_booked_without_its_rate(book: Ledger) -> None:
    line = _line(book, currency="USD")
    with pytest.raises(ItemsDoNotMeet):
        _book(book, [_receipt(book, line)], [])


def test_a_settlement_has_an_act_of_its_own(book: Ledger) -> None:
    """Asked of each statement; the act in turn stands behind the head when the transaction ends."""
    added = (
        "INSERT INTO store_allocation (company_id, seq, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base, effective_on) "
        "SELECT company_id, seq + 1, 1, %s, %s, 1, 1, 1, '2026-03-10' FROM store_chainhead WHERE company_id = %s"
    )
    items = book.item("INV-1").id, book.item("CN-1").id
    assert "does not exist" in refused(added, *items, book.company_id)
    with pytest.raises(DatabaseError, match="customer"):
        _book(book, [_receipt(book, _line(book), customer_id=0)], [])
