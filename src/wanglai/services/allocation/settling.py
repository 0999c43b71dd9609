"""Two items meet: the settlement, and the exchange difference it realises, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tieout.refusal import Wording
from wanglai.domain.allocation import ItemState, Settlement, exchange_entry, first_fault, settle
from wanglai.services.ledger.book import Who, post_drafts, write_allocations
from wanglai.services.refusals import UnableTo


class SidesAreAlike(UnableTo):
    code_of_refusal = "allocation.sides"
    why = Wording("核销需要一借一贷。", "A debit is settled by a credit.")
    next_step = Wording("请选择一笔应收和一笔贷项。", "Choose a debit item and a credit item.")
    http_status = 422


class PartnersDiffer(UnableTo):
    code_of_refusal = "allocation.partner"
    why = Wording(
        "两项的客户、币种或科目不同。", "The items differ in customer, currency or account."
    )
    next_step = Wording(
        "先做转户或换汇，再核销。", "Transfer or exchange first, then settle what results."
    )
    http_status = 422


class AmountDoesNotFit(UnableTo):
    code_of_refusal = "allocation.amount"
    why = Wording("核销金额必须大于零。", "The amount must be above zero.")
    next_step = Wording("请填写金额。", "Give an amount.")
    http_status = 422


class NotSoMuchIsOpen(UnableTo):
    code_of_refusal = "allocation.open"
    why = Wording("核销金额超过未清余额。", "Less than that is still open.")
    next_step = Wording("请按未清余额核销。", "Settle at most what is open on both.")


class DayIsTooEarly(UnableTo):
    code_of_refusal = "allocation.day"
    why = Wording(
        "核销日期早于其中一张单据，或早于此前撤销核销的日期。",
        "The day lies before one of the two documents, or before a settlement was undone.",
    )
    next_step = Wording(
        "请使用较晚单据或撤销的日期，或其后。", "Use the later of these days, or one after."
    )
    http_status = 422


_FAULTS: dict[str, type[UnableTo]] = {
    "sides": SidesAreAlike,
    "partner": PartnersDiffer,
    "amount": AmountDoesNotFit,
    "open": NotSoMuchIsOpen,
    "day": DayIsTooEarly,
}


@dataclass(frozen=True)
class Wish:
    """So much of one item against another; ``amount`` None: as much as both have."""

    debit: ItemState
    credit: ItemState
    amount: int | None = None


def settle_items(
    company_id: int, who: Who, wishes: Sequence[Wish], on: date, *, key: str, asked: bytes
) -> int:
    """Settle in one act, exchange differences booked before it; the act's number.

    Refuses, in order, for each: SidesAreAlike, PartnersDiffer, AmountDoesNotFit, NotSoMuchIsOpen, DayIsTooEarly; then
    PeriodIsNotOpen, ItemsDoNotMeet.
    """
    settlements = _settlements(wishes, on)
    items = {each.debit.id: each.debit for each in wishes}
    realised = [each for each in settlements if each.realised]
    drafts = [
        (f"{key}:exchange:{no}", asked, exchange_entry(each, items[each.debit_item_id]))
        for no, each in enumerate(realised)
    ]
    booked = [posted.seq for posted in post_drafts(company_id, who, drafts)] if drafts else []
    entry_of = dict(zip(map(id, realised), booked, strict=True))
    rows = [
        {
            "debit_item_id": each.debit_item_id,
            "credit_item_id": each.credit_item_id,
            "amount": each.amount,
            "debit_base": each.debit_base,
            "credit_base": each.credit_base,
            "effective_on": each.effective_on,
            "exchange_seq": entry_of.get(id(each)),
        }
        for each in settlements
    ]
    return write_allocations(company_id, who, "allocate", rows, key=key, asked=asked)


def _settlements(wishes: Sequence[Wish], on: date) -> list[Settlement]:
    """Each wish sees what the ones before it left open."""
    taken: dict[int, tuple[int, int]] = {}
    found = []
    for wish in wishes:
        debit, credit = (_left(item, taken) for item in (wish.debit, wish.credit))
        amount = wish.amount
        if amount is None:
            amount = min(debit.amount_open, credit.amount_open)
        fault = first_fault(debit, credit, amount, on)
        if fault is not None:
            raise _FAULTS[fault](f"{debit.document} / {credit.document}")
        settlement = settle(debit, credit, amount, on)
        for item, base in ((debit, settlement.debit_base), (credit, settlement.credit_base)):
            before = taken.get(item.id, (0, 0))
            taken[item.id] = before[0] + amount, before[1] + base
        found.append(settlement)
    return found


def _left(item: ItemState, taken: dict[int, tuple[int, int]]) -> ItemState:
    amount, base = taken.get(item.id, (0, 0))
    return replace(item, amount_open=item.amount_open - amount, base_open=item.base_open - base)
