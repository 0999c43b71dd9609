"""How much of an item is contested by deductions and disputes together, and the flag that follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum

from wanglai.domain.ledger import DEBIT
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import put_down, put_up, standing_note
from wanglai.store.models import DeductionCase, Dispute, DisputeClaim, OpenItem


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
    return free_of(item.company_id, [item])[item.id]


def free_of(company_id: int, items: Iterable[OpenItem]) -> dict[int, int]:
    """Of each item what is open of it and nobody contests, in its minor units.

    Of 1,000.00 with 400.00 paid and 100.00 disputed it is 500.00. What is claimed of it as settled counts once that comes undone:
    1,000.00 claimed while paid leave nothing when the payment bounces.
    """
    found = list(items)
    ids = [each.id for each in found]
    contested, disputed, claimed = disputed_of(company_id, ids), _disputed(ids), _claimed(ids)
    return {
        each.id: max(0, min(
            each.amount - each.allocated - contested.get(each.id, 0),
            each.amount - disputed.get(each.id, 0) - claimed.get(each.id, 0),
        ))
        for each in found
    }  # fmt: skip


def settled_free_of(company_id: int, items: Iterable[OpenItem]) -> dict[int, int]:
    """Of each line what is settled of it, or of a credit all of it, that nobody contests, in its minor units.

    An invoice of 1,000.00 with 400.00 paid of which 100.00 are claimed may be claimed to be wrong for 300.00 more; the 600.00 that are
    open are disputed as such.
    """
    found = list(items)
    assert all(each.company_id == company_id for each in found)
    ids = [each.id for each in found]
    disputed, claimed = _disputed(ids), _claimed(ids)
    return {
        each.id: max(0, min(
            each.allocated if each.side == DEBIT else each.amount, each.amount - disputed.get(each.id, 0)
        ) - claimed.get(each.id, 0))
        for each in found
    }  # fmt: skip


def _disputed(ids: Iterable[int]) -> dict[int, int]:
    """What open disputes say of each item, whatever of it still stands."""
    rows = Dispute.objects.filter(item_id__in=ids, state="open").values_list("item_id")
    return dict(rows.annotate(sum=Sum("amount")))


def _claimed(ids: Iterable[int]) -> dict[int, int]:
    """What is claimed of each settled line and has no outcome yet."""
    rows = DisputeClaim.objects.filter(item_id__in=ids, kind="line", dispute__state="open")
    return dict(rows.values_list("item_id").annotate(sum=Sum("dispute__amount")))


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
