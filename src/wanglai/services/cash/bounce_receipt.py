"""Money that came in went back: what it had settled is open again at its old age, and the receipt says who, when and why.

Nothing is deleted: settlements are undone and the receipt is reversed on the day the bank took it back. Where only a part came back, see
``part_returned``. It may come back on another account of the company than it was received on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from wanglai.domain.bounces import may_return, may_return_part
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.allocation.items import items_of
from wanglai.services.allocation.unallocate import live_rows, undo_rows
from wanglai.services.cash.lines import first_open_day, line_within
from wanglai.services.cash.part_returned import Returned, put_part_back, take_part_out
from wanglai.services.cash.refusals import (
    BounceIsFinal,
    BounceSaysNothing,
    LineIsElsewhere,
    ReceiptHasBounced,
    ReceiptWaits,
    RefundStands,
    ReturnDoesNotFit,
    ReturnedFromAnother,
)
from wanglai.services.cash.returns import is_refunded, left_of, not_returned, told_of
from wanglai.services.cash.undo_settlement import act_taken_back
from wanglai.services.documents.bill_steps import dishonoured
from wanglai.services.documents.bills_behind import take_payments_back
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.services.ledger.reverse import ItemsAreAllocated, take_back
from wanglai.store.models import (
    Allocation,
    BankEntry,
    Bill,
    BouncedReceipt,
    CashProposal,
    Entry,
    OpenItem,
    Settlement,
)


@dataclass
class _Bouncing:
    """A receipt on its way back: both lines held, and the day everything is undone from."""

    came: BankEntry
    went: BankEntry
    who: Who
    key: str
    asked: bytes
    on: date

    @property
    def company_id(self) -> int:
        return self.came.company_id


@transaction.atomic
def bounce_receipt(
    *, company_id: int, actor: int, origin: str, line_id: int, receipt_id: int, reason: str, version: int | None = None
) -> int:  # fmt: skip
    """Say that a line of the bank takes an earlier receipt back; the bounce's id. Saying it twice changes nothing.

    1,000.00 of 3 March paid an invoice due on 1 February; returned on 6 March the invoice is open again and late since 1 February,
    the bank lacks 1,000.00 from 6 March on. Fees and discounts let go with it go back, too; of a cheque, the cheque is dishonoured.
    300.00 of it returned: 300.00 of the invoice are open again, due when it was due, and 700.00 stay paid.
    Refuses, in order: NotFound, NotPermitted, BounceSaysNothing, NotFound (either line), ReceiptHasBounced, LineHasChanged, LineIsElsewhere,
    ReturnDoesNotFit, RefundStands (it is the line of our own refund), ReceiptWaits (a part of money nobody has booked), ItemsAreAllocated,
    NoBook, NoDayIsOpen; then as ``unallocate`` and ``reverse_entry``, CashierSettles among them.
    """
    admit(company_id=company_id, actor=actor, act="undo_cash")
    if not reason.strip():
        raise BounceSaysNothing
    held = {number: line_within(company_id=company_id, line_id=number) for number in sorted({line_id, receipt_id})}  # fmt: skip
    went, came = held[line_id], held[receipt_id]
    known = _known(went, came)
    if known is not None:
        return known
    line_within(company_id=company_id, line_id=line_id, version=version)
    part = _check(went, came)
    bill = _bill_of(came)
    if part is not None and bill is not None:
        raise ReturnDoesNotFit(str(came.id))  # a cheque is paid or dishonoured as a whole
    asked = request_hash({"bounce": came.id, "by": went.id})
    work = _Bouncing(came, went, Who(actor, origin), f"bounce:{came.id}:{went.id}:{came.version}", asked, went.booked_on)  # fmt: skip
    known_act(company_id, work.key, asked)  # takes the book
    if part is not None:
        return _written(work, None, _part_taken_out(work, part, reason.strip()), reason.strip()[:500], part)  # fmt: skip
    reversal = _taken_out_of_the_book(work, bill) if came.state == "posted" else None
    return _written(work, bill, reversal, reason.strip()[:500])


def _known(went: BankEntry, came: BankEntry) -> int | None:
    """The bounce of both lines, if it stands. Refuses: ReceiptHasBounced (either is in another; of a receipt, parts may follow one another)."""
    lines = (went.id, came.id)
    rows = BouncedReceipt.objects.filter(company_id=came.company_id, withdrawn_at=None)
    found = list(rows.filter(Q(came_id__in=lines) | Q(went_id__in=lines)).order_by("id"))
    for each in found:
        if (each.went_id, each.came_id) == lines:
            return int(each.id)
    is_next_part = -went.amount < came.amount and all(each.came_id == came.id and each.part is not None for each in found)  # fmt: skip
    if found and not is_next_part:
        raise ReceiptHasBounced(str(came.id))
    return None


def _check(went: BankEntry, came: BankEntry) -> int | None:
    """How much came back where it is a part; None where it is the whole."""
    is_paid_out = went.state == "aside" and went.aside_kind == "paid_out"
    if went.state not in ("waiting", "asked") and not is_paid_out:
        raise LineIsElsewhere(went.state)
    if came.state not in ("waiting", "asked", "posted"):
        raise LineIsElsewhere(came.state)
    is_whole = may_return(told_of(went), told_of(came))
    if not is_whole and not may_return_part(told_of(went), told_of(came), left=not_returned(came)):
        raise ReturnDoesNotFit(str(came.id))
    if is_refunded(went, came):
        raise RefundStands(str(came.id))
    if is_whole:
        return None
    if came.state != "posted":
        raise ReceiptWaits(str(came.id))
    if -went.amount > left_of(came):
        raise ItemsAreAllocated(str(came.id))
    return -went.amount


def _part_taken_out(work: _Bouncing, part: int, why: str) -> int:
    came = work.came
    entries = [seq for seq in (came.moved_seq, came.entry_seq) if seq is not None]
    work.on = _day(work, [], entries)
    return take_part_out(Returned(came, part, work.on, work.who, work.key, work.asked, why[:200]))


def _bill_of(came: BankEntry) -> Bill | None:
    """The cheque or bill that this money paid, held before the book as the verbs of bills do."""
    if came.entry_seq is None:
        return None
    rows = Bill.objects.select_for_update(no_key=True)
    return rows.filter(company_id=came.company_id, ended_seq=came.entry_seq, state="settled").first()  # fmt: skip


def _taken_out_of_the_book(work: _Bouncing, bill: Bill | None) -> int:
    """Everything made of the receipt from the last act to the first, then the receipt itself; the reversal's act."""
    came, company = work.came, work.company_id
    assert came.entry_seq is not None, "what is posted has an entry"
    live = Settlement.objects.filter(company_id=company, bank_entry_id=came.id, undone_at=None)
    settlements = list(live.select_for_update(no_key=True).order_by("-id"))
    acts = [seq for each in settlements for seq in reversed(each.other_seqs)]
    entries = [seq for seq in (came.moved_seq, came.entry_seq) if seq is not None]
    work.on = _day(work, acts, entries)
    if bill is not None:
        return _unpaid(work, bill, settlements)
    for no, seq in enumerate(acts):
        act_taken_back(company, work.who, seq, key=f"{work.key}:{no}", asked=work.asked, not_before=work.on)  # fmt: skip
    for seq in entries:
        if not Entry.objects.filter(company_id=company, reverses_seq=seq).exists():
            _free(work, seq)
            take_back(company, work.who, seq, work.on, key=f"{work.key}:of:{seq}", asked=work.asked)
    reversal = _reversal_of(company, came.entry_seq)
    _mark_undone(settlements, reversal, work.who)
    return reversal


