"""A posted entry is taken back by another: its items and their counterparts settle each other."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.services.ledger.reversing import reverse_entries
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankEntry, Bill, Entry, Invoice, OpenItem


class EntryIsReversed(UnableTo):
    code_of_refusal = "entry.reversed"
    why = Wording("该凭证已冲销。", "This entry was reversed already.")
    next_step = Wording("请查看冲销凭证。", "Look at the entry that reverses it.")


class EntryIsNotReversible(UnableTo):
    code_of_refusal = "entry.not_reversible"
    why = Wording(
        "冲销凭证和汇兑差额不能单独冲销。",
        "A reversal, or an exchange difference, is not reversed by itself.",
    )
    next_step = Wording(
        "请重新入账，或撤销相应的核销。",
        "Post the document again, or undo the allocation behind it.",
    )


class EntryIsOfDocument(UnableTo):
    code_of_refusal = "entry.of_document"
    why = Wording(
        "该凭证由发票或票据生成，其数量与状态也要一并冲回。",
        "An invoice or a bill made this entry: its quantities and its state go back with it.",
    )
    next_step = Wording(
        "请在该发票或票据的页面上操作。", "Take it back on the page of the invoice or bill."
    )


class EntryIsOfBankLine(UnableTo):
    code_of_refusal = "entry.of_bank_line"
    why = Wording(
        "该凭证由银行流水生成，单独冲销后流水仍显示已入账。",
        "A line of the bank made this entry: reversed by itself, the line would stay posted with nothing in the book.",
    )
    next_step = Wording(
        "请在该流水的页面上撤销核销或登记退回；待查来款须经另一人同意转出或退回。",
        "Undo it on the page of the line, or say there that it bounced; suspense is left there with another person's word.",
    )


class DayIsBeforeEntry(UnableTo):
    code_of_refusal = "entry.reversal_day"
    why = Wording("冲销日期早于原凭证。", "The reversal would lie before its entry.")
    next_step = Wording("请使用原凭证日期或其后。", "Use the entry's day, or after.")
    http_status = 422


class ItemsAreAllocated(UnableTo):
    code_of_refusal = "entry.allocated"
    why = Wording(
        "该凭证的未清项已部分或全部核销。", "Items of this entry are settled, in part or wholly."
    )
    next_step = Wording("请先撤销核销，再冲销。", "Undo the allocations first, then reverse it.")


@transaction.atomic
def reverse_entry(*, company_id: int, actor: int, origin: str, seq: int, on: date, key: str) -> int:
    """Reverse an entry from a day on; the act of the reversal. Both entries stay in the book.

    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (no entry), EntryIsNotReversible,
    EntryIsOfDocument, EntryIsOfBankLine, EntryIsReversed, DayIsBeforeEntry, ItemsAreAllocated, PeriodIsNotOpen.
    Source: money leaves suspense, and a receipt of the bank its line, by the doors that keep line and book together (INV-60, INV-65).
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="reverse_entry")
    asked = request_hash({"reverse": seq, "on": on})
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    entry = Entry.objects.filter(company_id=company_id, seq=seq).first()
    if entry is None:
        raise NotFound
    if entry.kind in ("reversal", "exchange"):
        raise EntryIsNotReversible(str(seq))
    if _is_of_document(company_id, seq):
        raise EntryIsOfDocument(entry.document)
    if _is_of_bank_line(company_id, seq):
        raise EntryIsOfBankLine(entry.document)
    return take_back(company_id, Who(actor, origin), seq, on, key=key, asked=asked)


def _is_of_document(company_id: int, seq: int) -> bool:
    bills = Bill.objects.filter(company_id=company_id)
    of_bill = Q(entry_seq=seq) | Q(passed_seq=seq) | Q(ended_seq=seq)
    return (
        Invoice.objects.filter(company_id=company_id, entry_seq=seq).exists()
        or bills.filter(of_bill).exists()
    )


def _is_of_bank_line(company_id: int, seq: int) -> bool:
    """Whether it is the receipt of a line of the bank, or the transfer that took its money out of suspense."""
    lines = BankEntry.objects.filter(company_id=company_id)
    return lines.filter(Q(entry_seq=seq) | Q(moved_seq=seq)).exists()


def take_back(company_id: int, who: Who, seq: int, on: date, *, key: str, asked: bytes) -> int:
    """The reversal of an entry that exists, for verbs that have let its person in; the act of the reversal.

    Refuses, in order: EntryIsReversed, DayIsBeforeEntry, ItemsAreAllocated, PeriodIsNotOpen.
    """
    entry = Entry.objects.get(company_id=company_id, seq=seq)
    if Entry.objects.filter(company_id=company_id, reverses_seq=seq).exists():
        raise EntryIsReversed(str(seq))
    if on < entry.entry_on:
        raise DayIsBeforeEntry(on.isoformat())
    ours = items_of(company_id, seq)
    states = item_states(company_id, ours)
    if OpenItem.objects.filter(company_id=company_id, seq=seq, allocated__gt=0).exists():
        raise ItemsAreAllocated(entry.document)
    reversal = reverse_entries(company_id, who, [(seq, key)], on, asked=asked)[seq]
    theirs = items_of(company_id, reversal)
    if ours:
        states |= item_states(company_id, theirs)
        wishes = [
            Wish(states[mine], states[other])
            if states[mine].side == 1
            else Wish(states[other], states[mine])
            for mine, other in zip(ours, theirs, strict=True)
        ]
        settle_items(company_id, who, wishes, on, key=f"{key}:settled", asked=asked)
    return reversal
