"""The book, told day by day with figures a clerk can check by hand."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, open_ledger
from wanglai.services.allocation.settling import DayIsTooEarly, NotSoMuchIsOpen
from wanglai.services.ledger.book import PeriodIsNotOpen


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def test_an_invoice_is_settled_in_parts(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,130.00", "03-05", tax="130.00", due="04-30")
    assert book.accounts("03-05") == {
        "receivable": "1,130.00",
        "revenue": "-1,000.00",
        "output_tax": "-130.00",
    }
    book.post("receipt", "RC-1", "500.00", "04-10")
    book.settle("INV-1", "RC-1", None, "04-10")
    assert book.open_table("04-09") == ["INV-1 CNY 1,130.00"]
    assert book.open_table("04-10") == ["INV-1 CNY 630.00"]
    book.post("receipt", "RC-2", "630.00", "04-28")
    book.settle("INV-1", "RC-2", None, "04-28")
    assert book.open_table("04-28") == []
    assert book.owes("04-28") == {}
    book.prove()


def test_an_overpayment_stays_until_it_is_refunded(book: Ledger) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    book.post("receipt", "RC-1", "1,000.00", "03-20")
    book.settle("INV-1", "RC-1", None, "03-20")
    assert book.open_table("03-20") == ["RC-1 CNY -200.00"]
    with pytest.raises(NotSoMuchIsOpen):
        book.refund("RC-1", "200.01", "03-25")
    book.refund("RC-1", None, "03-25")
    assert book.open_table("03-25") == []
    assert book.accounts("03-25") == {"bank": "800.00", "revenue": "-800.00"}
    book.prove()


def test_a_bounced_receipt_opens_the_invoice_again(book: Ledger) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05", due="03-31")
    receipt = book.post("receipt", "RC-1", "800.00", "03-20")
    settled = book.settle("INV-1", "RC-1", None, "03-20")
    assert book.open_table("03-24") == []
    book.take_apart(settled, "03-25")
    book.reverse(receipt.seq, "03-25")
    assert book.open_table("03-24") == []
    assert book.open_table("03-25") == ["INV-1 CNY 800.00"]
    assert book.accounts("03-25") == {"receivable": "800.00", "revenue": "-800.00"}
    book.prove()


def test_a_backdated_invoice_is_new_knowledge_about_an_old_day(book: Ledger) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    sent_at = book.now()
    book.post("invoice", "INV-0", "50.00", "03-02")
    assert book.open_table("03-31", known_at=sent_at) == ["INV-1 CNY 800.00"]
    assert book.open_table("03-31") == ["INV-0 CNY 50.00", "INV-1 CNY 800.00"]
    for month in ("01", "02", "03"):
        book.close(month)
    with pytest.raises(PeriodIsNotOpen):
        book.post("invoice", "INV-X", "1.00", "03-31")
    assert book.open_table("03-31", known_at=sent_at) == ["INV-1 CNY 800.00"]
    assert book.open_table("03-31") == ["INV-0 CNY 50.00", "INV-1 CNY 800.00"]
    book.prove()


def test_a_debt_is_written_off_and_recovered(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    book.write_off("INV-1", "400.00", "06-30")
    assert book.open_table("06-30") == ["INV-1 CNY 600.00"]
    book.write_off("INV-1", None, "07-31")
    assert book.open_table("07-31") == []
    assert book.accounts("07-31") == {"allowance": "1,000.00", "revenue": "-1,000.00"}
    book.post("recovery", "REC-1", "300.00", "09-10")
    book.post("receipt", "RC-9", "300.00", "09-10")
    book.settle("REC-1", "RC-9", None, "09-10")
    assert book.open_table("09-10") == []
    assert book.accounts("09-10") == {
        "bank": "300.00",
        "allowance": "700.00",
        "revenue": "-1,000.00",
    }
    book.prove()


def test_dollars_differ_realised_and_unrealised(book: Ledger) -> None:
    """1,000.00 USD at 7.10, half paid at 7.20; at the end of the month the rest is worth 7.25."""
    book.post("invoice", "INV-US", "1,000.00", "03-05", currency="USD", rate="7.10")
    book.post("receipt", "RC-US", "500.00", "03-20", currency="USD", rate="7.20")
    settled = book.settle("INV-US", "RC-US", None, "03-20")
    assert book.accounts("03-20") == {
        "receivable": "3,550.00",
        "bank": "3,600.00",
        "exchange": "-50.00",
        "revenue": "-7,100.00",
    }
    book.revalue("03-31", USD="7.25")
    assert book.accounts("03-31")["receivable"] == "3,625.00"
    assert book.accounts("03-31")["exchange"] == "-125.00"
    assert book.accounts("04-01")["receivable"] == "3,550.00"
    assert book.owes("03-31") == {"USD": "500.00"}
    book.take_apart(settled, "04-05")
    assert book.accounts("04-05") == {
        "receivable": "3,500.00",
        "bank": "3,600.00",
        "revenue": "-7,100.00",
    }
    book.prove()


def test_dollars_pay_a_debt_in_euros(book: Ledger) -> None:
    """100.00 EUR at 7.80 are paid with 110.00 USD at 7.15: 786.50 received for 780.00 booked."""
    book.post("invoice", "INV-EU", "100.00", "03-05", currency="EUR", rate="7.80")
    book.post("receipt", "RC-US", "110.00", "03-20", currency="USD", rate="7.15")
    book.exchange("RC-US", "110.00", "EUR", "100.00", "03-20")
    book.settle("INV-EU", "RC-US", None, "03-20")
    assert book.owes("03-20") == {}
    assert book.accounts("03-20") == {
        "bank": "786.50",
        "exchange": "-6.50",
        "revenue": "-780.00",
    }
    book.prove()


def test_a_prepayment_pays_the_invoice_that_comes_later(book: Ledger) -> None:
    book.post("prepayment", "PP-1", "300.00", "03-01")
    book.post("invoice", "INV-1", "500.00", "03-05")
    book.transfer("PP-1", -1, "03-05", account="receivable")
    book.settle("INV-1", "PP-1", None, "03-05")
    assert book.open_table("03-05") == ["INV-1 CNY 200.00"]
    assert book.accounts("03-05") == {
        "bank": "300.00",
        "receivable": "200.00",
        "revenue": "-500.00",
    }
    book.prove()


def test_a_debt_moves_to_the_group_company_that_pays(book: Ledger) -> None:
    book.post("invoice", "INV-1", "500.00", "03-05", due="04-05")
    book.transfer("INV-1", 1, "03-10", customer_id=book.customer("远景集团"))
    assert book.open_table("03-10") == []
    assert book.open_table("03-10", "远景集团") == ["INV-1 CNY 500.00"]
    book.prove()


def test_instalments_are_due_one_by_one(book: Ledger) -> None:
    book.post(
        "invoice", "INV-1", "100.01", "03-05",
        instalments=(("33.34", "03-31"), ("33.34", "04-30"), ("33.33", "05-31")),
        currency="USD", rate="7.12345",
    )  # fmt: skip
    assert len(book.open_table("03-05")) == 3
    assert book.accounts("03-05")["receivable"] == "712.42"
    book.prove()


def test_a_settlement_undone_in_april_still_held_in_march(book: Ledger) -> None:
    """A later settlement cannot be dated into the days the first one held: the item would be settled twice there."""
    book.post("invoice", "INV-1", "100.00", "03-05")
    book.post("receipt", "RC-1", "100.00", "03-10")
    book.post("receipt", "RC-2", "100.00", "03-12")
    book.take_apart(book.settle("INV-1", "RC-1", None, "03-10"), "04-05")
    with pytest.raises(DayIsTooEarly):
        book.settle("INV-1", "RC-2", None, "03-12")
    book.settle("INV-1", "RC-2", None, "04-05")
    assert book.open_table("03-31") == ["RC-2 CNY -100.00"]
    assert book.open_table("04-05") == ["RC-1 CNY -100.00"]
    book.prove()
