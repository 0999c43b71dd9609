"""Child program: what a screen asks of a large book. ``python -m bench.book.balances COMPANY``; milliseconds in JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date

from bench.book.company import known_company
from bench.book.documents import LAST
from wanglai.services.ledger import queries

CUSTOMERS = 200
PAST_DAY = date(2025, 9, 17)  # in the middle of a closed period


def main() -> None:
    bench = known_company(int(sys.argv[1]))
    asked = random.Random(1).choices(bench.customers, k=CUSTOMERS)
    took, items = [], 0
    for customer in asked:
        scope = {**bench.reader, "customer_id": customer, "on": LAST}

        def ask(scope: dict[str, object] = scope) -> int:
            assert queries.customer_balance(**scope)  # type: ignore[arg-type]
            return len(queries.open_items(**scope))  # type: ignore[arg-type]

        seconds, count = _timed(ask)
        took.append(seconds)
        items += count
    seconds, gap = _timed(
        lambda: sum(row.base_amount for row in queries.trial_balance(**bench.reader, on=PAST_DAY))
    )
    assert gap == 0
    print(json.dumps({"took": took, "items": items / CUSTOMERS, "trial_balance": seconds}))


def _timed(ask: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    answer = ask()
    return (time.perf_counter() - start) * 1000, answer


if __name__ == "__main__":
    main()
