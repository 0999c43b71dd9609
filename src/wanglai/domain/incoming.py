"""A document on its way in from somebody's file: what it says, and everything that keeps it from being booked.

Nothing is guessed and nothing is dropped: a document keeps its row, its problems and, where a value could not be read, what stood
there. Amounts are minor units with the sign of the file: below zero a document lowers what the customer owes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from decimal import Decimal

from wanglai.domain.ledger import Instalment
from wanglai.domain.terms import Event

NUMBER_LENGTH_MAX, TEXT_LENGTH_MAX, NAME_LENGTH_MAX = 100, 500, 200
AMOUNT_MAX = 1 << 53


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the way: a code of the catalogue, the field, what stands there, and figures for the sentence."""

    code: str
    field: str = ""
    excerpt: str = ""
    values: Mapping[str, str] = made_by(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document as its file says it; amounts in minor units."""

    row: int
    text: str
    quantity: Decimal | None
    price: Decimal | None
    amount: int
    tax: int | None = None
    said: Mapping[str, str] | None = None  # columns of the kind that have no place above


@dataclass(frozen=True, slots=True)
class Planned:
    """When a document that says no due day falls due, by a version of the contract in force with its customer.

    ``parts`` is empty where the plan of the contract does not fit the document; ``waits_for`` has not taken place, so
    that some part has no day yet.
    """

    contract: str
    version: int
    parts: tuple[Instalment, ...]
    waits_for: tuple[Event, ...] = ()


@dataclass(slots=True)
class Incoming:
    """One document of a file. ``unread`` holds what stood where a value could not be read, by field."""

    row: int  # the first row it stands in, as a spreadsheet program shows it
    number: str = ""
    customer: str = ""
    on: date | None = None
    due: date | None = None
    currency: str = ""
    rate: Decimal | None = None
    gross: int | None = 0
    tax: int = 0
    text: str = ""
    kind_said: str = ""  # what a column calls it
    total_said: int | None = None  # of the whole document, where a column states it
    net_said: int | None = None
    rows: int = 1
    names: tuple[str, ...] = ()  # other names, of a customer
    said: dict[str, str] = made_by(default_factory=dict)  # columns that have no place above
    unread: dict[str, str] = made_by(default_factory=dict)
    lines: list[Line] = made_by(default_factory=list)
    noticed: list[Problem] = made_by(default_factory=list)  # seen while reading
    plan: Planned | None = None  # where it says no due day and a contract does


@dataclass(frozen=True, slots=True)
class Manner:
    """How documents of a kind become postings: which entry above zero, which below (None: none)."""

    above: str
    below: str | None
    has_customer_in_key: (
        bool  # our own numbers are ours alone; others' only together with the customer
    )
    bears_tax: bool
    ahead: str = (
        ""  # what is below zero and was paid ahead, as a column says; empty: like all below zero
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of entry it can make."""
        return tuple(each for each in (self.above, self.below, self.ahead) if each)


@dataclass(frozen=True)
class Known:
    """What the house knows when a file is looked at."""

    base: str
    open_days: tuple[tuple[date, date], ...]
    customers: Mapping[str, int | None]  # by name; None where two customers go by it
    booked: Mapping[tuple[str, str, int | None], int]  # entry kind, number, customer -> gross
    currencies: frozenset[str]
    suspense: int | None = None  # who is booked on where no customer is named
    times: Mapping[tuple[str, str], int] = made_by(
        default_factory=dict
    )  # number, customer -> how often in this file


def entry_kind(document: Incoming, manner: Manner) -> str | None:
    """The kind of entry it would make; None where there is none for its sign or no amount."""
    if not document.gross:
        return None
    if document.gross > 0:
        return manner.above
    return manner.ahead if manner.ahead and is_paid_ahead(document.kind_said) else manner.below


_AHEAD = ("预收", "预付", "定金", "订金", "advance", "prepay", "deposit")


def is_paid_ahead(said: str) -> bool:
    """预收款, Prepayment, deposit: money that came before there was an invoice."""
    return any(word in said.casefold() for word in _AHEAD)


def problems_of(document: Incoming, manner: Manner, known: Known) -> list[Problem]:
    """Everything in the way, in the order of the columns: number, day, customer, currency, amount, then what is booked."""
    return [*document.noticed, *_told(document, manner, known)]


def _told(document: Incoming, manner: Manner, known: Known) -> Iterator[Problem]:
    yield from number_problems(document, known.times.get(key_in_file(document, manner), 1))
    yield from _of_days(document, known)
    yield from _of_customer(document, known)
    yield from _of_currency(document, known)
    yield from _of_amount(document, manner)
    yield from _of_books(document, manner, known)


def number_problems(document: Incoming, times: int) -> Iterator[Problem]:
    """Of a number that stands so often in the file: lost, missing, too long, twice."""
    if "number" in document.unread:
        yield Problem("number.lost", "number", document.unread["number"])
    elif not document.number:
        yield Problem("number.missing", "number")
    elif len(document.number) > NUMBER_LENGTH_MAX:
        yield Problem("number.too_long", "number", document.number[:40])
    elif times > 1:
        yield Problem("document.twice", "number", document.number)


def key_in_file(document: Incoming, manner: Manner) -> tuple[str, str]:
    """What makes a document the same one within a file."""
    return document.number, document.customer if manner.has_customer_in_key else ""


def day_problems(document: Incoming) -> Iterator[Problem]:
    """Of the day: unreadable, missing."""
    if "date" in document.unread:
        yield Problem("date.unreadable", "date", document.unread["date"])
    elif document.on is None:
        yield Problem("date.missing", "date")


def _of_days(document: Incoming, known: Known) -> Iterator[Problem]:
    yield from day_problems(document)
    day = None if "date" in document.unread else document.on
    if day is not None and not any(first <= day <= last for first, last in known.open_days):
        yield Problem("date.outside", "date", day.isoformat())
    if "due" in document.unread:
        yield Problem("due.unreadable", "due", document.unread["due"])
    elif document.due and document.on and document.due < document.on:
        yield Problem("due.early", "due", document.due.isoformat())


def _of_customer(document: Incoming, known: Known) -> Iterator[Problem]:
    name = document.customer
    if not name:
        yield Problem("customer.missing", "customer")
    elif len(name) > NAME_LENGTH_MAX:
        yield Problem("customer.too_long", "customer", name[:40])
    elif name not in known.customers:
        yield Problem("customer.unknown", "customer", name)
    elif known.customers[name] is None:
        yield Problem("customer.ambiguous", "customer", name)


def _of_currency(document: Incoming, known: Known) -> Iterator[Problem]:
    if "currency" in document.unread or document.currency not in known.currencies:
        yield Problem(
            "currency.unknown", "currency", document.unread.get("currency", document.currency)
        )
    elif "rate" in document.unread:
        yield Problem("rate.unreadable", "rate", document.unread["rate"])
    elif document.currency != known.base and document.rate is None:
        yield Problem("rate.missing", "rate", document.currency, {"base": known.base})
    elif document.rate is not None and (
        document.rate <= 0 or (document.currency == known.base and document.rate != 1)
    ):
        yield Problem("rate.wrong", "rate", str(document.rate))


def _of_amount(document: Incoming, manner: Manner) -> Iterator[Problem]:
    if "amount" in document.unread:
        yield Problem("amount.unreadable", "amount", document.unread["amount"])
        return
    if document.gross is None:
        yield Problem("amount.missing", "amount")
        return
    if document.gross == 0:
        yield Problem("amount.zero", "amount")
    elif abs(document.gross) >= AMOUNT_MAX:
        yield Problem("amount.too_large", "amount")
    elif document.gross < 0 and manner.below is None:
        yield Problem("amount.negative", "amount", str(document.gross))
    if "tax" in document.unread:
        yield Problem("tax.unreadable", "tax", document.unread["tax"])
    elif document.tax and not (
        manner.bears_tax
        and document.tax * document.gross > 0
        and abs(document.tax) < abs(document.gross)
    ):
        yield Problem("tax.wrong", "tax", str(document.tax))
    if len(document.text) > TEXT_LENGTH_MAX:
        yield Problem("text.too_long", "text", document.text[:40])
    if document.total_said is not None and document.total_said != document.gross:
        yield Problem("total.differs", "total", values=_both(document.total_said, document.gross))
    if document.net_said is not None and document.net_said + document.tax != document.gross:
        yield Problem(
            "net.differs", "net", values=_both(document.net_said + document.tax, document.gross)
        )


def _both(said: int, found: int) -> dict[str, str]:
    return {"said": str(said), "found": str(found)}


def _of_books(document: Incoming, manner: Manner, known: Known) -> Iterator[Problem]:
    kind = entry_kind(document, manner)
    if kind is None or not document.number:
        return
    customer = None
    if manner.has_customer_in_key:
        name = document.customer
        customer = known.customers.get(name) if name else known.suspense
    if manner.has_customer_in_key and customer is None:
        return
    booked = known.booked.get((kind, document.number, customer))
    if booked is None:
        return
    if booked == abs(document.gross or 0):
        yield Problem("document.booked", "number", document.number)
    else:
        yield Problem(
            "document.differs", "number", document.number, _both(abs(document.gross or 0), booked)
        )
