"""Journal entries: which lines and open items a document makes, and what makes an entry unpostable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from wanglai.domain.money import converted, shares

DEBIT, CREDIT = 1, -1
Fault = Literal["amount", "tax", "rate", "instalments", "due"]


class Rule(NamedTuple):
    """How a kind of document is posted: its control line, and where the other side goes."""

    control: str  # role of the account whose lines are made of open items
    side: int  # DEBIT: the customer owes us; CREDIT: we owe the customer
    net: str  # role of the other account
    tax: str = ""  # role of the account its tax goes to; empty where it bears none


RULES: dict[str, Rule] = {
    "invoice": Rule("receivable", DEBIT, "revenue", "output_tax"),
    "debit_note": Rule("receivable", DEBIT, "revenue", "output_tax"),
    "credit_note": Rule("receivable", CREDIT, "revenue", "output_tax"),
    "receipt": Rule("receivable", CREDIT, "bank"),
    "prepayment": Rule("advance", CREDIT, "bank"),
    "interest": Rule("receivable", DEBIT, "finance"),
    "fee": Rule("receivable", DEBIT, "finance"),
    "refund": Rule("receivable", DEBIT, "bank"),
    "write_off": Rule("receivable", CREDIT, "allowance"),
    "recovery": Rule("receivable", DEBIT, "allowance"),
    "opening": Rule("receivable", DEBIT, "opening"),
    "open_credit": Rule("receivable", CREDIT, "opening"),
    "open_advance": Rule("advance", CREDIT, "opening"),
    "discount": Rule("receivable", CREDIT, "discount"),
    "bank_fee": Rule("receivable", CREDIT, "finance"),
    "tolerance": Rule("receivable", CREDIT, "difference"),
}


@dataclass(frozen=True)
class Instalment:
    """A part of a document with a due day of its own."""

    amount: int
    due_on: date | None = None


@dataclass(frozen=True)
class Document:
    """What is posted: one paper of one customer. Amounts are positive minor units of ``currency``."""

    kind: str
    customer_id: int
    number: str  # as it stands on the paper
    on: date
    gross: int
    tax: int = 0
    currency: str = "CNY"
    rate: Decimal = Decimal(1)  # base units for one unit of currency
    instalments: tuple[Instalment, ...] = ()  # empty: all of it, due on its own day
    text: str = ""
    source_file_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One side of an entry: debit above zero, credit below."""

    account: str  # role
    currency: str
    amount: int  # minor units of currency
    base_amount: int  # minor units of the company's currency
    customer_id: int | None = None


@dataclass(frozen=True)
class Item:
    """An open item of a control line, both amounts positive."""

    line_no: int  # counted from 1
    kind: str
    side: int
    amount: int
    base_amount: int
    due_on: date | None = None


@dataclass(frozen=True)
class Draft:
    """An entry before it is posted."""

    kind: str
    on: date
    document: str
    currency: str
    rate: Decimal | None  # None: as the items it moves were booked
    lines: tuple[Line, ...]
    items: tuple[Item, ...] = ()
    customer_id: int | None = None
    text: str = ""
    reverses_seq: int | None = None
    source_file_id: int | None = None

    def __post_init__(self) -> None:
        assert len(self.lines) >= 2, "an entry has two lines at least"
        assert sum(line.base_amount for line in self.lines) == 0, "an entry balances"
        for currency in {line.currency for line in self.lines}:
            amounts = [line.amount for line in self.lines if line.currency == currency]
            assert sum(amounts) == 0, "an entry balances in every currency"


def first_fault(document: Document, base: str) -> Fault | None:
    """Why a document cannot be posted, the first of: amount, tax, rate, instalments, due."""
    if document.gross <= 0:
        return "amount"
    has_tax = bool(RULES[document.kind].tax)
    if not 0 <= document.tax < document.gross or (document.tax and not has_tax):
        return "tax"
    if document.rate <= 0 or (document.currency == base and document.rate != 1):
        return "rate"
    parts = [each.amount for each in document.instalments]
    if parts and (min(parts) <= 0 or sum(parts) != document.gross):
        return "instalments"
    if any(each.due_on and each.due_on < document.on for each in document.instalments):
        return "due"
    return None


def entry_of(document: Document, base: str) -> Draft:
    """The entry of a document: its control line with one item per instalment, and the other side.

    An invoice of 113.00 with 13.00 tax: receivable 113.00, revenue -100.00, output tax -13.00. Base amounts
    are converted per document, and the net line takes what rounding leaves (100.01 USD with 11.51 tax at
    7.12345: 712.42 = 630.43 + 81.99).
    """
    assert first_fault(document, base) is None, "a document is checked before it becomes an entry"
    rule = RULES[document.kind]
    gross_base = _in_base(document.gross, document, base)
    tax_base = _in_base(document.tax, document, base)
    lines = [
        Line(rule.control, document.currency, rule.side * document.gross, rule.side * gross_base, document.customer_id),
        Line(rule.net, document.currency, -rule.side * (document.gross - document.tax), -rule.side * (gross_base - tax_base)),
    ]  # fmt: skip
    if document.tax:
        lines.append(
            Line(rule.tax, document.currency, -rule.side * document.tax, -rule.side * tax_base)
        )
    return Draft(
        kind=document.kind,
        on=document.on,
        document=document.number,
        currency=document.currency,
        rate=document.rate,
        lines=tuple(lines),
        items=_items_of(document, rule, gross_base),
        customer_id=document.customer_id,
        text=document.text,
        source_file_id=document.source_file_id,
    )


def _in_base(amount: int, document: Document, base: str) -> int:
    return converted(amount, currency=document.currency, base=base, rate=document.rate)


def _items_of(document: Document, rule: Rule, gross_base: int) -> tuple[Item, ...]:
    instalments = document.instalments or (Instalment(document.gross, document.on),)
    bases = shares(gross_base, [each.amount for each in instalments])
    return tuple(
        Item(1, document.kind, rule.side, each.amount, base, each.due_on)
        for each, base in zip(instalments, bases, strict=True)
    )


def reversal_of(draft: Draft, *, seq: int, on: date) -> Draft:
    """The entry that takes back another: every line with the other sign, every item on the other side."""
    return replace(
        draft,
        kind="reversal",
        on=on,
        reverses_seq=seq,
        lines=tuple(
            replace(line, amount=-line.amount, base_amount=-line.base_amount)
            for line in draft.lines
        ),
        items=tuple(replace(item, kind="reversal", side=-item.side) for item in draft.items),
    )
