"""Customers that were merged stand in lists as one; their rows stay on the account they were posted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wanglai.store.models import Customer

# Under which customer the rows of another stand, as a column of ``store_customer AS {customer}``.
SHOWN_UNDER = "coalesce({customer}.merged_into_id, {customer}.id)"

# The name that a row was posted to where that is not the customer shown; wants ``customer`` among the parameters.
POSTED_UNDER = """CASE WHEN {row}.customer_id = %(customer)s THEN ''
            ELSE (SELECT name FROM store_customer WHERE id = {row}.customer_id) END"""


@dataclass(frozen=True)
class Kin:
    """Who was merged into a customer, asked once for everything a page shows of it. ``ids`` is the customer first, then they."""

    company_id: int
    customer_id: int
    ids: tuple[int, ...]


def family(company_id: int, customer_id: int, known: Kin | None = None) -> tuple[int, ...]:
    """A customer and those merged into it, itself first: whose rows its pages, its ledger and its ageing are of.

    7 with 9 and 12 merged into it: (7, 9, 12). Of 9, which was merged: (9,), what was posted under its own name.
    """
    if known is not None:
        assert (known.company_id, known.customer_id) == (company_id, customer_id), (
            "of this customer"
        )
        return known.ids
    rows = Customer.objects.filter(company_id=company_id, merged_into_id=customer_id).order_by("id")
    return (customer_id, *rows.values_list("id", flat=True))


def merged_names(company_id: int, customer_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of those that stand in the line of each of these customers, by name; without an entry where nobody does.

    Of 7 with 9 (宏图华东) and 12 (宏图华北) merged into it: {7: (宏图华东, 宏图华北)}, as the database puts them.
    """
    rows = Customer.objects.filter(company_id=company_id, merged_into_id__in=list(customer_ids))
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for survivor, name in rows.order_by("name", "id").values_list("merged_into_id", "name"):
        found[survivor] += (name,)
    return dict(found)
