"""Child program: a book of which a known part is open. ``python -m bench.book.indebted COUNT OPEN CUSTOMERS``.

Imported as a whole; then, month by month, receipts settle their invoices and the month is closed, all but the last two.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice

from bench.book.company import Bench, open_company
from bench.book.debts import STALE, debts
from bench.book.documents import FIRST, MONTHS
from bench.book.filling import OPEN_MONTHS, PAIRS_OF_AN_ACT
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.periods.close_period import close_period
from wanglai.store.models import OpenItem, Period


def main() -> None:
    count, open_items, customers = map(int, sys.argv[1:4])
    start = time.perf_counter()
    bench = open_company(f"debts-{count}", customers=customers, from_on=FIRST, months=MONTHS)
    import_documents(
        **bench.scope,
        documents=debts(count, bench.customers, open_items=open_items),
        key="bench",
        request_hash=hashlib.sha256(b"bench").digest(),
    )
    imported = time.perf_counter() - start
    pairs = 0
    unpaid: dict[str, int] = {}
    periods = list(Period.objects.filter(company_id=bench.company_id).order_by("from_on"))
    for number, period in enumerate(periods):
        found = _settled_in(bench, period, unpaid)
        while act := list(islice(found, PAIRS_OF_AN_ACT)):
            pairs += len(act)
            allocate(**bench.scope, pairs=act, on=period.to_on, key=f"{period.id}:{pairs}")
        if number < len(periods) - OPEN_MONTHS:
            close_period(**bench.scope, period_id=period.id, key=f"close-{period.id}")
    assert pairs == (count - open_items) // 2
    seconds = time.perf_counter() - start
    print(json.dumps({"company": bench.company_id, "imported": imported, "seconds": seconds, "pairs": pairs}))  # fmt: skip


def _settled_in(bench: Bench, period: Period, unpaid: dict[str, int]) -> Iterator[Pair]:
    """Each receipt of the month with its invoice, which is taken out of ``unpaid``."""
    rows = OpenItem.objects.filter(
        company_id=bench.company_id, document_on__range=(period.from_on, period.to_on)
    ).exclude(document__startswith=STALE)
    for item, side, document in list(rows.order_by("id").values_list("id", "side", "document")):
        number = document[4:]  # INV-7 and REC-7
        if side > 0:
            unpaid[number] = item
        else:
            yield Pair(unpaid.pop(number), item, None)


if __name__ == "__main__":
    main()
