"""Two ledgers reconciled: the lines matched, the openings compared, the gap proved closed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tieout.decisions import Difference, Members, Pin, Reconciliation
from tieout.learned import Learned
from tieout.ledger import Ledger, Reading
from tieout.local import match
from tieout.refusal import Refusal, Wording
from tieout.rules import ENGINE_VERSION, Rules
from tieout.sentences import CROSSED, OPENING, Figures, filled

_START_DAYS = 15  # a line this near the start may have been booked before it by the other side
_SUBSET_MAX = 14


def reconcile(
    ours: Ledger,
    theirs: Ledger,
    rules: Rules | None = None,
    pins: Sequence[Pin] = (),
    learned: Learned | None = None,
) -> Reconciliation:
    """Match two ledgers of one customer and explain the gap between their balances to the last cent.

    Worked: ours closes at 1,300.00, theirs at 1,000.00; one invoice of 300.00 stands only in ours:
    gap 300.00, explained 300.00 (missing_theirs), unexplained 0.00.
    """
    if ours.reading.currency != theirs.reading.currency:
        raise _two_currencies(ours.reading, theirs.reading)
    decisions = match(ours.lines, theirs.lines, rules, pins, learned)
    differences = with_openings(ours, theirs, decisions.differences)
    result = Reconciliation(
        ours=ours.reading,
        theirs=theirs.reading,
        currency=ours.reading.currency,
        groups=decisions.groups,
        differences=differences,
        ruleset=decisions.ruleset,
        engine_version=ENGINE_VERSION,
        outcomes=decisions.outcomes,
        learned=learned.named() if learned else None,
    )
    assert result.unexplained == _stated_imbalance(ours.reading) - _stated_imbalance(
        theirs.reading
    ), "the differences do not close the gap"
    return result


def _stated_imbalance(reading: Reading) -> int:
    """What a file's own closing balance leaves unproved: nonzero only where the user accepted it so."""
    return reading.balance - (reading.opening or 0) - reading.total


def with_openings(
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
        *(_as_timing(each, figures) if each in crossed else each for each in differences),
    )


def _opening_rows(ours: Reading, theirs: Reading) -> Members:
    mine = (ours.opening_row,) if ours.opening_row is not None else ()
    yours = (theirs.opening_row,) if theirs.opening_row is not None else ()
    return Members(mine, yours)


def _crossing(
    ours: Ledger, theirs: Ledger, differences: tuple[Difference, ...], amount: int
) -> tuple[Difference, ...]:
    """The lone lines near the start whose sum is the opening gap, if there is one such set.

    First the simple story: all lone lines of one side up to some day. Then any set, if it is the only one.
    """
    days = _Days(ours, theirs)
    early = sorted(
        (each for each in differences if days.is_near_start(each)),
        key=lambda each: (days.of(each), each.members),
    )
    for side in ("ours", "theirs"):
        story = _first_that_add_up([each for each in early if getattr(each.members, side)], amount)
        if story:
            return story
    if len(early) > _SUBSET_MAX:
        return ()
    found = [
        subset
        for size in range(1, len(early) + 1)
        for subset in combinations(early, size)
        if sum(each.amount for each in subset) == amount
    ]
    return found[0] if len(found) == 1 else ()


def _first_that_add_up(early: list[Difference], amount: int) -> tuple[Difference, ...]:
    total = 0
    for count, each in enumerate(early, start=1):
        total += each.amount
        if total == amount:
            return tuple(early[:count])
    return ()


class _Days:
    """The booking day of every difference, and which of them lie near the start of the period."""

    def __init__(self, ours: Ledger, theirs: Ledger) -> None:
        self._ours, self._theirs = _days_by_row(ours), _days_by_row(theirs)
        starts = [min(days.values()) for days in (self._ours, self._theirs) if days]
        self._last = max(starts, default=0) + _START_DAYS

    def of(self, difference: Difference) -> int:
        mine = [self._ours[row] for row in difference.members.ours if row in self._ours]
        yours = [self._theirs[row] for row in difference.members.theirs if row in self._theirs]
        return max(mine + yours, default=1 << 30)

    def is_near_start(self, difference: Difference) -> bool:
        lone = difference.kind in ("missing_ours", "missing_theirs", "unknown", "timing")
        single = len(difference.members.ours) + len(difference.members.theirs) == 1
        return lone and single and self.of(difference) <= self._last


def _days_by_row(ledger: Ledger) -> dict[int, int]:
    rows, days = ledger.lines.column("row"), ledger.lines.column("date").cast("int32")
    pairs = zip(rows.to_pylist(), days.to_pylist(), strict=True)
    return {row: day for row, day in pairs if day is not None}


def _as_timing(difference: Difference, figures: Figures) -> Difference:
    size = figures.money(difference.amount if difference.members.ours else -difference.amount)
    return difference._replace(kind="timing", sentence=filled(CROSSED, size=size))


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
