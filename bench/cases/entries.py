"""The events of a case before any file is written: lines of both sides and what they mean together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(eq=False)
class Entry:
    """One line of one side's ledger, in our sign and minor units, without any layout."""

    side: str  # "ours" | "theirs"
    booked_on: date
    issued_on: date
    kind: str  # invoice | credit | receipt | reversal | fee | discount
    amount: int
    event: int
    shared: str | None = None  # the number both sides may know, as its issuer writes it
    order: str | None = None
    quoted: tuple[str, ...] = ()  # numbers of other documents named in the text
    own: str | None = None  # this side's own number for a receipt
    note: str = (
        ""  # wording key: partial, fee, discount, foreign, wrong_party, reversal, net, tax …
    )
    note_value: str = ""
    party: str | None = None  # another party's name, when the line was booked to the wrong account
    twin: int | None = None  # lines with one twin number cannot be told apart
    voucher: str = ""
    printed: frozenset[str] = frozenset()  # shared numbers that can really be read in the file
    damaged: bool = False  # the shared number stands there with a typing or scanning error
    row: int = 0  # 1-based row of the sheet, after writing
    label: int = 0  # content class: equal labels are economically the same line, after writing


@dataclass(eq=False)
class EntryGroup:
    """Lines of both sides that are one business fact; ``difference`` is ours minus theirs."""

    event: int
    ours: list[Entry]
    theirs: list[Entry]
    recoverable: bool = True
    tie: str = ""  # key | order | quoted | amount | none, after writing

    @property
    def difference(self) -> int:
        return sum(e.amount for e in self.ours) - sum(e.amount for e in self.theirs)


@dataclass(eq=False)
class EntryDifference:
    """Part of the gap and its class; ``accept`` lists the classes the evidence cannot tell apart."""

    kind: str
    event: int
    ours: list[Entry]
    theirs: list[Entry]
    accept: tuple[str, ...] = ()
    recoverable: bool = True
    amount_without_lines: int = 0  # only for the difference of the two openings

    @property
    def amount(self) -> int:
        lines = sum(e.amount for e in self.ours) - sum(e.amount for e in self.theirs)
        return lines + self.amount_without_lines


@dataclass(eq=False)
class Story:
    """Everything that happened between the two parties in the period."""

    currency: str
    first: date
    last: date
    our_name: str
    their_name: str
    opening_ours: int = 0
    opening_theirs: int = 0
    entries: dict[Entry, None] = field(default_factory=dict)  # in the order they were told
    groups: list[EntryGroup] = field(default_factory=list)
    differences: list[EntryDifference] = field(default_factory=list)
    reversals: set[int] = field(default_factory=set)  # events whose lines may be netted in any way

    def take_back(self, entry: Entry) -> None:
        """The line is in no file: its side never wrote it, or only after the period."""
        self.entries.pop(entry, None)

    def side(self, side: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.side == side]
