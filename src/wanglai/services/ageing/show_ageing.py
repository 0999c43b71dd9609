"""An ageing as a page: one part of its rows, the totals of all of them, the proof; and the items behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.ageing import UNAPPLIED, AgeingProof, Basis, Columns, Scheme
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ageing import words
from wanglai.services.ageing.groupings import GROUPINGS, Grouping
from wanglai.services.ageing.queries import (
    AgedItem,
    AgeingPart,
    AgeingRow,
    Within,
    aged_items,
    ageing,
    ageing_part,
)
from wanglai.services.ledger.merged import merged_names
from wanglai.services.ledger.show_customers import customer_name
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.money import Amount, sums

ORDERS = ("-total", "total", "name", "-name", "-days", "days")


@dataclass(frozen=True)
class Figure:
    """One field of a row: ``place`` leads to the items behind it."""

    place: int
    head: Wording
    amount: Amount


@dataclass(frozen=True)
class PageRow:
    """A customer, a group (``group`` is its key) or a total."""

    name: Wording
    customer_id: int | None
    group: str
    currency: str
    figures: tuple[Figure, ...]  # each bucket, then what is unapplied
    total: Amount
    parts: int
    days_max: int
    undated: int
    disputed: Amount
    promised: Amount
    merged: tuple[str, ...]  # customers that stand in this line, too


@dataclass(frozen=True)
class Bar:
    """A bucket of all customers in the company's own currency, and its part of all buckets in tenths of a percent."""

    head: Wording
    amount: Amount
    per_mille: int

    @property
    def percent(self) -> str:
        """``125`` as ``12.5%``."""
        return f"{self.per_mille // 10}.{self.per_mille % 10}%"


@dataclass(frozen=True)
class ProofRow:
    """Ageing against the control accounts in one currency; in the company's own where that is another."""

    buckets: Amount
    unapplied: Amount
    items: Amount
    control: Amount
    gap: Amount
    base_items: Amount
    revalued: Amount
    base_control: Amount
    base_gap: Amount
    holds: bool
    is_foreign: bool


@dataclass(frozen=True)
class AgeingPage:
    """One part of the rows; totals are of all of them, the proof of every customer."""

    by: Wording
    within_by: Wording | None
    within: Wording | None  # the group shown alone
    basis: Wording
    heads: tuple[Wording, ...]
    rows: tuple[PageRow, ...]
    count: int
    totals: tuple[PageRow, ...]
    base: PageRow
    bars: tuple[Bar, ...]
    proofs: tuple[ProofRow, ...]
    holds: bool
    note: Wording | None
    next_after: int | None
    currencies: tuple[str, ...]  # that could be asked for
    disputed: Wording | None  # heads of the columns of flags; None where nothing is flagged
    promised: Wording | None


@dataclass(frozen=True)
class ItemRow:
    id: int
    seq: int
    kind: Wording
    document: str
    document_on: date
    due_on: date | None
    is_undated: bool
    is_credit: bool
    days: int
    bucket: Wording
    amount: Amount
    amount_open: Amount
    is_disputed: bool
    is_promised: bool


@dataclass(frozen=True)
class AgedItemsPage:
    customer_id: int
    customer_name: str
    basis: Wording
    bucket: Wording | None  # None: every column
    rows: tuple[ItemRow, ...]
    count: int
    sums: tuple[Amount, ...]


def ageing_page(
    *,
    company_id: int,
    actor: int,
    on: date,
    known_at: datetime | None = None,
    basis: Basis = "due",
    scheme: Scheme | None = None,
    by: str = "customer",
    within: Within | None = None,
    currency: str | None = None,
    is_net_fifo: bool = False,
    order: str = "-total",
    after: int = 0,
    limit: int = 50,
) -> AgeingPage:
    """Rows by ``order``, one of ``ORDERS``; ``after`` counts the rows shown before. Refuses what ``ageing`` refuses.

    ``total`` goes by what is open in the company's own currency.
    """
    asked: dict[str, Any] = {
        "company_id": company_id, "actor": actor, "on": on, "known_at": known_at, "basis": basis, "scheme": scheme,
        "by": by, "within": within, "currency": currency,
    }  # fmt: skip
    cut: dict[str, Any] = {"order": order, "after": after, "limit": limit}
    part = _netted_part(asked, **cut) if is_net_fifo else ageing_part(**asked, **cut)
    report = part.report
    heads = (*words.columns_in_words(report.scheme, basis), words.UNAPPLIED)
    own = report.base_currency
    merged = merged_names(company_id, {row.customer_id for row in report.rows if row.customer_id})
    return AgeingPage(
        by=GROUPINGS[by].words,
        within_by=GROUPINGS[within.by].words if within else None,
        within=_both(report.within) if report.within is not None else None,
        basis=words.BASES[basis],
        heads=heads,
        rows=tuple(_row(row, heads, GROUPINGS[by], merged) for row in report.rows),
        count=part.count,
        totals=tuple(_row(total, heads, GROUPINGS[by], {}) for total in report.totals),
        base=PageRow(
            _both(""),
            None,
            "",
            own,
            _figures(report.base, own, heads),
            Amount(report.base.total, own),
            0,
            0,
            0,
            Amount(0, own),
            Amount(0, own),
            (),
        ),
        bars=_bars(report.base, own, heads),
        proofs=tuple(_proof(proof, own) for proof in report.proofs),
        holds=report.holds,
        note=words.NET_FIFO if is_net_fifo else None,
        next_after=after + limit if after + limit < part.count else None,
        currencies=report.currencies,
        disputed=words.DISPUTED if any(each.aged.disputed for each in report.totals) else None,
        promised=words.PROMISED if any(each.aged.promised for each in report.totals) else None,
    )


