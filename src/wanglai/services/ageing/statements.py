"""What was open at the end of a day as known at a moment, item by item: the steps every statement of the ageing begins with.

``aged`` is what every figure is made of, by the rules of ``ledger/queries.py``. It is told in one of two ways, which give
the same figures:

- ``NOW`` from the counters of the items, for a day that is not past and with nothing left out: what is settled on days
  still to come is put back, where that is little (``is_told_by_counters``). Of every customer, ``aged`` then holds the few
  items that are flagged or settled ahead, and ``PLAIN`` all others, added up already.
- ``THEN`` from the snapshot of the last period closed by that day, with what moved since.

One customer is told either way by rows of its own, each found by an index.

Parameters: company, day, last (act, or NULL), period and since (of the snapshot, see ``start``), customers (one with those merged
into it, it first), firsts (the first day of each bucket), basis.
"""

from __future__ import annotations

from wanglai.services.ledger.merged import SHOWN_UNDER
from wanglai.services.ledger.queries import reopened

_COLUMNS = "item.id, item.customer_id, item.side, item.currency, item.document_on, item.due_on"
_CUSTOMER = "AND {alias}.customer_id = ANY(%(customers)s)"
# Both sides of what was settled, from one look at it.
_SIDES = """store_allocation AS moved
     CROSS JOIN LATERAL (VALUES (moved.debit_item_id, moved.debit_base), (moved.credit_item_id, moved.credit_base))
                     AS part (item_id, base)"""

_FLAGGED = """
WITH flagged AS (
    SELECT item_id, bool_or(kind = 'disputed') AS is_disputed,
           bool_or(kind = 'promised' AND until_on >= %(day)s) AS is_promised
      FROM (SELECT DISTINCT ON (item_id, kind) item_id, kind, is_up, until_on FROM store_itemflag AS flag
             WHERE company_id = %(company)s AND set_on <= %(day)s
               AND (%(last)s::bigint IS NULL OR seq <= %(last)s) {flag}
             ORDER BY item_id, kind, ordinal DESC) AS newest
     WHERE is_up GROUP BY item_id
)"""
# What is settled on days to come is little where the counters are taken: it is looked up once.
_LATER = f"""
, later AS MATERIALIZED (
    SELECT part.item_id, sum(moved.amount)::bigint AS amount, sum(part.base)::bigint AS base
      FROM {_SIDES}
     WHERE moved.company_id = %(company)s AND moved.effective_on > %(day)s
     GROUP BY part.item_id
)"""
_NOW = f"""{_LATER}
, single AS MATERIALIZED (
    SELECT item_id FROM later UNION SELECT item_id FROM flagged
), told AS (
    SELECT {_COLUMNS}, item.amount - item.allocated + coalesce(later.amount, 0) AS amount_open,
           item.base_amount - item.base_allocated + coalesce(later.base, 0) AS base_open
      FROM single JOIN store_openitem AS item ON item.id = single.item_id
      LEFT JOIN later ON later.item_id = item.id
     WHERE item.document_on <= %(day)s
)"""
_NOW_OF_ONE = f"""{_LATER}
, told AS (
    SELECT {_COLUMNS}, item.amount - item.allocated + coalesce(later.amount, 0) AS amount_open,
           item.base_amount - item.base_allocated + coalesce(later.base, 0) AS base_open
      FROM store_openitem AS item LEFT JOIN later ON later.item_id = item.id
     WHERE item.company_id = %(company)s AND item.customer_id = ANY(%(customers)s) AND item.allocated < item.amount
       AND item.document_on <= %(day)s
    UNION ALL
    SELECT {_COLUMNS}, later.amount, later.base
      FROM later JOIN store_openitem AS item ON item.id = later.item_id
     WHERE item.customer_id = ANY(%(customers)s) AND item.allocated = item.amount AND item.document_on <= %(day)s
)"""
# The snapshot says of its items all that is asked: the table of all items is read for the documents since alone, and for
# what was settled whole then and is open again since its settlement was undone.
_THEN = f"""
, candidate AS (
    SELECT item.item_id AS id, item.customer_id, item.side, item.currency, item.document_on, item.due_on,
           item.amount AS was_open, item.base_amount AS base_was_open
      FROM store_itemsnapshot AS item
     WHERE item.company_id = %(company)s AND item.period_id = %(period)s {{item}}
    UNION ALL
    SELECT {_COLUMNS}, item.amount, item.base_amount FROM store_openitem AS item
     WHERE item.company_id = %(company)s AND item.document_on <= %(day)s AND item.document_on > %(since)s::date
       AND (%(last)s::bigint IS NULL OR item.seq <= %(last)s) {{item}}
    UNION ALL
    SELECT {_COLUMNS}, 0, 0 FROM store_openitem AS item
     WHERE item.company_id = %(company)s {{item}} AND {reopened("item", "%(since)s::date", "%(period)s")}
), told AS (
    SELECT candidate.id, candidate.customer_id, candidate.side, candidate.currency, candidate.document_on,
           candidate.due_on, candidate.was_open - coalesce(moved.amount, 0) AS amount_open,
           candidate.base_was_open - coalesce(moved.base, 0) AS base_open
      FROM candidate LEFT JOIN {{moved}}
)"""
_MOVED_FITS = """effective_on <= %(day)s AND effective_on > %(since)s::date
                   AND (%(last)s::bigint IS NULL OR seq <= %(last)s)"""
