"""Scores allocations against the truth: the receipt's whole allocation set, money, and abstention.

Receipts whose truth no evidence tells are scored apart: guessing them right earns nothing, guessing
them wrong is wrong like any other. Equal items of one customer with equal dates count by class.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, lgamma, log
from random import Random
from typing import Any

Record = Mapping[str, Any]
Parts = Sequence[tuple[int, int]]  # (item row, amount in minor units)


@dataclass(frozen=True)
class Said:
    """What an engine says of one receipt."""

    receipt: int
    parts: tuple[tuple[int, int], ...]
    status: str = "auto"
    alternatives: tuple[tuple[tuple[int, int], ...], ...] = ()
    unapplied: int | None = None  # None: the engine does not state it


@dataclass
class CashScore:
    """Counts; the figures are made of them, so scores of several cases add up."""

    cases: int = 0
    receipts: int = 0
    wanted: int = 0  # receipts with allocations the evidence tells
    right: int = 0
    wrong: int = 0
    lucky: int = 0  # right, though nothing told it
    unknowable: int = 0  # receipts whose truth no evidence tells
    parts_said: int = 0
    parts_true: int = 0
    parts_right: int = 0
    money_said: int = 0
    money_right: int = 0
    suggested: int = 0
    ambiguous: int = 0
    ambiguous_with_truth: int = 0
    ambiguous_rightly: int = 0  # and the evidence really does not tell
    closure_error: int = 0  # minor units, over receipts and overdrawn items
    seconds: float = 0.0
    of_party: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    wrong_by: Counter[str] = field(default_factory=Counter)
    missed_by: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.wanted)

    @property
    def f1(self) -> float:
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def money_precision(self) -> float | None:
        return _share(self.money_right, self.money_said)

    @property
    def wrong_per_million(self) -> float | None:
        share = self.money_precision
        return None if share is None else 1e6 * (1 - share)

    @property
    def coverage(self) -> float:
        """Share of all receipts decided automatically, if precision is 99.9 % or better, else 0."""
        precision = self.precision
        good = precision is not None and precision >= 0.999
        return (self.right + self.wrong + self.lucky) / self.receipts if good else 0.0

    @property
    def wrong_upper(self) -> float:
        """The share of wrong decisions is below this with 95 % confidence (Clopper and Pearson)."""
        return upper_bound(self.wrong, self.right + self.wrong)

    def add(self, other: CashScore) -> None:
        for name, value in vars(other).items():
            if isinstance(value, int | float):
                setattr(self, name, getattr(self, name) + value)
        for counter in ("wrong_by", "missed_by"):
            getattr(self, counter).update(getattr(other, counter))
        for party, counts in other.of_party.items():
            mine = self.of_party[party]
            self.of_party[party] = [a + b for a, b in zip(mine, counts, strict=True)]


def score_cash(truth: Record, said: Iterable[Said]) -> CashScore:
    """Scores one case; a receipt the engine does not mention was left alone.

    Example: truth allocates 100.00 of receipt 2 to item 5; an ``auto`` of 100.00 to item 6 is wrong,
    unless 5 and 6 are one customer's items of the same amount and the same two dates.
    """
    scorer = _Scorer(truth)
    for one in said:
        scorer.take(one)
    return scorer.finish()


class _Scorer:
    def __init__(self, truth: Record) -> None:
        self.truth = truth
        self.receipts = {r["row"]: r for r in truth["receipts"]}
        self.items = {i["row"]: i for i in truth["items"]}
        self.score = CashScore(cases=1, receipts=len(self.receipts))
        self.decided: set[int] = set()
        self.used: Counter[int] = Counter()
        for receipt in self.receipts.values():
            self.score.unknowable += not receipt["recoverable"]
            self.score.wanted += _is_wanted(receipt)
            self.score.parts_true += sum(abs(a) for _, a in receipt["allocations"])

    def take(self, said: Said) -> None:
        receipt = self.receipts[said.receipt]
        if said.status == "ambiguous":
            self._ambiguous(said, receipt)
        elif said.status != "auto":
            self.score.suggested += 1
        elif said.parts:
            self._auto(said, receipt)

    def finish(self) -> CashScore:
        for row, used in self.used.items():
            amount = self.items[row]["amount"] if row in self.items else 0
            over = used - amount if amount >= 0 else amount - used
            self.score.closure_error += max(0, over)
        for row, receipt in self.receipts.items():
            self.score.of_party[self._key(receipt)][2] += _is_wanted(receipt)
            if _is_wanted(receipt) and row not in self.decided:
                self.score.missed_by[f"{receipt['event']} by {receipt['tie']}"] += 1
        return self.score

    def _auto(self, said: Said, receipt: Record) -> None:
        score, counts = self.score, self.score.of_party[self._key(receipt)]
        if said.receipt in self.decided:
            score.closure_error += abs(sum(a for _, a in said.parts))  # decided twice
            return
        self.decided.add(said.receipt)
        self._add_up(said, receipt)
        right = self._signature(said.parts) == self._signature(receipt["allocations"])
        if right and not receipt["recoverable"]:
            score.lucky += 1
        elif right:
            score.right += 1
            counts[0] += 1
        else:
            score.wrong += 1
            counts[1] += 1
            score.wrong_by[f"{receipt['event']} by {receipt['tie']}"] += 1
        self._weigh(said, receipt)

    def _add_up(self, said: Said, receipt: Record) -> None:
        applied = sum(amount for _, amount in said.parts)
        if said.unapplied is None:
            gap = max(0, applied - receipt["amount"])
        else:
            gap = abs(receipt["amount"] - applied - said.unapplied)
        self.score.closure_error += gap
        for row, amount in said.parts:
            self.used[row] += amount

    def _weigh(self, said: Said, receipt: Record) -> None:
        score, mine = self.score, self._signature(said.parts)
        true = self._signature(receipt["allocations"])
        both = sum(
            min(abs(a), abs(true[label])) for label, a in mine.items() if a * true[label] > 0
        )
        total = sum(abs(a) for a in mine.values())
        score.parts_said += total
        score.parts_right += both
        score.money_said += total
        score.money_right += total if mine == true else 0

    def _ambiguous(self, said: Said, receipt: Record) -> None:
        self.score.ambiguous += 1
        self.score.ambiguous_rightly += not receipt["recoverable"]
        true = self._signature(receipt["allocations"])
        offered = (said.parts, *said.alternatives)
        self.score.ambiguous_with_truth += any(self._signature(parts) == true for parts in offered)

    def _signature(self, parts: Iterable[Sequence[int]]) -> Counter[object]:
        found: Counter[object] = Counter()
        for row, amount in parts:
            item = self.items.get(row)
            fields = ("party", "amount", "issued_on", "due_on")
            found[tuple(item[f] for f in fields) if item else row] += amount
        return found

    def _key(self, receipt: Record) -> str:
        return f"{self.truth['preset']}/{self.truth['seed']}/{receipt['party']}"


def upper_bound(wrong: int, decided: int, *, confidence: float = 0.95) -> float:
    """One-sided Clopper-Pearson bound by bisection: 0 wrong of 3,000 is below 0.1 %."""
    if decided == 0 or wrong >= decided:
        return 1.0
    low, high = wrong / decided, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        tail = sum(_term(decided, k, middle) for k in range(wrong + 1))
        low, high = (middle, high) if tail > 1 - confidence else (low, middle)
    return high


def _term(decided: int, wrong: int, share: float) -> float:
    """One binomial term through logarithms, for numbers whose factorials have no float."""
    if share >= 1.0:
        return 0.0
    ways = lgamma(decided + 1) - lgamma(wrong + 1) - lgamma(decided - wrong + 1)
    return exp(ways + wrong * log(share) + (decided - wrong) * log(1 - share))


def interval(score: CashScore, *, draws: int = 1000) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of precision and recall, customers drawn with replacement.

    Draws that decide nothing say nothing of the precision. Where nothing was wrong no draw is: then, and wherever it is
    lower, the precision begins where Clopper and Pearson leave it.
    """
    random, parties = Random(20260101), list(score.of_party.values())
    found: dict[str, list[float]] = {"precision": [], "recall": []}
    for _ in range(draws):
        rows = random.choices(parties, k=len(parties))
        right, wrong, wanted = (sum(row[place] for row in rows) for place in range(3))
        if right + wrong:
            found["precision"].append(right / (right + wrong))
        found["recall"].append(right / wanted if wanted else 0.0)
    spans = {name: _middle(values) for name, values in found.items()}
    lowest, highest = spans["precision"]
    return spans | {"precision": (min(lowest, 1 - score.wrong_upper), highest)}


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of what was drawn; everything is possible where nothing was."""
    ordered, cut = sorted(values), len(values) // 40
    return (ordered[cut], ordered[-1 - cut]) if ordered else (0.0, 1.0)


def _is_wanted(receipt: Record) -> bool:
    return bool(receipt["recoverable"] and receipt["allocations"])


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
