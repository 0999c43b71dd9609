"""The statements of the ageing, put together from steps; ``queries`` alone sends them.

``aged`` is what every figure is made of: the items open at the end of a day as known at a moment, by the rules of
``ledger/queries.py``. They are told in one of two ways, which give the same figures:

- ``NOW`` from the counters of the items, of every customer, for a day that is not past and with nothing left out: what
  is settled on days still to come is put back, where that is little (``is_told_by_counters``).
- ``THEN`` from the snapshot of the last period closed by that day, with what moved since. One customer is always told this
  way: each step reads that customer's rows by an index.

Parameters: company, day, last (act, or NULL), customer (or NULL), firsts (the first day of each bucket), basis.
"""

from __future__ import annotations

from wanglai.services.ageing.groupings import Grouping
from wanglai.services.ledger.queries import START

_COLUMNS = "item.id, item.customer_id, item.side, item.currency, item.document_on, item.due_on"
_CUSTOMER = "AND {alias}.customer_id = %(customer)s"

# Few items are flagged or settled on days to come: they are looked up once. All others are read from the index of what is
# open (``item_owed``) alone, by customer, and added up as they come.
_NOW = f"""
, later AS MATERIALIZED (
    SELECT item_id, sum(amount)::bigint AS amount, sum(base)::bigint AS base
      FROM (SELECT debit_item_id AS item_id, amount, debit_base AS base FROM store_allocation
             WHERE company_id = %(company)s AND effective_on > %(day)s
            UNION ALL
            SELECT credit_item_id, amount, credit_base FROM store_allocation
             WHERE company_id = %(company)s AND effective_on > %(day)s) AS part
     GROUP BY item_id
), single AS MATERIALIZED (
    SELECT item_id FROM later UNION SELECT item_id FROM flagged
), told AS (
    SELECT {_COLUMNS}, item.amount - item.allocated + coalesce(later.amount, 0) AS amount_open,
           item.base_amount - item.base_allocated + coalesce(later.base, 0) AS base_open
      FROM single JOIN store_openitem AS item ON item.id = single.item_id
      LEFT JOIN later ON later.item_id = item.id
     WHERE item.document_on <= %(day)s
)"""
_THEN = f"""
, candidate AS (
    SELECT {_COLUMNS}, snapshot.amount AS was_open, snapshot.base_amount AS base_was_open
      FROM store_itemsnapshot AS snapshot JOIN store_openitem AS item ON item.id = snapshot.item_id
     WHERE snapshot.company_id = %(company)s AND snapshot.period_id = (SELECT id FROM start) {{snapshot}}
    UNION ALL
    SELECT {_COLUMNS}, item.amount, item.base_amount FROM store_openitem AS item
     WHERE item.company_id = %(company)s AND item.document_on <= %(day)s
       AND item.document_on > coalesce((SELECT to_on FROM start), '-infinity')
       AND (%(last)s::bigint IS NULL OR item.seq <= %(last)s) {{item}}
), told AS (
    SELECT candidate.id, candidate.customer_id, candidate.side, candidate.currency, candidate.document_on,
           candidate.due_on, candidate.was_open - coalesce(moved.amount, 0) AS amount_open,
           candidate.base_was_open - coalesce(moved.base, 0) AS base_open
      FROM candidate LEFT JOIN {{moved}}
)"""
_MOVED_FITS = """effective_on <= %(day)s
                   AND effective_on > coalesce((SELECT to_on FROM start), '-infinity')
                   AND (%(last)s::bigint IS NULL OR seq <= %(last)s)"""
