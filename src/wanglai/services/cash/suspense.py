"""Money nobody can name: kept on the suspense customer since the day it came, and moved to whose it is with another person's word."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.allocation import moved
from wanglai.services.access.membership import record
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.moving import take_away
from wanglai.services.cash.lines import line_within, require_another
from wanglai.services.cash.refusals import LineIsElsewhere
from wanglai.services.cash.settle_line import Wanted, settle
from wanglai.services.cash.suspended import require_true_customer, suspense_of
from wanglai.services.ledger.book import (
    Who,
    known_act,
    request_hash,
)
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankEntry, Company, Customer, OpenItem

KIND = "leave_suspense"
NAME = "待查来款"


class MoveSaysNothing(UnableTo):
    code_of_refusal = "suspense.reason"
    why = Wording(
        "没有写明凭什么认定是该客户的款。", "Nothing says how it is known whose money it is."
    )
    next_step = Wording("请写明依据，如客户的付款凭证。", "Give the reason, such as the customer's proof of payment.")  # fmt: skip
    http_status = 422


class BeforeItCame(UnableTo):
    code_of_refusal = "suspense.day"
    why = Wording("转出日早于到账日。", "It would leave before it came.")
    next_step = Wording("请填写到账日或之后的日期。", "Give the day it came, or a later one.")
    http_status = 422


@transaction.atomic
def put_into_suspense(
    *, company_id: int, actor: int, origin: str, line_id: int, key: str, version: int | None = None, rate: Any = None
) -> int:  # fmt: skip
    """Book a line's money on the suspense customer, which is made when first needed; the settlement's id.

    ``rate`` is of money in another currency, base for one unit. Refuses, in order: NotFound, NotPermitted; then as ``settle_line``.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    who = Who(actor, origin)
    wanted = Wanted(_suspense_customer(company_id, who), rate=rate)
    return settle(company_id, who, line_id, wanted, key=key, version=version)


def _suspense_customer(company_id: int, who: Who) -> int:
    Company.objects.select_for_update(no_key=True).get(id=company_id)  # two at once make one
    found = suspense_of(company_id)
    if found is not None:
        return found
    taken = Customer.objects.filter(company_id=company_id, name=NAME).exists()
    made = Customer.objects.create(
        company_id=company_id, name=f"{NAME} 2" if taken else NAME, is_suspense=True
    )
    record(company_id, who, "make_suspense_customer", customer=made.id)
    return int(made.id)


@transaction.atomic
def leave_suspense(
    *, company_id: int, actor: int, origin: str, line_id: int, customer_id: int, on: date, reason: str, key: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Move all of a line's money from suspense to its true customer, always with another person's word; the act's number.

    The new credit is due since the day the money came, so that it keeps its age; from there it settles what the customer owes.
    800.00 of 20 March moved on 2 April: since 20 March the customer's, as of 1 April still in suspense.
    Refuses, in order: NotFound, NotPermitted, MoveSaysNothing, KeyWasUsed, NotFound (line), LineIsElsewhere, CustomerIsUnknown,
    SuspenseStandsApart (into itself), BeforeItCame, ApprovalIsNeeded, CashierSettles; then as ``take_away``.
    """
    admit(company_id=company_id, actor=actor, act="transfer")
    if not reason.strip():
        raise MoveSaysNothing
    asked = request_hash({"leave_suspense": line_id, "to": customer_id, "on": on, "reason": reason})
    line = line_within(company_id=company_id, line_id=line_id)
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    _check(line, customer_id, on)
    require_another(KIND, line, approver)
    seq = take_away(
        company_id, Who(actor, origin, approver), suspended_item(line).id, None, on, key=key, asked=asked, kind=KIND,
        entry=lambda state, part: moved(
            state, part, account=state.account, customer_id=customer_id, on=on, document=state.document
        ),
    )  # fmt: skip
    line.customer_id, line.moved_seq, line.version = customer_id, seq, line.version + 1
    line.save(update_fields=["customer_id", "moved_seq", "version"])
    return seq


def _check(line: BankEntry, customer_id: int, on: date) -> None:
    if line.state != "posted" or line.customer_id != suspense_of(line.company_id):
        raise LineIsElsewhere(line.state)
    require_true_customer(line.company_id, customer_id)
    credit = suspended_item(line).id
    if on < item_states(line.company_id, [credit])[credit].free_from:
        raise BeforeItCame(on.isoformat())


def suspended_item(line: BankEntry) -> OpenItem:
    """The credit of a line's receipt as it stands on the suspense customer."""
    assert line.entry_seq is not None, "what is posted is in the book"
    assert line.customer_id is not None, "what is posted is somebody's"
    return OpenItem.objects.get(
        company_id=line.company_id, seq=line.entry_seq, side=-1, customer_id=line.customer_id
    )


def weight_in_suspense(company_id: int, line_id: int) -> int:
    """What is left of a line's money in the company's own currency, for the bands; minor units."""
    line = BankEntry.objects.filter(company_id=company_id, id=line_id, state="posted").first()
    if line is None or line.customer_id != suspense_of(company_id):
        return 0
    item = suspended_item(line)
    return int(item.base_amount - item.base_allocated)
