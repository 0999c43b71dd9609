"""对账单: what a customer's account says of a period, carried on from the statement before, line by line, to the minor unit.

The opening is the closing the customer was last sent, whatever has been booked since: what was back-dated into a period already
sent stands in a block of its own, "changes to earlier periods". So opening + changes + movements = closing, and the closing is
what the open items come to. Two clocks (docs/glossary.md): a statement says what was known at one act of the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from wanglai.domain.ageing import Columns, Scheme, days_of

Kind = Literal["forward", "open_items", "activity"]
KINDS: tuple[Kind, ...] = ("forward", "open_items", "activity")
CHAINED: tuple[Kind, ...] = ("forward", "open_items")  # one goes on where the other ended
STRIP = Scheme((30, 60, 90, 180, 365))
LAYOUT = 1  # of the body below: a reader of a body of next year knows what to expect


@dataclass(frozen=True)
class Movement:
    """One entry on the customer's account. ``amount`` in minor units: above zero the customer owes more."""

    on: date
    kind: str
    document: str
    reference: str  # the customer's own number of the order
    text: str
    amount: int
    due_on: date | None
    seq: int


@dataclass(frozen=True)
class OpenLine:
    """An instalment with what is open of it at the end of the period; credits are below zero."""

    on: date
    kind: str
    document: str
    reference: str
    amount: int
    open: int
    due_on: date | None
    is_disputed: bool = False

    def days_late(self, through_on: date) -> int:
        """Due 2026-03-31: on 2026-04-30 it is 30 days late; before the day it is not late."""
        if self.open < 0:
            return 0
        late = days_of(document_on=self.on, due_on=self.due_on, on=through_on, basis="due")
        return max(late, 0)


@dataclass(frozen=True)
class Settlement:
    """So much of one paper was settled by another within the period."""

    on: date
    paid: str  # the document of the debt
    by: str  # that of the receipt, note or prepayment
    by_seq: int
    amount: int


@dataclass(frozen=True)
class Before:
    """The statement this one goes on from: its last day, what it closed with, and the last act it knew."""

    through_on: date
    closing: int
    known_seq: int
    number: str = ""


@dataclass(frozen=True)
class Statement:
    """What one statement says, before it has a number. Figures in minor units of ``currency``."""

    kind: Kind
    currency: str
    from_on: date
    through_on: date
    known_seq: int
    opening: int
    changes: tuple[Movement, ...]
    movements: tuple[Movement, ...]
    items: tuple[OpenLine, ...]
    settlements: tuple[Settlement, ...]
    before: str = ""  # the number of the statement before, empty for the first

    @property
    def changed(self) -> int:
        return sum(each.amount for each in self.changes)

    @property
    def charged(self) -> int:
        """What raised the debt within the period."""
        return sum(each.amount for each in self.movements if each.amount > 0)

    @property
    def credited(self) -> int:
        """What lowered it, as a figure above zero."""
        return -sum(each.amount for each in self.movements if each.amount < 0)

    @property
    def closing(self) -> int:
        """1,000.00 before, 50.00 booked into it later, 300.00 invoiced and 400.00 paid: 950.00."""
        return self.opening + self.changed + self.charged - self.credited

    @property
    def is_still(self) -> bool:
        """Nothing owed, nothing moved: there is nothing to agree upon."""
        figures = (self.opening, self.changes, self.movements, self.items)
        return not any(figures)

    def running(self) -> tuple[int, ...]:
        """The balance after each movement; the last one is the closing."""
        balance, found = self.opening + self.changed, []
        for each in self.movements:
            balance += each.amount
            found.append(balance)
        return tuple(found)

    def strip(self) -> Columns:
        """The open items by age; its total is the closing."""
        places = [0] * len(STRIP.places)
        unapplied = 0
        for each in self.items:
            if each.open < 0:
                unapplied += each.open
            else:
                places[STRIP.bucket_of(each.days_late(self.through_on))] += each.open
        return Columns(tuple(places), unapplied)