_MOVED = f"""(
        SELECT part.item_id, sum(moved.amount)::bigint AS amount, sum(part.base)::bigint AS base
          FROM {_SIDES}
         WHERE moved.company_id = %(company)s AND {_MOVED_FITS}
         GROUP BY part.item_id) AS moved ON moved.item_id = candidate.id"""
_MOVED_OF_ONE = f"""LATERAL (
        SELECT sum(amount)::bigint AS amount, sum(base)::bigint AS base
          FROM (SELECT amount, debit_base AS base FROM store_allocation
                 WHERE debit_item_id = candidate.id AND {_MOVED_FITS}
                UNION ALL
                SELECT amount, credit_base FROM store_allocation
                 WHERE credit_item_id = candidate.id AND {_MOVED_FITS}) AS part) AS moved ON true"""
# Credits are told below zero and stand at -1. Without a day due, and by the other basis, the document's day counts;
# its own day is young (1), never "not due" (0). tests/services/test_ageing_laws.py compares with domain/ageing.py.
_DAYS = (
    "%(day)s - CASE WHEN %(basis)s = 'document' OR due_on IS NULL THEN document_on ELSE due_on END"
)
_PLACE = f"""CASE WHEN side < 0 THEN -1
                ELSE greatest(width_bucket({_DAYS}, %(firsts)s::int[]), (%(basis)s = 'document')::int) END"""
_AGED = f"""
, aged AS (
    SELECT id, customer_id, side, currency, document_on, due_on, side * amount_open AS amount_open,
           side * base_open AS base_open, {_DAYS} AS days, {_PLACE} AS place, is_disputed, is_promised
      FROM told LEFT JOIN flagged ON flagged.item_id = told.id WHERE amount_open <> 0
)"""
# Read from the index of what is open (``item_owed``) alone: customer by customer, so that it is taken however many of its
# entries have been settled since, and added up as they come.
PLAIN = f"""
    SELECT {SHOWN_UNDER.format(customer="customer")}, plain.*, NULL::numeric, NULL::numeric
      FROM store_customer AS customer
     CROSS JOIN LATERAL (
           SELECT currency, {_PLACE} AS place, sum(side * (amount - allocated))::bigint,
                  sum(side * (base_amount - base_allocated))::bigint, count(*), max({_DAYS}),
                  count(*) FILTER (WHERE due_on IS NULL)
             FROM store_openitem
            WHERE company_id = %(company)s AND customer_id = customer.id AND allocated < amount AND document_on <= %(day)s
              AND id NOT IN (SELECT item_id FROM single)
            GROUP BY currency, 2) AS plain
     WHERE customer.company_id = %(company)s"""
_DRILL = """
SELECT item.id, item.seq, item.kind, item.document, aged.document_on, aged.due_on, aged.currency,
       item.side * item.amount, aged.amount_open, aged.base_open, aged.days, aged.place, coalesce(aged.is_disputed, false), coalesce(aged.is_promised, false)
  FROM aged JOIN store_openitem AS item USING (id)
 WHERE (%(currency)s::text IS NULL OR aged.currency = %(currency)s)
   AND (%(place)s::int IS NULL OR aged.place = %(place)s)
 ORDER BY aged.currency, coalesce(aged.due_on, aged.document_on), aged.id
"""


def aged(*, is_now: bool, is_of_one: bool) -> str:
    """The steps up to ``aged``, an open item a row."""
    flagged = _FLAGGED.format(flag=_CUSTOMER.format(alias="flag") if is_of_one else "")
    if is_now:
        told = _NOW_OF_ONE if is_of_one else _NOW
    elif is_of_one:
        told = _THEN.format(item=_CUSTOMER.format(alias="item"), moved=_MOVED_OF_ONE)
    else:
        told = _THEN.format(item="", moved=_MOVED)
    return flagged + told + _AGED


def drill(*, is_now: bool) -> str:
    """The items of one customer that the summary adds up."""
    return aged(is_now=is_now, is_of_one=True) + _DRILL
