"""A book laid down past the verbs: the rows that posting, settling and closing would leave, by statements, without acts.

Ten million documents in minutes. ``services/ledger/recompute`` finds nothing wrong with them, and a test asks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import psycopg

from bench.book.debts import STALE
from wanglai.domain.ledger import Document

TABLES = (
    "store_entry", "store_entryline", "store_openitem", "store_allocation", "store_balancesnapshot", "store_itemsnapshot",
)  # fmt: skip


def lay_down(
    connection: psycopg.Connection[Any], company: int, made: Iterable[Document], *, open_months: int
) -> int:
    """Documents with their settlements, all months closed but the last ``open_months``; the number of pairs.

    ``REC-7`` settles ``INV-7`` at the end of its month. The tables' triggers are off meanwhile, their checks are not.
    """
    scope = {"company": company, "open_months": open_months}
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        _copy(cursor, company, made)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        indexes = _without_indexes(cursor)
        for statement in _LAY_DOWN:
            cursor.execute(statement, scope)
        for index in indexes:
            cursor.execute(index)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT count(*) FROM settled")
        (pairs,) = cursor.fetchone() or (0,)
        cursor.execute("DROP TABLE paper, settled")
    return int(pairs)


def _copy(cursor: psycopg.Cursor[Any], company: int, made: Iterable[Document]) -> None:
    """Each document with its place, its month, its number in that month, and what it is paired with."""
    cursor.execute("SELECT id, from_on FROM store_period WHERE company_id = %s", [company])
    periods = {(on.year, on.month): period for period, on in cursor.fetchall()}
    given: Counter[tuple[int, str]] = Counter()
    with cursor.copy("COPY paper FROM STDIN") as into:
        for place, each in enumerate(made, start=1):
            period = periods[each.on.year, each.on.month]
            given[period, each.kind] += 1
            pair = "\\N" if each.number.startswith(STALE) else each.number[4:]
            part = each.instalments[0]
            told = (place, each.kind, period, given[period, each.kind], each.customer_id, each.number, each.on, part.due_on, each.gross, pair)  # fmt: skip
            into.write("\t".join(map(str, told)) + "\n")


def _without_indexes(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Drop what keeps no rule and is quicker built at the end; how to build each again."""
    cursor.execute(_INDEXES, [list(TABLES)])
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


_STAGE = """
SET work_mem = '512MB';
SET maintenance_work_mem = '1GB';
CREATE TEMPORARY TABLE paper (
    no bigint, kind text, period_id bigint, number int, customer_id bigint, document text, entry_on date, due_on date,
    amount bigint, pair bigint)
"""
_INDEXES = """
SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid) FROM pg_index AS index
 WHERE index.indrelid = ANY(%s::regclass[]) AND NOT index.indisunique
"""
_DOCUMENTS = """(
    SELECT paper.*, head.seq + paper.no AS seq, rule.side, company.base_currency AS currency,
           control.id AS control, net.id AS net
      FROM paper
      JOIN store_company AS company ON company.id = %(company)s
      JOIN store_chainhead AS head ON head.company_id = %(company)s
      JOIN store_postingrule AS rule ON rule.kind = paper.kind
      JOIN store_account AS control ON control.company_id = %(company)s AND control.role = rule.control
      JOIN store_account AS net ON net.company_id = %(company)s AND net.role = rule.net) AS document"""
