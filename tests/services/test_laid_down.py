"""The book behind ``ageing-1m`` is laid down past the verbs: it must be one the verbs could have left."""

from __future__ import annotations

from datetime import date
from typing import Any

from bench.book.debts import debts
from bench.book.documents import FIRST, MONTHS
from bench.book.laying import TABLES, lay_down
from django.db import connection

from tests.books import open_company
from tests.ledgers import DOOR, Ledger
from wanglai.services.ageing.queries import ageing
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.queries import fetch, proof
from wanglai.services.ledger.recompute import recompute_company

_WALLS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger
 WHERE tgrelid = ANY(%(tables)s::regclass[]) AND NOT tgisinternal ORDER BY 1, 2
"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%(tables)s) ORDER BY indexdef"


def test_a_book_laid_down_is_one_the_verbs_could_have_left(transactional_db: None) -> None:
    book = Ledger(open_company("yuanjing"))
    open_books(**book.books.scope("FM"), origin=DOOR, from_on=FIRST, months=MONTHS, bands=())
    customers = [book.customer(name) for name in ("远景", "长江", "华夏")]
    walls, indexes = _asked(_WALLS), _asked(_INDEXES)
    raw: Any = connection.connection
    pairs = lay_down(raw, book.company_id, debts(3_000, customers, open_items=400), open_months=2)

    assert pairs == 1_300
    assert recompute_company(book.company_id) == ()
    for on in (date(2026, 12, 31), date(2026, 8, 17)):
        assert [row.gap for row in proof(**book.reader, on=on)] == [0]
        report = ageing(**book.reader, on=on)
        assert report.holds
        assert on.month == 8 or sum(row.aged.parts for row in report.rows) == 400
    assert fetch("SELECT count(*) FROM store_itemsnapshot", {})[0][0] > 400
    assert (_asked(_WALLS), _asked(_INDEXES)) == (walls, indexes)


def _asked(statement: str) -> list[Any]:
    return fetch(statement, {"tables": list(TABLES)})
