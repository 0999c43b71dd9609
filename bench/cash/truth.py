"""What really happened: each receipt's allocations, what stayed unapplied and why, and the evidence.

Amounts are integer minor units. Rows are the rows of the written files as a spreadsheet shows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(eq=False)
class Party:
    """A customer, or a company that only pays for others (``is_payer_only``)."""

    code: str
    name: str
    english: bool
    granularity: str
    habit: str  # the kind of receipt it favours
    weekday: int  # of its payment run
    account: str
    account_known: bool
    parent: Party | None = None
    pays_for: list[Party] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    is_payer_only: bool = False
    is_listed: bool = True  # in the master handed to the engine


@dataclass(eq=False)
class Item:
    """An open item; ``left`` is what is still open while the story is told."""

    party: Party
    number: str
    issued_on: date
    due_on: date
    amount: int  # open at the start; a credit note is negative
    order: str
    text: str
    left: int = 0
    is_frozen: bool = False  # short paid and disputed, or half paid: nobody pays it by accident
    row: int = 0


@dataclass(frozen=True)
class Deduction:
    item: Item
    amount: int
    reason: str  # discount, fee, or a reason of the customer


@dataclass(eq=False)
class Receipt:
    """A bank line. Allocations and ``unapplied`` add up to its amount."""

    event: str
    payer: Party
    party: Party  # whose items it settles
    received_on: date
    amount: int
    allocations: list[tuple[Item, int]]
    unapplied: int = 0
    reason: str = ""  # why something stayed unapplied
    deductions: list[Deduction] = field(default_factory=list)
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    reference: str = ""
    has_advice: bool = False
    tie: str = ""  # the evidence that decides, in a word
    is_recoverable: bool = True
    is_loose: bool = False  # which item carries the deduction is not told by anything
    row: int = 0
