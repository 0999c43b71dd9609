"""Figures over time as lines: points and targets placed on a small picture, its table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from wanglai.services.kpi.reconciling import KpiRow, month_end
from wanglai.services.kpi.targets import Target, target_on
from wanglai.services.kpi.words import TARGETS
from wanglai.services.refusals import Wording

WIDTH, HEIGHT, EDGE = 300, 84, 6
MONTHS_MOST = 24
T = TypeVar("T")


@dataclass(frozen=True)
class Point:
    """A month's figure at its place; ``first`` and ``last`` are the month's days, for the rows behind it."""

    x: int
    y: int
    month: str
    value: str
    first: date
    last: date


@dataclass(frozen=True)
class Line:
    """One figure: stretches of points, broken where a month has none, and the target in force in each month."""

    kpi: str
    words: Wording
    stretches: tuple[tuple[Point, ...], ...]
    targets: tuple[tuple[tuple[int, int], ...], ...]
    newest: str

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for stretch in self.stretches for point in stretch)


def lines_of(rows: Sequence[KpiRow], told: tuple[Target, ...]) -> tuple[Line, ...]:
    """A line for each figure with a month to show, over the newest 24 months; percentages from 0 to 100, days from 0 to the most."""
    shown = list(rows)[-MONTHS_MOST:]
    lines = (_line(kpi, shown, told) for kpi in TARGETS)
    return tuple(line for line in lines if line.points)


def _line(kpi: str, rows: Sequence[KpiRow], told: tuple[Target, ...]) -> Line:
    wanted = [target_on(told, kpi, month_end(row.key)) for row in rows]
    aims = [each.tenths if each else None for each in wanted]
    values = [row.tenths_of(kpi) for row in rows]
    top = 1_000 if kpi != "days" else max([10, *(each for each in (*values, *aims) if each is not None)])  # fmt: skip
    places = [_x(number, len(rows)) for number in range(len(rows))]
    points = [
        None if value is None else _point(row, x, _y(value, top), value)
        for row, x, value in zip(rows, places, values, strict=True)
    ]
    marks = [None if aim is None else (x, _y(aim, top)) for x, aim in zip(places, aims, strict=True)]  # fmt: skip
    newest = next((point.value for point in reversed(points) if point), "")
    return Line(kpi, TARGETS[kpi], _unbroken(points), _unbroken(marks), newest)


def _point(row: KpiRow, x: int, y: int, value: int) -> Point:
    last = month_end(row.key)
    return Point(x, y, row.key, f"{value // 10}.{value % 10}", last.replace(day=1), last)


def _x(number: int, count: int) -> int:
    return WIDTH // 2 if count == 1 else EDGE + number * (WIDTH - 2 * EDGE) // (count - 1)


def _y(value: int, top: int) -> int:
    return HEIGHT - EDGE - min(value, top) * (HEIGHT - 2 * EDGE) // top


def _unbroken(found: Sequence[T | None]) -> tuple[tuple[T, ...], ...]:
    """The stretches between what is missing: of 1, 2, None, 3 there are two."""
    stretches: list[list[T]] = [[]]
    for each in found:
        if each is None:
            stretches.append([])
        else:
            stretches[-1].append(each)
    return tuple(tuple(stretch) for stretch in stretches if stretch)
