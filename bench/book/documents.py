"""The documents of a large book: a few hundred customers, invoices most of all, in the order of their days."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from wanglai.domain.ledger import RULES, Document, Instalment

SEED = 1
FIRST = date(2025, 1, 1)
MONTHS = 24
LAST = date(2026, 12, 31)
_DAYS = 730  # of 2025 and 2026
_RECEIPT = 1.9  # a receipt pays about two invoices, so that most of the book is settled
_KINDS = ("invoice",) * 12 + ("receipt",) * 6 + ("credit_note", "fee")


def documents(
    count: int, customers: Sequence[int], *, days: int = _DAYS, seed: int = SEED
) -> Iterator[Document]:
    """``count`` documents spread evenly over the days: 60% invoices, 30% receipts, 10% notes and fees.

    Amounts are 10.00 to 50,000.00, receipts up to 95,000.00, with 13% tax on what bears tax; one part, due in 30 days.
    """
    chance = random.Random(seed)
    for number in range(count):
        kind = chance.choice(_KINDS)
        on = FIRST + timedelta(days=number * days // count)
        gross = int(chance.randint(1_000, 5_000_000) * (_RECEIPT if kind == "receipt" else 1))
        yield Document(
            kind=kind,
            customer_id=chance.choice(customers),
            number=f"{kind[:3].upper()}-{number:07}",
            on=on,
            gross=gross,
            tax=gross * 13 // 113 if RULES[kind].tax else 0,
            instalments=(Instalment(gross, on + timedelta(days=30)),),
            text="销售商品",
        )
