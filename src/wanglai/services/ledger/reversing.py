"""Entries as drafts again, and the entries that take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wanglai.domain.ledger import Draft, Item, Line, reversal_of
from wanglai.services.access.scope import NotFound
from wanglai.services.ledger.book import Who, post_drafts
from wanglai.store.models import Account, Entry, EntryLine, OpenItem


def draft_of(company_id: int, seq: int) -> Draft:
    """A posted entry as it was drafted. Refuses: NotFound."""
    entry = Entry.objects.filter(company_id=company_id, seq=seq).first()
    if entry is None:
        raise NotFound
    roles = dict(Account.objects.filter(company_id=company_id).values_list("id", "role"))
    lines = EntryLine.objects.filter(company_id=company_id, seq=seq).order_by("line_no")
    items = OpenItem.objects.filter(company_id=company_id, seq=seq).order_by("item_no")
    return Draft(
        kind=entry.kind,
        on=entry.entry_on,
        document=entry.document,
        currency=entry.currency,
        rate=entry.rate,
        customer_id=entry.customer_id,
        text=entry.text,
        lines=tuple(
            Line(roles[line.account_id], line.currency, line.amount, line.base_amount, line.customer_id)
            for line in lines
        ),
        items=tuple(
            Item(item.line_no, item.kind, item.side, item.amount, item.base_amount, item.due_on)
            for item in items
        ),
    )  # fmt: skip


def reverse_entries(
    company_id: int, who: Who, keyed: Sequence[tuple[int, str]], on: date, *, asked: bytes
) -> dict[int, int]:
    """Post the reversal of each entry (act and key of its reversal); the reversal's act by the entry's."""
    drafts = [
        (key, asked, reversal_of(draft_of(company_id, seq), seq=seq, on=on)) for seq, key in keyed
    ]
    posted = post_drafts(company_id, who, drafts) if drafts else []
    return dict(zip((seq for seq, _ in keyed), (each.seq for each in posted), strict=True))
