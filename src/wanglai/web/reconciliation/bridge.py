"""The bridge from our balance to theirs, as steps a chart and a table can show alike."""

from __future__ import annotations

from dataclasses import dataclass

from wanglai.services.money import exponent_of
from wanglai.services.reconciliation.rows import Amount, ReconciliationPage
from wanglai.services.refusals import Wording


@dataclass(frozen=True)
class Step:
    """One bar: it starts where the one before it ended. Ours 100.00, timing 20.00, theirs 80.00."""

    key: str  # ours, theirs, unexplained, or a class of difference
    label: Wording
    amount: Amount  # contribution to ours - theirs; the balance itself for the two ends
    start: int  # minor units
    end: int
    rows: int | None


@dataclass(frozen=True)
class Bridge:
    steps: tuple[Step, ...]
    currency: str
    exponent: int  # decimal places, so that the chart can scale without knowing currencies

    @property
    def classes(self) -> tuple[Step, ...]:
        """The steps between the two ends."""
        return self.steps[1:-1]


OURS = Wording("我方余额", "Our balance")
THEIRS = Wording("对方余额", "Their balance")
UNEXPLAINED = Wording("未解释", "Unexplained")


def bridge_steps(page: ReconciliationPage) -> Bridge | None:
    """Our balance, minus each class of difference, minus what nothing explains, is their balance.

    Ours 182,406.50; timing 12,000.00 and missing at ours 3,406.50; theirs 167,000.00.
    """
    if page.totals is None:
        return None
    totals = page.totals
    currency = totals.ours.currency
    level = totals.ours.minor
    steps = [Step("ours", OURS, totals.ours, 0, level, None)]
    for part in sorted(page.bridge, key=lambda one: -abs(one.amount.minor)):
        steps.append(
            Step(
                part.difference_class,
                part.label,
                part.amount,
                level,
                level - part.amount.minor,
                part.rows,
            )
        )
        level -= part.amount.minor
    if totals.unexplained.minor:
        rest = totals.unexplained
        steps.append(Step("unexplained", UNEXPLAINED, rest, level, level - rest.minor, None))
        level -= rest.minor
    assert level == totals.theirs.minor, f"bridge ends at {level}, theirs is {totals.theirs.minor}"
    steps.append(Step("theirs", THEIRS, totals.theirs, 0, level, None))
    return Bridge(tuple(steps), currency, exponent_of(currency))