def _day(work: _Bouncing, acts: Sequence[int], entries: Sequence[int]) -> date:
    """The day the bank took it back, or the first open one after everything that is undone."""
    company, items = work.company_id, _items_of(work.company_id, entries)
    touching = Q(seq__in=acts) | Q(debit_item_id__in=items) | Q(credit_item_id__in=items)
    settled = Allocation.objects.filter(company_id=company).filter(touching)
    booked = Entry.objects.filter(company_id=company, seq__in=[*acts, *entries])
    days = [settled.aggregate(last=Max("effective_on"))["last"], booked.aggregate(last=Max("entry_on"))["last"]]  # fmt: skip
    return first_open_day(company, max(work.went.booked_on, *(day for day in days if day is not None)))  # fmt: skip


def _items_of(company_id: int, entries: Iterable[int]) -> list[int]:
    return [item for seq in entries for item in items_of(company_id, seq)]


def _free(work: _Bouncing, seq: int) -> None:
    """What people settled with the money by hand is undone, too. Refuses: ItemsAreAllocated (it was moved on)."""
    standing = _standing(work.company_id, seq)
    debits = {row.debit_item_id for row in standing}
    moved = OpenItem.objects.filter(id__in=debits, kind="transfer").exclude(seq=seq)
    if moved.exists():
        raise ItemsAreAllocated(str(seq))
    if standing:
        undo_rows(work.company_id, work.who, standing, work.on, key=f"{work.key}:free:{seq}", asked=work.asked)  # fmt: skip


