"""What every kind of row has in common, so that rows of several kinds live on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class NotHereError(Exception):
    """A row needs what is not on this machine; among all rows it is left as it stands on the page."""


class Result(Protocol):
    """A row that was measured: its section on the page, and its last line for scripts."""

    def section(self) -> str: ...

    def line(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """Rows measured alike: a title, how they are measured in words, and each row by its name."""

    title: str
    about: Callable[[], str]  # called once the rows were measured
    rows: Mapping[str, Callable[[], Result]]


def section_of(name: str, about: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A heading, what was measured in words, and a table."""
    first, *others = (f"| {' | '.join(cells)} |" for cells in (head, *rows))
    table = "\n".join((first, "|" + "---|" * len(head), *others))
    return f"### {name}\n\n{about}\n\n{table}\n"
