"""Child program: the papers behind a book's invoices. ``python -m bench.book.papers COMPANY``, with the owner's address.

Each posted invoice has its paper, each third an order and a delivery too, a line each, and each tenth a bill of six months,
paid where it has matured: laid down past the verbs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import psycopg

TABLES = (
    "store_salesorder",
    "store_salesorderline",
    "store_delivery",
    "store_deliveryline",
    "store_invoice",
    "store_bill",
)


def main() -> None:
    start = time.perf_counter()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        told = lay_down_papers(connection, int(sys.argv[1]))
    print(json.dumps({**told, "seconds": time.perf_counter() - start}))


def lay_down_papers(connection: psycopg.Connection[Any], company: int) -> dict[str, int]:
    """How many papers of each kind. The tables' triggers are off meanwhile, their checks are not."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        told = {}
        for table, statement in _LAY_DOWN.items():
            cursor.execute(statement, {"company": company})
            told[table.removeprefix("store_")] = cursor.rowcount
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return told


_PERSON = "(SELECT min(user_id) FROM store_membership WHERE company_id = %(company)s)"
_SOLD = """(
    SELECT entry.seq, entry.customer_id, entry.document, entry.entry_on, entry.currency, line.amount AS gross,
           coalesce(-tax.amount, 0) AS tax, row_number() OVER (ORDER BY entry.seq) AS place
      FROM store_entry AS entry
      JOIN store_entryline AS line ON line.company_id = entry.company_id AND line.seq = entry.seq AND line.line_no = 1
      LEFT JOIN store_entryline AS tax ON tax.company_id = entry.company_id AND tax.seq = entry.seq AND tax.line_no = 3
     WHERE entry.company_id = %(company)s AND entry.kind = 'invoice') AS sold"""
_LAY_DOWN = {
    "store_invoice": f"""
INSERT INTO store_invoice
    (company_id, customer_id, kind, number, "on", currency, rate, net, tax, gross, reason, text, state, entry_seq, key,
     request_hash, made_by_id, made_at)
SELECT %(company)s, customer_id, 'invoice', document, entry_on, currency, 1, gross - tax, tax, gross, '', '销售商品', 'posted', seq,
       'paper-' || seq, '', {_PERSON}, now()
  FROM {_SOLD} ORDER BY seq
""",
    "store_salesorder": f"""
INSERT INTO store_salesorder
    (company_id, customer_id, number, their_number, ordered_on, currency, tolerance_percent, is_billed_by_order, text, state,
     key, request_hash, entered_by_id, entered_at)
SELECT %(company)s, customer_id, 'SO-' || lpad(place::text, 7, '0'), 'PO-' || (place * 7919 %% 9999991), entry_on, currency, 0,
       false, '', 'confirmed', 'paper-' || seq, '', {_PERSON}, now()
  FROM {_SOLD} WHERE place %% 3 = 0 ORDER BY seq
""",
    "store_salesorderline": """
INSERT INTO store_salesorderline
    (company_id, order_id, line_no, what, unit, quantity, deliverable, price, tax_percent, is_billed_by_order, delivered,
     returned, invoiced, given_up)
SELECT %(company)s, id, 1, '商品', '件', 10 + id %% 7, 10 + id %% 7, 12.5, 13, false, 10, 0, 10, 0
  FROM store_salesorder WHERE company_id = %(company)s ORDER BY id
""",
    "store_delivery": f"""
INSERT INTO store_delivery
    (company_id, customer_id, order_id, number, delivered_on, evidence_name, text, state, key, request_hash, entered_by_id,
     entered_at)
SELECT %(company)s, customer_id, id, 'DN-' || substr(number, 4), ordered_on, '', '', 'delivered', key, '', {_PERSON}, now()
  FROM store_salesorder WHERE company_id = %(company)s ORDER BY id
""",
    "store_deliveryline": """
INSERT INTO store_deliveryline (company_id, delivery_id, order_line_id, line_no, quantity, returned, invoiced)
SELECT %(company)s, delivery.id, line.id, 1, 10, 0, 10
  FROM store_delivery AS delivery JOIN store_salesorderline AS line ON line.order_id = delivery.order_id
 WHERE delivery.company_id = %(company)s ORDER BY delivery.id
""",
    "store_bill": f"""
INSERT INTO store_bill
    (company_id, customer_id, kind, number, drawer, drawee, currency, amount, issued_on, matures_on, received_on, state,
     passed_to, entry_seq, ended_seq, ended_on, key, request_hash, entered_by_id, entered_at)
SELECT %(company)s, customer_id, CASE place %% 3 WHEN 0 THEN 'commercial' ELSE 'bank' END, 'B-' || lpad(place::text, 7, '0'),
       '出票人 ' || customer_id, '承兑银行 ' || place %% 97, currency, gross, entry_on, matures_on, entry_on,
       CASE WHEN matures_on < current_date THEN 'settled' ELSE 'received' END, '', seq,
       CASE WHEN matures_on < current_date THEN seq END, CASE WHEN matures_on < current_date THEN matures_on END,
       'paper-' || seq, '', {_PERSON}, now()
  FROM {_SOLD} CROSS JOIN LATERAL (SELECT (entry_on + interval '6 months')::date AS matures_on) AS bill
 WHERE place %% 10 = 0 ORDER BY seq
""",
}


if __name__ == "__main__":
    main()
