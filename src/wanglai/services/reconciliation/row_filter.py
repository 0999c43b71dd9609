"""Which rows fit a filter: as SQL over the stored ones, as plain Python over the few made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tieout.money import exponent_of
from wanglai.services.reconciliation.by_hand import HandRow, LineKey, Overlay, keys_of
from wanglai.store.models import LedgerLine, ResultDifference, ResultRow, Run

_KINDS = ("matched", "unmatched_ours", "unmatched_theirs", "other")
_STORED_STATUSES = ("auto", "suggested", "ambiguous", "open")
_LONE = ("unmatched_ours", "unmatched_theirs")
_UNDECIDED = ("suggested", "ambiguous")
_TEXTS = ("document", "voucher", "order", "text", "party")
_INT64_MAX = 2**63 - 1


@dataclass(frozen=True)
class RowFilter:
    """What a person wants to see of one result."""

    run: Run
    overlaid: Overlay
    kind: str
    difference_class: str
    status: str
    search: str
    line: LineKey | None = None  # only the row this line stands in

    def stored_rows(self) -> QuerySet[Any]:
        """Rows of the stored result that fit and still stand."""
        rows = ResultRow.objects.filter(run_id=self.run.id)
        if self.overlaid.dissolved:
            rows = rows.exclude(ordinal__in=self.overlaid.dissolved)
        rows = self._of_status(self._of_kind(rows))
        if self.difference_class:
            rows = rows.filter(
                Exists(_differences().filter(difference_class=self.difference_class))
            )
        if self.search.strip():
            lines = LedgerLine.objects.filter(run_id=self.run.id)
            lines = lines.filter(line_fits(self.search, self.run.currency))
            rows = rows.filter(ordinal__in=lines.values("row_ordinal"))
        if self.line is not None:
            lines = LedgerLine.objects.filter(
                run_id=self.run.id, side=self.line[0], row=self.line[1]
            )
            rows = rows.filter(ordinal__in=lines.values("row_ordinal"))
        return rows

    def _of_kind(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.kind == "waiting":
            undecided = Q(status__in=_UNDECIDED) & ~Q(ordinal__in=list(self.overlaid.marked))
            return rows.filter(undecided | Q(kind__in=_LONE))
        if self.kind == "differences":
            return rows.filter(Exists(_differences()))
        if self.kind in _KINDS:
            return rows.filter(kind=self.kind)
        return rows.none() if self.kind else rows

    def _of_status(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        marked = list(self.overlaid.marked)
        if self.status in ("accepted", "relinked"):
            kind = "accept" if self.status == "accepted" else "relink"
            return rows.filter(
                ordinal__in=[place for place, by in self.overlaid.marked.items() if by.kind == kind]
            )
        if self.status in _STORED_STATUSES:
            return rows.filter(status=self.status).exclude(ordinal__in=marked)
        return rows.none() if self.status else rows

    def hand_rows(self) -> list[HandRow]:
        """Rows made by hand that fit, the newest decision first."""
        rows = [each for each in self.overlaid.rows if self._takes(each)]
        if rows and self.search.strip():
            rows = self._found(rows)
        return sorted(rows, key=lambda each: -each.decision.id)

    def _takes(self, row: HandRow) -> bool:
        if self.line is not None and self.line not in keys_of(row.members):
            return False
        if self.status and row.status != self.status:
            return False
        if self.difference_class and row.difference_class != self.difference_class:
            return False
        if self.kind == "waiting":
            return row.kind in _LONE
        if self.kind == "differences":
            return row.difference_class is not None
        return not self.kind or row.kind == self.kind

    def _found(self, rows: list[HandRow]) -> list[HandRow]:
        found: set[tuple[str, int]] = set()
        for side in ("ours", "theirs"):
            wanted = [row for each in rows for row in getattr(each.members, side)]
            lines = LedgerLine.objects.filter(run_id=self.run.id, side=side, row__in=wanted)
            fitting = lines.filter(line_fits(self.search, self.run.currency))
            found |= {(side, row) for row in fitting.values_list("row", flat=True)}
        return [
            each
            for each in rows
            if any(
                (side, row) in found
                for side in ("ours", "theirs")
                for row in getattr(each.members, side)
            )
        ]


def _differences() -> QuerySet[Any]:
    return ResultDifference.objects.filter(
        run_id=OuterRef("run_id"), row_ordinal=OuterRef("ordinal")
    )


def line_fits(search: str, currency: str) -> Q:
    """Lines that hold every word of the search, each in a text column or as their amount."""
    fits = Q()
    for word in search.split()[:8]:
        one = Q()
        for column in _TEXTS:
            one |= Q(**{f"{column}__icontains": word.replace("\x00", "")})
        minor = _minor_units(word, currency)
        if minor is not None:
            one |= Q(amount__in=(minor, -minor))
        fits &= one
    return fits


def _minor_units(word: str, currency: str) -> int | None:
    """The word as an amount: ``1,234.5`` in CNY is 123450, in either sign; None where it is none."""
    try:
        value = Decimal(word.replace(",", "").replace("，", "")).scaleb(exponent_of(currency))
    except InvalidOperation:
        return None
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > _INT64_MAX:
        return None
    return abs(int(value))
