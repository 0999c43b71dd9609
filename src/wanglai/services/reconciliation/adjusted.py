"""余额调节表: both balances, what is still to be booked on either side, and the one balance both come to.

| a difference that | is adjusted on | by |
|---|---|---|
| is ours to correct | our side | -amount |
| is theirs to correct | their side | +amount |
| is timing or a dispute, or nobody has decided about, and is a line of theirs alone | our side: they have it, we have not | -amount |
| the same, otherwise | their side: we have it, they have not | +amount |

Amount is ours - theirs. Worked: ours 900.00, theirs 550.00; our invoice of 300.00 is not in theirs (timing, 300.00), their payment of 50.00
is not in ours (timing, 50.00): ours 900.00 - 50.00 = 850.00, theirs 550.00 + 300.00 = 850.00.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wanglai.services.reconciliation.dispositions import Decided
from wanglai.services.reconciliation.open_differences import OpenDifference

QUARTERS = ("ours_more", "ours_less", "theirs_more", "theirs_less")


@dataclass(frozen=True)
class Adjustment:
    """One difference in its quarter; ``amount`` is what is added to that side's balance."""

    difference: OpenDifference
    decided: Decided | None
    quarter: str
    amount: int


@dataclass(frozen=True)
class Adjusted:
    """The whole statement; the two adjusted balances are equal where everything is explained."""

    ours: int
    theirs: int
    rows: tuple[Adjustment, ...]

    def of(self, quarter: str) -> tuple[Adjustment, ...]:
        return tuple(each for each in self.rows if each.quarter == quarter)

    def sum_of(self, quarter: str) -> int:
        return sum(each.amount for each in self.of(quarter))

    @property
    def ours_adjusted(self) -> int:
        return self.ours + self.sum_of("ours_more") + self.sum_of("ours_less")

    @property
    def theirs_adjusted(self) -> int:
        return self.theirs + self.sum_of("theirs_more") + self.sum_of("theirs_less")

    @property
    def undecided(self) -> int:
        return sum(each.decided is None for each in self.rows)


def adjusted(
    ours: int, theirs: int, differences: Iterable[OpenDifference], decided: Mapping[str, Decided]
) -> Adjusted:
    """Every difference that moves a balance in its quarter, in the order they were found."""
    rows = []
    for each in differences:
        if each.amount == 0:
            continue
        word = decided.get(each.name)
        on_ours = _is_on_ours(each, word)
        amount = -each.amount if on_ours else each.amount
        side = "ours" if on_ours else "theirs"
        rows.append(Adjustment(each, word, f"{side}_{'more' if amount > 0 else 'less'}", amount))
    return Adjusted(ours, theirs, tuple(rows))


def _is_on_ours(each: OpenDifference, word: Decided | None) -> bool:
    if word is not None and word.kind in ("ours", "theirs"):
        return word.kind == "ours"
    return bool(each.members.theirs) and not each.members.ours
