"""Many customers' statements of one period, read from the book set by set, as of one act of the chain.

What is read grows with the period and with what is open; of earlier days only those are looked at that were still open when the
statement before was issued, for nothing can have been booked into the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wanglai.domain.statements import (
    Before,
    Kind,
    Movement,
    OpenLine,
    Settlement,
    Statement,
    compose,
    gap_of,
)
from wanglai.services.ledger.queries import START, STOOD_OPEN, fetch
from wanglai.services.statements.issuing import called

Pair = tuple[int, str]  # customer, currency


@dataclass(frozen=True)
class Told:
    """The newest statement of account of a customer and currency."""

    id: int
    before: Before


def newest_told(
    company_id: int, customer_ids: Iterable[int], earlier_than: date | None = None
) -> dict[Pair, Told]:
    """The newest statement of account of each customer and currency; with a day, the newest that ended before it."""
    rows = fetch(_NEWEST, {"company": company_id, "customers": list(customer_ids), "day": earlier_than or date.max})  # fmt: skip
    return {
        (customer, currency): Told(
            id_, Before(through, closing, known, called(year, number, version))
        )
        for customer, currency, id_, through, closing, known, year, number, version in rows
    }


def pairs_of(company_id: int, customer_ids: Sequence[int] | None, through_on: date, known_seq: int) -> list[Pair]:  # fmt: skip
    """Every customer and currency with a line on its account by that day; None asks for everybody, which money nobody can name is not."""
    asked = {"company": company_id, "customers": customer_ids, "through": through_on, "known": known_seq}  # fmt: skip
    return [(customer, currency) for customer, currency in fetch(_PAIRS, asked)]


def is_on_account(company_id: int, customer_id: int, currency: str, through_on: date, known_seq: int) -> bool:  # fmt: skip
    """Whether a customer has a line in that currency by that day: ``pairs_of`` asked of one, which ends at the first line found."""
    asked = {"company": company_id, "customers": [customer_id], "currency": currency, "through": through_on, "known": known_seq}  # fmt: skip
    found: bool = fetch(_IS_ON_ACCOUNT, asked)[0][0]
    return found


def composed(
    company_id: int, kind: Kind, from_on: Mapping[Pair, date], through_on: date, known_seq: int,
    told: Mapping[Pair, Told],
) -> dict[Pair, Statement]:  # fmt: skip
    """The statement of each pair that ``from_on`` names. The items of every one come to its closing, or the book is wrong."""
    pairs = sorted(from_on)
    parameters = {
        "company": company_id,
        "through": through_on,
        "day": through_on,
        "last": known_seq,
        "customers": sorted({customer for customer, _ in pairs}),
        "of": [customer for customer, _ in pairs],
        "currencies": [currency for _, currency in pairs],
        "from": [from_on[pair] for pair in pairs],
        "before": [told[pair].before.known_seq if pair in told else None for pair in pairs],
        "first": min(from_on.values(), default=through_on),
    }
    moved = _grouped(fetch(_MOVEMENTS, parameters), Movement)
    items = _grouped(fetch(_ITEMS, parameters), OpenLine)
    settled = _grouped(fetch(_SETTLEMENTS, parameters), Settlement)
    balances = _balances(company_id, from_on, known_seq, told)
    found = {}
    for pair in pairs:
        statement = compose(
            kind=kind, currency=pair[1], from_on=from_on[pair], through_on=through_on, known_seq=known_seq,
            balance=balances.get(pair, 0), before=told[pair].before if pair in told else None,
            movements=moved.get(pair, ()), items=items.get(pair, ()),
            settlements=[each for each in settled.get(pair, ()) if each.on >= from_on[pair]],
        )  # fmt: skip
        assert gap_of(statement) == 0, f"customer {pair[0]}: items and account differ by {gap_of(statement)}"  # fmt: skip
        found[pair] = statement
    return found


def balance_before(company_id: int, customer_id: int, currency: str, day: date, known_seq: int) -> int:  # fmt: skip
    """What one account came to at the end of the day before, in minor units: what a first statement from that day opens with."""
    pair = (customer_id, currency)
    return _balances(company_id, {pair: day}, known_seq, {}).get(pair, 0)


def _balances(
    company_id: int, from_on: Mapping[Pair, date], known_seq: int, told: Mapping[Pair, Told]
) -> dict[Pair, int]:
    """What the accounts of those never told before came to on the day before their period."""
    by_day: dict[date, list[int]] = {}
    for pair, first in from_on.items():
        if pair not in told:
            by_day.setdefault(first - timedelta(days=1), []).append(pair[0])
    found: dict[Pair, int] = {}
    for day, customers in by_day.items():
        asked = {"company": company_id, "day": day, "last": known_seq, "customers": customers}
        found |= {(customer, currency): amount for customer, currency, amount in fetch(_BALANCE, asked)}  # fmt: skip
    return found


def _grouped(rows: Iterable[tuple[Any, ...]], made: Any) -> dict[Pair, list[Any]]:
    found: dict[Pair, list[Any]] = {}
    for customer, currency, *values in rows:
        found.setdefault((customer, currency), []).append(made(*values))
    return found


# The customer's account: what it owes and what it has paid ahead. Bills it gave are off it until they are dishonoured.
ON_ACCOUNT = "IN ('receivable', 'advance')"
# The customer's own order numbers behind an invoice's entry; found row by row, so that no plan made for few is bad for many.
THEIRS = """LATERAL (SELECT string_agg(DISTINCT sales.their_number, ', ') AS theirs
                       FROM store_invoice AS invoice
                       JOIN store_invoiceline AS of_invoice ON of_invoice.invoice_id = invoice.id
                       JOIN store_salesorderline AS of_order ON of_order.id = of_invoice.order_line_id
                       JOIN store_salesorder AS sales ON sales.id = of_order.order_id AND sales.their_number <> ''
                      WHERE invoice.company_id = %(company)s AND invoice.entry_seq = {entry}.seq) AS paper ON true"""
_NEWEST = """
SELECT DISTINCT ON (customer_id, currency)
       customer_id, currency, id, through_on, closing, known_seq, year, number, version
  FROM store_statement
 WHERE company_id = %(company)s AND customer_id = ANY(%(customers)s) AND kind <> 'activity' AND through_on < %(day)s
 ORDER BY customer_id, currency, through_on DESC, version DESC
