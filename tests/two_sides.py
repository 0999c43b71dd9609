"""Their ledgers of three months, and a reconciliation of one of them against the book: what stories and walls share."""

from __future__ import annotations

import calendar
import secrets
from datetime import date
from typing import Any

from tests.books import Books
from tests.ledgers import Ledger, day
from wanglai.services.reconciliation.start_from_book import start_from_book
from wanglai.services.reconciliation.uploads import Upload

JANUARY = """Date,Document,Description,Debit,Credit
2026-01-01,,Opening balance,,0.00
2026-01-12,INV-1,Purchase,,1000.00
2026-01-20,R-1,Payment,400.00,
2026-01-30,P-9,Payment,50.00,
,,Closing balance,,550.00
"""
FEBRUARY = """Date,Document,Description,Debit,Credit
2026-02-01,,Opening balance,,550.00
2026-02-03,INV-2,Purchase,,300.00
2026-02-11,INV-3,Purchase,,198.00
,,Closing balance,,1048.00
"""
MARCH = """Date,Document,Description,Debit,Credit
2026-03-01,,Opening balance,,1048.00
2026-03-02,INV-4,Purchase,,10.00
2026-03-03,P-10,Payment,10.00,
,,Closing balance,,1048.00
"""


def started(ledger: Ledger, month: str, theirs: str, **changed: Any) -> int:
    """A month of 2026 of 远景 in CNY, its run waiting; returns its id."""
    first = day(f"{month}-01")
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    asked: dict[str, Any] = {
        **ledger.books.scope("ARA"), "customer_id": ledger.customer("远景"), "currency": "CNY", "from_on": first,
        "through_on": last, "theirs": Upload(f"{month}.csv", theirs.encode()), "idempotency_key": secrets.token_hex(8),
    }  # fmt: skip
    return start_from_book(**{**asked, **changed})


def reconcile(ledger: Ledger, month: str, theirs: str) -> Books:
    """The same, done."""
    books = ledger.books
    books.reconciliation_id = started(ledger, month, theirs)
    run = books.work()
    assert run.state == "done", run.refusal
    return books
