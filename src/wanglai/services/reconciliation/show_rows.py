"""The three columns: rows of the stored result with decisions by hand laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from wanglai.services.access.scope import admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.by_hand import HandRow, LineKey, Overlay
from wanglai.services.reconciliation.deciding import (
    ResultIsNotReady,
    RowIsGone,
    ordinal_within,
    result_run,
)
from wanglai.services.reconciliation.difference_names import LineNames
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.row_filter import RowFilter, line_fits
from wanglai.services.reconciliation.row_order import order_by
from wanglai.services.reconciliation.row_parts import Parts, line_row
from wanglai.services.reconciliation.rows import Amount, LineList, ResultList, ResultRow
from wanglai.store.models import LedgerLine, Reconciliation, Run
from wanglai.store.models import ResultRow as StoredRow

_LIMIT_MAX = 500


@dataclass(frozen=True)
class _Shown:
    found: Reconciliation
    run: Run
    overlaid: Overlay


def _shown(company_id: int, actor: int, reconciliation_id: int) -> _Shown:
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    run = result_run(found.id)
    if run is None:
        raise ResultIsNotReady
    return _Shown(found, run, overlay_of(found.id, run.id))


def result_rows(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    kind: str = "",
    difference_class: str = "",
    status: str = "",
    search: str = "",
    line: LineKey | None = None,
    order: str = "",
    after: str | None = None,
    limit: int = 100,
) -> ResultList:
    """Rows of the three columns, decisions by hand applied, those made by hand first.

    ``kind``: '' matched unmatched_ours unmatched_theirs other waiting differences; ``status``: '' auto suggested
    ambiguous accepted relinked open; ``search`` looks in documents, vouchers, orders, texts and amounts of the lines;
    ``line`` is a side and a source row: only the row that holds it.
    ``order``: '' what waits first, or amount difference date document, with a minus from the largest down.
    Totals are of all rows that fit. Refuses, in order: NotFound, NotPermitted, ResultIsNotReady.
    """
    shown = _shown(company_id, actor, reconciliation_id)
    wanted = RowFilter(shown.run, shown.overlaid, kind, difference_class, status, search, line)
    limit = max(1, min(limit, _LIMIT_MAX))
    by_hand = wanted.hand_rows()
    stored = wanted.stored_rows()
    page, next_after = _page(by_hand, stored, after or "", limit, order_by(order))
    parts = Parts.of(shown.found, shown.run, shown.overlaid, page)
    sums = stored.aggregate(
        ours=Sum("ours_amount"), theirs=Sum("theirs_amount"), difference=Sum("difference")
    )
    return ResultList(
        rows=tuple(parts.row(each) for each in page),
        next_after=next_after,
        total=stored.count() + len(by_hand),
        ours_amount=_sum(sums["ours"], [each.ours_amount for each in by_hand], shown.run),
        theirs_amount=_sum(sums["theirs"], [each.theirs_amount for each in by_hand], shown.run),
        difference=_sum(sums["difference"], [each.difference for each in by_hand], shown.run),
    )


def _sum(stored: object, by_hand: list[int], run: Run) -> Amount:
    # SUM of bigint is numeric in PostgreSQL, a whole Decimal here.
    return Amount(int(stored or 0) + sum(by_hand), run.currency)  # type: ignore[call-overload]


def _page(
    by_hand: list[HandRow], stored: QuerySet[Any], after: str, limit: int, order: tuple[Any, ...]
) -> tuple[list[HandRow | StoredRow], str | None]:
    """Rows by hand first, then stored ones.

    ``after`` is ``h3`` (third by hand), ``s120`` (ordinal) or, in another order, ``o200`` (two hundred shown).
    """
    mark, number = after[:1], after[1:]
    place = int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else 0
    taken: list[HandRow | StoredRow] = []
    if mark not in ("s", "o"):
        taken += by_hand[place : place + limit + 1]
        if len(taken) > limit:
            return taken[:limit], f"h{place + limit}"
        place = 0
    wanted = limit - len(taken)
    if order:
        taken += stored.order_by(*order)[place : place + wanted + 1]
        return taken[:limit], f"o{place + wanted}" if len(taken) > limit else None
    taken += stored.filter(ordinal__gt=place).order_by("ordinal")[: wanted + 1]
    if len(taken) <= limit:
        return taken, None
    last = taken[limit - 1]
    following = f"s{last.ordinal}" if isinstance(last, StoredRow) else "s0"
    return taken[:limit], following


def result_row(*, company_id: int, actor: int, reconciliation_id: int, row_id: str) -> ResultRow:
    """One row whole: all its lines (up to 500 a side), evidence, alternatives, nearest candidates, notes.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, RowIsGone.
    """
    shown = _shown(company_id, actor, reconciliation_id)
    row = _row_named(shown, row_id)
    return Parts.of(shown.found, shown.run, shown.overlaid, [row], lines_max=500).row(row)


def _row_named(shown: _Shown, row_id: str) -> HandRow | StoredRow:
    for hand in shown.overlaid.rows:
        if hand.row_id == row_id:
            return hand
    ordinal = ordinal_within(row_id, shown.run)
    row = StoredRow.objects.filter(run_id=shown.run.id, ordinal=ordinal).first()
    if row is None or ordinal in shown.overlaid.dissolved:
        raise RowIsGone(row_id)
    return row


def lines_of(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    side: str,
    search: str = "",
    only_open: bool = True,
    after: int | None = None,
    limit: int = 50,
) -> LineList:
    """Lines of one side by source row, for linking by hand; by default only those without a partner.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady.
    """
    shown = _shown(company_id, actor, reconciliation_id)
    limit = max(1, min(limit, _LIMIT_MAX))
    lines = LedgerLine.objects.filter(run_id=shown.run.id, side=side, row__gt=after or 0)
    if search.strip():
        lines = lines.filter(line_fits(search, shown.run.currency))
    if only_open:
        lines = lines.filter(_open_lines(shown, side))
    rows = list(lines.order_by("row")[: limit + 1])
    names = LineNames.of(shown.run, [(side, each.row) for each in rows[:limit]])
    return LineList(
        rows=tuple(line_row(each, shown.run.currency, names) for each in rows[:limit]),
        next_after=rows[limit - 1].row if len(rows) > limit else None,
    )


def _open_lines(shown: _Shown, side: str) -> Q:
    """Lines that stand open in the stored result, less those linked by hand, plus those freed by hand."""
    stored = StoredRow.objects.filter(run_id=shown.run.id, status="open")
    kept = stored.exclude(ordinal__in=shown.overlaid.dissolved)
    freed = [
        row
        for hand in shown.overlaid.rows
        if hand.status == "open"
        for row in getattr(hand.members, side)
    ]
    return Q(row_ordinal__in=kept.values("ordinal")) | Q(row__in=freed)
