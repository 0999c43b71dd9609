"""What a closed cycle is billed for: everything delivered up to its cut-off and not invoiced, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from wanglai.domain import agreement_form
from wanglai.domain.invoicing import Figures, Priced, figures, summed
from wanglai.services.documents.due_days import LineDays
from wanglai.services.documents.wanted import Billed
from wanglai.store.models import (
    ContractVersion,
    CycleBill,
    DeliveryLine,
    InvoiceLine,
    SettlementCycle,
)

# Why a line is not in the bills of a cycle.
LEFT_OUT = ("not_accepted", "accepted_later", "entered_later", "refused", "by_order", "free")


@dataclass(frozen=True)
class CycleLine:
    """So much of a line of a delivery. ``is_late``: it belongs to the days of an earlier cycle."""

    order_line_id: int
    delivery_line_id: int
    order_number: str
    delivery_id: int
    delivery_number: str
    on: date
    currency: str
    what: str
    unit: str
    quantity: Decimal
    price: Decimal
    tax_percent: Decimal
    days: LineDays
    is_late: bool

    @property
    def priced(self) -> Priced:
        return Priced(self.quantity, self.price, self.tax_percent)

    @property
    def billed(self) -> Billed:
        return Billed(self.order_line_id, self.quantity, self.delivery_line_id)


@dataclass(frozen=True)
class LeftOut:
    """A line that is not billed now; ``reason`` is one of LEFT_OUT."""

    delivery_id: int
    delivery_number: str
    on: date
    what: str
    unit: str
    quantity: Decimal
    reason: str


@dataclass(frozen=True)
class ProposedBill:
    """One invoice to be: of a currency, and of one order where each order has its own."""

    currency: str
    order_number: str  # empty: of all
    lines: tuple[CycleLine, ...]
    figures: Figures


@dataclass(frozen=True)
class Proposal:
    """Everything that would be billed, and everything that would not."""

    bills: tuple[ProposedBill, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=())


def proposed(cycle: SettlementCycle, *, each_order: bool, is_billed: bool) -> Proposal:
    """What is to be billed of a cycle now.

    Once billed, only what its cancelled bills gave back is billed again: what came in later belongs to the next cycle.
    60 of 100 delivered by the cut-off at 10.00 with 13 %: one bill, net 600.00, tax 78.00.
    """
    by_acceptance = _counts_from_acceptance(cycle)
    again = _given_back(cycle) if is_billed else None
    billed: list[CycleLine] = []
    left_out: list[LeftOut] = []
    for row in _delivered(cycle):
        reason = _reason(row, cycle, by_acceptance=by_acceptance)
        if row.returned and row.delivery.delivered_on >= cycle.from_on:
            left_out.append(_left(row, row.returned, "refused"))
        left = row.quantity - row.returned - row.invoiced
        if left <= 0:
            continue
        if not reason and again is not None and row.id not in again:
            reason = "entered_later"  # it became known when the cycle was billed already
        if reason:
            left_out.append(_left(row, left, reason))
        else:
            billed.append(_line(row, left, cycle, by_acceptance=by_acceptance))
    bills = list(_bills(billed, each_order=each_order))
    for (
        bill
    ) in bills:  # nothing but goods without a price is no invoice: they go with the next bill
        if not bill.figures.gross:
            left_out += [_free(line) for line in bill.lines]
    return Proposal(tuple(bill for bill in bills if bill.figures.gross), tuple(left_out))


def _counts_from_acceptance(cycle: SettlementCycle) -> bool:
    """True where the version's terms count from acceptance: what is not accepted is not owed yet."""
    version = ContractVersion.objects.get(contract_id=cycle.contract_id, number=cycle.version)
    agreed = agreement_form.agreement_of(version.agreement)
    return any("acceptance" in terms.counted_from for terms in agreed.all_terms)


def _given_back(cycle: SettlementCycle) -> set[int]:
    """Lines of deliveries that stood on bills of this cycle that were cancelled."""
    cancelled = CycleBill.objects.filter(cycle_id=cycle.id, invoice__state="cancelled")
    lines = InvoiceLine.objects.filter(invoice_id__in=cancelled.values("invoice_id"), delivery_line__isnull=False)  # fmt: skip
    return set(lines.values_list("delivery_line_id", flat=True))


def _delivered(cycle: SettlementCycle) -> Iterable[DeliveryLine]:
    """Lines delivered by the cut-off of which something is not invoiced, or was refused in these days; oldest first."""
    rows = DeliveryLine.objects.filter(
        company_id=cycle.company_id, delivery__customer_id=cycle.customer_id, delivery__delivered_on__lte=cycle.to_on
    ).exclude(delivery__state="cancelled")  # fmt: skip
    open_or_refused = Q(quantity__gt=F("returned") + F("invoiced")) | Q(
        returned__gt=0, delivery__delivered_on__gte=cycle.from_on
    )
    return rows.filter(open_or_refused).select_related("order_line__order", "delivery").order_by("delivery__delivered_on", "id")  # fmt: skip


def _reason(row: DeliveryLine, cycle: SettlementCycle, *, by_acceptance: bool) -> str:
    delivery = row.delivery
    if row.order_line.is_billed_by_order:
        return "by_order"
    if cycle.closed_at is not None and delivery.entered_at > cycle.closed_at:
        return "entered_later"
    if by_acceptance and delivery.accepted_on is None:
        return "not_accepted"
    if by_acceptance and delivery.accepted_on and delivery.accepted_on > cycle.to_on:
        return "accepted_later"
    return ""


def _line(row: DeliveryLine, left: Decimal, cycle: SettlementCycle, *, by_acceptance: bool) -> CycleLine:  # fmt: skip
    line, delivery = row.order_line, row.delivery
    day = delivery.accepted_on if by_acceptance and delivery.accepted_on else delivery.delivered_on
    return CycleLine(
        line.id, row.id, line.order.number, delivery.id, delivery.number, day, line.order.currency, line.what, line.unit,
        left, line.price, line.tax_percent, LineDays(line.order.ordered_on, delivery.delivered_on, delivery.accepted_on),
        is_late=day < cycle.from_on,
    )  # fmt: skip


def _left(row: DeliveryLine, quantity: Decimal, reason: str) -> LeftOut:
    line, delivery = row.order_line, row.delivery
    return LeftOut(delivery.id, delivery.number, delivery.delivered_on, line.what, line.unit, quantity, reason)  # fmt: skip


def _free(line: CycleLine) -> LeftOut:
    return LeftOut(line.delivery_id, line.delivery_number, line.on, line.what, line.unit, line.quantity, "free")  # fmt: skip


def _bills(lines: list[CycleLine], *, each_order: bool) -> Iterator[ProposedBill]:
    of_bill: dict[tuple[str, str], list[CycleLine]] = {}
    for line in lines:
        of_bill.setdefault((line.currency, line.order_number if each_order else ""), []).append(line)  # fmt: skip
    for (currency, order), those in sorted(of_bill.items()):
        whole = summed(figures([line.priced for line in those], currency))
        yield ProposedBill(currency, order, tuple(those), whole)
