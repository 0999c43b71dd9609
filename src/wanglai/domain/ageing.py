"""How old what is owed is: buckets, both ways of counting days, credits beside them, and the sum that must come out.

The statement of ``services/ageing`` counts the same in the database; a property test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from wanglai.domain.ledger import DEBIT

Basis = Literal["due", "document"]
EdgesFault = Literal["none", "many", "range", "order"]
BASES: tuple[Basis, ...] = ("due", "document")
EDGES = (30, 60, 90, 180, 365, 730, 1095)
EDGES_MAX = 12
DAYS_MAX = 36_500
NOT_DUE = 0  # the place of what is not late
UNAPPLIED = -1  # the place of credits: a column of its own, never a bucket


class Words(NamedTuple):
    """The head of a column in both languages."""

    zh: str
    en: str


def edges_fault(edges: Sequence[int]) -> EdgesFault | None:
    """Why these cannot be the last days of buckets, the first of: none, many, range, order."""
    if not edges:
        return "none"
    if len(edges) > EDGES_MAX:
        return "many"
    if not all(1 <= edge <= DAYS_MAX for edge in edges):
        return "range"
    if any(earlier >= later for earlier, later in pairwise(edges)):
        return "order"
    return None


@dataclass(frozen=True)
class Scheme:
    """Buckets by their last days: 30, 60 is not due, 1-30, 31-60, more than 60. Day 30 is in 1-30."""

    edges: tuple[int, ...] = EDGES

    def __post_init__(self) -> None:
        assert edges_fault(self.edges) is None, self.edges

    @property
    def places(self) -> range:
        """0 is not due, 1 the first bucket, the last what is older than every edge."""
        return range(len(self.edges) + 2)

    @property
    def first_days(self) -> tuple[int, ...]:
        """The day on which each bucket after "not due" begins: 1, 31, 61, ..."""
        return (1, *(edge + 1 for edge in self.edges))

    def bucket_of(self, days: int, basis: Basis = "due") -> int:
        """The place of an age in days; a document of the same day is young, never "not due".

        bucket_of(0) = 0, bucket_of(30) = 1, bucket_of(31) = 2; bucket_of(0, "document") = 1.
        """
        if days <= 0:
            return NOT_DUE if basis == "due" else 1
        return 1 + bisect_left(self.edges, days)

    def words(self, basis: Basis = "due") -> tuple[Words, ...]:
        """Heads of the columns in the order of their places."""
        firsts = [0 if basis == "document" else 1, *self.first_days[1:-1]]
        spans = (f"{first}–{last}" for first, last in zip(firsts, self.edges, strict=True))
        oldest = self.edges[-1]
        return (
            Words("未到期", "Not due"),
            *(Words(f"{span} 天", f"{span} days") for span in spans),
            Words(f"{oldest} 天以上", f"Over {oldest} days"),
        )


UNAPPLIED_WORDS = Words("未核销款项", "Unapplied")
BASIS_WORDS: dict[Basis, Words] = {
    "due": Words("逾期天数", "Days past due"),
    "document": Words("单据日起天数", "Days since the document"),
}
NET_FIFO_WORDS = Words(
    "分析口径：未核销款项按先进先出抵减最早的应收，不改变账面。",
    "For analysis: unapplied credits are set against the oldest debts first; the book is unchanged.",
)


@dataclass(frozen=True)
class OpenPart:
    """An instalment with what is open of it, unsigned minor units of its currency and of the company's."""

    customer_id: int
    currency: str
    side: int
    amount_open: int
    base_open: int
    document_on: date
    due_on: date | None


def days_of(*, document_on: date, due_on: date | None, on: date, basis: Basis) -> int:
    """Days past due, below zero before; days since the document by the other basis, or where nothing is due.

    Due 2026-03-31: on 2026-03-31 it is 0 days late, on 2026-04-30 30 days.
    """
    anchor = document_on if basis == "document" or due_on is None else due_on
    return (on - anchor).days


@dataclass(frozen=True)
class Columns:
    """One currency's figures: a bucket for each place, and credits (never above zero) beside them."""

    buckets: tuple[int, ...]
    unapplied: int = 0

    @property
    def total(self) -> int:
        """Sum of the buckets and of what is unapplied: what is open."""
        return sum(self.buckets) + self.unapplied

    @property
    def late(self) -> int:
        """Everything that is not "not due"."""
        return sum(self.buckets[1:])

    def net_fifo(self) -> Columns:
        """Credits set against the oldest bucket first; the total stays.

        100 not due, 50 in 1-30, 30 in 31-60 and 60 unapplied: 100, 20, 0 and nothing unapplied.
        """
        left, netted = -self.unapplied, list(self.buckets)
        for place in reversed(range(len(netted))):
            taken = min(left, netted[place])
            netted[place] -= taken
            left -= taken
        return Columns(tuple(netted), -left)


