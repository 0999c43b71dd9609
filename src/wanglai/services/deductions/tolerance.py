"""May this difference be let go? By the policy in force, by what was let go of the item, and of the customer this month."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from wanglai.domain.allocation import ItemState
from wanglai.domain.tolerance import Fault, Month, Tolerance, first_fault, most_of
from wanglai.services.deductions.refusals import (
    DifferenceIsTooLarge,
    NoToleranceIsSet,
    TooMuchThisMonth,
)
from wanglai.services.ledger.queries import fetch
from wanglai.services.refusals import UnableTo
from wanglai.store.models import CashPolicy, OpenItem

_FAULTS: dict[Fault, type[UnableTo]] = {
    "none": NoToleranceIsSet,
    "item": DifferenceIsTooLarge,
    "cap": TooMuchThisMonth,
}


@dataclass(frozen=True)
class Verdict:
    """Whether a difference may be let go, the most of this item (its minor units), and the month of the customer."""

    fault: Fault | None
    most: int
    month: Month

    @property
    def may_go(self) -> bool:
        return self.fault is None


def tolerable(
    company_id: int, customer_id: int, currency: str, amount: int, item_amount: int, on: date, *, worth: int | None = None,
    also: int = 0,
) -> Verdict:  # fmt: skip
    """Whether ``amount`` of an item of ``item_amount`` may be let go on a day, both in minor units of ``currency``.

    ``worth`` is the amount in the company's currency (None: the currency is the company's); ``also`` is what is let go of the
    customer beside it, not yet booked. Without a policy, or with a cap of 0, nothing is.
    """
    policy = CashPolicy.objects.filter(company_id=company_id).order_by("-version").first()
    told = policy.tolerances.get(currency) if policy is not None else None
    tolerance = Tolerance(*told) if told else None
    gone = gone_this_month(company_id, customer_id, on) + also
    month = Month(gone, policy.tolerance_cap if policy is not None else 0)
    fault = first_fault(
        tolerance, month, amount=amount, item_amount=item_amount,
        worth=amount if worth is None else worth,
    )  # fmt: skip
    return Verdict(fault, most_of(tolerance, item_amount) if tolerance else 0, month)


def require_tolerable(
    company_id: int, state: ItemState, amount: int, on: date, *, worth: int, also: int = 0
) -> None:
    """``amount`` more of a debt is let go on a day, on top of what was let go of it before.

    Per mille is of the whole debt, not of what is left of it. Refuses, in order: NoToleranceIsSet, DifferenceIsTooLarge,
    TooMuchThisMonth.
    """
    whole = OpenItem.objects.values_list("amount", flat=True).get(
        company_id=company_id, id=state.id
    )
    every = amount + let_go_of(company_id, state.id, "tolerance")
    found = tolerable(
        company_id, state.customer_id, state.currency, every, whole, on, worth=worth, also=also
    )
    if found.fault is not None:
        raise _FAULTS[found.fault](state.document)


def gone_this_month(company_id: int, customer_id: int, on: date) -> int:
    """What was let go of a customer in the month of a day and not taken back, in the company's minor units."""
    last = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    days = {"first": on.replace(day=1), "last": last}
    return int(fetch(_GONE, {"company": company_id, "customer": customer_id, **days})[0][0])


def let_go_of(company_id: int, item_id: int, kind: str) -> int:
    """What entries of a kind (``tolerance``, ``discount``) took off a debt so far, in its minor units."""
    return int(fetch(_LET_GO, {"company": company_id, "item": item_id, "kind": kind})[0][0])


_GONE = """
SELECT coalesce(-sum(line.base_amount), 0)
  FROM store_entryline AS line
  JOIN store_entry AS entry ON entry.company_id = line.company_id AND entry.seq = line.seq AND entry.kind = 'tolerance'
 WHERE line.company_id = %(company)s AND line.customer_id = %(customer)s
   AND line.entry_on BETWEEN %(first)s AND %(last)s
   AND NOT EXISTS (SELECT FROM store_entry AS back
                    WHERE back.company_id = line.company_id AND back.reverses_seq = line.seq)
"""
_LET_GO = """
SELECT coalesce(sum(allocation.amount), 0)
  FROM store_allocation AS allocation
  JOIN store_openitem AS credit ON credit.id = allocation.credit_item_id AND credit.kind = %(kind)s
 WHERE allocation.company_id = %(company)s AND allocation.debit_item_id = %(item)s
"""
