"""A bank's statement as it stands in its file. None and empty mean that the file does not say, or not readably; see the problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wanglai.formats.problem import Problem

Kind = Literal[
    "statement", "report", "notice"
]  # what closes a day, what tells of it so far, what tells of payments alone


@dataclass(frozen=True, slots=True)
class Balance:
    """What was on the account, in minor units; below zero when overdrawn."""

    on: date | None
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment inside a batch that the bank booked as one sum; of its own currency, and signed as the batch is."""

    amount: int | None
    currency: str
    other_name: str
    other_account: str
    reference: str  # the payer's own: end-to-end, or the structured reference of the creditor
    text: str
    charges: int | None = None  # as of an entry
    instructed_amount: int | None = None
    instructed_currency: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement, in minor units of the account's currency: money in is above zero. A reversal has the sign it is booked with."""

    place: str  # where it stands in the file
    amount: int | None
    currency: str
    booked_on: date | None
    value_on: date | None
    is_booked: bool  # what is only announced changes no balance
    is_reversal: bool
    other_name: str
    other_account: str
    reference: str
    bank_reference: str
    code: str  # what kind of transaction, in the bank's own code
    text: str
    count: int = 1  # payments it is the sum of, as the file says
    payments: tuple[Payment, ...] = ()
    charges: int | None = (
        None  # what the bank kept or took for it, in minor units of the entry's currency; above zero
    )
    instructed_amount: int | None = (
        None  # what was sent, without a sign, where it was sent in another currency
    )
    instructed_currency: str = ""
    rate: str = (
        ""  # of exchange, as the file writes it; which way it is meant differs between banks
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """One account over one stretch of time."""

    place: str
    kind: Kind
    account: str
    currency: str
    number: str  # with its page where the file has pages
    opening: Balance | None
    closing: Balance | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one file. Without statements where it was refused whole; then the one problem says why."""

    file: str
    form: str  # "camt.053.001.08", "mt940", "bai2", "icbc", or "" where that was not found out
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
