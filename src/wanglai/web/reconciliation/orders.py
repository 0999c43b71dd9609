"""Orders of the lists: what a heading sorts by, which way it sorts now, where its link leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Order:
    """A heading that sorts, as it stands on this page."""

    words: Any
    is_figure: bool
    is_in_force: bool
    falls: bool  # from the largest down
    value: str  # in the address while it is in force
    following: str  # in the address after one more click

    @property
    def aria_sort(self) -> str:
        """``ascending`` or ``descending`` on the column in force, '' on the others."""
        if not self.is_in_force:
            return ""
        return "descending" if self.falls else "ascending"


@dataclass(frozen=True)
class Column:
    name: str
    words: Any
    falls_first: bool = False  # the first click shows the largest first
    is_figure: bool = False


@dataclass(frozen=True)
class Orders:
    """What a list can be sorted by; ``first`` is how it stands when nobody has said."""

    columns: tuple[Column, ...]
    first: str

    def choices(self) -> list[tuple[str, str]]:
        """Every value that may stand in the address."""
        names = [column.name for column in self.columns if column.name]
        return [(value, value) for name in names for value in (name, f"-{name}")]

    def offered(self, order: str) -> tuple[Order, ...]:
        """The headings while the list stands in ``order`` ('' is the first order)."""
        now = order or self.first
        return tuple(self._heading(column, now) for column in self.columns)

    def _heading(self, column: Column, now: str) -> Order:
        is_in_force = column.name == now.removeprefix("-")
        falls = now.startswith("-") if is_in_force else column.falls_first
        following = not falls if is_in_force and column.name else column.falls_first
        return Order(
            words=column.words,
            is_figure=column.is_figure,
            is_in_force=is_in_force,
            falls=falls,
            value=self._in_address(column.name, falls=falls),
            following=self._in_address(column.name, falls=following),
        )

    def _in_address(self, name: str, *, falls: bool) -> str:
        value = f"-{name}" if falls else name
        return "" if value == self.first else value


LIST_ORDERS = Orders(
    columns=(
        Column("number", _("No."), falls_first=True, is_figure=True),
        Column("customer", _("Customer")),
        Column("state", _("State")),
        Column("gap", _("Gap"), falls_first=True, is_figure=True),
        Column("unexplained", _("Unexplained"), falls_first=True, is_figure=True),
        Column("agreed", _("Agreed"), falls_first=True, is_figure=True),
        Column("open", _("To be decided"), falls_first=True, is_figure=True),
    ),
    first="-number",
)
ROW_ORDERS = Orders(
    columns=(
        Column("", _("To be decided first")),
        Column("amount", _("Amount"), falls_first=True),
        Column("difference", _("Difference"), falls_first=True),
        Column("date", _("Date")),
        Column("document", _("Document number")),
    ),
    first="",
)
