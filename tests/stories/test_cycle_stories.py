"""Month ends, from the delivery to the money, with figures a clerk can check by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cycles import amend, bill, close, contract, cycle_to, cycles, monthly, opened
from tests.ledgers import day
from tests.papers import Papers, open_papers, steel
from wanglai.domain.terms import Cycle
from wanglai.services.cycles.billable import proposed
from wanglai.services.cycles.policy import Policy, set_cycle_policy
from wanglai.services.cycles.refusals import (
    CycleIsClosed,
    CycleIsOpen,
    EarlierCycleIsNotBilled,
    EarlierCycleIsOpen,
    RateIsMissing,
)
from wanglai.services.documents.accept_delivery import accept_delivery
from wanglai.services.documents.make_invoice import cancel_invoice
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.store.models import CycleBill, Invoice, InvoiceInstalment, OpenItem


@pytest.fixture
def papers(db: None) -> Papers:
    return open_papers()


def _drafts(made: tuple[int, ...]) -> list[str]:
    """Each draft: its day, currency, net and tax, and when it is due."""
    told = []
    for row in Invoice.objects.filter(id__in=made).order_by("id"):
        due = InvoiceInstalment.objects.get(invoice=row).due_on
        told.append(f"{row.on:%m-%d} {row.currency} {row.net / 100:.2f} + {row.tax / 100:.2f} due {due:%m-%d}")  # fmt: skip
    return told


def _left_out(papers: Papers, to_on: str, *, is_billed: bool = False) -> list[str]:
    found = proposed(cycle_to(papers, to_on), each_order=False, is_billed=is_billed)
    return [f"{each.delivery_number} {int(each.quantity)} {each.reason}" for each in found.left_out]


def test_a_month_of_yuejie_30_from_the_delivery_to_the_money(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    papers.deliver("DN-2", "30", on="03-31")
    papers.deliver("DN-3", "10", on="04-01")
    with pytest.raises(CycleIsOpen):
        bill(papers, "03-31")
    close(papers, "03-31")
    made = bill(papers, "03-31")
    assert _drafts(made) == ["03-31 CNY 900.00 + 117.00 due 04-30"]
    assert bill(papers, "03-31") == (), "repeating bills nothing twice"
    assert CycleBill.objects.count() == 1
    number = Invoice.objects.get(id=made[0]).number
    assert number == f"20260331-{cycle_to(papers, '03-31').id}-1"
    post_invoice(**papers.clerk, invoice_id=made[0])
    papers.book.post("receipt", "RC-1", "1,017.00", "04-28")
    papers.book.settle(number, "RC-1", None, "04-28")
    assert not OpenItem.objects.filter(document=number, allocated=0).exists()
    close(papers, "04-30")
    assert _drafts(bill(papers, "04-30")) == ["04-30 CNY 100.00 + 13.00 due 05-30"]


def test_26_march_is_billed_with_the_cycle_that_ends_on_25_april(papers: Papers) -> None:
    contract(papers, monthly(60, Cycle((25,))))
    opened(papers, "04-01", since="03-25")
    papers.order()
    papers.deliver("DN-1", "25", on="03-25")
    papers.deliver("DN-2", "75", on="03-26")
    assert cycles(papers)[:2] == ["02-26 03-25 open v1", "03-26 04-25 open v1"]
    with pytest.raises(EarlierCycleIsOpen):
        close(papers, "04-25")
    close(papers, "03-25")
    close(papers, "04-25")
    with pytest.raises(EarlierCycleIsNotBilled):
        bill(papers, "04-25")
    assert _drafts(bill(papers, "03-25")) == ["03-25 CNY 250.00 + 32.50 due 05-24"]
    assert _drafts(bill(papers, "04-25")) == ["04-25 CNY 750.00 + 97.50 due 06-24"]


def test_half_months_are_billed_one_by_one(papers: Papers) -> None:
    contract(papers, monthly(15, Cycle((15, 31))))
    opened(papers, "02-20", since="02-01")
    papers.order(on="02-01")
    papers.deliver("DN-1", "40", on="02-15")
    papers.deliver("DN-2", "60", on="02-16")
    for cut_off, expected in (("02-15", "02-15 CNY 400.00 + 52.00 due 03-02"), ("02-28", "02-28 CNY 600.00 + 78.00 due 03-15")):  # fmt: skip
        close(papers, cut_off)
        assert _drafts(bill(papers, cut_off)) == [expected]


def test_an_amendment_in_mid_cycle_ends_it_and_each_part_follows_its_own_terms(papers: Papers) -> None:  # fmt: skip
    signed = contract(papers, monthly(30))
    opened(papers, "03-20", since="03-01")
    assert cycles(papers) == ["03-01 03-31 open v1"]
    amend(papers, signed, monthly(60, Cycle((25,))), "03-16")
    assert opened(papers, "03-26").dropped == 1
    assert cycles(papers) == ["03-01 03-15 open v1", "03-16 03-25 open v2", "03-26 04-25 open v2"]
    papers.order()
    papers.deliver("DN-1", "30", on="03-15")
    papers.deliver("DN-2", "70", on="03-16")
    close(papers, "03-15")
    close(papers, "03-25")
    assert _drafts(bill(papers, "03-15")) == ["03-15 CNY 300.00 + 39.00 due 04-30"]
    assert _drafts(bill(papers, "03-25")) == ["03-25 CNY 700.00 + 91.00 due 05-24"]


def test_what_is_entered_after_the_closing_goes_to_the_next_cycle_and_is_told(papers: Papers) -> None:  # fmt: skip
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    close(papers, "03-31")
    with pytest.raises(CycleIsClosed):
        close(papers, "03-31")
    papers.deliver("DN-LATE", "40", on="03-30")
    assert _left_out(papers, "03-31") == ["DN-LATE 40 entered_later"]
    assert _drafts(bill(papers, "03-31")) == ["03-31 CNY 600.00 + 78.00 due 04-30"]
    assert bill(papers, "03-31") == ()
    close(papers, "04-30")
    found = proposed(cycle_to(papers, "04-30"), each_order=False, is_billed=False)
    assert [(line.delivery_number, line.is_late) for line in found.bills[0].lines] == [("DN-LATE", True)]  # fmt: skip
    assert _drafts(bill(papers, "04-30")) == ["04-30 CNY 400.00 + 52.00 due 04-30"]


def test_what_is_not_accepted_is_not_billed_where_terms_count_from_acceptance(papers: Papers) -> None:  # fmt: skip
    contract(papers, monthly(30, counted_from="acceptance"))
    opened(papers, "03-05", since="03-05")
    papers.order()
    first = papers.deliver("DN-1", "50", on="03-05")
    second = papers.deliver("DN-2", "30", on="03-20")
    papers.deliver("DN-3", "20", on="03-25")
    line = papers.of_delivery("DN-1")[0].delivery_line_id
    assert line is not None
    accept_delivery(**papers.seller, delivery_id=first, on=day("03-08"), refused={line: Decimal(2)})
    accept_delivery(**papers.seller, delivery_id=second, on=day("04-02"))
    close(papers, "03-31")
    assert _left_out(papers, "03-31") == ["DN-1 2 refused", "DN-2 30 accepted_later", "DN-3 20 not_accepted"]  # fmt: skip
    assert _drafts(bill(papers, "03-31")) == ["03-31 CNY 480.00 + 62.40 due 04-30"]
    close(papers, "04-30")
    assert _drafts(bill(papers, "04-30")) == ["04-30 CNY 300.00 + 39.00 due 05-30"]


def test_a_cancelled_draft_is_billed_again_and_takes_nothing_new_with_it(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    close(papers, "03-31")
    first = bill(papers, "03-31")
    cancel_invoice(**papers.clerk, invoice_id=first[0])
    papers.deliver("DN-2", "40", on="03-06")
    again = bill(papers, "03-31")
    assert _drafts(again) == ["03-31 CNY 600.00 + 78.00 due 04-30"]
    assert Invoice.objects.get(id=again[0]).number.endswith("-2")


def test_each_currency_has_its_bill_and_each_order_where_that_is_wanted(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    for number, currency in (("SO-1", "CNY"), ("SO-2", "CNY"), ("SO-3", "USD")):
        papers.order(number, steel("10"), currency=currency)
        papers.deliver(f"DN-{number}", "10", order=number, on="03-05")
    close(papers, "03-31")
    with pytest.raises(RateIsMissing):
        bill(papers, "03-31")
    set_cycle_policy(
        **papers.clerk, policy=Policy(bills_each_order=True), customer_id=papers.customer_id
    )
    made = bill(papers, "03-31", rates={"USD": Decimal("7.1")})
    assert [row.text for row in Invoice.objects.filter(id__in=made).order_by("id")] == [
        "2026-03-01 – 2026-03-31 · SO-1",
        "2026-03-01 – 2026-03-31 · SO-2",
        "2026-03-01 – 2026-03-31 · SO-3",
    ]
    assert _drafts(made)[2] == "03-31 USD 100.00 + 13.00 due 04-30"
    assert Invoice.objects.get(id=made[2]).rate == Decimal("7.1")
