"""What each rule did in one run: how much it settled, how much it only offered, and the money in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tieout.decisions import Group, Status
from tieout.ledger import Ledger
from tieout.rulebook import STATUSES, rule_of
from tieout.steps.account import Account, Settled
from tieout.steps.exact import TIERS


@dataclass(frozen=True, slots=True)
class Tally:
    """Groups or receipts, and what they come to in minor units."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True)
class RuleOutcome:
    """The tallies of one rule in one currency.

    The amount of a group is what the lines of our side come to without their signs (of theirs, where
    none of ours is in it); that of a receipt is what it pays.
    """

    rule: str
    currency: str
    auto: Tally
    suggested: Tally
    ambiguous: Tally


class Outcomes:
    """Adds up what is reported to it, group by group or in sums."""

    def __init__(self) -> None:
        # By rule and currency, then by status: how many, and what they come to.
        self._found: dict[tuple[str, str], dict[str, list[int]]] = {}

    def add(self, rule: str, status: Status, currency: str, *, amount: int, count: int = 1) -> None:
        tally = self._found.setdefault((rule, currency), {}).setdefault(status, [0, 0])
        tally[0] += count
        tally[1] += amount

    def add_account(self, account: Account) -> None:
        """All that was settled in an account; Σ|ours| of 600.00 and 400.00 against 1,000.00 is 1,000.00."""
        for settled in account.settled:
            self.add(settled.rule, settled.status, account.currency, amount=worth_of(settled))
        for rule, at in _TIERS_OF.items():
            own = account.plain.of(at)
            if len(own.ours):
                amount = sum(np.abs(account.ours.amounts[own.ours]).tolist())
                self.add(rule, "auto", account.currency, amount=amount, count=len(own.ours))

    def add_all(self, outcomes: Iterable[RuleOutcome]) -> None:
        """What was told of another part of the same run."""
        for one in outcomes:
            for status, tally in tallies_of(one).items():
                if tally.count:
                    self.add(one.rule, status, one.currency, amount=tally.amount, count=tally.count)

    def told(self) -> tuple[RuleOutcome, ...]:
        """One outcome for each rule and currency that occurred, in the order in which rules are tried."""
        return tuple(
            RuleOutcome(
                rule,
                currency,
                *(Tally(*self._found[rule, currency].get(s, (0, 0))) for s in STATUSES),
            )
            for rule, currency in sorted(self._found, key=_order)
        )


def outcomes_of(groups: Iterable[Group], ours: Ledger, theirs: Ledger) -> tuple[RuleOutcome, ...]:
    """The same of groups that are told by rows, such as a stored result's."""
    mine, yours = _sizes_by_row(ours), _sizes_by_row(theirs)
    outcomes = Outcomes()
    for group in groups:
        sizes, rows = (
            (mine, group.members.ours) if group.members.ours else (yours, group.members.theirs)
        )
        amount = sum(sizes[row] for row in rows)
        outcomes.add(group.rule, group.status, ours.reading.currency, amount=amount)
    return outcomes.told()


def _sizes_by_row(ledger: Ledger) -> dict[int, int]:
    rows, amounts = ledger.lines.column("row"), ledger.lines.column("amount")
    return dict(zip(rows.to_pylist(), map(abs, amounts.to_pylist()), strict=True))


def tallies_of(outcome: RuleOutcome) -> Mapping[Status, Tally]:
    return {
        "auto": outcome.auto,
        "suggested": outcome.suggested,
        "ambiguous": outcome.ambiguous,
    }


def worth_of(settled: Settled) -> int:
    """Minor units that the lines of our side come to without their signs; of theirs where we have none."""
    return sum(abs(line.amount) for line in settled.ours or settled.theirs)


_TIERS_OF = {
    rule: [at for at, tier in enumerate(TIERS) if tier.rule == rule]
    for rule in dict.fromkeys(tier.rule for tier in TIERS)
}


def _order(key: tuple[str, str]) -> tuple[int, str, str]:
    """Rules that this release does not know, in a stored result, come last."""
    rule = rule_of(key[0])
    return rule.stage if rule else 1 << 30, *key
