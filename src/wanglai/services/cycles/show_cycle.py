"""One cycle as people look at it: its contract, where it stands, what is or was billed of it, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tieout.refusal import Wording
from wanglai.domain.terms import Span
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.cycles.billable import CycleLine, LeftOut, Proposal, ProposedBill, proposed
from wanglai.services.cycles.board import BoardRow, WantedBoard, board_of
from wanglai.services.cycles.policy import Policy, policy_for
from wanglai.services.cycles.words import REASONS, STATES
from wanglai.services.documents.words import PAPER_STATES
from wanglai.services.money import Amount
from wanglai.store.models import Company, CycleBill, CycleBilling, Invoice, SettlementCycle

LINES_SHOWN = 200


@dataclass(frozen=True)
class BillRow:
    """An invoice that was made of the cycle."""

    id: int
    number: str
    on: date
    state: str
    state_words: Wording
    gross: Amount


@dataclass(frozen=True)
class BillToCome:
    """A bill that would be made now; the first lines of it, how many there are, how many of an earlier cycle."""

    currency: str
    order_number: str
    lines: tuple[CycleLine, ...]
    count: int
    late: int
    net: Amount
    tax: Amount
    gross: Amount


@dataclass(frozen=True)
class LeftRow:
    """A line that is not billed now, and why."""

    delivery_id: int
    delivery_number: str
    on: date
    what: str
    unit: str
    quantity: Decimal
    why: Wording


@dataclass(frozen=True)
class CyclePage:
    id: int
    customer_id: int
    customer: str
    contract_id: int
    contract_number: str
    version: int
    from_on: date
    to_on: date
    statement_on: date
    state: str
    state_words: Wording
    closed_on: date | None
    closed_by: str
    billed_at: datetime | None
    billed_by: str
    policy: Policy
    row: BoardRow | None
    bills: tuple[BillRow, ...]
    to_come: tuple[BillToCome, ...]
    left_out: tuple[LeftRow, ...]
    left_out_count: int
    foreign: tuple[str, ...]  # currencies that need a rate
    base: str


def cycle_page(*, company_id: int, actor: int, cycle_id: int, on: date | None = None) -> CyclePage:
    """The cycle of a customer one sees, with what would be billed of it now.

    Refuses, in order: NotFound, NotPermitted, NotFound (cycle).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_cycles")
    rows = sight.of(SettlementCycle.objects.filter(company_id=company_id, id=cycle_id))
    found = rows.select_related("customer", "contract", "closed_by").first()
    if found is None:
        raise NotFound
    billing = CycleBilling.objects.filter(cycle_id=found.id).select_related("billed_by").first()
    policy = policy_for(company_id, found.customer_id)
    ahead = _proposal(found, policy, is_billed=billing is not None)
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    to_come = tuple(map(_to_come, ahead.bills))
    return CyclePage(
        id=found.id, customer_id=found.customer_id, customer=found.customer.name, contract_id=found.contract_id,
        contract_number=found.contract.number, version=found.version, from_on=found.from_on, to_on=found.to_on,
        statement_on=found.statement_on, state=found.state, state_words=STATES[found.state], closed_on=found.closed_on,
        closed_by=found.closed_by.get_full_name() if found.closed_by else "",
        billed_at=billing.billed_at if billing else None, billed_by=billing.billed_by.get_full_name() if billing else "",
        policy=policy, row=_standing(company_id, actor, found, on), bills=_bills(found), to_come=to_come,
        left_out=tuple(map(_left, ahead.left_out[:LINES_SHOWN])), left_out_count=len(ahead.left_out),
        foreign=tuple(sorted({each.currency for each in to_come} - {base})), base=base,
    )  # fmt: skip


def _proposal(found: SettlementCycle, policy: Policy, *, is_billed: bool) -> Proposal:
    if found.state == "dropped":
        return Proposal()
    return proposed(found, each_order=policy.bills_each_order, is_billed=is_billed)


def _standing(company_id: int, actor: int, found: SettlementCycle, on: date | None) -> BoardRow | None:  # fmt: skip
    """Its row of the board; none where it was dropped."""
    wanted = WantedBoard(Span(found.to_on, found.to_on), cycle_id=found.id)
    rows = board_of(company_id=company_id, actor=actor, wanted=wanted, on=on).rows
    return rows[0] if rows else None


def _bills(found: SettlementCycle) -> tuple[BillRow, ...]:
    made = CycleBill.objects.filter(cycle_id=found.id).values("invoice_id")
    return tuple(
        BillRow(row.id, row.number, row.on, row.state, PAPER_STATES[row.state], Amount(row.gross, row.currency))
        for row in Invoice.objects.filter(id__in=made).order_by("id")
    )  # fmt: skip


def _to_come(bill: ProposedBill) -> BillToCome:
    net, tax, gross = (Amount(minor, bill.currency) for minor in (bill.figures.net, bill.figures.tax, bill.figures.gross))  # fmt: skip
    late = sum(line.is_late for line in bill.lines)
    return BillToCome(bill.currency, bill.order_number, bill.lines[:LINES_SHOWN], len(bill.lines), late, net, tax, gross)  # fmt: skip


def _left(each: LeftOut) -> LeftRow:
    return LeftRow(
        each.delivery_id, each.delivery_number, each.on, each.what, each.unit, each.quantity, REASONS[each.reason]
    )  # fmt: skip