def compose(
    *, kind: Kind, currency: str, from_on: date, through_on: date, known_seq: int, balance: int,
    before: Before | None, movements: Iterable[Movement], items: Iterable[OpenLine], settlements: Iterable[Settlement] = (),
) -> Statement:  # fmt: skip
    """A statement of the period from everything that was known of it.

    ``movements`` are those of the period and, where there is a statement before, those of earlier days that it did not
    know; ``balance`` is what the account came to at the end of the day before, as known to the statement before, or as
    known now for the first one. With 1,000.00 sent as the closing of March and an invoice of 50.00 dated 28 March but
    booked on 3 April, April opens with 1,000.00 and names the 50.00 as a change.
    """
    assert from_on <= through_on
    opening = before.closing if before is not None else balance
    ordered = sorted(movements, key=lambda each: (each.on, each.seq))
    changes = tuple(each for each in ordered if each.on < from_on)
    moved = tuple(each for each in ordered if each.on >= from_on)
    assert before is not None or not changes, "the first statement has nothing before it to change"
    return Statement(
        kind, currency, from_on, through_on, known_seq, opening, changes, moved,
        tuple(sorted(items, key=lambda each: (each.due_on or each.on, each.on, each.document))),
        tuple(sorted(settlements, key=lambda each: (each.on, each.by_seq, each.paid))),
        before.number if before is not None else "",
    )  # fmt: skip


def gap_of(statement: Statement) -> int:
    """What the open items come to beyond the closing: nothing, or the book is wrong."""
    return sum(each.open for each in statement.items) - statement.closing


def goes_on(before: Before, from_on: date) -> bool:
    """Whether a period begins on the day after the last one ended: no day twice, none left out."""
    return from_on == before.through_on + timedelta(days=1)


def period_of(day: date, months: int) -> tuple[date, date]:
    """The round of 1, 3 or 12 months a day lies in: 2026-05-20 is in April to June by quarters."""
    assert months in (1, 3, 12)
    first_month = (day.month - 1) // months * months + 1
    first = date(day.year, first_month, 1)
    beyond = first_month + months
    after = date(day.year + 1, 1, 1) if beyond > 12 else date(day.year, beyond, 1)
    return first, after - timedelta(days=1)


def last_period(today: date, months: int) -> tuple[date, date]:
    """The last round that is over: on 2026-05-20 it is April, or January to March."""
    first, _ = period_of(today, months)
    return period_of(first - timedelta(days=1), months)


def body_of(statement: Statement, facts: Mapping[str, Any]) -> str:
    """The frozen form: canonical JSON of everything that is printed; its digest is sealed into the chain.

    ``facts`` is what stands around the figures: number, version, names, letterhead, language, head of the chain.
    """
    strip = statement.strip()
    # Lines are flat: what they are made of is written as it stands, without a copy of every value.
    said = {
        "layout": LAYOUT,
        **facts,
        "kind": statement.kind,
        "currency": statement.currency,
        "from": statement.from_on,
        "through": statement.through_on,
        "known_seq": statement.known_seq,
        "before": statement.before,
        "opening": statement.opening,
        "changes": [vars(each) for each in statement.changes],
        "changed": statement.changed,
        "movements": [
            {**vars(each), "balance": balance}
            for each, balance in zip(statement.movements, statement.running(), strict=True)
        ],
        "charged": statement.charged,
        "credited": statement.credited,
        "closing": statement.closing,
        "items": [
            {**vars(each), "days_late": each.days_late(statement.through_on)}
            for each in statement.items
        ],
        "settlements": [vars(each) for each in statement.settlements],
        "strip": {"edges": STRIP.edges, "buckets": strip.buckets, "unapplied": strip.unapplied},
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_day)


def digest_of(body: str) -> bytes:
    """SHA-256 of the frozen form."""
    return hashlib.sha256(body.encode()).digest()


def _day(value: object) -> str:
    assert isinstance(value, date), value
    return value.isoformat()
