"""What users of other systems suffer from must be impossible here: the lessons that belong to no single capability.

Each test carries the number of its lesson; others stand with what they are about (ageing, terms, reports by mail).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.ledgers import Ledger, day, open_ledger
from tests.papers import Papers, steel
from wanglai.services.ageing.queries import ageing
from wanglai.services.allocation.settling import PartnersDiffer
from wanglai.services.documents.bill_steps import (
    BillIsNotDue,
    dishonour_bill,
    mature_bill,
    present_bill,
)
from wanglai.services.documents.exposure import promised
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.documents.show_papers import invoice_page
from wanglai.services.ledger.show_account import account_page
from wanglai.services.ledger.show_items import item_page, open_items_page
from wanglai.store.models import Act, Bill, Entry

DEBITS = ("invoice", "debit_note", "interest", "fee", "opening")
CREDITS = ("credit_note", "receipt")


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


@pytest.fixture
def papers(book: Ledger) -> Papers:
    return Papers(book)


def told_by_all(book: Ledger, on: date, **more: object) -> dict[str, set[int]]:
    """Per currency what ledger, open items and ageing each say a customer owes at the end of a day."""
    who = {**book.reader, "customer_id": book.customer("远景")}
    ledger = account_page(**who, from_on=on, to_on=on, **more)
    items = open_items_page(**who, on=on, **more)
    aged = ageing(**who, on=on, **more)
    assert aged.holds
    found: dict[str, set[int]] = {}
    for currency, figure in (
        *((each.closing.currency, each.closing.minor) for each in ledger.sums),
        *((each.items.currency, each.items.minor) for each in ledger.sums),
        *((each.currency, each.minor) for each in items.balance),
        *((each.currency, each.aged.columns.total) for each in aged.rows),
    ):
        found.setdefault(currency, set()).add(figure)
    return {currency: figures for currency, figures in found.items() if figures != {0}}


def test_lesson_06_closing_balance_and_ageing_below_it_are_one_figure_on_every_day(
    book: Ledger, papers: Papers
) -> None:
    """Statements come later; what they will print, the ledger with its closing balance and the ageing, agrees already."""
    book.post("invoice", "INV-1", "100.00", "01-05", due="02-04")
    book.post("invoice", "INV-2", "80.00", "01-20", instalments=(("30.00", "02-10"), ("50.00", "03-10")))  # fmt: skip
    book.post("receipt", "RC-1", "70.00", "01-25")
    book.settle("INV-1", "RC-1", "60.00", "01-26")  # in part; ten are left of the receipt
    book.post("credit_note", "CN-1", "15.00", "02-01")  # nobody claims it
    book.post("prepayment", "PRE", "7.00", "02-02")
    known = book.now()
    book.post("invoice", "USD-1", "10.00", "02-03", currency="USD", rate="7.10", due="03-03")
    book.post("receipt", "USD-R", "12.00", "02-20", currency="USD", rate="7.25")
    paid = book.settle("USD-1", "USD-R", None, "02-21")
    book.revalue("02-28", USD="7.40")
    book.close("01")
    papers.bill("B-1", "40.00", "INV-1", on="03-01", matures="05-10")
    book.take_apart(paid, "03-05")
    book.write_off("INV-2", "3.00", "03-06")
    mature_bill(**papers.clerk, bill_id=Bill.objects.get().id, on=day("05-10"))
    closing: dict[str, int] = {}
    first = day("01-01")
    for last in (first + timedelta(days=place) for place in range(5, 160, 5)):
        for more in ({}, {"known_at": known}):
            for currency, figures in told_by_all(book, last, **more).items():
                assert len(figures) == 1, (last, more, currency, figures)
        page = account_page(**book.reader, customer_id=book.customer("远景"), from_on=first, to_on=last)  # fmt: skip
        assert all(each.gap.is_zero for each in page.sums)
        opening = {each.opening.currency: each.opening.minor for each in page.sums}
        assert {currency: figure for currency, figure in opening.items() if figure} == closing
        closing = {each.closing.currency: each.closing.minor for each in page.sums if each.closing.minor}  # fmt: skip
        first = last + timedelta(days=1)
    assert closing == {"CNY": 10_000 + 8_000 - 7_000 - 1_500 - 700 - 300 - 4_000, "USD": -200}
    assert told_by_all(book, day("02-10"), known_at=known) == {"CNY": {8_800}}


@pytest.mark.parametrize("credit", CREDITS)
@pytest.mark.parametrize("debit", DEBITS)
def test_lesson_08_any_credit_settles_any_debit_and_nothing_is_posted(
    book: Ledger, debit: str, credit: str
) -> None:
    book.post("invoice", "FIRST", "100.00", "01-05")
    book.post(credit, "CREDIT", "100.00", "01-06")  # given for the first, used for the second
    book.post(debit, "SECOND", "60.00", "01-07")
    entries, accounts = Entry.objects.count(), book.accounts("12-31")
    seq = book.settle("SECOND", "CREDIT", None, "01-08")
    assert book.open_table("01-08") == ["FIRST CNY 100.00", "CREDIT CNY -40.00"]
    assert (Entry.objects.count(), book.accounts("12-31")) == (entries, accounts)
    book.take_apart(seq, "01-09")
    assert (Entry.objects.count(), book.accounts("12-31")) == (entries, accounts)
    book.settle("FIRST", "CREDIT", None, "01-10")
    assert book.open_table("01-10") == ["SECOND CNY 60.00"]
    book.prove()


def test_lesson_08_another_customers_credit_and_another_currency_stay_apart(book: Ledger) -> None:
    book.post("invoice", "INV", "100.00", "01-05")
    book.post("credit_note", "OTHERS", "100.00", "01-06", customer="别人")
    book.post("credit_note", "DOLLARS", "100.00", "01-06", currency="USD", rate="7.10")
    before = Act.objects.count()
    for credit in ("OTHERS", "DOLLARS"):
        with pytest.raises(PartnersDiffer):
            book.settle("INV", credit, None, "01-08")
    assert Act.objects.count() == before


def test_lesson_09_an_advance_is_offered_on_the_invoice_whatever_account_it_stands_on(
    book: Ledger, papers: Papers
) -> None:
    """A link from an advance to its order comes with cash application; found by customer it is offered today."""
    book.post("prepayment", "PRE", "300.00", "02-01")
    book.post("receipt", "RC", "20.00", "02-03")
    book.post("prepayment", "PRE-USD", "5.00", "02-01", currency="USD", rate="7.10")
    book.post("prepayment", "OTHERS", "9.00", "02-01", customer="别人")
    papers.order("SO-1", steel("10", "100.00", "0"))
    papers.deliver("DN-1", "10")
    draft = papers.draft("INV-1", *papers.of_delivery("DN-1"))
    assert offered(papers, draft) == ["PRE 300.00 advance", "RC 20.00 receivable"], "before it is posted"  # fmt: skip
    post_invoice(**papers.clerk, invoice_id=draft)
    assert offered(papers, draft) == ["PRE 300.00 advance", "RC 20.00 receivable"]
    page = open_items_page(**book.reader, customer_id=papers.customer_id, on=day("03-31"))
    assert {row.document for row in page.credits} == {"PRE", "RC", "PRE-USD"}
    book.transfer("PRE", -1, "03-31", account="receivable")
    book.settle("INV-1", "PRE", None, "03-31")
    assert offered(papers, draft) == ["RC 20.00 receivable"]
    book.post("receipt", "RC-2", "1,000.00", "04-01")
    book.settle("INV-1", "RC-2", "700.00", "04-01")
    assert offered(papers, draft) == [], "nothing is open of it any more"
    book.prove()


def offered(papers: Papers, invoice: int) -> list[str]:
    role = {"合同负债（预收）": "advance", "应收账款": "receivable"}
    page = invoice_page(**papers.book.reader, invoice_id=invoice)
    return [f"{each.document} {each.open.text} {role[each.account.zh]}" for each in page.unused]


def test_lesson_11_a_bill_is_paid_when_it_is_cleared_and_not_when_it_is_posted(
    book: Ledger, papers: Papers
) -> None:
    """Receipts in clearing come with bank files; the paper that promises money, a bill of exchange, is here."""
    book.post("invoice", "INV-1", "500.00", "03-01", due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1", on="05-10", matures="11-10")
    present_bill(**papers.clerk, bill_id=bill)
    for on in ("05-10", "11-09"):
        assert book.owes(on) == {"CNY": "500.00"}, "promised, not paid"
        assert "bank" not in book.accounts(on)
        (row,) = ageing(**book.reader, on=day(on)).rows
        assert (row.aged.columns.buckets[0], row.aged.columns.total) == (50_000, 50_000)
        assert promised(**book.reader, customer_id=papers.customer_id)[0].bills_open == 50_000
    (row,) = ageing(**book.reader, on=day("11-11")).rows
    assert row.aged.columns.buckets[:2] == (0, 50_000), "matured and not paid: late since its day"
    with pytest.raises(BillIsNotDue):
        mature_bill(**papers.clerk, bill_id=bill, on=day("11-09"))
    mature_bill(**papers.clerk, bill_id=bill, on=day("11-12"))
    assert book.owes("11-11") == {"CNY": "500.00"}
    assert (book.owes("11-12"), book.accounts("11-12")["bank"]) == ({}, "500.00")
    assert promised(**book.reader, customer_id=papers.customer_id) == ()
    book.prove()


def test_lesson_11_what_bounces_is_owed_again_since_its_first_day(
    book: Ledger, papers: Papers
) -> None:
    book.post("invoice", "INV-1", "500.00", "03-01", due="04-30")
    bill = papers.bill("B-1", "500.00", "INV-1", on="05-10", matures="11-10")
    dishonour_bill(**papers.clerk, bill_id=bill, on=day("11-12"))
    (row,) = ageing(**book.reader, on=day("11-12")).rows
    assert (row.aged.days_max, row.aged.columns.total) == (196, 50_000)
    book.prove()


def test_lesson_15_everybody_sees_which_payment_paid_which_invoice(
    book: Ledger, papers: Papers
) -> None:
    """Statements come later; the sentence "your 5,000 of 3 May paid INV-1 and INV-2" is known of every receipt and invoice."""
    papers.order("SO-1", steel("1", "2000.00", "0"), their_number="PO-4711")
    papers.deliver("DN-1", "1")
    newest = papers.invoice("INV-2", *papers.of_delivery("DN-1"), on="03-20", due="04-30")
    book.post("invoice", "INV-1", "4,000.00", "03-01", due="03-31")
    book.post("receipt", "RC", "5,000.00", "05-03")
    book.settle("INV-1", "RC", "4,000.00", "05-03")
    undone = book.settle("INV-2", "RC", "900.00", "05-03")
    book.take_apart(undone, "05-04")
    book.settle("INV-2", "RC", None, "05-04")
    receipt = item_page(**book.reader, item_id=book.item("RC").id)
    told = [
        f"{each.amount} of {each.on} {each.other_document}"
        for each in receipt.settlements
        if each.undone_seq is None and not each.is_undoing
    ]
    assert told == ["4,000.00 of 2026-05-03 INV-1", "1,000.00 of 2026-05-04 INV-2"]
    page = invoice_page(**book.reader, invoice_id=newest)
    assert [(each.document, each.amount.text) for each in page.chain.settled] == [
        ("RC", "1,000.00")
    ]
    assert page.their_numbers == ("PO-4711",)
    lines = account_page(**book.reader, customer_id=papers.customer_id, from_on=day("03-01"), to_on=day("05-31")).lines  # fmt: skip
    sides = {line.document: (line.debit is not None, line.credit is not None) for line in lines}
    assert sides == {"INV-1": (True, False), "INV-2": (True, False), "RC": (False, True)}
