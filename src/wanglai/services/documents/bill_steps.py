"""What becomes of a bill: shown to who pays it, passed on, paid, or not paid."""

from __future__ import annotations

from datetime import date
from itertools import chain, count

from django.db import transaction
from django.db.models import Q

from tieout.refusal import Wording
from wanglai.domain.allocation import ItemState, counter_item
from wanglai.domain.bills import PASSED_ON, discounted, endorsed, next_states, paid_back
from wanglai.domain.ledger import Draft
from wanglai.services.access.membership import record
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.moving import take_away
from wanglai.services.allocation.unallocate import live_rows, undo_rows
from wanglai.services.documents.papers import (
    DayDoesNotFit,
    NotInThisState,
    admit_to_customers,
    held,
)
from wanglai.services.ledger.book import Who, post_drafts, request_hash
from wanglai.services.ledger.reverse import take_back
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, Allocation, Bill, BouncedReceipt


class BillIsNotDue(UnableTo):
    code_of_refusal = "bill.not_due"
    why = Wording("票据尚未到期。", "The bill has not matured yet.")
    next_step = Wording(
        "到期前可贴现或背书转让。", "Before it matures it can be discounted or endorsed."
    )
    http_status = 422


class ProceedsDoNotFit(UnableTo):
    code_of_refusal = "bill.proceeds"
    why = Wording(
        "贴现净额须大于零且不超过票面金额。",
        "What the bank pays for it is not between nothing and the bill's amount.",
    )
    next_step = Wording("请填写实际到账金额。", "Give the amount the bank paid out.")
    http_status = 422


@transaction.atomic
def present_bill(*, company_id: int, actor: int, origin: str, bill_id: int) -> None:
    """Hand it in for payment. Refuses, in order: NotFound, NotPermitted, NotFound (bill), NotInThisState."""
    bill = _held(company_id, actor, bill_id)
    if _has_come_to(bill, "presented"):
        return
    bill.state = "presented"
    bill.save(update_fields=["state"])
    record(company_id, Who(actor, origin), "present_bill", bill=bill.id, paper=bill.number, customer=bill.customer_id)  # fmt: skip


@transaction.atomic
def discount_bill(
    *, company_id: int, actor: int, origin: str, bill_id: int, proceeds: int, on: date, to: str = ""
) -> int:
    """Sell it to a bank before it matures, with recourse: it stays our risk until it is paid. The entry's act.

    50,000.00 sold for 49,500.00: bank 49,500.00, cost 500.00, a debt of 50,000.00 until maturity.
    Refuses, in order: NotFound, NotPermitted, NotFound (bill), NotInThisState, ProceedsDoNotFit, DayDoesNotFit,
    PeriodIsNotOpen.
    """
    bill = _held(company_id, actor, bill_id)
    if _has_come_to(bill, "discounted"):
        assert bill.passed_seq is not None, "the database holds that"
        return int(bill.passed_seq)
    if not 0 < proceeds <= bill.amount:
        raise ProceedsDoNotFit(bill.number)
    state = _open_bill(bill)
    return _pass_on(bill, "discounted", discounted(state, proceeds, on), to, Who(actor, origin))


@transaction.atomic
def endorse_bill(
    *, company_id: int, actor: int, origin: str, bill_id: int, on: date, to: str
) -> int:
    """Pass it on to somebody we owe; it stays our risk until it is paid. The entry's act.

    Refuses, in order: NotFound, NotPermitted, NotFound (bill), NotInThisState, DayDoesNotFit, PeriodIsNotOpen.
    """
    bill = _held(company_id, actor, bill_id)
    if _has_come_to(bill, "endorsed"):
        assert bill.passed_seq is not None, "the database holds that"
        return int(bill.passed_seq)
    return _pass_on(bill, "endorsed", endorsed(_open_bill(bill), on), to, Who(actor, origin))


def _pass_on(bill: Bill, state: str, draft: Draft, to: str, who: Who) -> int:
    if not bill.received_on <= draft.on <= bill.matures_on:
        raise DayDoesNotFit(draft.on.isoformat())
    asked = request_hash({state: bill.id, "on": draft.on})
    posted = post_drafts(bill.company_id, who, [(f"bill:{bill.id}:{state}", asked, draft)])[0]
    bill.state, bill.passed_to, bill.passed_seq = state, to.strip(), posted.seq
    bill.save(update_fields=["state", "passed_to", "passed_seq"])
    return posted.seq


@transaction.atomic
def mature_bill(*, company_id: int, actor: int, origin: str, bill_id: int, on: date) -> int:
    """It was paid: only now it is money; of a bill passed on, what we answered for is over. The entry's act.

    Undoing its settlement by hand undoes this (``bills_behind``).
    Refuses, in order: NotFound, NotPermitted, NotFound (bill), NotInThisState, BillIsNotDue, PeriodIsNotOpen.
    """
    bill = _held(company_id, actor, bill_id)
    if _has_come_to(bill, "settled"):
        assert bill.ended_seq is not None, "the database holds that"
        return int(bill.ended_seq)
    return paid(bill, Who(actor, origin), on)


