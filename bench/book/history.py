"""Child program: the book of ``indebted``, of millions of documents. ``python -m bench.book.history COUNT OPEN CUSTOMERS``.

With the owner's address: what the documents leave is laid down past the verbs.
"""

from __future__ import annotations

import json
import os
import sys
import time

import psycopg

from bench.book.company import open_company
from bench.book.debts import debts
from bench.book.documents import FIRST, MONTHS
from bench.book.filling import OPEN_MONTHS
from bench.book.laying import lay_down


def main() -> None:
    count, open_items, customers = map(int, sys.argv[1:4])
    start = time.perf_counter()
    bench = open_company(f"debts-{count}", customers=customers, from_on=FIRST, months=MONTHS)
    made = debts(count, bench.customers, open_items=open_items)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        pairs = lay_down(connection, bench.company_id, made, open_months=OPEN_MONTHS)
    assert pairs == (count - open_items) // 2
    seconds = time.perf_counter() - start
    print(json.dumps({"company": bench.company_id, "seconds": seconds, "pairs": pairs}))


if __name__ == "__main__":
    main()
