"""Part of a receipt went back: so much of what it settled is open again, what was settled last first, and the rest stays settled.

Nothing is deleted: whole rows of the settlement are undone, and what the rest of the money still pays is settled anew from that day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from wanglai.domain.allocation import counter_item
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.allocation.unallocate import live_rows, undo_rows
from wanglai.services.cash.lines import first_open_day
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import Who, post_drafts
from wanglai.services.ledger.reverse import ItemsAreAllocated, take_back
from wanglai.store.models import Allocation, BankEntry, Entry, OpenItem, Settlement

LET_GO = ("discount", "bank_fee", "tolerance")  # what was let go because the rest was paid
_MOVED_ON = ("transfer", "refund", "returned", "reversal")


@dataclass(frozen=True)
class Returned:
    """So much of a posted receipt that goes back from a day on."""

    came: BankEntry
    part: int  # minor units
    on: date
    who: Who
    key: str
    asked: bytes
    why: str

    @property
    def company_id(self) -> int:
        return self.came.company_id


def take_part_out(work: Returned) -> int:
    """Free so much of the receipt, post its return, and settle what is left of the last debt it frees; the return's act.

    A receipt of 1,000.00 paid 600.00 of INV-1 and then 400.00 of INV-2; 500.00 come back: INV-2 is open with 400.00 and INV-1 with 100.00.
    Refuses: ItemsAreAllocated (the money was moved or paid on), ItemIsABill; then as ``undo_rows`` and ``settle_items``.
    """
    receipt = _receipt_of(work.came)
    freed = _to_be_freed(work, receipt)
    over = 0
    if freed:
        leave_bills_alone(work.company_id, [row.debit_item_id for row in freed])
        undo_rows(work.company_id, work.who, freed, work.on, key=f"{work.key}:freed", asked=work.asked)  # fmt: skip
        _take_back_what_was_let_go(work, freed)
        over = item_states(work.company_id, [receipt.id])[receipt.id].amount_open - work.part
    returned = _post_return(work, receipt.id)
    if over > 0:
        _settle_rest(work, receipt.id, freed[-1].debit_item_id, over)
    return returned


def _receipt_of(came: BankEntry) -> OpenItem:
    """What the money is in the book now. Refuses: ItemsAreAllocated (it stands with somebody else)."""
    seq = came.moved_seq or came.entry_seq
    assert seq is not None, "what is posted has an entry"
    assert came.customer_id is not None, "what is posted is somebody's"
    found = OpenItem.objects.filter(company_id=came.company_id, seq=seq, side=-1, customer_id=came.customer_id).first()  # fmt: skip
    if found is None:
        raise ItemsAreAllocated(str(seq))
    return found


def _to_be_freed(work: Returned, receipt: OpenItem) -> list[Allocation]:
    """Rows of what the receipt settled, the last first, until so much is free. Refuses: ItemsAreAllocated."""
    need = work.part - (receipt.amount - receipt.allocated)
    rows = Allocation.objects.filter(company_id=work.company_id, credit_item_id=receipt.id, amount__gt=0)  # fmt: skip
    standing = live_rows(work.company_id, list(rows.order_by("-effective_on", "-seq", "-row_no")))
    on = OpenItem.objects.filter(id__in={row.debit_item_id for row in standing})
    kinds = dict(on.values_list("id", "kind"))
    found: list[Allocation] = []
    for row in standing:
        if need <= 0:
            break
        if kinds[row.debit_item_id] not in _MOVED_ON:
            found.append(row)
            need -= row.amount
    if need > 0:
        raise ItemsAreAllocated(receipt.document)
    return found


def _take_back_what_was_let_go(work: Returned, freed: Sequence[Allocation]) -> None:
    """Discounts, fees and small differences of the debts that are open again, as far as this line let them go."""
    live = Settlement.objects.filter(company_id=work.company_id, bank_entry_id=work.came.id, undone_at=None)  # fmt: skip
    acts = [seq for made in live.values_list("other_seqs", flat=True) for seq in made]
    entries = Entry.objects.filter(company_id=work.company_id, seq__in=acts, kind__in=LET_GO)
    for seq in entries.order_by("-seq").values_list("seq", flat=True):
        rows = Allocation.objects.filter(
            company_id=work.company_id, credit_item_id__in=items_of(work.company_id, seq), amount__gt=0,
        )  # fmt: skip
        standing = live_rows(work.company_id, list(rows.order_by("seq", "row_no")))
        debts = {row.debit_item_id for row in standing}
        if not debts or not debts <= {row.debit_item_id for row in freed}:
            continue
        undo_rows(work.company_id, work.who, standing, work.on, key=f"{work.key}:let_go:{seq}", asked=work.asked)  # fmt: skip
        take_back(work.company_id, work.who, seq, work.on, key=f"{work.key}:of:{seq}", asked=work.asked)  # fmt: skip


def _post_return(work: Returned, receipt_id: int) -> int:
    """The bank lacks the money from that day on, and the receipt so much; at the rate the receipt was booked."""
    state = item_states(work.company_id, [receipt_id])[receipt_id]
    draft = counter_item(state, work.part, kind="returned", on=work.on, net="bank", document=state.document, text=work.why)  # fmt: skip
    posted = post_drafts(work.company_id, work.who, [(f"{work.key}:returned", work.asked, draft)])[0]  # fmt: skip
    counter_id = items_of(work.company_id, posted.seq)[0]
    states = item_states(work.company_id, [receipt_id, counter_id])
    wish = Wish(states[counter_id], states[receipt_id], work.part)
    settle_items(work.company_id, work.who, [wish], work.on, key=f"{work.key}:returned:settled", asked=work.asked)  # fmt: skip
    return posted.seq


def _settle_rest(work: Returned, receipt_id: int, debt_id: int, amount: int) -> None:
    """What the money still pays of the last debt that was freed: a settlement of its own, undone like any other."""
    states = item_states(work.company_id, [receipt_id, debt_id])
    wish = Wish(states[debt_id], states[receipt_id], amount)
    key = f"{work.key}:rest"
    seq = settle_items(work.company_id, work.who, [wish], work.on, key=key, asked=work.asked)
    assert work.came.customer_id is not None, "what is posted is somebody's"
    assert work.came.entry_seq is not None, "what is posted has an entry"
    Settlement.objects.create(
        company_id=work.company_id, bank_entry_id=work.came.id, proposal_id=None, customer_id=work.came.customer_id,
        receipt_seq=work.came.entry_seq, allocate_seq=seq, other_seqs=[seq], allocated=amount, policy_id=None,
        settled_by_id=work.who.actor, key=key, request_hash=work.asked, paid_for_another=None,
    )  # fmt: skip


def put_part_back(company_id: int, who: Who, seq: int, on: date, *, key: str, asked: bytes) -> None:
    """It was no return of this receipt: the money stands on account with it again, and is settled anew by whoever knows.

    From ``on`` on, or the first open day after everything that is undone: what came back on the 6th and was settled anew on the 12th, the 12th.
    """
    every = Allocation.objects.filter(company_id=company_id, debit_item_id__in=items_of(company_id, seq))  # fmt: skip
    standing = live_rows(company_id, list(every.filter(amount__gt=0).order_by("seq", "row_no")))
    last = every.aggregate(last=Max("effective_on"))["last"]
    on = first_open_day(company_id, max(on, last or on))
    if standing:
        undo_rows(company_id, who, standing, on, key=f"{key}:free", asked=asked)
    take_back(company_id, who, seq, on, key=key, asked=asked)