# A pair is settled whole at the end of the month of its receipt, a thousand pairs an act.
_SETTLED = """
CREATE TEMPORARY TABLE settled AS
SELECT invoice.pair, invoice.no AS debit_no, receipt.no AS credit_no, invoice.amount, period.to_on AS settled_on,
       row_number() OVER (ORDER BY receipt.no) - 1 AS place
  FROM paper AS receipt
  JOIN paper AS invoice ON invoice.pair = receipt.pair AND invoice.kind = 'invoice'
  JOIN store_period AS period ON period.id = receipt.period_id
 WHERE receipt.kind = 'receipt' AND period.company_id = %(company)s
"""
_ENTRIES = f"""
INSERT INTO store_entry
    (company_id, seq, kind, period_id, number, entry_on, document, currency, rate, customer_id, text)
SELECT %(company)s, seq, kind, period_id, number, entry_on, document, currency, 1, customer_id, '' FROM {_DOCUMENTS}
"""
_LINES = f"""
INSERT INTO store_entryline
    (company_id, seq, line_no, account_id, customer_id, entry_on, currency, amount, base_amount)
SELECT %(company)s, seq, line.no, line.account_id, line.customer_id, entry_on, currency, line.amount, line.amount
  FROM {_DOCUMENTS}
 CROSS JOIN LATERAL (VALUES (1, control, document.customer_id, side * document.amount),
                            (2, net, NULL, -side * document.amount)) AS line (no, account_id, customer_id, amount)
"""
_ITEMS = f"""
INSERT INTO store_openitem
    (company_id, seq, item_no, line_no, account_id, customer_id, kind, side, currency, amount, base_amount,
     document, document_on, due_on, allocated, base_allocated)
SELECT %(company)s, seq, 1, 1, control, customer_id, kind, side, currency, document.amount, document.amount,
       document, entry_on, due_on, coalesce(settled.amount, 0), coalesce(settled.amount, 0)
  FROM {_DOCUMENTS} LEFT JOIN settled USING (pair)
"""
_SERIES = """
INSERT INTO store_numberseries (company_id, period_id, kind, last)
SELECT %(company)s, period_id, kind, max(number) FROM paper GROUP BY period_id, kind
"""
_ALLOCATIONS = """
INSERT INTO store_allocation
    (company_id, seq, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base, effective_on)
SELECT %(company)s, head.seq + (SELECT count(*) FROM paper) + 1 + place / 1000, place %% 1000 + 1,
       debit.id, credit.id, settled.amount, settled.amount, settled.amount, settled_on
  FROM settled
  JOIN store_chainhead AS head ON head.company_id = %(company)s
  JOIN store_openitem AS debit ON debit.company_id = %(company)s AND debit.seq = head.seq + debit_no
  JOIN store_openitem AS credit ON credit.company_id = %(company)s AND credit.seq = head.seq + credit_no
 ORDER BY place
"""
_CLOSED = """
UPDATE store_period SET closed_seq = head.seq + (SELECT count(*) FROM paper) * 2 + closing.place
  FROM (SELECT id, row_number() OVER (ORDER BY from_on) AS place, count(*) OVER () AS months
          FROM store_period WHERE company_id = %(company)s) AS closing
  JOIN store_chainhead AS head ON head.company_id = %(company)s
 WHERE store_period.id = closing.id AND closing.place <= closing.months - %(open_months)s
"""
_BALANCES = """
INSERT INTO store_balancesnapshot (company_id, period_id, account_id, customer_id, currency, amount, base_amount)
SELECT %(company)s, period.id, account_id, customer_id, currency, sum(moved.amount), sum(moved.base_amount)
  FROM store_period AS period
  JOIN (SELECT date_trunc('month', entry_on) AS month, account_id, customer_id, currency, sum(amount) AS amount,
               sum(base_amount) AS base_amount
          FROM store_entryline WHERE company_id = %(company)s
         GROUP BY 1, account_id, customer_id, currency) AS moved ON moved.month <= period.to_on
 WHERE period.company_id = %(company)s AND period.closed_seq IS NOT NULL
 GROUP BY period.id, account_id, customer_id, currency
HAVING sum(moved.amount) <> 0 OR sum(moved.base_amount) <> 0
"""
_ITEMS_LEFT = """
INSERT INTO store_itemsnapshot
    (company_id, period_id, item_id, customer_id, amount, base_amount, side, currency, document_on, due_on)
SELECT %(company)s, period.id, item.id, item.customer_id, item.amount, item.base_amount, item.side, item.currency,
       item.document_on, item.due_on
  FROM store_chainhead AS head
  JOIN paper ON true
  LEFT JOIN settled USING (pair)
  JOIN store_openitem AS item ON item.company_id = %(company)s AND item.seq = head.seq + paper.no
  JOIN store_period AS period
    ON period.company_id = %(company)s AND period.closed_seq IS NOT NULL
   AND period.to_on >= paper.entry_on AND period.to_on < coalesce(settled.settled_on, 'infinity')
 WHERE head.company_id = %(company)s
 ORDER BY period.id, item.customer_id, item.id
"""
_LAY_DOWN = (
    _SETTLED, "ANALYZE paper", "ANALYZE settled", _ENTRIES, _LINES, _ITEMS, _SERIES, "ANALYZE store_openitem", _ALLOCATIONS,
    _CLOSED, "ANALYZE store_period", _BALANCES, _ITEMS_LEFT,
)  # fmt: skip
