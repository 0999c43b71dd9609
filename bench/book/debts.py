"""The documents of a book where so many stay open: half of them the newest invoices, half old ones nobody paid.

Every other invoice is paid in full by one receipt, in turn, about as late as the unpaid ones are old.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bench.book.documents import FIRST, SEED
from wanglai.domain.ledger import Document, Instalment

_DAYS = 730  # of 2025 and 2026
_TERMS = (0, 30, 60, 90)
_CREDITS = 20  # one in twenty of the old ones is money nobody used
STALE = "OLD"


def debts(
    count: int, customers: Sequence[int], *, open_items: int, seed: int = SEED
) -> Iterator[Document]:
    """``count`` documents over two years in the order of their days, of which ``open_items`` stay unsettled.

    Amounts are 10.00 to 50,000.00, due at once or in 30, 60 or 90 days. ``REC-7`` pays ``INV-7`` and nothing else.
    """
    assert 2 <= open_items <= count, "what stays open was posted"
    assert (count - open_items) % 2 == 0, "what is settled comes in pairs"
    chance, unpaid = random.Random(seed), deque[tuple[int, int, int]]()
    stale = open_items // 2
    waiting, old, place = open_items - stale, 0, 0  # ``place`` counts those that are not old
    for number in range(count):
        on = FIRST + timedelta(days=number * _DAYS // count)
        due = on + timedelta(days=chance.choice(_TERMS))
        customer, amount = chance.choice(customers), chance.randint(1_000, 5_000_000)
        kind = "invoice"
        if (number + 1) * stale // count > old:
            old += 1
            name = f"{STALE}-{old}"
            kind = "receipt" if old % _CREDITS == 0 else "invoice"
        else:
            if place < waiting or (place - waiting) % 2:
                name = f"INV-{place}"
                unpaid.append((place, customer, amount))
            else:
                paid, customer, amount = unpaid.popleft()
                name, kind = f"REC-{paid}", "receipt"
            place += 1
        yield Document(kind, customer, name, on, amount, instalments=(Instalment(amount, due),))
    assert len(unpaid) == waiting, f"{len(unpaid)} are unpaid, not {waiting}"
