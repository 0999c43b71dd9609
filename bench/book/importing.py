"""Child program: opens a company and imports so many documents. ``python -m bench.book.importing COUNT CUSTOMERS``."""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time

from bench.book.company import open_company
from bench.book.documents import FIRST, MONTHS, documents
from wanglai.services.ledger.import_documents import import_documents


def main() -> None:
    count, customers = int(sys.argv[1]), int(sys.argv[2])
    bench = open_company(f"import-{count}", customers=customers, from_on=FIRST, months=MONTHS)
    start = time.perf_counter()
    moments: list[float] = []
    import_documents(
        **bench.scope,
        documents=documents(count, bench.customers),
        key="bench",
        request_hash=hashlib.sha256(b"bench").digest(),
        told=lambda _: moments.append(time.perf_counter()),
    )
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "company": bench.company_id,
                "seconds": seconds,
                "laid_down": (moments[0] if moments else time.perf_counter()) - start,
                "peak_mb": peak,
            }
        )
    )


if __name__ == "__main__":
    main()
