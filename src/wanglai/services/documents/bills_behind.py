"""The bills behind items and settlements: what becomes of a bill is said of the bill, and what undoes it is noticed.

One that was paid waits again when its settlement is undone by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from tieout.refusal import Wording
from wanglai.domain.ledger import DEBIT
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.reverse import take_back
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, Allocation, Bill, OpenItem


class BillIsDishonoured(UnableTo):
    code_of_refusal = "allocation.of_dishonoured_bill"
    why = Wording(
        "这笔核销属于已拒付的票据，拒付不能撤销。",
        "This allocation took a dishonoured bill back, and that is for good.",
    )
    next_step = Wording(
        "如果之后收到了票款，请登记收款并与原发票核销。",
        "If it was paid after all, post the receipt and settle the invoice with it.",
    )


class ItemIsABill(UnableTo):
    code_of_refusal = "allocation.bill"
    why = Wording(
        "这一项是在手或已转让的票据，不能直接核销、转户或核销坏账。",
        "This item is a bill that has not ended: it is not settled, moved or written off by itself.",
    )
    next_step = Wording(
        "请在票据页面登记兑付或拒付；拒付后原发票恢复未清，再行处理。",
        "Say on the bill's page that it was paid or dishonoured; dishonoured, its invoice is open again and can be dealt with.",
    )


def leave_bills_alone(company_id: int, item_ids: Iterable[int]) -> None:
    """What is done to a bill's own item by hand would leave the bill where it stood. Refuses: ItemIsABill.

    A bill of 500.00 written off item by item would still say that it is with us and due in November.
    """
    items = OpenItem.objects.filter(
        company_id=company_id, id__in=set(item_ids), kind="bill", side=DEBIT
    )
    entries = set(items.values_list("seq", flat=True))
    if not entries:
        return
    bill = Bill.objects.filter(company_id=company_id, entry_seq__in=entries).order_by("id").first()
    if bill is not None:
        raise ItemIsABill(bill.number)


def hold_bills_behind(company_id: int, rows: Sequence[Allocation]) -> list[Bill]:
    """The bills whose own entries these settlements touch, held: before the book is taken, as the verbs of bills do."""
    items = _items_of(rows)
    if not any(item.kind == "bill" for item in items):
        return []
    entries = {item.seq for item in items}
    bills = Bill.objects.filter(company_id=company_id).filter(
        Q(ended_seq__in=entries) | Q(entry_seq__in=entries, state="dishonoured")
    )
    return list(bills.select_for_update(no_key=True).order_by("id"))


def take_payments_back(
    bills: Sequence[Bill], undone: Sequence[Allocation], who: Who, on: date, *, key: str, asked: bytes
) -> None:  # fmt: skip
    """What paid each bill is reversed, and the bill stands where it stood: with us, or with whom it was passed on to.

    A bill of 500.00 booked as paid on 10 November and undone on the 12th: the bank gives 500.00 back, the bill is received
    again and open, and can be paid, or come back, on another day.
    Refuses, in order: BillIsDishonoured, DayIsBeforeEntry, PeriodIsNotOpen.
    """
    entries = {item.seq for item in _items_of(undone)} if bills else set()
    for bill in bills:
        if bill.state == "dishonoured" and bill.entry_seq in entries:
            raise BillIsDishonoured(bill.number)
        if bill.state == "settled" and bill.ended_seq in entries:
            take_back(bill.company_id, who, bill.ended_seq, on, key=f"{key}:bill {bill.id}", asked=asked)  # fmt: skip
            stand_again(bill)


def stand_again(bill: Bill) -> None:
    """A bill whose payment is taken back stands where it stood before it."""
    bill.state, bill.ended_seq, bill.ended_on = _stood_before(bill), None, None
    bill.save(update_fields=["state", "ended_seq", "ended_on"])


def _items_of(rows: Sequence[Allocation]) -> list[OpenItem]:
    """The items that these settlements set against each other."""
    ids = {each for row in rows for each in (row.debit_item_id, row.credit_item_id)}
    return list(OpenItem.objects.filter(id__in=ids))


def _stood_before(bill: Bill) -> str:
    """``received``, or as the act that passed it on is named: ``bill:7:endorsed``. What we hold is shown for payment anew."""
    if bill.passed_seq is None:
        return "received"
    acts = Act.objects.filter(company_id=bill.company_id, seq=bill.passed_seq)
    return str(acts.values_list("key", flat=True).get()).rsplit(":", 1)[-1]
