"""Child program: the whole chain of a book, verified. ``python -m bench.book.verifying COMPANY``.

The limit beside it reads the sealed bytes and links them, and compares nothing with anything else.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time

from django.db import connection

from bench.book.company import known_company  # sets Django up
from wanglai.services.ledger.verify import verify_company


def main() -> None:
    company = known_company(int(sys.argv[1])).company_id
    start = time.perf_counter()
    report = verify_company(company)
    seconds = time.perf_counter() - start
    assert report.is_whole, [str(fault) for fault in report.faults]
    print(json.dumps({"acts": report.acts, "seconds": seconds, "linking": _linked(company)}))


def _linked(company: int) -> float:
    start, link = time.perf_counter(), bytes(32)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM store_act WHERE company_id = %s ORDER BY seq", [company])
        for (sealed,) in cursor:
            link = hashlib.sha256(link + bytes(sealed)).digest()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
