"""The statements that add the open items up: every customer with its group, or one page of rows; each with the proof's other side.

What was merged into a customer is added up in its row.

Parameters besides those of ``statements``: group (alone, or NULL), currency (alone, or NULL), after and limit (of a page).
"""

from __future__ import annotations

from wanglai.services.ageing.groupings import Grouping
from wanglai.services.ageing.statements import PLAIN, aged
from wanglai.services.ledger.merged import SHOWN_UNDER

# Kinds of rows of a page.
SHOWN, EVERYBODY, INSIDE, CONTROL, COUNT = range(5)

# Two rows of one customer and place are added up by who reads them.
_PER_PLACE = """
, per_place AS (
    SELECT {shown} AS customer_id, currency, place, amount, base, parts, days_max, undated, disputed, promised
      FROM (SELECT customer_id, currency, place, sum(amount_open)::bigint AS amount, sum(base_open)::bigint AS base,
                   count(*) AS parts, max(days) AS days_max, count(*) FILTER (WHERE due_on IS NULL) AS undated,
                   sum(amount_open) FILTER (WHERE is_disputed) AS disputed,
                   sum(amount_open) FILTER (WHERE is_promised) AS promised
              FROM aged GROUP BY customer_id, currency, place) AS posted{owner}{plain}
)"""
_OWNER = "\n      JOIN store_customer AS owner ON owner.id = posted.customer_id"
_FIGURES = """array_agg(place) AS places, array_agg(amount) AS amounts, array_agg(base) AS bases, sum(parts)::bigint AS parts,
           greatest(max(days_max) FILTER (WHERE place >= 0), 0) AS days_max,
           coalesce(sum(undated) FILTER (WHERE place >= 0), 0)::bigint AS undated,
           coalesce(sum(disputed), 0)::bigint AS disputed, coalesce(sum(promised), 0)::bigint AS promised"""
# The lines of control accounts, not the items; and of it what a revaluation in force adds.
_CONTROL = """
, control AS (
    SELECT currency, sum(amount)::bigint AS amount, sum(base)::bigint AS base
      FROM (SELECT currency, sum(amount) AS amount, sum(base_amount) AS base FROM store_balancesnapshot AS part
             WHERE part.company_id = %(company)s AND part.period_id = %(period)s AND part.customer_id IS NOT NULL {part}
             GROUP BY currency
            UNION ALL
            SELECT currency, sum(amount), sum(base_amount) FROM store_entryline AS part
             WHERE part.company_id = %(company)s AND part.customer_id IS NOT NULL AND part.entry_on <= %(day)s
               AND part.entry_on > %(since)s::date AND (%(last)s::bigint IS NULL OR part.seq <= %(last)s) {part}
             GROUP BY currency) AS line
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
)"""
_OF_CONTROL = """currency, NULL::int[], ARRAY[coalesce(control.amount, 0)],
       ARRAY[coalesce(control.base, 0), coalesce(revalued.base, 0)], NULL::bigint, NULL::int, NULL::bigint, NULL::bigint, NULL::bigint
  FROM control FULL JOIN revalued USING (currency)
"""
_EVERY_CUSTOMER = f"""
, per_customer AS (
    SELECT customer_id, currency, {_FIGURES} FROM per_place GROUP BY customer_id, currency
)
SELECT {{key}}, {{name}}, {{within_key}}, {{within_name}}, customer.id, each.currency, each.places, each.amounts, each.bases, each.parts,
       each.days_max, each.undated, each.disputed, each.promised
  FROM per_customer AS each JOIN store_customer AS customer ON customer.id = each.customer_id {{alone}}
       {{join}}
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, {_OF_CONTROL}"""
_SUMS = """sum(amount)::bigint AS amount, sum(base)::bigint AS base, sum(parts) AS parts, max(days_max) AS days_max,
           sum(undated) AS undated, sum(disputed) AS disputed, sum(promised) AS promised"""