def freed_on(bill: Bill) -> date | None:
    """The day on which a payment of it was last undone; until then it counts as paid. Refuses: NotInThisState."""
    return _open_bill(bill).undone_on


def paid(bill: Bill, who: Who, on: date) -> int:
    """As ``mature_bill``, of a bill that is held and has not ended. Refuses, in order: BillIsNotDue, PeriodIsNotOpen."""
    if on < bill.matures_on:
        raise BillIsNotDue(bill.number)
    is_ours = bill.state not in PASSED_ON
    kind, net = ("receipt", "bank") if is_ours else ("bill", "recourse")
    seq = take_away(
        bill.company_id,
        who,
        _open_bill(bill).id,
        None,
        on,
        key=_key_of_payment(bill),
        asked=request_hash({"mature": bill.id, "on": on}),
        kind="bill",
        entry=lambda state, part: counter_item(
            state, part, kind=kind, on=on, net=net, document=bill.number
        ),
    )
    _end(bill, "settled", seq, on)
    return seq


@transaction.atomic
def dishonour_bill(
    *, company_id: int, actor: int, origin: str, bill_id: int, on: date, reason: str = ""
) -> int:
    """It was not paid: what it was given for is open again, due when it was due. The act of the reversal.

    An invoice due on 30 April, settled by a bill on 10 May that is not paid on 10 November, is open again and late since
    1 May. The holder of a bill passed on is paid back first.
    Refuses, in order: NotFound, NotPermitted, NotFound (bill), NotInThisState, DayDoesNotFit, DayIsTooEarly, PeriodIsNotOpen.
    """
    bill = _held(company_id, actor, bill_id)
    if _has_come_to(bill, "dishonoured"):
        assert bill.ended_seq is not None, "the database holds that"
        return int(bill.ended_seq)
    seq = dishonoured(bill, Who(actor, origin), on)
    told = record(
        company_id, Who(actor, origin), "dishonour_bill", bill=bill.id, paper=bill.number, customer=bill.customer_id,
        why=reason.strip(),
    )  # fmt: skip
    BouncedReceipt.objects.create(
        company_id=company_id, bill_id=bill.id, customer_id=bill.customer_id, bounced_on=on, reason=reason.strip()[:500],
        seq=told, bounced_by_id=actor,
    )  # fmt: skip
    return seq


def dishonoured(bill: Bill, who: Who, on: date) -> int:
    """As ``dishonour_bill``, of a bill that is held and has not ended. Refuses as that, from DayDoesNotFit on."""
    if on < bill.received_on:
        raise DayDoesNotFit(on.isoformat())
    company_id, key = bill.company_id, f"bill:{bill.id}:dishonoured"
    asked = request_hash({"dishonour": bill.id, "on": on})
    if bill.state in PASSED_ON:
        post_drafts(company_id, who, [(f"{key}:paid", asked, paid_back(_open_bill(bill), on))])
    ours = items_of(company_id, bill.entry_seq)
    touching = Allocation.objects.filter(company_id=company_id, amount__gt=0).filter(
        Q(debit_item_id__in=ours) | Q(credit_item_id__in=ours)
    )
    standing = live_rows(company_id, list(touching.order_by("seq", "row_no")))
    if standing:
        undo_rows(company_id, who, standing, on, key=f"{key}:undone", asked=asked)
    seq = take_back(company_id, who, bill.entry_seq, on, key=key, asked=asked)
    _end(bill, "dishonoured", seq, on)
    return seq


def _held(company_id: int, actor: int, bill_id: int) -> Bill:
    sight = admit_to_customers(company_id=company_id, actor=actor, act="keep_bill")
    bill: Bill = held(Bill, company_id, bill_id, sight)
    return bill


def _has_come_to(bill: Bill, state: str) -> bool:
    """True where it stands there already: asking twice is asking once. Refuses: NotInThisState."""
    if bill.state == state:
        return True
    if state not in next_states(bill.kind, bill.state):
        raise NotInThisState(bill.number)
    return False


def _open_bill(bill: Bill) -> ItemState:
    """The open item of the bill on the account for bills. Refuses: NotInThisState (settled by hand meanwhile)."""
    item_id = items_of(bill.company_id, bill.entry_seq)[0]
    state = item_states(bill.company_id, [item_id])[item_id]
    if state.amount_open != bill.amount:
        raise NotInThisState(bill.number)
    return state


def _key_of_payment(bill: Bill) -> str:
    """``bill:7:settled``; after a payment that was taken back ``bill:7:settled:2``, for it is booked again."""
    key = f"bill:{bill.id}:settled"
    keys = chain((key,), (f"{key}:{time}" for time in count(2)))
    acts = Act.objects.filter(company_id=bill.company_id)
    return next(each for each in keys if not acts.filter(key=each).exists())


def _end(bill: Bill, state: str, seq: int, on: date) -> None:
    bill.state, bill.ended_seq, bill.ended_on = state, seq, on
    bill.save(update_fields=["state", "ended_seq", "ended_on"])
