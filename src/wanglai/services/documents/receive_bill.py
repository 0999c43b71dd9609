"""A bill of exchange (承兑汇票) comes in: what it pays moves from receivables to bills, and is not money yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.bills import BillPaper, first_fault, received
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.documents.papers import (
    admit_to_customers,
    checked_currency,
    checked_number,
    hold_customer,
    known_paper,
    numbered_once,
)
from wanglai.services.ledger.book import Who, chart_of, post_drafts, request_hash
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Bill


class BillMakesNoSense(UnableTo):
    code_of_refusal = "bill.faulty"
    why = Wording(
        "票据不成立：种类、金额、汇率、到期日或收票日有误。",
        "The bill makes no sense: its kind, amount, rate, maturity or the day it was received is wrong.",
    )
    next_step = Wording(
        "金额大于零；到期日与收票日不早于出票日。",
        "An amount above zero; maturity and receipt on the day of issue or after.",
    )
    http_status = 422


@dataclass(frozen=True)
class Pays:
    """An open item the bill is given for; ``amount`` None: as much as both have open."""

    item_id: int
    amount: int | None = None


@transaction.atomic
def receive_bill(
    *, company_id: int, actor: int, origin: str, bill: BillPaper, pays: Sequence[Pays], key: str
) -> int:
    """Take a bill and settle what it was given for; its id. The same key answers the same id.

    A bill of 50,000.00 for an invoice of 80,000.00: 30,000.00 stay open, 50,000.00 stand as a bill, the customer still
    owes 80,000.00 in all. What is left of a bill is a credit like any other.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer), KeyWasUsed, PaperHasNoNumber, CurrencyIsNoCode, NoBook,
    BillMakesNoSense, NotFound (item), PeriodIsNotOpen, PartnersDiffer, NotSoMuchIsOpen, DayIsTooEarly, NumberIsTaken.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="keep_bill")
    hold_customer(company_id, bill.customer_id, sight)
    asked = request_hash({"bill": asdict(bill), "pays": [asdict(each) for each in pays]})
    known = known_paper(Bill, company_id, key, asked)
    if known is not None:
        return known
    number, currency = checked_number(bill.number), checked_currency(bill.currency)
    chart = chart_of(company_id, bill.customer_id)
    fault = first_fault(bill, chart.base)
    if fault is not None or not bill.drawee.strip():
        raise BillMakesNoSense(fault or number)
    item_states(company_id, [each.item_id for each in pays])
    who = Who(actor, origin)
    posted = post_drafts(company_id, who, [(f"bill received {key}", asked, received(bill, chart.base))], chart=chart)[0]  # fmt: skip
    with numbered_once(number):
        row = Bill.objects.create(
            company_id=company_id, customer_id=bill.customer_id, kind=bill.kind, number=number,
            drawer=bill.drawer.strip(), drawee=bill.drawee.strip(), currency=currency,
            amount=bill.amount, issued_on=bill.issued_on, matures_on=bill.matures_on,
            received_on=bill.received_on, entry_seq=posted.seq, key=key, request_hash=asked,
            entered_by_id=actor,
        )  # fmt: skip
    if pays:
        credit_id = items_of(company_id, posted.seq)[1]
        states = item_states(company_id, [credit_id, *(each.item_id for each in pays)])
        wishes = [Wish(states[each.item_id], states[credit_id], each.amount) for each in pays]
        settle_items(company_id, who, wishes, bill.received_on, key=f"bill received {key}:settled", asked=asked)  # fmt: skip
    return int(row.id)
