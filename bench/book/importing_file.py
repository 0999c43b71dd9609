"""Child program: one file of many lines, from its bytes to the sealed book. ``python -m bench.book.importing_file``."""

from __future__ import annotations

import json
import resource
import time

from bench.book.company import open_company
from bench.book.wholesaler import FIRST, MONTHS, content, published_file
from wanglai.services.imports.choose import choose
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.perform_import import perform_import
from wanglai.services.imports.queries import import_page
from wanglai.services.imports.start_import import start_import
from wanglai.services.reconciliation.uploads import Upload

CHOICES = {
    "customer.missing": "suspense",
    "customer.unknown": "create",
    "amount.zero": "leave_out",
}


def main() -> None:
    bench = open_company("import-file", customers=1, from_on=FIRST, months=MONTHS)
    upload = Upload("retail.csv", content())
    start = time.perf_counter()
    number = start_import(**bench.reader, kind="invoices", uploads=[upload], waits_for_worker=False)
    perform_import(number)
    read = time.perf_counter() - start
    page = import_page(**bench.reader, import_id=number)
    for group in page.groups:
        choose(**bench.reader, import_id=number, code=group.code, choice=CHOICES[group.code])
    order_import(**bench.scope, import_id=number, waits_for_worker=False)
    perform_import(number)
    seconds = time.perf_counter() - start
    page = import_page(**bench.reader, import_id=number)
    assert page.state == "done", page.refusal
    assert all(proof.is_even for proof in page.proofs), "no cent is lost"
    print(
        json.dumps(
            {
                "company": bench.company_id,
                "import": number,
                "seconds": seconds,
                "read": read,
                "documents": page.documents,
                "booked": page.booked,
                "is_published": published_file() is not None,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
