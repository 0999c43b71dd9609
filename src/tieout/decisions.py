"""What a reconciliation decides: groups, differences, and the proof that they close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tieout.ledger import Reading
from tieout.refusal import Wording

if TYPE_CHECKING:
    from tieout.outcomes import RuleOutcome

Status = Literal["auto", "suggested", "ambiguous"]

DIFFERENCE_CLASSES = (
    "missing_theirs",  # we booked it, they did not
    "missing_ours",  # they booked it, we did not
    "timing",
    "amount",
    "tax_rounding",
    "fee",
    "discount",
    "duplicate_ours",
    "duplicate_theirs",
    "wrong_party",
    "sign",
    "transposition",
    "partial",
    "fx",
    "unknown",
)


class Evidence(NamedTuple):
    """One compared fact: what we say, what they say, how well it agrees."""

    feature: str  # document, order, amount, date, text, party, count …
    ours: str
    theirs: str
    level: str  # equal, near, contains, permuted, absent, contradicts …


class Members(NamedTuple):
    """Source rows of each side, ascending."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]


class Group(NamedTuple):
    """Lines of both sides that are the same business fact."""

    match_id: str  # stable hash of members, rule and version
    status: Status
    rule: str
    members: Members
    difference: int  # ours - theirs, minor units, our sign
    sentence: Wording
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Members, ...] = ()
    interchangeable: bool = False  # members agree as a set; no single pair is meant


@dataclass(frozen=True)
class Rejected:
    """The nearest candidate that was not taken, and the rule that rejected it."""

    members: Members
    rule: str
    sentence: Wording


class Difference(NamedTuple):
    """Part of the gap between the two balances, with its cause."""

    kind: str  # one of DIFFERENCE_CLASSES
    members: Members
    amount: int  # contribution to ours - theirs, minor units
    sentence: Wording
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Decisions:
    """The answer of ``match``: every line of both sides stands in exactly one group or difference.

    (A group with a difference also has a row in ``differences`` with the same members.)
    """

    groups: Sequence[Group]
    differences: tuple[Difference, ...]
    ruleset: str  # hash of the rules in force
    outcomes: tuple[RuleOutcome, ...] = ()  # of each rule that did anything


@dataclass(frozen=True)
class Pin:
    """A person's decision, never re-decided: these rows belong together, or must not be."""

    members: Members
    verdict: Literal["accepted", "rejected"]


@dataclass(frozen=True)
class Reconciliation:
    """Two ledgers read, matched and proved: the content of the difference sheet."""

    ours: Reading
    theirs: Reading
    currency: str
    groups: Sequence[Group]
    differences: tuple[Difference, ...]
    ruleset: str
    engine_version: str = field(default="")
    outcomes: tuple[RuleOutcome, ...] = ()
    learned: Mapping[str, Any] | None = None  # format, hash and day of the learned table, if any

    @property
    def gap(self) -> int:
        """Our balance minus theirs."""
        return self.ours.balance - self.theirs.balance

    @property
    def explained(self) -> int:
        return sum(difference.amount for difference in self.differences)

    @property
    def unexplained(self) -> int:
        """Zero, or the proof has failed and every output says so."""
        return self.gap - self.explained