def _standing(company_id: int, seq: int) -> list[Allocation]:
    items = items_of(company_id, seq)
    rows = Allocation.objects.filter(company_id=company_id, amount__gt=0)
    rows = rows.filter(Q(debit_item_id__in=items) | Q(credit_item_id__in=items))
    return live_rows(company_id, list(rows.order_by("seq", "row_no")))


def _unpaid(work: _Bouncing, bill: Bill, settlements: Sequence[Settlement]) -> int:
    """The money of a bill goes back, and the bill with it: what it was given for is open again."""
    assert bill.ended_seq is not None, "what is settled has ended"
    paid_by = bill.ended_seq
    standing = _standing(work.company_id, paid_by)
    undo_rows(work.company_id, work.who, standing, work.on, key=f"{work.key}:free:{paid_by}", asked=work.asked)  # fmt: skip
    take_payments_back([bill], standing, work.who, work.on, key=work.key, asked=work.asked)
    dishonoured(bill, work.who, work.on)
    reversal = _reversal_of(work.company_id, paid_by)
    _mark_undone(settlements, reversal, work.who)
    return reversal


def _reversal_of(company_id: int, seq: int) -> int:
    rows = Entry.objects.filter(company_id=company_id, reverses_seq=seq)
    return int(rows.values_list("seq", flat=True).get())


def _mark_undone(settlements: Sequence[Settlement], seq: int, who: Who) -> None:
    for each in settlements:
        each.undone_seq, each.undone_by_id, each.undone_at = seq, who.actor, timezone.now()
        each.save(update_fields=["undone_seq", "undone_by_id", "undone_at"])


def _written(
    work: _Bouncing, bill: Bill | None, reversal: int | None, reason: str, part: int | None = None
) -> int:
    came, went, actor = work.came, work.went, work.who.actor
    assert actor is not None, "a person says that it bounced"
    number = came.bank_reference or came.other_name or str(came.id)
    seq = record(
        work.company_id, work.who, "bounce_receipt", line=came.id, by=went.id, named=number, why=reason, receipt=came.entry_seq,
        reversal=reversal, bill=bill.id if bill else None, part=part, currency=came.currency,
    )  # fmt: skip
    made = BouncedReceipt.objects.create(
        company_id=work.company_id, came_id=came.id, went_id=went.id, bill_id=bill.id if bill else None,
        customer_id=came.customer_id, receipt_seq=came.entry_seq, reversal_seq=reversal, bounced_on=work.on,
        reason=reason, seq=seq, bounced_by_id=actor, part=part,
    )  # fmt: skip
    if reversal is None:
        _put_aside(came)
        _put_aside(went)
    else:
        _stand_for(went, came.customer_id, reversal)
        came.version += 1
        came.save(update_fields=["version"])
    open_ones = CashProposal.objects.filter(company_id=work.company_id, bank_entry_id__in=(came.id, went.id), state="open")  # fmt: skip
    open_ones.update(state="replaced", decided_by_id=work.who.actor, decided_at=timezone.now())
    return int(made.id)


def _put_aside(line: BankEntry) -> None:
    """Money that never was in the book comes and goes beside it."""
    if line.state == "aside":
        _let_wait(line)
    line.state, line.aside_kind, line.version = "aside", "bounced", line.version + 1
    line.save(update_fields=["state", "aside_kind", "version"])


