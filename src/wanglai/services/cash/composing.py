"""A proposal as what it would make of its line: whose money, which debts of theirs, which of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wanglai.services.cash.settle_line import Part, Share, Wanted
from wanglai.store.models import CashProposal, OpenItem


def owners_of(items: Iterable[int]) -> dict[int, int]:
    """The customer of each item."""
    rows = OpenItem.objects.filter(id__among=set(items))
    return dict(rows.values_list("id", "customer_id"))


def wanted_of(
    proposal: CashProposal, owners: Mapping[int, int], payer: int | None = None
) -> Wanted | None:
    """What the proposal would settle; None where it names nothing. The payer is who was found, else the one whose debts are paid.

    A payer who owns none of the debts pays for others: each of them gets a share.
    """
    by_customer: dict[int, list[Part]] = {}
    for item, amount in proposal.parts:
        by_customer.setdefault(owners[item], []).append(Part(item, abs(amount)))
    if not by_customer:
        return None
    first = payer or proposal.customer_id
    if first is None:
        if len(by_customer) > 1:
            return None
        first = next(iter(by_customer))
    own = tuple(by_customer.pop(first, ()))
    shares = tuple(Share(customer, tuple(parts)) for customer, parts in by_customer.items())
    return Wanted(first, own, shares=shares)
