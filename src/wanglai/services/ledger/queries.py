"""Balances, open items, a customer's ledger and the trial balance: as of any day, as known at any moment.

``known_at`` needs no second clock in the tables: acts are numbered in the order they became known, so a
moment is the last act sealed by then. Figures start from the snapshot of the last closed period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.ledger.merged import POSTED_UNDER, Kin, family
from wanglai.store.models import ChainHead


@dataclass(frozen=True)
class Balance:
    """One customer (None: no customer) on one account in one currency, minor units."""

    account: str  # role
    account_code: str
    customer_id: int | None
    currency: str
    amount: int
    base_amount: int


@dataclass(frozen=True)
class OpenItemRow:
    """An item with what is open of it; credits are negative."""

    id: int
    seq: int
    kind: str
    document: str
    document_on: date
    due_on: date | None
    currency: str
    amount: int
    amount_open: int
    base_open: int
    under: str  # the customer it was posted to, where that one was merged into this


@dataclass(frozen=True)
class Proof:
    """Open items against the control account: ``gap`` is nothing, or the book is wrong."""

    currency: str
    items: int
    control: int

    @property
    def gap(self) -> int:
        return self.items - self.control


def companies_with_books() -> tuple[int, ...]:
    """Every company that keeps a book, for commands of whoever owns the machine."""
    return tuple(ChainHead.objects.order_by("company_id").values_list("company_id", flat=True))


def trial_balance(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> tuple[Balance, ...]:
    """Every account's balance at the end of a day; the base amounts add up to nothing."""
    admit(company_id=company_id, actor=actor, act="view_books")
    return balances(company_id, on, known_at)


def customer_balance(
    *, company_id: int, actor: int, customer_id: int, on: date, known_at: datetime | None = None
) -> tuple[Balance, ...]:
    """What a customer and those merged into it owe at the end of a day, per customer, control account and currency."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger").require(customer_id)
    return balances(company_id, on, known_at, customers=family(company_id, customer_id))


def open_items(
    *,
    company_id: int,
    actor: int,
    customer_id: int,
    on: date,
    known_at: datetime | None = None,
    kin: Kin | None = None,
) -> tuple[OpenItemRow, ...]:
    """The items of a customer and of those merged into it that were open at the end of a day, oldest due first."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger").require(customer_id)
    limit = last_act(company_id, known_at)
    rows = fetch(
        _OPEN_ITEMS,
        {
            "company": company_id, "customer": customer_id,
            "customers": list(family(company_id, customer_id, kin)), "day": on, "last": limit,
        },
    )  # fmt: skip
    return tuple(OpenItemRow(*row) for row in rows)


def open_balances(company_id: int, currency: str, on: date) -> tuple[Balance, ...]:
    """Open items of one currency per control account and customer at the end of a day, for other verbs."""
    rows = fetch(_OPEN_BALANCES, {"company": company_id, "currency": currency, "day": on})
    return tuple(Balance(*row) for row in rows)


