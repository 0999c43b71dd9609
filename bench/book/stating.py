"""Child program: the statements of a month for so many customers, 10 to 60 lines each. ``python -m bench.book.stating COUNT``."""

from __future__ import annotations

import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from bench.book.company import open_company
from wanglai.domain.ledger import RULES, Document, Instalment
from wanglai.formats.papers.statement import statement_pdf
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.statements.perform_statement_run import PRESSES, perform_statement_run
from wanglai.services.statements.run_life import agree_statements, start_statement_run
from wanglai.store.models import Membership, Statement, StatementFile, StatementRun, User

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
PRESSED_ALONE = 400  # bodies set again with nothing around it


def main() -> None:
    count = int(sys.argv[1])
    bench = open_company("stating", customers=count, from_on=date(2026, 1, 1), months=12)
    import_documents(
        **bench.scope, documents=_documents(bench.customers), key="bench", request_hash=hashlib.sha256(b"bench").digest()
    )  # fmt: skip
    second = User.objects.create(email="second@stating.example", name="FM")
    Membership.objects.create(company_id=bench.company_id, user=second, role="FM")
    run_id = start_statement_run(
        **bench.reader, kind="forward", from_on=FIRST, through_on=LAST, key="bench", waits_for_worker=False
    )  # fmt: skip
    drafting = _timed(run_id)
    shown = bytes(StatementRun.objects.get(id=run_id).digest or b"").hex()
    agree_statements(**{**bench.scope, "actor": second.id}, run_id=run_id, shown=shown, waits_for_worker=False)  # fmt: skip
    issuing = _timed(run_id)
    run = StatementRun.objects.get(id=run_id)
    assert (run.state, run.printed) == ("done", count), (run.state, run.printed, run.problem)
    print(
        json.dumps({"count": count, "drafting": drafting, "issuing": issuing, **_pressed(run_id)})
    )


def _timed(run_id: int) -> float:
    start = time.perf_counter()
    perform_statement_run(run_id)
    return time.perf_counter() - start


def _pressed(run_id: int) -> dict[str, Any]:
    """The press alone over some of the same bodies, on as many threads; and how much there was of everything."""
    statements = Statement.objects.filter(run_id=run_id).order_by("id")
    bodies = list(statements.values_list("body", flat=True)[:PRESSED_ALONE])
    start = time.perf_counter()
    with ThreadPoolExecutor(PRESSES) as presses:
        papers = list(presses.map(statement_pdf, bodies))
    seconds = time.perf_counter() - start
    kept = StatementFile.objects.filter(statement__run_id=run_id).order_by("statement_id")
    for paper, content in zip(papers, kept.values_list("file__content", flat=True), strict=False):
        assert paper == bytes(content), "the same words give the same bytes"
    sizes = kept.values_list("file__byte_size", flat=True)
    return {
        "pressed": len(papers),
        "press": seconds,
        "lines": sum(len(json.loads(body)["movements"]) for body in bodies) / len(bodies),
        "kilobytes": sum(sizes) / len(sizes) / 1000,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _documents(customers: Sequence[int]) -> Iterator[Document]:
    """An invoice of January each, then 10 to 60 papers of February: two invoices to one receipt."""
    chance = random.Random(7)
    number = 0
    for customer in customers:
        for place in range(chance.randint(10, 60) + 1):
            number += 1
            kind = "invoice" if place == 0 else chance.choice(("invoice", "invoice", "receipt"))
            on = date(2026, 1, 20) if place == 0 else FIRST + timedelta(days=chance.randrange(28))
            gross = chance.randint(1_000, 5_000_000)
            yield Document(
                kind=kind, customer_id=customer, number=f"{kind[:3].upper()}-{number:07}", on=on, gross=gross,
                tax=gross * 13 // 113 if RULES[kind].tax else 0,
                instalments=(Instalment(gross, on + timedelta(days=30)),), text="销售商品",
            )  # fmt: skip


if __name__ == "__main__":
    main()