def _stand_for(went: BankEntry, customer_id: int | None, reversal: int) -> None:
    if went.state == "aside":
        _let_wait(went)
    went.state, went.customer_id, went.entry_seq, went.version = "posted", customer_id, reversal, went.version + 1  # fmt: skip
    went.save(update_fields=["state", "customer_id", "entry_seq", "version"])


@transaction.atomic
def withdraw_bounce(*, company_id: int, actor: int, origin: str, bounce_id: int) -> int | None:
    """It was another receipt, or none: both lines wait again and are dealt with anew. What is in the book cancels itself.

    Of a part, the line by which it went waits again, and the receipt, whose line is told, has so much on account.

    Refuses, in order: NotFound, NotPermitted, NotFound (bounce), BounceIsFinal (of a bill, or withdrawn already), LineIsElsewhere
    (something else was made of a line since), ReturnedFromAnother (the receipt left suspense after a part of it went back).
    """
    admit(company_id=company_id, actor=actor, act="undo_cash")
    rows = BouncedReceipt.objects.filter(company_id=company_id)
    found = rows.filter(id=bounce_id).first()
    if found is None:
        raise NotFound
    if found.bill_id is not None:
        raise BounceIsFinal(str(bounce_id))
    assert found.came_id is not None, "the database holds that"
    assert found.went_id is not None, "the database holds that"
    came_id, went_id = found.came_id, found.went_id
    held = {number: line_within(company_id=company_id, line_id=number) for number in sorted((came_id, went_id))}  # fmt: skip
    found = rows.select_for_update(no_key=True).get(id=bounce_id)
    if found.withdrawn_at is not None:
        raise BounceIsFinal(str(bounce_id))
    came, went = held[came_id], held[went_id]
    if found.reversal_seq is None:
        _require_still(came, None)
        _require_still(went, None)
    elif found.part is not None:
        _require_still(went, found.reversal_seq)
        _part_put_back(came, found, Who(actor, origin))
    else:
        _require_still(came, found.receipt_seq)
        _require_still(went, found.reversal_seq)
    for line in (came, went) if found.part is None else (went,):
        _let_wait(line)
    found.withdrawn_by_id, found.withdrawn_at = actor, timezone.now()
    found.save(update_fields=["withdrawn_by_id", "withdrawn_at"])
    record(company_id, Who(actor, origin), "withdraw_bounce", bounce=bounce_id, line=found.came_id, named=str(found.came_id))  # fmt: skip
    return None if found.part is None else came_id


def _part_put_back(came: BankEntry, bounce: BouncedReceipt, who: Who) -> None:
    assert bounce.reversal_seq is not None, "a part that came back is in the book"
    asked = request_hash({"withdraw_bounce": bounce.id})
    known_act(came.company_id, f"bounce:{bounce.id}:withdrawn", asked)  # takes the book
    items = OpenItem.objects.filter(company_id=came.company_id, seq=bounce.reversal_seq)
    if items.exclude(customer_id=came.customer_id or 0).exists():
        raise ReturnedFromAnother(came.bank_reference or came.reference)
    on = first_open_day(came.company_id, bounce.bounced_on)
    put_part_back(came.company_id, who, bounce.reversal_seq, on, key=f"bounce:{bounce.id}:withdrawn", asked=asked)  # fmt: skip
    came.version += 1
    came.save(update_fields=["version"])


def _require_still(line: BankEntry, seq: int | None) -> None:
    """The line stands as the bounce left it, or waits: what was made of it since would be booked twice. Refuses: LineIsElsewhere."""
    if line.state == "waiting":
        return
    is_beside = line.state == "aside" and line.aside_kind == "bounced"
    is_of_bounce = is_beside if seq is None else line.state == "posted" and line.entry_seq == seq
    live = Settlement.objects.filter(company_id=line.company_id, bank_entry_id=line.id, undone_at=None)  # fmt: skip
    if not is_of_bounce or live.exists():
        raise LineIsElsewhere(line.state)


def _let_wait(line: BankEntry) -> None:
    line.state, line.aside_kind, line.aside_note, line.version = "waiting", "", "", line.version + 1
    line.customer_id, line.entry_seq, line.moved_seq = None, None, None
    line.save(update_fields=["state", "aside_kind", "aside_note", "customer_id", "entry_seq", "moved_seq", "version"])  # fmt: skip