@dataclass(frozen=True)
class Aged:
    """Open items added up: in their currency, in the company's own, how many, and how late the latest is."""

    columns: Columns
    base: Columns
    parts: int
    days_max: int  # of debits; nothing late is 0
    undated: int  # debits without a due day, counted from the document's
    disputed: int = 0  # of the debits, in their currency: flagged, and in the buckets all the same
    promised: int = 0

    def net_fifo(self) -> Aged:
        """As ``Columns.net_fifo``, in both currencies."""
        return replace(self, columns=self.columns.net_fifo(), base=self.base.net_fifo())


def sum_of_columns(columns: Sequence[Columns], scheme: Scheme) -> Columns:
    """Columns of one scheme and one currency, added up; of none it is nothing."""
    if not columns:
        return Columns((0,) * len(scheme.places))
    buckets = tuple(map(sum, zip(*(each.buckets for each in columns), strict=True)))
    return Columns(buckets, sum(each.unapplied for each in columns))


def sum_of(parts: Sequence[Aged], scheme: Scheme) -> Aged:
    """Of one currency, added up; of none it is nothing."""
    return Aged(
        sum_of_columns([each.columns for each in parts], scheme),
        sum_of_columns([each.base for each in parts], scheme),
        sum(each.parts for each in parts),
        max((each.days_max for each in parts), default=0),
        sum(each.undated for each in parts),
        sum(each.disputed for each in parts),
        sum(each.promised for each in parts),
    )


def placed(figures: Iterable[tuple[int, int]], scheme: Scheme) -> Columns:
    """Figures by their places, ``UNAPPLIED`` among them: [(0, 100), (2, 30), (-1, -60)]."""
    buckets, unapplied = [0] * len(scheme.places), 0
    for place, figure in figures:
        if place == UNAPPLIED:
            unapplied += figure
        else:
            buckets[place] += figure
    return Columns(tuple(buckets), unapplied)


def aged(part: OpenPart, *, on: date, scheme: Scheme, basis: Basis) -> Aged:
    """One instalment in its column."""
    assert part.amount_open > 0, "what is settled has no age"
    if part.side != DEBIT:
        columns, base = (
            placed([(UNAPPLIED, -figure)], scheme) for figure in (part.amount_open, part.base_open)
        )
        return Aged(columns, base, 1, 0, 0)
    days = days_of(document_on=part.document_on, due_on=part.due_on, on=on, basis=basis)
    place = scheme.bucket_of(days, basis)
    return Aged(
        placed([(place, part.amount_open)], scheme),
        placed([(place, part.base_open)], scheme),
        1,
        max(0, days),
        int(part.due_on is None),
    )


def ageing_of(
    parts: Iterable[OpenPart], *, on: date, scheme: Scheme, basis: Basis
) -> dict[tuple[int, str], Aged]:
    """Instalments added up by customer and currency; currencies are never added to each other."""
    found: dict[tuple[int, str], list[Aged]] = {}
    for part in parts:
        one = aged(part, on=on, scheme=scheme, basis=basis)
        found.setdefault((part.customer_id, part.currency), []).append(one)
    return {key: sum_of(each, scheme) for key, each in found.items()}


@dataclass(frozen=True)
class AgeingProof:
    """The report against the book, in one currency: a gap that is not nothing means the book is wrong.

    In the company's own currency items stand at the rate they were booked at, so a revaluation that is in force
    is the difference from the control account: 7,100.00 of items + 150.00 revalued = 7,250.00 of account.
    """

    currency: str
    buckets: int
    unapplied: int
    control: int
    base_items: int
    base_revalued: int
    base_control: int

    @property
    def open(self) -> int:
        return self.buckets + self.unapplied

    @property
    def gap(self) -> int:
        return self.open - self.control

    @property
    def base_gap(self) -> int:
        return self.base_items + self.base_revalued - self.base_control

    @property
    def holds(self) -> bool:
        return self.gap == 0 and self.base_gap == 0
