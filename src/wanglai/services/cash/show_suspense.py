"""Money in suspense to look at: how long it has waited, per currency, and what was moved out and is not settled yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.ageing import Scheme
from wanglai.services.access.scope import admit
from wanglai.services.cash.suspended import suspense_of
from wanglai.services.ledger.queries import fetch, last_act
from wanglai.services.money import Amount

# A week to ask the bank, a month to ask around; after a year it is for the auditor.
SCHEME = Scheme((7, 30, 90, 180, 365))
BUCKETS = tuple(
    Wording(f"{words.zh}", f"{words.en}") for words in SCHEME.words("document")[1:]
)  # fmt: skip


@dataclass(frozen=True)
class SuspendedRow:
    """One line's money on the suspense customer. ``days`` since it came; ``bucket`` counts from 1."""

    line_id: int | None  # None: a receipt no bank file brought
    item_id: int
    on: date
    days: int
    bucket: int
    document: str
    payer: str
    text: str
    account: str  # of ours
    amount: Amount
    open: Amount

    @property
    def bucket_words(self) -> Wording:
        return BUCKETS[self.bucket - 1]


@dataclass(frozen=True)
class SuspendedSum:
    """One currency: what waits in each bucket, all of it, and in the company's own currency."""

    total: Amount
    base: Amount
    buckets: tuple[Amount, ...]
    oldest: int  # days

    @property
    def cells(self) -> tuple[tuple[Wording, Amount], ...]:
        """Each bucket under its heading."""
        return tuple(zip(BUCKETS, self.buckets, strict=True))


@dataclass(frozen=True)
class MovedRow:
    """Money that left suspense and settles nothing yet."""

    line_id: int
    on: date
    payer: str
    customer_id: int
    customer: str
    left: Amount


@dataclass(frozen=True)
class Suspense:
    """Everything in suspense at the end of a day. The sums are of every row, whatever bucket is shown."""

    as_of: date
    customer_id: int | None
    rows: tuple[SuspendedRow, ...]
    sums: tuple[SuspendedSum, ...]
    moved: tuple[MovedRow, ...]
    heads: tuple[Wording, ...] = BUCKETS


def suspense(
    *, company_id: int, actor: int, as_of: date, known_at: datetime | None = None, currency: str = "", bucket: int = 0
) -> Suspense:  # fmt: skip
    """Money nobody can name at the end of a day, the oldest first; ``bucket`` 0 shows all. Refuses, in order: NotFound, NotPermitted.

    800.00 that came on 20 March are 12 days old on 1 April: in 8–30.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    customer = suspense_of(company_id)
    asked = {"company": company_id, "customer": customer, "day": as_of, "last": last_act(company_id, known_at)}  # fmt: skip
    every = [_row(each, as_of) for each in fetch(_OPEN, asked)] if customer else []
    shown = [row for row, _ in every if currency in ("", row.open.currency) and bucket in (0, row.bucket)]  # fmt: skip
    base = fetch("SELECT base_currency FROM store_company WHERE id = %(company)s", asked)[0][0]
    moved = [
        MovedRow(line, on, payer, to, name, Amount(left, coin))
        for line, on, payer, to, name, left, coin in fetch(_MOVED, asked)
    ]
    return Suspense(as_of, customer, tuple(shown), _sums(every, base), tuple(moved))


def _row(row: Sequence[Any], as_of: date) -> tuple[SuspendedRow, int]:
    line, item, on, document, payer, text, account, amount, left, base_left, coin = row
    days = (as_of - on).days
    shown = SuspendedRow(
        line, item, on, days, SCHEME.bucket_of(days, "document"), document, payer, text, account, Amount(amount, coin),
        Amount(left, coin),
    )  # fmt: skip
    return shown, base_left


def _sums(every: Sequence[tuple[SuspendedRow, int]], base: str) -> tuple[SuspendedSum, ...]:
    found = []
    for coin in sorted({row.open.currency for row, _ in every}):
        of_it = [(row, worth) for row, worth in every if row.open.currency == coin]
        buckets = [
            sum(row.open.minor for row, _ in of_it if row.bucket == place)
            for place in range(1, len(BUCKETS) + 1)
        ]
        found.append(
            SuspendedSum(
                Amount(sum(buckets), coin), Amount(sum(worth for _, worth in of_it), base),
                tuple(Amount(each, coin) for each in buckets), max(row.days for row, _ in of_it),
            )
        )  # fmt: skip
    return tuple(found)


# Open at the end of the day as it was known: what came, less what had left by then. It is as old as the bank's day.
_OPEN = """
SELECT line.id, item.id, least(item.document_on, coalesce(line.booked_on, item.document_on)), item.document,
       coalesce(line.other_name, ''), coalesce(line.text, ''), coalesce(account.name, ''), item.amount,
       item.amount - coalesce(gone.amount, 0), item.base_amount - coalesce(gone.base, 0), item.currency
  FROM store_openitem AS item
  LEFT JOIN store_bankentry AS line ON line.company_id = item.company_id AND line.entry_seq = item.seq
  LEFT JOIN store_bankaccount AS account ON account.id = line.bank_account_id
 CROSS JOIN LATERAL (
       SELECT sum(amount)::bigint AS amount, sum(credit_base)::bigint AS base FROM store_allocation AS allocation
        WHERE allocation.credit_item_id = item.id AND allocation.company_id = item.company_id
          AND allocation.effective_on <= %(day)s AND (%(last)s::bigint IS NULL OR allocation.seq <= %(last)s)) AS gone
 WHERE item.company_id = %(company)s AND item.customer_id = %(customer)s AND item.side = -1
   AND item.document_on <= %(day)s AND (%(last)s::bigint IS NULL OR item.seq <= %(last)s)
   AND item.amount > coalesce(gone.amount, 0)
 ORDER BY 3, 2
"""
_MOVED = """
SELECT line.id, line.booked_on, line.other_name, line.customer_id, customer.name, item.amount - item.allocated, item.currency
  FROM store_bankentry AS line
  JOIN store_openitem AS item ON item.company_id = line.company_id AND item.seq = line.moved_seq
                             AND item.customer_id = line.customer_id AND item.side = -1
  JOIN store_customer AS customer ON customer.id = line.customer_id
 WHERE line.company_id = %(company)s AND line.moved_seq IS NOT NULL AND item.allocated < item.amount
 ORDER BY line.booked_on, line.id LIMIT 200
"""


@dataclass(frozen=True)
class SuspenseInProof:
    """Of the control accounts, what stands on the suspense customer: below zero, for we owe it to somebody."""

    amount: Amount
    base: Amount


def suspense_in_proof(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None
) -> tuple[SuspenseInProof, ...]:
    """Per currency, for the proof of open items against control accounts. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_books")
    customer = suspense_of(company_id)
    if customer is None:
        return ()
    asked = {"company": company_id, "customer": customer, "day": on, "last": last_act(company_id, known_at)}  # fmt: skip
    every = [_row(each, on) for each in fetch(_OPEN, asked)]
    base = fetch("SELECT base_currency FROM store_company WHERE id = %(company)s", asked)[0][0]
    return tuple(
        SuspenseInProof(Amount(-each.total.minor, each.total.currency), Amount(-each.base.minor, base))
        for each in _sums(every, base)
    )  # fmt: skip
