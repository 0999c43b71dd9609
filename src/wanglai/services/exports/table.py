"""A list as a table to take away: told once per list, written as Excel or CSV by the same hands.

Cells carry their own kind: money with its currency, days, moments, counts, text, and words in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.money import Amount
from wanglai.store.models import Company

Cell = str | int | date | datetime | Amount | Wording | None
Row = Sequence[Cell]
TOTAL = Wording("合计", "Total")
CURRENCY = Wording("币种", "Currency")


@dataclass(frozen=True)
class Column:
    """A heading and how wide the column is, in characters."""

    words: Wording
    width: int = 15


@dataclass(frozen=True)
class Table:
    """One list: what it is of, its rows as they come, and its totals.

    ``rows`` are read once. ``proof`` stands below the totals in a workbook and is left out of CSV, whose lines are
    all of one kind.
    """

    title: Wording
    name: Wording  # of the file, without its ending
    facts: tuple[str | Wording, ...]
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    totals: tuple[Row, ...] = ()
    proof: tuple[Row, ...] = ()


def columns(*told: tuple[str, str, int]) -> tuple[Column, ...]:
    """Columns from (Chinese, English, width)."""
    return tuple(Column(Wording(zh, en), width) for zh, en, width in told)


class Stretch(Protocol):
    """A page of a list, and where the next begins; None at the end."""

    @property
    def next_after(self) -> Any: ...


StretchT = TypeVar("StretchT", bound=Stretch)


def pages(first: StretchT, part: Callable[[Any], StretchT]) -> Iterator[StretchT]:
    """Every page of a list, each asked for as the one before is written."""
    page = first
    while True:
        yield page
        if page.next_after is None:
            return
        page = part(page.next_after)


def named(title: Wording, *parts: object) -> Wording:
    """A file's name from its title and what it is of."""
    rest = "".join(f" {part}" for part in parts)
    return Wording(title.zh + rest, title.en + rest)


def company_called(company_id: int) -> str:
    return Company.objects.values_list("name", flat=True).get(id=company_id)


def own_currency(company_id: int) -> str:
    return Company.objects.values_list("base_currency", flat=True).get(id=company_id)


def as_known(known_at: datetime | None) -> tuple[Wording, ...]:
    """The line that says as known when; none where that is now."""
    if known_at is None:
        return ()
    moment = timezone.localtime(known_at)
    return (Wording(f"截至 {moment:%Y-%m-%d %H:%M} 所知", f"As known at {moment:%Y-%m-%d %H:%M}"),)