def aged_items_page(
    *,
    company_id: int,
    actor: int,
    customer_id: int,
    on: date,
    known_at: datetime | None = None,
    basis: Basis = "due",
    scheme: Scheme | None = None,
    currency: str | None = None,
    place: int | None = None,
    limit: int = 500,
) -> AgedItemsPage:
    """The items behind one customer's figure, the oldest first; sums are of all of them.

    Refuses, in order: NotFound, NotPermitted, NotFound (no such customer or column).
    """
    admit(company_id=company_id, actor=actor, act="view_ageing")
    scheme = scheme or Scheme()
    name = customer_name(company_id, customer_id)
    if name is None or (place is not None and place not in (*scheme.places, UNAPPLIED)):
        raise NotFound
    heads = (*words.columns_in_words(scheme, basis), words.UNAPPLIED)  # UNAPPLIED is the last
    found = aged_items(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, known_at=known_at,
        basis=basis, scheme=scheme, currency=currency, place=place,
    )  # fmt: skip
    return AgedItemsPage(
        customer_id=customer_id,
        customer_name=name,
        basis=words.BASES[basis],
        bucket=None if place is None else heads[place],
        rows=tuple(_item(item, heads) for item in found[:limit]),
        count=len(found),
        sums=sums(Amount(item.amount_open, item.currency) for item in found),
    )


_KEYS: dict[str, Callable[[AgeingRow], Any]] = {
    "total": lambda row: row.aged.base.total,
    "name": lambda row: row.name,
    "days": lambda row: row.aged.days_max,
}


def _netted_part(asked: dict[str, Any], *, order: str, after: int, limit: int) -> AgeingPart:
    """As ``ageing_part`` with credits set against debts: customer by customer, so that it takes all of them."""
    report = ageing(**asked, is_net_fifo=True)
    ordered = sorted(
        report.rows, key=_KEYS[order.lstrip("-")], reverse=order.startswith("-")
    )  # stable: equals stay by name
    return AgeingPart(replace(report, rows=tuple(ordered[after : after + limit])), len(ordered))


def _both(text: str | Wording) -> Wording:
    """What people wrote is the same in both languages."""
    return text if isinstance(text, Wording) else Wording(text, text)


def _row(
    row: AgeingRow, heads: tuple[Wording, ...], by: Grouping, merged: Mapping[int, tuple[str, ...]]
) -> PageRow:
    columns = row.aged.columns
    return PageRow(
        name=_both(by.called(row.key, row.name) or row.currency),
        customer_id=row.customer_id,
        group=row.key,
        currency=row.currency,
        figures=_figures(columns, row.currency, heads),
        total=Amount(columns.total, row.currency),
        parts=row.aged.parts,
        days_max=row.aged.days_max,
        undated=row.aged.undated,
        disputed=Amount(row.aged.disputed, row.currency),
        promised=Amount(row.aged.promised, row.currency),
        merged=merged.get(row.customer_id or 0, ()),
    )


def _figures(columns: Columns, currency: str, heads: tuple[Wording, ...]) -> tuple[Figure, ...]:
    places = (*range(len(columns.buckets)), UNAPPLIED)
    amounts = (*columns.buckets, columns.unapplied)
    return tuple(
        Figure(place, head, Amount(minor, currency))
        for place, head, minor in zip(places, heads, amounts, strict=True)
    )


def _bars(base: Columns, own: str, heads: tuple[Wording, ...]) -> tuple[Bar, ...]:
    """Nothing to draw where nothing is owed. Parts are cut, not rounded: together they are never more than all."""
    whole = sum(base.buckets)
    if not whole:
        return ()
    return tuple(
        Bar(head, Amount(minor, own), 1000 * minor // whole)
        for head, minor in zip(
            heads, base.buckets, strict=False
        )  # the last head is of what is unapplied
    )


def _proof(proof: AgeingProof, own: str) -> ProofRow:
    def theirs(minor: int) -> Amount:
        return Amount(minor, proof.currency)

    return ProofRow(
        buckets=theirs(proof.buckets),
        unapplied=theirs(proof.unapplied),
        items=theirs(proof.open),
        control=theirs(proof.control),
        gap=theirs(proof.gap),
        base_items=Amount(proof.base_items, own),
        revalued=Amount(proof.base_revalued, own),
        base_control=Amount(proof.base_control, own),
        base_gap=Amount(proof.base_gap, own),
        holds=proof.holds,
        is_foreign=proof.currency != own,
    )


def _item(item: AgedItem, heads: tuple[Wording, ...]) -> ItemRow:
    return ItemRow(
        id=item.id,
        seq=item.seq,
        kind=kind_in_words(item.kind),
        document=item.document,
        document_on=item.document_on,
        due_on=item.due_on,
        is_undated=item.is_undated,
        is_credit=item.amount < 0,
        days=item.days,
        bucket=heads[item.place],
        amount=Amount(item.amount, item.currency),
        amount_open=Amount(item.amount_open, item.currency),
        is_disputed=item.is_disputed,
        is_promised=item.is_promised,
    )