_MOVED = f"""(
        SELECT item_id, sum(amount)::bigint AS amount, sum(base)::bigint AS base
          FROM (SELECT debit_item_id AS item_id, amount, debit_base AS base FROM store_allocation
                 WHERE company_id = %(company)s AND {_MOVED_FITS}
                UNION ALL
                SELECT credit_item_id, amount, credit_base FROM store_allocation
                 WHERE company_id = %(company)s AND {_MOVED_FITS}) AS part
         GROUP BY item_id) AS moved ON moved.item_id = candidate.id"""
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
_FLAGGED = """
, flagged AS (
    SELECT item_id, bool_or(kind = 'disputed') AS is_disputed,
           bool_or(kind = 'promised' AND until_on >= %(day)s) AS is_promised
      FROM (SELECT DISTINCT ON (item_id, kind) item_id, kind, is_up, until_on FROM store_itemflag AS flag
             WHERE company_id = %(company)s AND set_on <= %(day)s
               AND (%(last)s::bigint IS NULL OR seq <= %(last)s) {flag}
             ORDER BY item_id, kind, ordinal DESC) AS newest
     WHERE is_up GROUP BY item_id
)"""
_AGED = f"""
, aged AS (
    SELECT id, customer_id, side, currency, document_on, due_on, side * amount_open AS amount_open,
           side * base_open AS base_open, {_DAYS} AS days, {_PLACE} AS place, is_disputed, is_promised
      FROM told LEFT JOIN flagged ON flagged.item_id = told.id WHERE amount_open <> 0
)"""
# Customer by customer, so that the index is taken however many of its entries have been settled since. Two rows of one
# customer and place are added up by who reads them.
_PLAIN = f"""
    UNION ALL
    SELECT plain.*, NULL, NULL
      FROM store_customer AS customer
     CROSS JOIN LATERAL (
           SELECT customer_id, currency, {_PLACE} AS place, sum(side * (amount - allocated))::bigint,
                  sum(side * (base_amount - base_allocated))::bigint, count(*), max({_DAYS}),
                  count(*) FILTER (WHERE due_on IS NULL)
             FROM store_openitem
            WHERE company_id = %(company)s AND customer_id = customer.id AND allocated < amount AND document_on <= %(day)s
              AND id NOT IN (SELECT item_id FROM single)
            GROUP BY customer_id, currency, 3) AS plain
     WHERE customer.company_id = %(company)s"""
