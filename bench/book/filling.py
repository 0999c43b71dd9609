"""Child program: a book as it looks after two years. ``python -m bench.book.filling COUNT CUSTOMERS [today]``.

Imported as a whole; then, month by month, receipts and credit notes settle the oldest invoices and the month is closed,
all but the last two. With ``today`` nothing is dated later than that: the book as who opens a list finds it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from bench.book.company import Bench, open_company
from bench.book.documents import FIRST, LAST, MONTHS, documents
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.periods.close_period import close_period
from wanglai.store.models import OpenItem, Period

OPEN_MONTHS = 2
PAIRS_OF_AN_ACT = 1_000


def main() -> None:
    count, customers = int(sys.argv[1]), int(sys.argv[2])
    last = min(LAST, timezone.localdate()) if sys.argv[3:] == ["today"] else LAST
    days = (last - FIRST).days + 1
    start = time.perf_counter()
    bench = open_company(f"balance-{count}", customers=customers, from_on=FIRST, months=MONTHS)
    import_documents(
        **bench.scope,
        documents=documents(count, bench.customers, days=days),
        key="bench",
        request_hash=hashlib.sha256(b"bench").digest(),
    )
    imported = time.perf_counter() - start
    pairs = 0
    pool = _Pool()
    periods = list(Period.objects.filter(company_id=bench.company_id).order_by("from_on"))
    for number, period in enumerate(periods):
        found = pool.settled_by(bench, period)
        while act := list(islice(found, PAIRS_OF_AN_ACT)):
            pairs += len(act)
            allocate(
                **bench.scope, pairs=act, on=min(period.to_on, last), key=f"{period.id}:{pairs}"
            )
        if number < len(periods) - OPEN_MONTHS:
            close_period(**bench.scope, period_id=period.id, key=f"close-{period.id}")
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {"company": bench.company_id, "imported": imported, "seconds": seconds, "pairs": pairs}
        )
    )


class _Pool:
    """What is open of each customer, oldest first; a pair settles as much as both have."""

    def __init__(self) -> None:
        self._open: dict[int, dict[int, deque[list[int]]]] = defaultdict(
            lambda: {1: deque(), -1: deque()}
        )

    def settled_by(self, bench: Bench, period: Period) -> Iterator[Pair]:
        rows = OpenItem.objects.filter(
            company_id=bench.company_id, document_on__range=(period.from_on, period.to_on)
        )
        touched = set()
        for item, customer, side, amount in rows.order_by("id").values_list(
            "id", "customer_id", "side", "amount"
        ):
            self._open[customer][side].append([item, amount])
            touched.add(customer)
        for customer in sorted(touched):
            debits, credits_ = self._open[customer][1], self._open[customer][-1]
            while debits and credits_:
                amount = min(debits[0][1], credits_[0][1])
                yield Pair(debits[0][0], credits_[0][0], amount)
                for side in (debits, credits_):
                    side[0][1] -= amount
                    if not side[0][1]:
                        side.popleft()


if __name__ == "__main__":
    main()
