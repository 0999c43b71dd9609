"""Open items as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wanglai.domain.allocation import ItemState
from wanglai.services.access.scope import NotFound
from wanglai.store.models import Account, Allocation, OpenItem


def item_states(company_id: int, ids: Iterable[int]) -> dict[int, ItemState]:
    """The items of a company by id, as they stand. Refuses: NotFound (also what is another company's)."""
    wanted = set(ids)
    undone = _last_undone(company_id, wanted)
    roles = dict(Account.objects.filter(company_id=company_id).values_list("id", "role"))
    rows = OpenItem.objects.filter(company_id=company_id, id__among=wanted).values_list(*_READ)
    found = {
        item: ItemState(
            item, customer, roles[account], account, currency, kind, side, amount - allocated, base - base_allocated,
            document, document_on, due_on, undone.get(item),
        )
        for (item, customer, account, currency, kind, side, amount, allocated, base, base_allocated, document, document_on,
             due_on) in rows
    }  # fmt: skip
    if wanted - set(found):
        raise NotFound
    return found


_READ = (
    "id", "customer_id", "account_id", "currency", "kind", "side", "amount", "allocated", "base_amount", "base_allocated",
    "document", "document_on", "due_on",
)  # fmt: skip


def _last_undone(company_id: int, ids: set[int]) -> dict[int, date]:
    """The last day on which a settlement of each item was undone, of those that ever were."""
    found: dict[int, date] = {}
    for field in ("debit_item_id", "credit_item_id"):
        rows = Allocation.objects.filter(
            company_id=company_id, amount__lt=0, **{f"{field}__among": ids}
        )
        for item, on in rows.values_list(field, "effective_on"):
            found[item] = max(on, found.get(item, on))
    return found


def items_of(company_id: int, seq: int) -> tuple[int, ...]:
    """The ids of the items an entry made, in their order."""
    rows = OpenItem.objects.filter(company_id=company_id, seq=seq).order_by("item_no")
    return tuple(rows.values_list("id", flat=True))
