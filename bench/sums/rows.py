"""The rows of sums: the bound on chance beside what chance made, and sums found with and without each guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bench.kinds import Kind, section_of
from bench.sums.chance import SETTINGS, Calibration, calibrate
from bench.sums.guards import ACCOUNTS, GUARDS, KINDS, LONE, MANY_LONE, SHARED, Tally, tally


@dataclass(frozen=True)
class ChanceResult:
    measured: tuple[Calibration, ...]

    def section(self) -> str:
        cases = sum(each.cases for each in self.measured)
        about = (
            f"Items are drawn, some are paid, and the search counts every other set that makes the same amount: {len(self.measured)} settings "
            f"of 12 to 200 items, {cases:,} cases. Predicted over counted, the lowest and the highest of the settings; asked is a factor of 1.5 "
            "of the drawn bound, which is the one that decides."
        )
        head = ("amounts", "credits among them", "tolerance", "settings", "drawn bound", "closed form")  # fmt: skip
        return section_of("sums-chance", about, head, map(_chance_cells, _alike(self.measured)))

    def line(self) -> str:
        lowest, highest = _span(each.sampled / each.counted for each in self.measured)
        return (
            f"sums-chance settings={len(self.measured)} lowest={lowest:.2f} highest={highest:.2f}"
        )


@dataclass(frozen=True)
class GuardsResult:
    found: tuple[tuple[str, int, str, Tally], ...]  # amounts, lone lines a side, guard

    def section(self) -> str:
        about = (
            f"`tieout match` over {ACCOUNTS} accounts, a seed each, of {SHARED} invoices that both sides book, about four sums of two to five "
            "lines, and lines that stand on one side alone. Wrong are groups of several lines said to be sure that are no sum of the truth. "
            "The precision is at least what stands beside it, with 95 % confidence (Clopper and Pearson)."
        )
        head = ("amounts", "alone on each side", "rules", "sums", "right", "wrong", "precision", "at least", "recall", "shown with the truth")  # fmt: skip
        return section_of("sums-guards", about, head, (_guard_cells(*each) for each in self.found))

    def line(self) -> str:
        ours = [each for _, _, guard, each in self.found if guard == "as it is"]
        right, wrong = sum(each.right for each in ours), sum(each.wrong for each in ours)
        return f"sums-guards right={right} wrong={wrong} of={sum(each.true for each in ours)}"


def sums_chance() -> ChanceResult:
    """The bound on chance over amounts in cents, whole units and of price lists, with credits and tolerances."""
    return ChanceResult(tuple(calibrate(setting) for setting in SETTINGS))


def sums_guards() -> GuardsResult:
    """Every guard taken away, among few and among many lines that nothing on the other side answers."""
    return GuardsResult(
        tuple(
            (kind, lone, guard, tally(kind, rules, lone))
            for kind in KINDS
            for lone in (LONE, MANY_LONE)
            for guard, rules in GUARDS.items()
        )
    )


def _alike(measured: Iterable[Calibration]) -> Iterator[list[Calibration]]:
    """Settings of one kind of amounts, with or without credits, exact or within a tolerance."""
    ordered = sorted(measured, key=_kind_of)
    return (list(alike) for _, alike in groupby(ordered, _kind_of))


def _kind_of(each: Calibration) -> tuple[str, bool, int]:
    return each.setting.kind, each.setting.credits, each.setting.tolerance


def _chance_cells(alike: list[Calibration]) -> tuple[str, ...]:
    kind, has_credits, tolerance = _kind_of(alike[0])
    drawn = _span(each.sampled / each.counted for each in alike)
    closed = _span(each.normal / each.counted for each in alike)
    spans = (f"{lowest:.2f} to {highest:.2f}" for lowest, highest in (drawn, closed))
    return kind, "yes" if has_credits else "no", f"{tolerance / 100:.2f}", f"{len(alike)}", *spans


def _span(ratios: Iterable[float]) -> tuple[float, float]:
    found = list(ratios)
    return min(found), max(found)


def _guard_cells(kind: str, lone: int, guard: str, found: Tally) -> tuple[str, ...]:
    sure = found.right + found.wrong
    precision = (f"{found.right / sure:.4f}", f"{found.precision_at_least:.3f}") if sure else ("-", "-")  # fmt: skip
    return (
        kind, f"{lone}", guard, f"{found.true}", f"{found.right}", f"{found.wrong}", *precision,
        f"{found.right / found.true:.3f}", f"{found.held} of {found.shown}",
    )  # fmt: skip


def _about() -> str:
    return "One line here that is several there. What the columns and the rules mean stands in [groups](algorithms/groups.md).\n"


ROWS: dict[str, Callable[[], ChanceResult | GuardsResult]] = {
    "sums-chance": sums_chance,
    "sums-guards": sums_guards,
}
SUMS = Kind("Sums of several lines", _about, ROWS)