_PAGE = f"""
, named AS MATERIALIZED (
    SELECT each.*, {{key}} AS key, {{name}} AS name, {{customer}} AS shown_id, {{within_key}} AS within_key,
           {{within_name}} AS within_name
      FROM per_place AS each JOIN store_customer AS customer ON customer.id = each.customer_id
           {{join}}
), inside AS NOT MATERIALIZED (
    SELECT * FROM named
     WHERE (%(group)s::text IS NULL OR within_key = %(group)s) AND (%(currency)s::text IS NULL OR currency = %(currency)s)
), line AS MATERIALIZED (
    SELECT shown_id, key, name, currency, sum(base) AS base_total, {_FIGURES}
      FROM inside GROUP BY shown_id, key, name, currency
)
SELECT {SHOWN} AS of_kind, number, key, name, shown_id, currency, places, amounts, bases, parts, days_max, undated, disputed, promised
  FROM (SELECT %(after)s + row_number() OVER () AS number, shown.*
          FROM (SELECT * FROM line ORDER BY {{order}} LIMIT %(limit)s OFFSET %(after)s) AS shown) AS part
UNION ALL
SELECT {EVERYBODY}, NULL, NULL, NULL, NULL, currency, {_FIGURES}
  FROM (SELECT currency, place, {_SUMS} FROM named GROUP BY currency, place) AS part GROUP BY currency
UNION ALL
SELECT {INSIDE}, NULL, NULL, max(called), NULL, currency, {_FIGURES}
  FROM (SELECT currency, place, max(within_name) AS called, {_SUMS} FROM inside
         WHERE %(group)s::text IS NOT NULL GROUP BY currency, place) AS part GROUP BY currency
UNION ALL
SELECT {COUNT}, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM line
UNION ALL
SELECT {CONTROL}, NULL, NULL, NULL, NULL, {_OF_CONTROL}"""
_BY_NAME = 'name COLLATE "C"'
_ORDERS = {
    "total": "base_total",
    "name": _BY_NAME,
    "days": "days_max",
}


def summary(*, is_now: bool, is_of_one: bool, by: Grouping, within: Grouping | None = None) -> str:
    """Rows per customer and currency, then one per currency of the control accounts (its customer is NULL).

    Each row names its group by ``by``, and that by ``within`` (empty without it).
    """
    alone = (
        "AND customer.id = %(customer)s" if is_of_one else ""
    )  # or the planner reads all of them
    return _up_to_control(is_now=is_now, is_of_one=is_of_one) + _EVERY_CUSTOMER.format(
        key=by.key, name=by.name, alone=alone, **_around(by, within)
    )


def page(
    *, is_now: bool, by: Grouping, within: Grouping | None, is_by_customer: bool, order: str
) -> str:
    """The rows of one page in their order, with the sums of everybody and of the one group, the control accounts, how many rows.

    ``order`` is a name of ``_ORDERS``, with a minus the other way round; equal rows are in the order of their names.
    """
    first = _ORDERS[order.lstrip("-")] + (" DESC" if order.startswith("-") else "")
    return _up_to_control(is_now=is_now, is_of_one=False) + _PAGE.format(
        key=by.key,
        name=by.name,
        customer="customer.id" if is_by_customer else "NULL::bigint",
        order=f'{first}, {_BY_NAME}, key COLLATE "C", currency COLLATE "C"',
        **_around(by, within),
    )


def _up_to_control(*, is_now: bool, is_of_one: bool) -> str:
    steps = aged(is_now=is_now, is_of_one=is_of_one)
    if is_of_one:
        of_one = _PER_PLACE.format(shown="%(customer)s::bigint", owner="", plain="")
        return steps + of_one + _CONTROL.format(part="AND part.customer_id = ANY(%(customers)s)")
    plain = f"\n    UNION ALL{PLAIN}" if is_now else ""  # most of it
    everybody = _PER_PLACE.format(
        shown=SHOWN_UNDER.format(customer="owner"), owner=_OWNER, plain=plain
    )
    return steps + everybody + _CONTROL.format(part="")


def _around(by: Grouping, within: Grouping | None) -> dict[str, str]:
    joins = dict.fromkeys(each.join for each in (by, within) if each is not None)
    return {
        "join": "\n".join(joins),
        "within_key": within.key if within else "NULL::text",
        "within_name": within.name if within else "NULL::text",
    }
