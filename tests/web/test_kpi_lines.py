"""Figures over time: where points and targets stand on the picture, and what breaks a line."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tieout.refusal import Wording
from wanglai.services.kpi.reconciling import KpiRow, Rate
from wanglai.services.kpi.targets import Target
from wanglai.services.kpi.words import TARGETS
from wanglai.web.kpi.lines import EDGE, HEIGHT, MONTHS_MOST, WIDTH, Line, lines_of

NONE = Rate(0, 0)
TOP, FOOT = EDGE, HEIGHT - EDGE


def month(key: str, accuracy: Rate = NONE, days: int | None = None) -> KpiRow:
    return KpiRow(key, Wording(key, key), 1, NONE, NONE, days, accuracy, 0, NONE)


def aim(kpi: str, from_on: str, tenths: int) -> Target:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Target(kpi, TARGETS[kpi], date.fromisoformat(from_on), tenths, "x", at)


def line(rows: list[KpiRow], *told: Target, kpi: str = "accuracy") -> Line:
    return next(each for each in lines_of(rows, told) if each.kpi == kpi)


def test_a_line_goes_from_the_left_edge_to_the_right_and_from_nought_to_a_hundred() -> None:
    found = line([month("2026-01", Rate(0, 4)), month("2026-02", Rate(2, 4)), month("2026-03", Rate(4, 4))])  # fmt: skip
    assert [(point.x, point.y) for point in found.points] == [
        (EDGE, FOOT), (WIDTH // 2, HEIGHT // 2), (WIDTH - EDGE, TOP),
    ]  # fmt: skip
    assert [point.value for point in found.points] == ["0.0", "50.0", "100.0"]
    assert (found.newest, found.points[1].first, found.points[1].last) == ("100.0", date(2026, 2, 1), date(2026, 2, 28))  # fmt: skip


def test_a_month_without_a_figure_breaks_the_line_and_a_figure_of_nothing_has_none() -> None:
    rows = [month("2026-01", Rate(1, 2)), month("2026-02"), month("2026-03", Rate(1, 2))]
    assert [len(stretch) for stretch in line(rows).stretches] == [1, 1]
    assert [each.kpi for each in lines_of(rows, ())] == ["accuracy"]
    assert lines_of([], ()) == ()


def test_a_target_is_drawn_from_its_month_on() -> None:
    rows = [month(f"2026-0{number}", Rate(1, 2)) for number in (1, 2, 3)]
    found = line(rows, aim("accuracy", "2026-02-15", 1_000))
    assert found.targets == (((WIDTH // 2, TOP), (WIDTH - EDGE, TOP)),)


def test_days_are_drawn_up_to_the_most() -> None:
    found = line([month("2026-01", days=40), month("2026-02", days=20)], aim("days", "2026-01-01", 10), kpi="days")  # fmt: skip
    assert [point.y for point in found.points] == [TOP, HEIGHT // 2]
    assert found.targets[0][0][1] == FOOT - (HEIGHT - 2 * EDGE) // 4
    assert found.points[0].value == "4.0"


def test_the_newest_two_years_are_shown() -> None:
    rows = [month(f"{2024 + number // 12}-{number % 12 + 1:02}", Rate(1, 1)) for number in range(30)]  # fmt: skip
    found = line(rows)
    assert len(found.points) == MONTHS_MOST
    assert found.points[0].month == "2024-07"
