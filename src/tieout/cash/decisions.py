"""What cash application decides, in minor units and rows of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tieout.outcomes import RuleOutcome
from tieout.refusal import Wording

Status = Literal["auto", "suggested", "ambiguous"]
Parts = tuple[tuple[int, int], ...]  # row of an item, minor units


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one receipt pays; only ``auto`` moves money, the others wait for a person."""

    receipt: int
    parts: Parts
    status: Status
    rule: str
    sentence: Wording
    evidence: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[Parts, ...] = ()


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Money of a receipt that stays on account, and why."""

    receipt: int
    amount: int
    reason: str
    sentence: Wording


@dataclass(frozen=True, slots=True)
class PayerFound:
    receipt: int
    party: str | None
    by: str
    sentence: Wording


@dataclass(frozen=True, slots=True)
class Deduction:
    """What the payer kept of an item; it stays open until somebody accepts it."""

    receipt: int
    item: int
    amount: int
    reason: str


@dataclass(frozen=True)
class CashDecisions:
    """Every receipt is its automatic allocations plus what is unapplied, to the minor unit."""

    allocations: tuple[Allocation, ...]
    unapplied: tuple[Unapplied, ...]
    payers: tuple[PayerFound, ...]
    deductions: tuple[Deduction, ...]
    currency_of: Mapping[int, str] = field(repr=False)  # row of a receipt -> currency
    items_before: Mapping[str, int] = field(default_factory=dict)
    items_after: Mapping[str, int] = field(default_factory=dict)
    received: Mapping[str, int] = field(default_factory=dict)
    ruleset: str = ""
    outcomes: tuple[RuleOutcome, ...] = ()  # of each rule that did anything
    learned: Mapping[str, Any] | None = None  # format, hash and day of the learned table, if any
