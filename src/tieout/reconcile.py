"""Two ledgers reconciled: the lines matched, the openings compared, the gap proved closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from tieout.decisions import Difference, Members, Pin, Reconciliation
from tieout.ledger import Ledger, Reading
from tieout.local import match
from tieout.refusal import Refusal, Wording
from tieout.rules import ENGINE_VERSION, Rules
from tieout.sentences import OPENING, Figures, filled

_START_DAYS = 15  # a line this near the start may have been booked before it by the other side
_SUBSET_MAX = 14


def reconcile(
    ours: Ledger, theirs: Ledger, rules: Rules | None = None, pins: Sequence[Pin] = ()
) -> Reconciliation:
    """Match two ledgers of one customer and explain the gap between their balances to the last cent.

    Worked: ours closes at 1,300.00, theirs at 1,000.00; one invoice of 300.00 stands only in ours:
    gap 300.00, explained 300.00 (missing_theirs), unexplained 0.00.
    """
    if ours.reading.currency != theirs.reading.currency:
        raise _two_currencies(ours.reading, theirs.reading)
    decisions = match(ours.lines, theirs.lines, rules, pins)
    differences = _with_openings(ours, theirs, decisions.differences)
    result = Reconciliation(
        ours=ours.reading,
        theirs=theirs.reading,
        currency=ours.reading.currency,
        groups=decisions.groups,
        differences=differences,
        ruleset=decisions.ruleset,
        engine_version=ENGINE_VERSION,
    )
    assert result.unexplained == _stated_imbalance(ours.reading) - _stated_imbalance(
        theirs.reading
    ), "the differences do not close the gap"
    return result


def _stated_imbalance(reading: Reading) -> int:
    """What a file's own closing balance leaves unproved: nonzero only where the user accepted it so."""
    return reading.balance - (reading.opening or 0) - reading.total


def _with_openings(
    ours: Ledger, theirs: Ledger, differences: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    """Add the gap between the opening balances, and tie it to lines that crossed the start."""
    gap = (ours.reading.opening or 0) - (theirs.reading.opening or 0)
    if not gap:
        return differences
    crossed = _crossing(ours, theirs, differences, -gap)
    kind = "timing" if crossed else "unknown"
    figures = Figures(ours.reading.currency)
    opening = Difference(
        kind,
        _opening_rows(ours.reading, theirs.reading),
        gap,
        filled(
            OPENING[kind],
            ours=figures.money(ours.reading.opening or 0),
            theirs=figures.money(theirs.reading.opening or 0),
        ),
    )
    return (
        opening,
        *(_as_timing(each, ours, theirs) if each in crossed else each for each in differences),
    )


def _opening_rows(ours: Reading, theirs: Reading) -> Members:
    mine = (ours.opening_row,) if ours.opening_row is not None else ()
    yours = (theirs.opening_row,) if theirs.opening_row is not None else ()
    return Members(mine, yours)


def _crossing(
    ours: Ledger, theirs: Ledger, differences: tuple[Difference, ...], amount: int
) -> tuple[Difference, ...]:
    """The only set of lone lines near the start whose sum is the opening gap, if there is one."""
    early = [each for each in differences if _is_near_start(each, ours, theirs)]
    if len(early) > _SUBSET_MAX:
        return ()
    found = [
        subset
        for size in range(1, len(early) + 1)
        for subset in combinations(early, size)
        if sum(each.amount for each in subset) == amount
    ]
    return found[0] if len(found) == 1 else ()


def _is_near_start(difference: Difference, ours: Ledger, theirs: Ledger) -> bool:
    if difference.kind not in ("missing_ours", "missing_theirs", "unknown"):
        return False
    days = _days_of(difference, ours, theirs)
    starts = [first for ledger in (ours, theirs) if (first := _first_day(ledger)) is not None]
    return bool(days and starts) and max(days) <= max(starts) + _START_DAYS


def _first_day(ledger: Ledger) -> int | None:
    days = [day for day in ledger.lines.column("date").cast("int32").to_pylist() if day is not None]
    return min(days, default=None)


def _days_of(difference: Difference, ours: Ledger, theirs: Ledger) -> list[int]:
    days: list[int] = []
    for ledger, rows in ((ours, difference.members.ours), (theirs, difference.members.theirs)):
        if rows:
            wanted = set(rows)
            table = ledger.lines
            pairs = zip(
                table.column("row").to_pylist(),
                table.column("date").cast("int32").to_pylist(),
                strict=True,
            )
            days += [day for row, day in pairs if row in wanted and day is not None]
    return days


def _as_timing(difference: Difference, ours: Ledger, theirs: Ledger) -> Difference:
    figures = Figures(ours.reading.currency)
    size = figures.money(difference.amount if difference.members.ours else -difference.amount)
    pattern = CROSSED
    return replace(difference, kind="timing", sentence=filled(pattern, size=size))


CROSSED = Wording(
    "{size} 由另一方在期初之前入账，已含在其期初余额中。",
    "{size} was booked by the other side before the period and is contained in its opening balance.",
)


def _two_currencies(ours: Reading, theirs: Reading) -> Refusal:
    return Refusal(
        "currency.different",
        place=f"{ours.file}, {theirs.file}",
        reason=Wording(
            f"我方账为 {ours.currency}，对方账为 {theirs.currency}，不能相互核对。",
            f"our ledger is in {ours.currency} and theirs in {theirs.currency}; they cannot be compared.",
        ),
        remedy=Wording(
            "请提供同一币种的账，或用 --currency 指明。",
            "Give both in one currency, or name it with --currency.",
        ),
    )
