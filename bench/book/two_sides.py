"""Child program: one customer's account of so many lines from the book against their file. ``python -m bench.book.two_sides LINES``.

Their file books 97 of 100 lines as they are, one a little lower, one a month late, and leaves one out.
"""

from __future__ import annotations

import gc
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from bench.book.company import open_company
from wanglai.domain.ledger import RULES, Document, Instalment
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.money import as_text
from wanglai.services.reconciliation.book_ledger import account_lines
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.start_from_book import start_from_book
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import Run

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
CURRENCY = "CNY"


def main() -> None:
    gc.disable()  # as in the process of its own that the worker gives to a run
    count = int(sys.argv[1])
    bench = open_company("twosides", customers=1, from_on=FIRST, months=12)
    customer = bench.customers[0]
    documents = list(_documents(customer, count))
    import_documents(
        **bench.scope, documents=iter(documents), key="bench", request_hash=hashlib.sha256(b"bench").digest()
    )  # fmt: skip
    theirs = _their_file(documents)
    start = time.perf_counter()
    opened = start_from_book(
        **bench.reader, customer_id=customer, currency=CURRENCY, from_on=FIRST, through_on=LAST,
        theirs=Upload("theirs.csv", theirs.encode()), idempotency_key="bench",
    )  # fmt: skip
    perform_run(Run.objects.get(reconciliation_id=opened).id)
    seconds = time.perf_counter() - start
    run = Run.objects.get(reconciliation_id=opened)
    assert (run.state, run.unexplained) == ("done", 0), (run.state, run.refusal)
    start = time.perf_counter()
    lines = account_lines(
        bench.company_id, customer, CURRENCY, FIRST, LAST, head_of(bench.company_id)
    )
    plain = time.perf_counter() - start
    assert len(lines) == count
    print(
        json.dumps({
            "lines": count, "seconds": seconds, "plain": plain, "both": run.rows_total,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        })
    )  # fmt: skip


def _documents(customer: int, count: int) -> Iterator[Document]:
    """Invoices and receipts over six months, three to one, in the order of their days."""
    chance = random.Random(11)
    for place in range(count):
        kind = chance.choice(("invoice", "invoice", "invoice", "receipt"))
        on = FIRST + timedelta(days=place * 180 // count)
        gross = chance.randint(1_000, 5_000_000)
        yield Document(
            kind=kind, customer_id=customer, number=f"{kind[:3].upper()}-{place:07}", on=on, gross=gross,
            tax=gross * 13 // 113 if RULES[kind].tax else 0,
            instalments=(Instalment(gross, on + timedelta(days=30)),), text="销售商品" if kind == "invoice" else "收到货款",
        )  # fmt: skip


def _their_file(documents: list[Document]) -> str:
    chance = random.Random(13)
    rows = []
    for each in documents:
        fate = chance.randrange(100)
        if fate == 0:
            continue
        on = min(each.on + timedelta(days=30 if fate == 1 else 1), LAST)
        owed = each.gross if RULES[each.kind].side == 1 else -each.gross
        rows.append((on, each.number, owed - (100 if fate == 2 else 0)))
    rows.sort()
    total = sum(owed for *_, owed in rows)
    told = ["日期,单据号,摘要,借方,贷方", f"{FIRST},,期初余额,,0.00"]
    for on, number, owed in rows:
        sides = f",{as_text(owed, CURRENCY)}" if owed > 0 else f"{as_text(-owed, CURRENCY)},"
        told.append(f"{on},{number},{'采购入库' if owed > 0 else '付款'},{sides}")
    told.append(f",,期末余额,,{as_text(total, CURRENCY)}")
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    main()
