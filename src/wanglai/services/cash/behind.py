"""Which lines of the bank a credit is money of, however often it moved since."""

from __future__ import annotations

from django.db.models import Q

from wanglai.domain.ledger import DEBIT
from wanglai.store.models import Allocation, BankEntry, OpenItem


def lines_behind(company_id: int, item_id: int) -> list[BankEntry]:
    """The lines whose receipt a credit is, or moved from step by step; none where it was entered by hand.

    A transfer's credit is behind its own entry's debit, which took the money from the credit before it.
    """
    items = OpenItem.objects.filter(company_id=company_id)
    seen: set[int] = set()
    fresh = set(items.filter(id=item_id).values_list("seq", flat=True))
    while fresh:
        seen |= fresh
        out = items.filter(seq__in=fresh, side=DEBIT).values("id")
        taken = Allocation.objects.filter(company_id=company_id, debit_item_id__in=out)
        before = items.filter(id__in=taken.values("credit_item_id"))
        fresh = set(before.values_list("seq", flat=True)) - seen
    of_these = Q(entry_seq__in=seen) | Q(moved_seq__in=seen)
    return list(BankEntry.objects.filter(of_these, company_id=company_id).order_by("id"))