_SUMMARY = """
, per_place AS (
    SELECT customer_id, currency, place, sum(amount_open)::bigint AS amount, sum(base_open)::bigint AS base,
           count(*) AS parts, max(days) AS days_max, count(*) FILTER (WHERE due_on IS NULL) AS undated,
           sum(amount_open) FILTER (WHERE is_disputed) AS disputed,
           sum(amount_open) FILTER (WHERE is_promised) AS promised
      FROM aged GROUP BY customer_id, currency, place{plain}
), per_customer AS (
    SELECT customer_id, currency, array_agg(place) AS places, array_agg(amount) AS amounts,
           array_agg(base) AS bases, sum(parts)::bigint AS parts,
           greatest(max(days_max) FILTER (WHERE place >= 0), 0) AS days_max,
           coalesce(sum(undated) FILTER (WHERE place >= 0), 0)::bigint AS undated,
           coalesce(sum(disputed), 0)::bigint AS disputed, coalesce(sum(promised), 0)::bigint AS promised
      FROM per_place GROUP BY customer_id, currency
), control AS (
    SELECT currency, sum(amount)::bigint AS amount, sum(base_amount)::bigint AS base
      FROM (SELECT part.currency, part.amount, part.base_amount FROM store_balancesnapshot AS part
             WHERE part.company_id = %(company)s AND part.period_id = (SELECT id FROM start)
               AND part.customer_id IS NOT NULL {part}
            UNION ALL
            SELECT part.currency, part.amount, part.base_amount FROM store_entryline AS part
             WHERE part.company_id = %(company)s AND part.customer_id IS NOT NULL AND part.entry_on <= %(day)s
               AND part.entry_on > coalesce((SELECT to_on FROM start), '-infinity')
               AND (%(last)s::bigint IS NULL OR part.seq <= %(last)s) {part}) AS line
     GROUP BY currency
), in_force AS MATERIALIZED (  -- few, and found by period and kind before any line is read
    SELECT entry.seq FROM store_period AS period
      JOIN store_entry AS entry
        ON entry.company_id = period.company_id AND entry.period_id = period.id AND entry.kind = 'revaluation'
     WHERE period.company_id = %(company)s AND entry.entry_on <= %(day)s
       AND (%(last)s::bigint IS NULL OR entry.seq <= %(last)s)
       AND NOT EXISTS (SELECT FROM store_entry AS back
                        WHERE back.company_id = entry.company_id AND back.reverses_seq = entry.seq
                          AND back.entry_on <= %(day)s AND (%(last)s::bigint IS NULL OR back.seq <= %(last)s))
), revalued AS (
    SELECT part.currency, sum(part.base_amount)::bigint AS base
      FROM in_force JOIN store_entryline AS part ON part.company_id = %(company)s AND part.seq = in_force.seq
     WHERE part.customer_id IS NOT NULL {part}
     GROUP BY part.currency
)
SELECT {key}, {name}, {within_key}, {within_name}, customer.id, each.currency, each.places, each.amounts, each.bases, each.parts,
       each.days_max, each.undated, each.disputed, each.promised
  FROM per_customer AS each JOIN store_customer AS customer ON customer.id = each.customer_id
       {join}
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, currency, NULL, ARRAY[coalesce(control.amount, 0)],
       ARRAY[coalesce(control.base, 0), coalesce(revalued.base, 0)], NULL, NULL, NULL, NULL, NULL
  FROM control FULL JOIN revalued USING (currency)
"""
_DRILL = """
SELECT item.id, item.seq, item.kind, item.document, aged.document_on, aged.due_on, aged.currency,
       item.side * item.amount, aged.amount_open, aged.base_open, aged.days, aged.place, coalesce(aged.is_disputed, false), coalesce(aged.is_promised, false)
  FROM aged JOIN store_openitem AS item USING (id)
 WHERE (%(currency)s::text IS NULL OR aged.currency = %(currency)s)
   AND (%(place)s::int IS NULL OR aged.place = %(place)s)
 ORDER BY aged.currency, coalesce(aged.due_on, aged.document_on), aged.id
"""


def summary(*, is_now: bool, is_of_one: bool, by: Grouping, within: Grouping | None = None) -> str:
    """Rows per customer and currency, then one per currency of the control accounts (its customer is NULL).

    Each row names its group by ``by``, and that by ``within`` (empty without it).
    """
    joins = dict.fromkeys(each.join for each in (by, within) if each is not None)
    of_part = _CUSTOMER.format(alias="part") if is_of_one else ""
    is_by_counters = is_now and not is_of_one
    return (
        START
        + _flagged(is_of_one)
        + (_NOW if is_by_counters else _then(is_of_one))
        + _AGED
        + _SUMMARY.format(
            plain=_PLAIN if is_by_counters else "",
            part=of_part,
            key=by.key,
            name=by.name,
            join="\n".join(joins),
            within_key=within.key if within else "NULL",
            within_name=within.name if within else "NULL",
        )
    )


def drill() -> str:
    """The items of one customer that the summary adds up."""
    return START + _flagged(is_of_one=True) + _then(is_of_one=True) + _AGED + _DRILL


def _flagged(is_of_one: bool) -> str:
    return _FLAGGED.format(flag=_CUSTOMER.format(alias="flag") if is_of_one else "")


def _then(is_of_one: bool) -> str:
    item = _CUSTOMER.format(alias="item") if is_of_one else ""
    snapshot = _CUSTOMER.format(alias="snapshot") if is_of_one else ""
    moved = _MOVED_OF_ONE if is_of_one else _MOVED
    return _THEN.format(item=item, snapshot=snapshot, moved=moved)
