"""Ageing as of any day, as known at any moment, by either basis: summary, drill and proof from one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tieout.refusal import Wording
from wanglai.domain.ageing import (
    Aged,
    AgeingProof,
    Basis,
    Columns,
    Scheme,
    edges_fault,
    placed,
    sum_of,
    sum_of_columns,
)
from wanglai.services.access.scope import admit
from wanglai.services.ageing import summaries
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.statements import drill
from wanglai.services.ledger.merged import Kin, family
from wanglai.services.ledger.queries import fetch, is_told_by_counters, last_act, last_snapshot
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company


class EdgesDoNotFit(UnableTo):
    code_of_refusal = "ageing.edges"
    why = Wording("账龄分段无效。", "These are no ageing buckets.")
    next_step = Wording(
        "请填写 1 到 12 个由小到大的天数，例如 30、60、90。",
        "Write one to twelve days, each larger than the one before: 30, 60, 90.",
    )


@dataclass(frozen=True)
class AgeingRow:
    """One customer (or group) in one currency."""

    key: str
    name: str
    customer_id: int | None  # None: a group of customers
    currency: str
    aged: Aged


@dataclass(frozen=True)
class Within:
    """One group alone: the ``key`` of a row of the ageing by ``by``, one of ``GROUPINGS``."""

    by: str
    key: str


@dataclass(frozen=True)
class Ageing:
    """Rows by name and currency; totals per currency, and of all in the company's own at booked rates.

    Rows and totals are of one group or currency where asked; proofs are of every customer then, too.
    """

    on: date
    known_at: datetime | None
    basis: Basis
    scheme: Scheme
    by: str
    within: str | Wording | None  # the group shown alone, as it is called
    is_net_fifo: bool
    base_currency: str
    rows: tuple[AgeingRow, ...]
    totals: tuple[AgeingRow, ...]
    base: Columns
    proofs: tuple[AgeingProof, ...]
    currencies: tuple[str, ...]  # of all rows, whichever were asked for

    @property
    def holds(self) -> bool:
        """Every proof is without a gap."""
        return all(proof.holds for proof in self.proofs)


@dataclass(frozen=True)
class AgeingPart:
    """One page of an ageing: ``report`` has the page's rows alone, in the order asked for; all its sums are of all ``count`` rows."""

    report: Ageing
    count: int


@dataclass(frozen=True)
class AgedItem:
    """An instalment behind a figure of the summary; credits are negative."""

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
    days: int
    place: int  # of Scheme.places, or UNAPPLIED
    is_disputed: bool
    is_promised: bool  # for that day or a later one

    @property
    def is_undated(self) -> bool:
        """A debit without a day due: its document's day counts."""
        return self.due_on is None and self.amount > 0


def scheme_of(edges: Sequence[int]) -> Scheme:
    """The buckets with these last days. Refuses: EdgesDoNotFit."""
    if edges_fault(edges) is not None:
        raise EdgesDoNotFit(", ".join(map(str, edges)))
    return Scheme(tuple(edges))


