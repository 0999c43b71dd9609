"""One bank line over many items: which credit pays which debit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Source(NamedTuple):
    """So much of a credit item (the receipt, a credit note, a fee); ``only`` names the one debit it is for, if any."""

    item: int
    amount: int
    only: int | None = None


class Target(NamedTuple):
    """So much of a debit item."""

    item: int
    amount: int


class Pairing(NamedTuple):
    debit: int
    credit: int
    amount: int


def pairings(targets: Sequence[Target], sources: Sequence[Source]) -> list[Pairing]:
    """Every target is met by sources to its last cent; what is left of the last source stays open.

    Sources for one debit go first, then the others in their order. Worked: invoices of 600.00 and 400.00, a receipt of 985.00 and a
    fee of 15.00 for the second: the fee pays 15.00 of the second, the receipt 600.00 and 385.00.

    >>> pairings([Target(1, 60_000), Target(2, 40_000)], [Source(9, 98_500), Source(8, 1_500, only=2)])
    [Pairing(debit=2, credit=8, amount=1500), Pairing(debit=1, credit=9, amount=60000), Pairing(debit=2, credit=9, amount=38500)]
    """
    wanted = {target.item: target.amount for target in targets}
    assert len(wanted) == len(targets), "each debit is named once"
    found: list[Pairing] = []
    for source in (each for each in sources if each.only is not None):
        assert source.only is not None
        assert source.amount <= wanted[source.only], "no more is let go than is settled"
        wanted[source.only] -= source.amount
        found.append(Pairing(source.only, source.item, source.amount))
    left = [[each.item, each.amount] for each in sources if each.only is None]
    for item, amount in wanted.items():
        while amount:
            assert left, "sources are enough"
            taken = min(amount, left[0][1])
            if taken:
                found.append(Pairing(item, left[0][0], taken))
            amount -= taken
            left[0][1] -= taken
            if not left[0][1]:
                left.pop(0)
    return found