"""
_ON_ACCOUNT_LINES = f"""
  FROM store_entryline AS line JOIN store_account AS account ON account.id = line.account_id
 WHERE line.company_id = %(company)s AND line.customer_id IS NOT NULL AND account.role {ON_ACCOUNT}
   AND line.entry_on <= %(through)s AND line.seq <= %(known)s AND line.amount <> 0
   AND (%(customers)s::bigint[] IS NULL OR line.customer_id = ANY(%(customers)s))
   AND NOT EXISTS (SELECT FROM store_customer AS nobody WHERE nobody.id = line.customer_id AND nobody.is_suspense)"""
_PAIRS = f"SELECT DISTINCT line.customer_id, line.currency {_ON_ACCOUNT_LINES} ORDER BY 1, 2"
_IS_ON_ACCOUNT = f"SELECT EXISTS (SELECT {_ON_ACCOUNT_LINES} AND line.currency = %(currency)s)"
_BALANCE = (
    START
    + f"""
SELECT customer_id, currency, sum(amount)::bigint
  FROM (SELECT account_id, customer_id, currency, amount FROM store_balancesnapshot
         WHERE company_id = %(company)s AND period_id = (SELECT id FROM start) AND customer_id = ANY(%(customers)s)
        UNION ALL
        SELECT account_id, customer_id, currency, amount FROM store_entryline
         WHERE company_id = %(company)s AND customer_id = ANY(%(customers)s) AND entry_on <= %(day)s
           AND entry_on > coalesce((SELECT to_on FROM start), '-infinity') AND seq <= %(last)s) AS part
  JOIN store_account AS account ON account.id = part.account_id AND account.role {ON_ACCOUNT}
 GROUP BY customer_id, currency
