"""Child program: one customer's receipts settle its invoices, oldest first. ``python -m bench.book.settling RECEIPTS INVOICES``.

Twice over the same figures, for two customers: all in one act, and one act for each receipt.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from bench.book.company import Bench, open_company
from wanglai.domain.ledger import Document
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.ledger.import_documents import import_documents
from wanglai.store.models import ChainHead, OpenItem

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def main() -> None:
    receipts, invoices = map(int, sys.argv[1:])
    bench = open_company("settling", customers=2, from_on=FIRST, months=12)
    import_documents(
        **bench.scope, documents=_documents(bench.customers, receipts, invoices), key="bench",
        request_hash=hashlib.sha256(b"bench").digest(),
    )  # fmt: skip
    at_once, one_by_one = (_oldest_first(bench, customer) for customer in bench.customers)
    since = ChainHead.objects.get(company_id=bench.company_id).seq
    together = _settled(bench, "together", [at_once])
    by_receipt: dict[int, list[Pair]] = {}
    for pair in one_by_one:
        by_receipt.setdefault(pair.credit_item_id, []).append(pair)
    apart = _settled(bench, "apart", list(by_receipt.values()))
    left = OpenItem.objects.filter(company_id=bench.company_id, allocated__lt=F("amount")).count()
    assert left == 0, f"{left} items are open still"
    print(json.dumps({
        "company": bench.company_id, "since": since, "settlements": len(at_once), "together": together, "apart": apart,
    }))  # fmt: skip


def _documents(customers: Sequence[int], receipts: int, invoices: int) -> list[Document]:
    """Invoices of 10.00 to 50,000.00 over half a year, and receipts that come to the same, cut anywhere."""
    chance = random.Random(20)
    amounts = [chance.randint(1_000, 5_000_000) for _ in range(invoices)]
    cuts = sorted(chance.sample(range(1, sum(amounts)), receipts - 1))
    paid = [to - since for since, to in zip([0, *cuts], [*cuts, sum(amounts)], strict=True)]
    days = (LAST - FIRST).days
    found = []
    for customer in customers:
        found += [
            Document("invoice", customer, f"INV-{customer}-{no}", FIRST + timedelta(days=no * days // invoices), amount)
            for no, amount in enumerate(amounts)
        ]  # fmt: skip
        found += [Document("receipt", customer, f"REC-{customer}-{no}", LAST, amount) for no, amount in enumerate(paid)]  # fmt: skip
    return found


def _oldest_first(bench: Bench, customer: int) -> list[Pair]:
    """Every receipt in turn pays the oldest that is left: receipts and invoices cut each other, so there are nearly as many pairs as both."""
    items = OpenItem.objects.filter(company_id=bench.company_id, customer_id=customer)
    owed, came = ([[item.id, item.amount] for item in items.filter(side=side).order_by("document_on", "id")] for side in (1, -1))  # fmt: skip
    pairs, place = [], 0
    for credit, left in came:
        while left:
            amount = min(left, owed[place][1])
            pairs.append(Pair(owed[place][0], credit, amount))
            left -= amount
            owed[place][1] -= amount
            place += owed[place][1] == 0
    return pairs


def _settled(bench: Bench, key: str, acts: Sequence[Sequence[Pair]]) -> float:
    scope: dict[str, Any] = bench.scope
    start = time.perf_counter()
    for no, pairs in enumerate(acts):
        allocate(**scope, pairs=pairs, on=LAST, key=f"{key}:{no}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
