"""What was made of a line is taken back, act by act from the last to the first; nothing is deleted."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.unallocate import live_rows, undo_rows
from wanglai.services.cash.lines import first_open_day, line_within, parts_returned
from wanglai.services.cash.refusals import NothingIsUndone, NotTheLast, PartCameBack
from wanglai.services.cash.suspended import suspense_of
from wanglai.services.documents.bills_behind import stand_again
from wanglai.services.ledger.book import SuspenseStandsApart, Who, known_act, request_hash
from wanglai.services.ledger.reverse import take_back
from wanglai.store.models import (
    Act,
    Allocation,
    BankEntry,
    Bill,
    CashProposal,
    Entry,
    Settlement,
)


@transaction.atomic
def undo_settlement(*, company_id: int, actor: int, origin: str, settlement_id: int) -> int:
    """Take a settlement back: items are open again at their old age, and the line waits again; the last act's number.

    What was put into suspense leaves it by its transfer or as a refund only.
    Refuses, in order: NotFound, NotPermitted, NotFound (settlement), NothingIsUndone, NotTheLast, SuspenseStandsApart, PartCameBack; then as
    ``unallocate`` and ``reverse_entry``, ItemsAreAllocated among them.
    """
    admit(company_id=company_id, actor=actor, act="undo_cash")
    found = Settlement.objects.filter(company_id=company_id, id=settlement_id).first()
    if found is None:
        raise NotFound
    line = line_within(company_id=company_id, line_id=found.bank_entry_id)
    found = Settlement.objects.select_for_update(no_key=True).get(id=settlement_id)
    if found.undone_at is not None:
        raise NothingIsUndone(str(settlement_id))
    live = Settlement.objects.filter(company_id=company_id, bank_entry_id=line.id, undone_at=None)
    if live.filter(id__gt=found.id).exists():
        raise NotTheLast(str(settlement_id))
    if found.customer_id == suspense_of(company_id):
        raise SuspenseStandsApart(str(settlement_id))
    bill = _bill_paid(company_id, found.receipt_seq)
    who, asked = Who(actor, origin), request_hash({"undo_settlement": settlement_id})
    known_act(company_id, f"undo:{settlement_id}:0", asked)  # takes the book
    is_whole = not live.exclude(id=found.id).exists()
    if is_whole and parts_returned(line).exists():
        raise PartCameBack(str(settlement_id))
    acts = [*([found.receipt_seq] if is_whole else []), *found.other_seqs]
    seq = found.receipt_seq
    for no, each in enumerate(reversed(acts)):
        seq = act_taken_back(company_id, who, each, key=f"undo:{settlement_id}:{no}", asked=asked) or seq  # fmt: skip
    found.undone_seq, found.undone_by_id, found.undone_at = seq, actor, timezone.now()
    found.save(update_fields=["undone_seq", "undone_by_id", "undone_at"])
    if bill is not None and is_whole:
        stand_again(bill)
    _let_wait(line, is_whole)
    _reopen(found)
    return seq


def _bill_paid(company_id: int, receipt_seq: int) -> Bill | None:
    """The bill that the line paid, held before the book as the verbs of bills do."""
    rows = Bill.objects.select_for_update(no_key=True)
    return rows.filter(company_id=company_id, ended_seq=receipt_seq, state="settled").first()


def act_taken_back(
    company_id: int, who: Who, seq: int, *, key: str, asked: bytes, not_before: date = date.min
) -> int | None:  # fmt: skip
    """The act that takes one back, on its own day or a later one that is asked for; None where that was done with another.

    An entry goes on the first day on which its items are free: a receipt of the 20th that settled an invoice of the 22nd, on the 22nd.
    """
    act = Act.objects.get(company_id=company_id, seq=seq)
    if act.kind == "allocate":
        rows = list(Allocation.objects.filter(company_id=company_id, seq=seq, amount__gt=0))
        standing = live_rows(company_id, rows)
        if not standing:
            return None
        latest = max(not_before, *(row.effective_on for row in standing))
        return undo_rows(company_id, who, standing, _day(company_id, latest), key=key, asked=asked)
    entry = Entry.objects.filter(company_id=company_id, seq=seq).first()
    if entry is None or entry.kind == "exchange":  # goes with the settlement that realised it
        return None
    if Entry.objects.filter(company_id=company_id, reverses_seq=seq).exists():  # by hand
        return None
    items = item_states(company_id, items_of(company_id, seq)).values()
    day = _day(company_id, max(not_before, entry.entry_on, *(item.free_from for item in items)))
    return take_back(company_id, who, seq, day, key=key, asked=asked)


def _day(company_id: int, day: date) -> date:
    """On its own day while that is open, so that no balance in between is wrong; else on the first open one."""
    return first_open_day(company_id, day)


def _let_wait(line: BankEntry, is_whole: bool) -> None:
    line.version += 1
    if is_whole:
        line.state, line.customer_id, line.entry_seq, line.moved_seq = "waiting", None, None, None
    line.save(update_fields=["state", "customer_id", "entry_seq", "moved_seq", "version"])


def _reopen(settlement: Settlement) -> None:
    """The machine's proposal is open again, unless it has made another since."""
    if settlement.proposal_id is None:
        return
    rows = CashProposal.objects.filter(company_id=settlement.company_id)
    if not rows.filter(bank_entry_id=settlement.bank_entry_id, state="open").exists():
        rows.filter(id=settlement.proposal_id, state="taken").update(
            state="open", decided_by_id=None, decided_at=None
        )