"""
)
# An entry is one movement however many lines it has; what moves no money of the customer (revaluation) is none.
_MOVEMENTS = f"""
WITH wanted AS (
    SELECT * FROM unnest(%(of)s::bigint[], %(currencies)s::text[], %(from)s::date[], %(before)s::bigint[])
        AS wanted (customer_id, currency, from_on, before_seq)
), line AS (
    SELECT wanted.customer_id, wanted.currency, line.seq, line.entry_on, line.account_id, line.amount
      FROM wanted JOIN store_entryline AS line
        ON line.company_id = %(company)s AND line.customer_id = wanted.customer_id AND line.currency = wanted.currency
       AND line.entry_on BETWEEN wanted.from_on AND %(through)s AND line.seq <= %(last)s
    UNION ALL
    SELECT wanted.customer_id, wanted.currency, line.seq, line.entry_on, line.account_id, line.amount
      FROM wanted
      LEFT JOIN LATERAL (SELECT max(to_on) AS to_on FROM store_period
                          WHERE company_id = %(company)s AND closed_seq <= wanted.before_seq) AS closed ON true
      JOIN store_entryline AS line
        ON line.company_id = %(company)s AND line.customer_id = wanted.customer_id AND line.currency = wanted.currency
       AND line.entry_on < wanted.from_on AND line.entry_on > coalesce(closed.to_on, '-infinity')
       AND line.seq > wanted.before_seq AND line.seq <= %(last)s
), moved AS (
    SELECT line.customer_id, line.currency, line.seq, line.entry_on, sum(line.amount)::bigint AS amount
      FROM line JOIN store_account AS account ON account.id = line.account_id AND account.role {ON_ACCOUNT}
     GROUP BY line.customer_id, line.currency, line.seq, line.entry_on
    HAVING sum(line.amount) <> 0
)
SELECT moved.customer_id, moved.currency, moved.entry_on, entry.kind, entry.document, coalesce(paper.theirs, ''), entry.text,
       moved.amount, item.due_on, moved.seq
  FROM moved
  JOIN store_entry AS entry ON entry.company_id = %(company)s AND entry.seq = moved.seq
  LEFT JOIN LATERAL (SELECT min(due_on) AS due_on FROM store_openitem
                      WHERE company_id = %(company)s AND seq = moved.seq AND side = 1) AS item ON true
  LEFT JOIN {THEIRS.format(entry="moved")}
"""
_ITEMS = (
    STOOD_OPEN
    + f"""
SELECT item.customer_id, item.currency, item.document_on, item.kind, item.document, coalesce(paper.theirs, ''),
       item.side * item.amount, (item.side * item.amount_open)::bigint, item.due_on,
       coalesce((SELECT is_up FROM store_itemflag AS flag
                  WHERE flag.item_id = item.id AND flag.kind = 'disputed' AND flag.set_on <= %(day)s AND flag.seq <= %(last)s
                  ORDER BY ordinal DESC LIMIT 1), false)
  FROM stood AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role {ON_ACCOUNT}
  LEFT JOIN {THEIRS.format(entry="item")}
 WHERE item.amount_open <> 0
"""
)
_SETTLEMENTS = """
SELECT debit.customer_id, debit.currency, min(part.effective_on), debit.document, credit.document, credit.seq,
       sum(part.amount)::bigint
  FROM store_allocation AS part
  JOIN store_openitem AS debit ON debit.id = part.debit_item_id
  JOIN store_openitem AS credit ON credit.id = part.credit_item_id
 WHERE part.company_id = %(company)s AND part.effective_on BETWEEN %(first)s AND %(through)s AND part.seq <= %(last)s
   AND debit.customer_id = ANY(%(customers)s)
 GROUP BY debit.customer_id, debit.currency, debit.id, debit.document, credit.id, credit.document, credit.seq
HAVING sum(part.amount) <> 0
"""