def ageing(
    *,
    company_id: int,
    actor: int,
    on: date,
    known_at: datetime | None = None,
    basis: Basis = "due",
    scheme: Scheme | None = None,
    by: str = "customer",
    within: Within | None = None,
    customer_id: int | None = None,
    kin: Kin | None = None,
    currency: str | None = None,
    is_net_fifo: bool = False,
) -> Ageing:
    """Open items by age at the end of a day; of every customer, or of one at a cost that is its own.

    ``by`` is one of ``GROUPINGS``; ``within`` shows the customers of one group alone and ``currency`` one
    currency; the proof is of all of them then, too. ``is_net_fifo`` sets credits against each
    customer's oldest debts, for analysis. The proof is of the figures before that.
    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_ageing")
    return ageing_of(
        company_id, on=on, known_at=known_at, basis=basis, scheme=scheme, by=by,
        within=within, customer_id=customer_id, kin=kin, currency=currency, is_net_fifo=is_net_fifo,
    )  # fmt: skip


def ageing_part(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None, basis: Basis = "due",
    scheme: Scheme | None = None, by: str = "customer", within: Within | None = None,
    currency: str | None = None, order: str = "-total", after: int = 0, limit: int = 50,
) -> AgeingPart:  # fmt: skip
    """``limit`` rows of ``ageing`` after the first ``after``, added up and put in order where they are stored.

    ``order`` is ``total`` (in the company's own currency), ``name`` or ``days``, with a minus the other way round; equal rows
    stay by name. Refuses what ``ageing`` refuses.
    """
    admit(company_id=company_id, actor=actor, act="view_ageing")
    scheme = scheme or Scheme()
    statement = summaries.page(
        is_now=is_told_by_counters(company_id, on, known_at), by=GROUPINGS[by],
        within=GROUPINGS[within.by] if within else None, is_by_customer=by == "customer", order=order,
    )  # fmt: skip
    wanted = {
        "group": within.key if within else None, "currency": currency, "after": after, "limit": limit,
    }  # fmt: skip
    found: dict[int, list[Sequence[Any]]] = {}
    parameters = _parameters(company_id, on, known_at, basis, scheme, None)
    for kind, *row in fetch(statement, {**parameters, **wanted}):
        found.setdefault(kind, []).append(row)
    everybody = _sums(found.get(summaries.EVERYBODY, ()), None, scheme)
    inside = found.get(summaries.INSIDE, ())
    totals = _sums(inside if within else found.get(summaries.EVERYBODY, ()), currency, scheme)
    control = {row[4]: (*row[6], *row[7]) for row in found.get(summaries.CONTROL, ())}
    report = Ageing(
        on=on,
        known_at=known_at,
        basis=basis,
        scheme=scheme,
        by=by,
        within=_called(within, inside[0][2] if inside else ""),
        is_net_fifo=False,
        base_currency=_own_currency(company_id),
        rows=tuple(
            AgeingRow(key, name, customer_id, of, _aged(figures, scheme))
            for _, key, name, customer_id, of, *figures in sorted(
                found.get(summaries.SHOWN, ()), key=lambda row: row[0]
            )
        ),
        totals=totals,
        base=sum_of_columns([total.aged.base for total in totals], scheme),
        proofs=_proofs(
            [row for row in everybody if currency in (None, row.currency)],
            {of: sums for of, sums in control.items() if currency in (None, of)},
        ),
        currencies=tuple(row.currency for row in everybody),
    )
    return AgeingPart(report, found[summaries.COUNT][0][0])


def _sums(
    rows: Iterable[Sequence[Any]], currency: str | None, scheme: Scheme
) -> tuple[AgeingRow, ...]:
    """Sums as the statement of a page tells them, one per currency, of one alone where asked."""
    told = (AgeingRow("", "", None, row[4], _aged(row[5:], scheme)) for row in rows)
    fitting = (row for row in told if currency in (None, row.currency))
    return tuple(sorted(fitting, key=lambda row: row.currency))


def _own_currency(company_id: int) -> str:
    return str(Company.objects.values_list("base_currency", flat=True).get(id=company_id))


def ageing_of(
    company_id: int, *, on: date, known_at: datetime | None = None, basis: Basis = "due",
    scheme: Scheme | None = None, by: str = "customer", within: Within | None = None,
    customer_id: int | None = None, kin: Kin | None = None, currency: str | None = None, is_net_fifo: bool = False,
) -> Ageing:  # fmt: skip
    """As ``ageing``, for commands of whoever owns the machine: nobody is asked who they are."""
    scheme = scheme or Scheme()
    found = fetch(
        summaries.summary(
            is_now=is_told_by_counters(company_id, on, known_at),
            is_of_one=customer_id is not None,
            by=GROUPINGS[by],
            within=GROUPINGS[within.by] if within else None,
        ),
        _parameters(company_id, on, known_at, basis, scheme, customer_id, kin),
    )
    of_customers = [row for row in found if row[4] is not None]
    currencies = tuple(sorted({row[5] for row in of_customers}))
    if currency is not None:
        of_customers = [row for row in of_customers if row[5] == currency]
    everybody = [_row(row, scheme) for row in of_customers]
    of_everybody = _added_up(everybody, scheme, is_by_group=False)
    proofs = _proofs(
        of_everybody,
        {row[5]: (*row[7], *row[8]) for row in found if row[4] is None and currency in (None, row[5])},
    )  # fmt: skip
    inside = [row for row in of_customers if within is None or row[2] == within.key]
    booked = [_row(row, scheme) for row in inside] if within else everybody
    rows = [replace(row, aged=row.aged.net_fifo()) for row in booked] if is_net_fifo else booked
    totals = of_everybody if rows is everybody else _added_up(rows, scheme, is_by_group=False)
    base = sum_of_columns([total.aged.base for total in totals], scheme)
    assert sum(row.aged.base.total for row in booked) == base.total, "netting keeps the total"
    if by != "customer":
        rows = _added_up(rows, scheme, is_by_group=True)
    return Ageing(
        on=on,
        known_at=known_at,
        basis=basis,
        scheme=scheme,
        by=by,
        within=_called(within, inside[0][3] if inside else ""),
        is_net_fifo=is_net_fifo,
        base_currency=_own_currency(company_id),
        rows=tuple(sorted(rows, key=lambda row: (row.name, row.key, row.currency))),
        totals=tuple(totals),
        base=base,
        proofs=proofs,
        currencies=currencies,
    )


def aged_items(
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
) -> tuple[AgedItem, ...]:
    """The instalments one customer's figures are made of, oldest due first; of one currency and column where asked.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="view_ageing")
    parameters = _parameters(company_id, on, known_at, basis, scheme or Scheme(), customer_id)
    wanted = {"currency": currency, "place": place}
    statement = drill(is_now=is_told_by_counters(company_id, on, known_at))
    rows = fetch(statement, {**parameters, **wanted})
    return tuple(AgedItem(*row) for row in rows)


def _parameters(
    company_id: int, on: date, known_at: datetime | None, basis: Basis, scheme: Scheme,
    customer_id: int | None, kin: Kin | None = None,
) -> dict[str, Any]:  # fmt: skip
    last = last_act(company_id, known_at)
    period, since = last_snapshot(company_id, on, last)
    return {
        "company": company_id,
        "day": on,
        "last": last,
        "period": period,
        "since": since,
        "customer": customer_id,
        "customers": [] if customer_id is None else list(family(company_id, customer_id, kin)),
        "firsts": list(scheme.first_days),
        "basis": basis,
    }


def _called(within: Within | None, name: str) -> str | Wording | None:
    """A group as its own rows call it; one nobody is in by its key."""
    if within is None:
        return None
    return GROUPINGS[within.by].called(within.key, name) or within.key


def _row(row: Sequence[Any], scheme: Scheme) -> AgeingRow:
    key, name, _, _, customer_id, currency, *figures = row
    return AgeingRow(key, name, customer_id, currency, _aged(figures, scheme))


def _aged(figures: Sequence[Any], scheme: Scheme) -> Aged:
    places, amounts, bases, parts, days_max, undated, disputed, promised = figures
    columns = placed(zip(places, amounts, strict=True), scheme)
    base = placed(zip(places, bases, strict=True), scheme)
    return Aged(columns, base, parts, days_max or 0, undated, disputed, promised)


def _added_up(rows: Iterable[AgeingRow], scheme: Scheme, *, is_by_group: bool) -> list[AgeingRow]:
    """One row per currency, or per group and currency."""
    found: dict[tuple[str, str, str], list[Aged]] = {}
    for row in rows:
        group = (row.currency, row.key, row.name) if is_by_group else (row.currency, "", "")
        found.setdefault(group, []).append(row.aged)
    return [
        AgeingRow(key, name, None, currency, sum_of(found[currency, key, name], scheme))
        for currency, key, name in sorted(found)
    ]


def _proofs(
    totals: Iterable[AgeingRow], control: dict[str, tuple[int, ...]]
) -> tuple[AgeingProof, ...]:
    """Per currency: the rows against the control accounts; a currency that only one side knows is shown too."""
    sums = {row.currency: row.aged for row in totals}
    found = []
    for currency in sorted(sums.keys() | control.keys()):
        amount, base, revalued = control.get(currency, (0, 0, 0))
        aged = sums.get(currency)
        if not (aged or amount or base or revalued):
            continue
        found.append(
            AgeingProof(
                currency=currency,
                buckets=sum(aged.columns.buckets) if aged else 0,
                unapplied=aged.columns.unapplied if aged else 0,
                control=amount,
                base_items=aged.base.total if aged else 0,
                base_revalued=revalued,
                base_control=base,
            )
        )
    return tuple(found)
