"""What is answered about one pair of rows; amounts are already words, rows are those of the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from tieout.refusal import Wording

# matched, suggested and ambiguous: in one group of that status; alternative: named as another answer
# of an undecided group; apart: none of these.
Verdict = Literal["matched", "suggested", "ambiguous", "alternative", "apart"]


class RowSeen(NamedTuple):
    """One of the two rows asked about, as it was read."""

    side: str  # ours, theirs, item, receipt
    row: int
    date: str
    number: str
    amount: str
    text: str


class Fact(NamedTuple):
    """One step of the evidence: what either row says and how well it agrees."""

    feature: str
    first: str
    second: str
    level: str


class Uniqueness(NamedTuple):
    """How alone the answer stands."""

    candidates: int  # rows that came into question by their amount, the chosen ones among them
    alternatives: int
    chance: str  # expected number of accidents; empty where the amount alone did not decide


@dataclass(frozen=True)
class Decision:
    """The group in which the rows stand together, or in which one of them was preferred."""

    rule: str
    sentence: Wording
    evidence: tuple[Fact, ...]
    arithmetic: str  # 41,250.00 = 12,000.00 + 29,250.00
    uniqueness: Uniqueness


class Reason(NamedTuple):
    """The first condition of a rule that this pair does not meet."""

    code: str
    sentence: Wording


class Check(NamedTuple):
    """One rule and why it did not bring the pair together."""

    rule: str
    reason: Reason


class Candidate(NamedTuple):
    """A row that was nearer to one of the two, and the rule that rejected it."""

    of: str  # the side of the row asked about
    first: tuple[int, ...]
    second: tuple[int, ...]
    rule: str
    sentence: Wording


@dataclass(frozen=True)
class Answer:
    """All that is known of the pair."""

    rows: tuple[RowSeen, RowSeen]
    verdict: Verdict
    decision: Decision | None
    checks: tuple[Check, ...]
    fates: tuple[Wording, ...]  # what became of each row that is not with the other
    nearest: tuple[Candidate, ...]
