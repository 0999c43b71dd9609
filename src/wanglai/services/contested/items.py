"""How much of an item is contested by deductions and disputes together, and the flag that follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum

from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import put_down, put_up, standing_note
from wanglai.store.models import DeductionCase, Dispute, OpenItem


def disputed_of(company_id: int, item_ids: Iterable[int]) -> dict[int, int]:
    """What open deductions and disputes contest of each item, in its minor units; items of which nothing is are left out.

    What customers contest beyond what is open by now is not told: 60.00 of 100.00 with 70.00 paid since is 30.00.
    """
    wanted = list(item_ids)
    found = dict.fromkeys(wanted, 0)
    mine = {"company_id": company_id, "item_id__in": wanted, "state": "open"}
    cases = DeductionCase.objects.filter(**mine).values_list("item_id").annotate(sum=Sum("amount"))
    disputes = Dispute.objects.filter(**mine).values_list("item_id").annotate(sum=Sum("standing"))
    for item_id, amount in (*cases, *disputes):
        found[item_id] += amount
    told = [item_id for item_id, amount in found.items() if amount]
    items = OpenItem.objects.filter(company_id=company_id, id__in=told)
    open_now = {row[0]: row[1] - row[2] for row in items.values_list("id", "amount", "allocated")}
    return {each: left for each in told if (left := min(found[each], open_now.get(each, 0)))}


def uncontested(item: OpenItem) -> int:
    """What is open of an item and nobody contests: as much as a further case may be about; minor units."""
    contested = disputed_of(item.company_id, [item.id]).get(item.id, 0)
    return int(item.amount) - int(item.allocated) - contested


def follow_flag(company_id: int, who: Who, item_id: int, note: str) -> None:
    """The item is flagged as disputed while a case about it is open, and no longer; for verbs that hold the book.

    The first case says why it went up, the last one why it came down.
    """
    mine = {"company_id": company_id, "item_id": item_id, "state": "open"}
    is_contested = (
        Dispute.objects.filter(**mine).exists() or DeductionCase.objects.filter(**mine).exists()
    )
    is_up = standing_note(item_id, "disputed") is not None
    if is_contested and not is_up:
        put_up(company_id, who, act="dispute_item", kind="disputed", item_id=item_id, note=note)
    elif is_up and not is_contested:
        put_down(company_id, who, act="dispute_item", kind="disputed", item_id=item_id, note=note)
