"""Sixteen people settle the same receipts and invoices at once. RACE_ATTEMPTS makes it longer: 10,000 in ``make soak``."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date

from django.db import connection, transaction

from tests.ledgers import Ledger
from tests.races.racing import race
from wanglai.domain.ledger import Document
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.ledger.recompute import recompute_company
from wanglai.services.ledger.verify import verify_company
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, OpenItem

ATTEMPTS = int(os.environ.get("RACE_ATTEMPTS", "2000"))
WORKERS = 16
PAPERS = (
    3 * ATTEMPTS // 100
)  # invoices, and as many receipts, of 100.00 each: half of all attempts come too late
ON = date(2026, 3, 1)


def _papers(book: Ledger, count: int) -> tuple[list[int], list[int]]:
    """Ids of so many invoices and receipts of one customer, 100.00 each."""
    customer = book.customer("远景")
    documents = [
        Document(kind, customer, f"{kind}-{number}", date(2026, 1, 5), 10_000)
        for kind in ("invoice", "receipt")
        for number in range(count)
    ]
    import_documents(**book.scope, documents=documents, key="papers", request_hash=b"papers")
    items = OpenItem.objects.filter(company_id=book.company_id).order_by("id")
    return tuple([item.id for item in items if item.side == side] for side in (1, -1))  # type: ignore[return-value]


def _pairs(invoices: list[int], receipts: list[int], attempts: int, worker: int) -> list[Pair]:
    """What one worker tries: at each moment all sixteen want the same receipt, or all the same invoice."""
    own, shared = random.Random(worker), random.Random("shared")
    found = []
    for number in range(attempts // WORKERS):
        invoice, receipt = shared.choice(invoices), shared.choice(receipts)
        amount = own.randint(1, 1_500)
        if number % 2:
            found.append(Pair(invoice, own.choice(receipts), amount))
        else:
            found.append(Pair(own.choice(invoices), receipt, amount))
    return found


def _over_allocated(items: str, allocations: str) -> int:
    """Items of which more is settled than they have, by the sum of the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM {items} AS item
                  JOIN (SELECT item_id, sum(amount) AS amount
                          FROM (SELECT debit_item_id AS item_id, amount FROM {allocations}
                                UNION ALL SELECT credit_item_id, amount FROM {allocations}) AS part
                         GROUP BY item_id) AS moved ON moved.item_id = item.id
                 WHERE moved.amount > item.amount"""
        )
        count: int = cursor.fetchone()[0]
        return count


def test_thousands_of_attempts_over_allocate_nothing(book: Ledger) -> None:
    invoices, receipts = _papers(book, PAPERS)

    def work(worker: int) -> Counter[str]:
        said: Counter[str] = Counter()
        for number, pair in enumerate(_pairs(invoices, receipts, ATTEMPTS, worker)):
            try:
                allocate(**book.scope, pairs=[pair], on=ON, key=f"{worker}:{number}")
                said["accepted"] += 1
            except UnableTo as refusal:  # anything else, a deadlock above all, fails the test
                said[refusal.code_of_refusal] += 1
        return said

    said = sum(race(WORKERS, work), Counter())
    print(f"{said.total():,} attempts: {dict(said)}")
    assert said.total() == ATTEMPTS // WORKERS * WORKERS
    assert set(said) == {"accepted", "allocation.open"}
    assert _over_allocated("store_openitem", "store_allocation") == 0
    kinds = Act.objects.filter(company_id=book.company_id, kind="allocate")
    assert kinds.count() == said["accepted"]
    assert recompute_company(book.company_id) == ()
    report = verify_company(book.company_id)
    assert report.is_whole, [str(fault) for fault in report.faults]


def test_looking_first_and_writing_then_over_allocates(book: Ledger) -> None:
    """The control: the same race on tables without the CHECK, by who sums up, finds room and inserts."""
    invoices, receipts = _papers(book, 5)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE race_openitem AS SELECT * FROM store_openitem")
        cursor.execute("CREATE TABLE race_allocation (LIKE store_allocation)")
    try:
        race(WORKERS, lambda worker: _look_then_write(_pairs(invoices, receipts, 1_600, worker)))
        assert _over_allocated("race_openitem", "race_allocation") > 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE race_openitem, race_allocation")


def _look_then_write(pairs: list[Pair]) -> None:
    for pair in pairs:
        ids = [pair.debit_item_id, pair.credit_item_id]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """SELECT min(item.amount - coalesce((SELECT sum(amount) FROM race_allocation
                            WHERE item.id IN (debit_item_id, credit_item_id)), 0))
                     FROM race_openitem AS item WHERE item.id = ANY(%s)""",
                [ids],
            )
            if cursor.fetchone()[0] >= pair.amount:
                cursor.execute(
                    """INSERT INTO race_allocation (company_id, seq, row_no, debit_item_id, credit_item_id, amount,
                                                    debit_base, credit_base, effective_on)
                       VALUES (1, 1, 1, %s, %s, %s, %s, %s, %s)""",
                    [*ids, pair.amount, pair.amount, pair.amount, ON],
                )