def proof(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> tuple[Proof, ...]:
    """Per currency: the open items of all customers against the control accounts, in that currency."""
    admit(company_id=company_id, actor=actor, act="view_books")
    limit = last_act(company_id, known_at)
    rows = fetch(_PROOF, {"company": company_id, "day": on, "last": limit})
    return tuple(Proof(*row) for row in rows)


def proof_since_closing(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> tuple[Proof, ...]:
    """As ``proof``, from the snapshot of the last closed period on: its close proved everything before, from the first row.

    For a screen: the work follows what was posted since and what is open, not the length of the book.
    """
    admit(company_id=company_id, actor=actor, act="view_books")
    statement = _PROOF_NOW if is_told_by_counters(company_id, on, known_at) else _PROOF_SINCE
    limit = last_act(company_id, known_at)
    rows = fetch(statement, {"company": company_id, "day": on, "last": limit})
    return tuple(Proof(*row) for row in rows)


def is_told_by_counters(company_id: int, on: date, known_at: datetime | None) -> bool:
    """Whether the counters of the items are nearer to a day's figures than the last snapshot is; either is right.

    They are for today and later, unless thousands of settlements of days still to come must be put back.
    """
    if known_at is not None or on < timezone.localdate():
        return False
    is_much_ahead: bool = fetch(_SETTLED_AHEAD, {"company": company_id, "day": on})[0][0]
    return not is_much_ahead


def last_act(company_id: int, known_at: datetime | None) -> int | None:
    """The last act sealed by a moment; None where the moment is now.

    An exchange difference is booked before the settlement that realises it, in one transaction: nobody knew the one without the
    other. Sealed at .749 (difference) and .752 (settlement), asked for .750: what stands before both.
    """
    if known_at is None:
        return None
    rows = fetch(_LAST_ACT, {"company": company_id, "at": known_at})
    last: int = rows[0][0]
    return last


# Acts of a company are numbered without a gap and their times never fall, so the moment is halved in upon: of a million acts
# twenty are looked at. Then back over exchange differences whose settlement is later.
_LAST_ACT = """
WITH RECURSIVE narrowed AS (
    SELECT 0::bigint AS known, coalesce(max(seq), 0) AS last FROM store_act WHERE company_id = %(company)s
    UNION ALL
    SELECT CASE WHEN act.at <= %(at)s THEN act.seq ELSE known END, CASE WHEN act.at <= %(at)s THEN last ELSE act.seq - 1 END
      FROM narrowed JOIN store_act AS act ON act.company_id = %(company)s AND act.seq = (known + last + 1) / 2
     WHERE known < last
)
SELECT coalesce((
    SELECT act.seq FROM store_act AS act
     WHERE act.company_id = %(company)s AND act.seq <= (SELECT known FROM narrowed WHERE known = last) AND NOT EXISTS (
           SELECT FROM store_entry AS entry
             LEFT JOIN store_entry AS taken_back ON taken_back.company_id = entry.company_id AND taken_back.seq = entry.reverses_seq
            WHERE entry.company_id = act.company_id AND entry.seq = act.seq AND 'exchange' IN (entry.kind, taken_back.kind))
     ORDER BY act.seq DESC LIMIT 1), 0)
"""


def last_snapshot(company_id: int, on: date, last: int | None) -> tuple[int | None, date | str]:
    """The last period closed by a day whose closing was known by an act, and its last day; none, and before every day.

    What it says stays: a period closed a moment later changes nothing that is told from this one.
    """
    rows = fetch(
        f"{START} SELECT id, to_on FROM start", {"company": company_id, "day": on, "last": last}
    )
    return rows[0] if rows else (None, "-infinity")


def balances(
    company_id: int,
    on: date,
    known_at: datetime | None,
    *,
    customers: Sequence[int] | None = None,
) -> tuple[Balance, ...]:
    """Every account at the end of a day; of these customers alone, each with rows of its own, where they are named."""
    customer = "" if customers is None else "AND part.customer_id = ANY(%(customers)s)"
    shown = "NULL::bigint" if customers is None else "part.customer_id"
    rows = fetch(
        _BALANCES.format(customer=customer, shown=shown),
        {"company": company_id, "day": on, "customers": list(customers or ()), "last": last_act(company_id, known_at)},
    )  # fmt: skip
    return tuple(Balance(*row) for row in rows)


def fetch(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


# The last period closed by that day whose closing was known: everything before it is in its snapshot.
START = """
WITH start AS (
    SELECT id, to_on FROM store_period
     WHERE company_id = %(company)s AND to_on <= %(day)s
       AND closed_seq <= coalesce(%(last)s, closed_seq)
     ORDER BY to_on DESC LIMIT 1)
"""


def reopened(item: str, since: str, period: str) -> str:
    """Which items were settled whole when the snapshot of a period was taken, and are open again since a settlement was undone.

    ``item`` is the alias they go by, ``since`` and ``period`` the snapshot's day and period as SQL. Parameters: company, day, last.
    """
    return f"""{item}.document_on <= {since}
       AND {item}.id IN (
           SELECT part.item_id FROM store_allocation AS undone
            CROSS JOIN LATERAL (VALUES (undone.debit_item_id), (undone.credit_item_id)) AS part (item_id)
            WHERE undone.company_id = %(company)s AND undone.amount < 0 AND undone.effective_on <= %(day)s
              AND undone.effective_on > {since} AND (%(last)s::bigint IS NULL OR undone.seq <= %(last)s))
       AND NOT EXISTS (SELECT FROM store_itemsnapshot AS kept
                        WHERE kept.company_id = %(company)s AND kept.period_id = {period}
                          AND kept.customer_id = {item}.customer_id AND kept.item_id = {item}.id)"""


_BALANCES = (
    START
    + """
SELECT account.role, account.code, moved.customer_id, moved.currency, moved.amount, moved.base_amount
  FROM (SELECT account_id, {shown} AS customer_id, currency, sum(amount)::bigint AS amount,
               sum(base_amount)::bigint AS base_amount
          FROM (SELECT account_id, customer_id, currency, amount, base_amount FROM store_balancesnapshot AS part
                 WHERE company_id = %(company)s AND period_id = (SELECT id FROM start) {customer}
                UNION ALL
                SELECT account_id, customer_id, currency, amount, base_amount FROM store_entryline AS part
                 WHERE company_id = %(company)s AND entry_on <= %(day)s
                   AND entry_on > coalesce((SELECT to_on FROM start), '-infinity')
                   AND (%(last)s::bigint IS NULL OR seq <= %(last)s) {customer}) AS part
         GROUP BY account_id, {shown}, currency
        HAVING sum(amount) <> 0 OR sum(base_amount) <> 0) AS moved
  JOIN store_account AS account ON account.id = moved.account_id
 ORDER BY account.code, moved.currency
"""
)
# ``stood``: the items of these customers that may have been open at the end of a day, and what was left of each: from the snapshot of
# the last period closed by then, with what moved since. A step for each item, none joined to another: of many items of many customers
# the planner expects a handful, and would look through all of them for each. Parameters: company, customers, day, last (act, or NULL).
STOOD_OPEN = (
    START
    + f"""
, candidate AS (
    SELECT item.*, snapshot.amount AS was_open, snapshot.base_amount AS base_was_open
      FROM store_itemsnapshot AS snapshot JOIN store_openitem AS item ON item.id = snapshot.item_id
     WHERE snapshot.company_id = %(company)s AND snapshot.period_id = (SELECT id FROM start)
       AND snapshot.customer_id = ANY(%(customers)s)
    UNION ALL
    SELECT item.*, item.amount, item.base_amount FROM store_openitem AS item
     WHERE item.company_id = %(company)s AND item.customer_id = ANY(%(customers)s)
       AND item.document_on <= %(day)s
       AND item.document_on > coalesce((SELECT to_on FROM start), '-infinity')
       AND (%(last)s::bigint IS NULL OR item.seq <= %(last)s)
    UNION ALL
    SELECT item.*, 0, 0 FROM store_openitem AS item
     WHERE item.company_id = %(company)s AND item.customer_id = ANY(%(customers)s)
       AND {reopened("item", "(SELECT to_on FROM start)", "(SELECT id FROM start)")}
), stood AS (
    SELECT candidate.*, candidate.was_open - coalesce(moved.amount, 0) AS amount_open,
           candidate.base_was_open - coalesce(moved.base, 0) AS base_open
      FROM candidate
      LEFT JOIN LATERAL (
           SELECT sum(amount) AS amount, sum(base) AS base
             FROM (SELECT amount, debit_base AS base, effective_on, seq FROM store_allocation
                    WHERE debit_item_id = candidate.id
                   UNION ALL
                   SELECT amount, credit_base, effective_on, seq FROM store_allocation
                    WHERE credit_item_id = candidate.id) AS part
            WHERE part.effective_on <= %(day)s
              AND part.effective_on > coalesce((SELECT to_on FROM start), '-infinity')
              AND (%(last)s::bigint IS NULL OR part.seq <= %(last)s)) AS moved ON true)
"""
)
_OPEN_ITEMS = (
    STOOD_OPEN
    + """
SELECT item.id, item.seq, item.kind, item.document, item.document_on, item.due_on, item.currency,
       item.side * item.amount, (item.side * item.amount_open)::bigint,
       (item.side * item.base_open)::bigint, """
    + POSTED_UNDER.format(row="item")
    + """
  FROM stood AS item
 WHERE item.amount_open <> 0
 ORDER BY item.due_on NULLS LAST, item.id
"""
)
_OPEN_BALANCES = """
SELECT account.role, account.code, item.customer_id, item.currency,
       sum(item.side * (item.amount - coalesce(settled.amount, 0)))::bigint,
       sum(item.side * (item.base_amount - coalesce(settled.base, 0)))::bigint
  FROM store_openitem AS item
  JOIN store_account AS account ON account.id = item.account_id
  LEFT JOIN LATERAL (
       SELECT sum(amount) AS amount, sum(base) AS base
         FROM (SELECT amount, debit_base AS base, effective_on FROM store_allocation
                WHERE debit_item_id = item.id
               UNION ALL
               SELECT amount, credit_base, effective_on FROM store_allocation
                WHERE credit_item_id = item.id) AS part
        WHERE part.effective_on <= %(day)s) AS settled ON true
 WHERE item.company_id = %(company)s AND item.currency = %(currency)s AND item.document_on <= %(day)s
 GROUP BY account.role, account.code, item.customer_id, item.currency
HAVING sum(item.side * (item.amount - coalesce(settled.amount, 0))) <> 0
    OR sum(item.side * (item.base_amount - coalesce(settled.base, 0))) <> 0
 ORDER BY account.code, item.customer_id
"""
_FITS = """<= %(day)s AND {day} > coalesce((SELECT to_on FROM start), '-infinity')
           AND (%(last)s::bigint IS NULL OR {seq} <= %(last)s)"""
_CONTROL_SINCE = f"""SELECT currency, 0, sum(amount) FROM store_balancesnapshot
         WHERE company_id = %(company)s AND period_id = (SELECT id FROM start) AND customer_id IS NOT NULL
         GROUP BY currency
        UNION ALL
        SELECT currency, 0, sum(amount) FROM store_entryline
         WHERE company_id = %(company)s AND customer_id IS NOT NULL
           AND entry_on {_FITS.format(day="entry_on", seq="seq")} GROUP BY currency"""
_PROOF_SINCE = (
    START
    + f"""
SELECT currency, sum(items)::bigint, sum(control)::bigint
  FROM (SELECT currency, sum(side * amount) AS items, 0 AS control FROM store_itemsnapshot
         WHERE company_id = %(company)s AND period_id = (SELECT id FROM start) GROUP BY currency
        UNION ALL
        SELECT currency, sum(side * amount), 0 FROM store_openitem
         WHERE company_id = %(company)s AND document_on {_FITS.format(day="document_on", seq="seq")} GROUP BY currency
        UNION ALL
        SELECT debit.currency, -sum(debit.side * part.amount + credit.side * part.amount), 0
          FROM store_allocation AS part
          JOIN store_openitem AS debit ON debit.id = part.debit_item_id
          JOIN store_openitem AS credit ON credit.id = part.credit_item_id
         WHERE part.company_id = %(company)s AND part.effective_on {_FITS.format(day="part.effective_on", seq="part.seq")}
         GROUP BY debit.currency
        UNION ALL
        {_CONTROL_SINCE}) AS part
 GROUP BY currency ORDER BY currency
"""
)
_PROOF_NOW = (
    START
    + f"""
SELECT currency, sum(items)::bigint, sum(control)::bigint
  FROM (SELECT owed.currency, sum(owed.amount) AS items, 0 AS control
          FROM store_customer AS customer
         CROSS JOIN LATERAL (
               SELECT currency, sum(side * (amount - allocated)) AS amount FROM store_openitem
                WHERE company_id = %(company)s AND customer_id = customer.id AND allocated < amount AND document_on <= %(day)s
                GROUP BY currency) AS owed
         WHERE customer.company_id = %(company)s GROUP BY owed.currency
        UNION ALL
        SELECT item.currency, sum(item.side * part.amount), 0
          FROM (SELECT debit_item_id AS item_id, amount FROM store_allocation
                 WHERE company_id = %(company)s AND effective_on > %(day)s
                UNION ALL
                SELECT credit_item_id, amount FROM store_allocation
                 WHERE company_id = %(company)s AND effective_on > %(day)s) AS part
          JOIN store_openitem AS item ON item.id = part.item_id
         WHERE item.document_on <= %(day)s GROUP BY item.currency
        UNION ALL
        {_CONTROL_SINCE}) AS part
 GROUP BY currency ORDER BY currency
"""
)
_SETTLED_AHEAD = """
SELECT count(*) > 2000
  FROM (SELECT FROM store_allocation WHERE company_id = %(company)s AND effective_on > %(day)s LIMIT 2001) AS ahead
"""
_PROOF = """
SELECT currency, sum(items)::bigint, sum(control)::bigint
  FROM (SELECT currency, sum(side * amount) AS items, 0 AS control FROM store_openitem
         WHERE company_id = %(company)s AND document_on <= %(day)s
           AND (%(last)s::bigint IS NULL OR seq <= %(last)s) GROUP BY currency
        UNION ALL
        SELECT item.currency, -sum(item.side * allocation.amount), 0
          FROM store_allocation AS allocation
          JOIN store_openitem AS item
            ON item.id IN (allocation.debit_item_id, allocation.credit_item_id)
         WHERE allocation.company_id = %(company)s AND allocation.effective_on <= %(day)s
           AND (%(last)s::bigint IS NULL OR allocation.seq <= %(last)s) GROUP BY item.currency
        UNION ALL
        SELECT currency, 0, sum(amount) FROM store_entryline
         WHERE company_id = %(company)s AND customer_id IS NOT NULL AND entry_on <= %(day)s
           AND (%(last)s::bigint IS NULL OR seq <= %(last)s) GROUP BY currency) AS part
 GROUP BY currency ORDER BY currency
"""
