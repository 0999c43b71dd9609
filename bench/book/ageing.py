"""Child program: the ageing of a large book, whole and of one customer. ``python -m bench.book.ageing COMPANY``.

Milliseconds in JSON; ``limit`` is the plain sum of the open items, which no report can go below.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.book.company import known_company
from bench.book.documents import LAST
from wanglai.services.ageing.queries import Ageing, aged_items, ageing

CUSTOMERS = 200
TIMES = 5
PAST_DAY = date(2026, 8, 17)  # in the middle of a closed period
_SUM = """
SELECT customer_id, currency, count(*), sum(side * (amount - allocated)) FROM store_openitem
 WHERE company_id = %s AND allocated < amount GROUP BY customer_id, currency
"""


def main() -> None:
    bench = known_company(int(sys.argv[1]))
    today = max(LAST, timezone.localdate())
    whole, report = _median(lambda: _proved(**bench.reader, on=today))
    past, _ = _median(lambda: _proved(**bench.reader, on=PAST_DAY))
    limit, plain = _median(lambda: _sums(bench.company_id))
    parts = sum(row.aged.parts for row in report.rows)
    assert (parts, sum(total.aged.columns.total for total in report.totals)) == plain
    asked = random.Random(1).choices(bench.customers, k=CUSTOMERS)
    took = []
    for customer in asked:
        scope: dict[str, Any] = {**bench.reader, "customer_id": customer, "on": today}
        start = time.perf_counter()
        one, items = _proved(**scope), aged_items(**scope)
        took.append((time.perf_counter() - start) * 1000)
        assert sum(row.aged.parts for row in one.rows) == len(items)
    told = {
        "whole": whole,
        "past": past,
        "limit": limit,
        "one": took,
        "items": parts,
        "total": plain[1],
    }
    print(json.dumps({**told, "rows": len(report.rows)}))


def _proved(**scope: Any) -> Ageing:
    report = ageing(**scope)
    assert report.holds
    return report


def _sums(company: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SUM, [company])
        rows = cursor.fetchall()
    return sum(row[2] for row in rows), sum(int(row[3]) for row in rows)


def _median(ask: Callable[[], Any]) -> tuple[float, Any]:
    took, answer = [], None
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), answer


if __name__ == "__main__":
    main()
