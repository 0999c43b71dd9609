"""In which order money pays debts where the payer has not said which.

Source: 中华人民共和国民法典 第五百六十条、第五百六十一条. A payer who does not say pays first what is due; of that what is secured
least, then what weighs heaviest, then what fell due first; of one day, in proportion. Of one debt the costs go first, then
the interest, then the debt itself. The files say nothing of security and burden, so debts are alike in both.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from tieout.cash.ledger import Item, Part

Order = Literal["none", "statutory", "oldest"]
ORDERS: tuple[Order, ...] = ("none", "statutory", "oldest")

_COSTS = re.compile(r"费用|诉讼费|催收|cost|collection fee", re.I)
_INTEREST = re.compile(r"利息|滞纳金|违约金|interest|late fee|penalt", re.I)
_LATE = datetime.date.max


def in_order(
    order: Order, items: Sequence[Item], still: Sequence[int], places: Sequence[int], amount: int,
    on: datetime.date | None,
) -> list[Part]:  # fmt: skip
    """What ``amount`` pays of these items, by the order; credits pay nothing and are left out.

    Worked, statutory, 100.00 on 5 March: 30.00 interest due 1 March and 50.00 and 50.00 due 1 March: interest 30.00, then
    the other 70.00 in proportion, 35.00 each.
    """
    debts = [place for place in places if still[place] > 0]
    key = _oldest if order == "oldest" else _statutory
    ranked = sorted(debts, key=lambda place: (*key(items[place], on), items[place].number, place))
    parts: list[Part] = []
    for _, group in groupby(ranked, key=lambda place: key(items[place], on)):
        alike = list(group)
        if amount <= 0:
            break
        taken = _shared(amount, [still[place] for place in alike])
        parts += [(place, part) for place, part in zip(alike, taken, strict=True) if part]
        amount -= sum(taken)
    return parts


def _statutory(item: Item, on: datetime.date | None) -> tuple[object, ...]:
    due = item.due_on or item.issued_on or _LATE
    return on is not None and due > on, due, _place_in_debt(item)


def _oldest(item: Item, _: datetime.date | None) -> tuple[object, ...]:
    return (item.issued_on or item.due_on or _LATE,)


def _place_in_debt(item: Item) -> int:
    """Costs, then interest, then the debt (第五百六十一条)."""
    if _COSTS.search(item.text):
        return 0
    return 1 if _INTEREST.search(item.text) else 2


def _shared(amount: int, open_amounts: Sequence[int]) -> list[int]:
    """In proportion and to the minor unit: 100 of 50, 50 and 50 is 34, 33, 33; never more than is open."""
    whole = sum(open_amounts)
    if amount >= whole:
        return list(open_amounts)
    parts = [amount * each // whole for each in open_amounts]
    rest = [amount * each % whole for each in open_amounts]
    for at in sorted(range(len(parts)), key=lambda at: (-rest[at], at))[: amount - sum(parts)]:
        parts[at] += 1
    return parts
