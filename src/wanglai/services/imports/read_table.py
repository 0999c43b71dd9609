"""The rows of a table as documents: one for each row, or for each number where the rows are lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tieout.reading.numbers import parse_number
from tieout.reading.options import DecimalMark
from tieout.reading.table import Number, currency_of, decimal_of
from wanglai.domain.incoming import AMOUNT_MAX, Incoming, Line, Problem
from wanglai.domain.incoming_billing import REFERENCES
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.mapping import Mapped, require_whole
from wanglai.services.imports.options import ImportOptions
from wanglai.services.money import exponent_of

_LINE_FIELDS = ("line_text", "quantity", "price")
_CREDIT_WORDS = (
    "贷", "红字", "credit", "cn", "c", "cr", "h", "gutschrift", "预收", "预付", "定金", "订金", "收款", "advance", "prepayment",
    "deposit", "receipt", "unapplied",
)  # fmt: skip


@dataclass(frozen=True)
class StatedTotal:
    """A row that states a total of the rows above it, in minor units."""

    row: int
    label: str
    stated: int
    computed: int

    @property
    def agrees(self) -> bool:
        return self.stated == self.computed


@dataclass
class FileRead:
    """Everything a file says. ``totals`` is its money column added up row by row, apart from all grouping."""

    documents: list[Incoming] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    stated: list[StatedTotal] = field(default_factory=list)
    rows: int = 0
    date_form: str = ""
    decimal_mark: str = ""


def read_rows(
    mapped: Mapped, kind: ImportKind, options: ImportOptions, *, base: str,
    told: Callable[[int], None] | None = None,
) -> FileRead:  # fmt: skip
    """Every row of the sheet as a document or a line of one.

    Refuses, in order: ColumnsAreMissing, NoRows, dates.undecidable, dates.mixed, numbers.undecidable.
    """
    require_whole(mapped)
    if kind.way == "customers":
        return _customers(mapped)
    return _Rows(mapped, kind, options, base).read(told)


def _customers(mapped: Mapped) -> FileRead:
    table, found = mapped.table, FileRead()
    names = table.texts(mapped.columns["name"])
    column = mapped.columns.get("names")
    others = table.texts(column) if column else [""] * len(names)
    for at, (name, more) in enumerate(zip(names, others, strict=True)):
        if at in table.totals:
            continue
        parts = [part.strip() for part in more.replace("；", ";").replace("、", ";").split(";")]
        found.documents.append(
            Incoming(row=table.rows[at], customer=name, names=tuple(filter(None, parts)))
        )
    found.rows = len(found.documents)
    return found


class _Rows:
    """The columns of a sheet, read whole, and put together row by row."""

    def __init__(self, mapped: Mapped, kind: ImportKind, options: ImportOptions, base: str) -> None:
        self.table, self.columns, self.kind, self.options, self.base = (
            mapped.table, mapped.columns, kind, options, base,
        )  # fmt: skip
        self.count = len(self.table.rows)
        days = [each for name, each in self.columns.items() if FIELDS[name].shape == "day"]
        self._days = self.table.days(days, order=options.date_order)
        self.mark = self._mark()
        own = (*_LINE_FIELDS, *(name for name in kind.said if name in kind.line_said))
        self.is_lined = kind.has_lines and any(name in self.columns for name in own)
        self.keeps_lines = bool(kind.line_said) and (
            not kind.is_posted or any(name in self.columns for name in REFERENCES)
        )
        self.found = FileRead(decimal_mark=self.mark)

    def _mark(self) -> DecimalMark:
        shapes = ("amount", "figure")
        held = [each for name, each in self.columns.items() if FIELDS[name].shape in shapes]
        return self.table.mark(held, said=self.options.decimal_mark) if held else "."

    def read(self, told: Callable[[int], None] | None) -> FileRead:
        self._load()
        by_number: dict[str, Incoming] = {}
        stated_since = 0
        running = 0
        for at in range(self.count):
            if told is not None and at % 50_000 == 0:
                told(at)
            if at in self.table.totals and not self._is_line_after_all(at):
                stated = self._stated(at, running, stated_since)
                stated_since = running if stated else stated_since
                continue
            self.found.rows += 1
            currency, amount = self.currencies[at], self.signed(at)
            if amount is not None:
                running += amount
                self.found.totals[currency] = self.found.totals.get(currency, 0) + amount
            number = self.numbers[at]
            known = by_number.get(number) if self.is_lined and number else None
            if known is None:
                document = self._document(at, amount)
                self.found.documents.append(document)
                if self.is_lined and number:
                    by_number[number] = document
            else:
                self._join(known, at, amount)
        return self.found

    # -- columns ------------------------------------------------------------------------------

    def _load(self) -> None:
        empty = [""] * self.count
        self.numbers, self.lost = (
            self.table.identifiers(self.columns["number"])
            if "number" in self.columns
            else (empty, set())
        )
        self.customers = self._customer_names()
        self.on, self.on_text = self._day("date"), self._texts("date")
        self.due, self.due_text = self._day("due"), self._texts("due")
        self.text, self.kind_text, self.line_text = (
            self._texts("text"), self._texts("kind"), self._texts("line_text"),
        )  # fmt: skip
        self.currencies, self.unknown_currency = self._currencies()
        self.rates, self.rate_text = self._figures("rate"), self._texts("rate")
        self.quantities, self.prices = self._figures("quantity"), self._figures("price")
        self.quantity_text, self.price_text = self._texts("quantity"), self._texts("price")
        self.amount, self.amount_text = self._money("amount"), self._texts("amount")
        self.net, self.net_text = self._money("net"), self._texts("net")
        self.tax, self.tax_text = self._money("tax"), self._texts("tax")
        self.total = self._money("total")
        self.said = {name: self._said(name) for name in self.kind.said if name in self.columns}
        self.line_said = {name: self._said(name) for name in self.kind.line_said if name in self.columns}  # fmt: skip

    def _said(self, name: str) -> list[str]:
        """A column as plain text: days as 2026-03-05, figures as 12.5; what cannot be read stays as it stands."""
        column, texts = self.columns.get(name), self._texts(name)
        if column is None:
            return texts
        shape = FIELDS[name].shape
        if shape == "number":
            return self.table.identifiers(column)[0]
        if shape == "day":
            days = self._day(name)
            return [day.isoformat() if day else text for day, text in zip(days, texts, strict=True)]
        if shape == "percent":
            return [_percent(text, self.mark) for text in texts]
        if shape == "figure":
            return [
                text if number is None else _figure(number)
                for number, text in zip(self._figures(name), texts, strict=True)
            ]
        return texts

    def _texts(self, name: str) -> list[str]:
        column = self.columns.get(name)
        return self.table.texts(column) if column else [""] * self.count

    def _customer_names(self) -> list[str]:
        """Names as they stand; a code that passed through binary fractions (17850.0) is 17850."""
        column = self.columns.get("customer")
        if column is None:
            return [""] * self.count
        if column.numbers > 0.9:
            return self.table.identifiers(column)[0]
        return self.table.texts(column)

    def _day(self, name: str) -> list[date | None]:
        column = self.columns.get(name)
        return self._days[column.at] if column else [None] * self.count

    def _figures(self, name: str) -> list[Number | None]:
        column = self.columns.get(name)
        return self.table.numbers(column, mark=self.mark) if column else [None] * self.count

    def _currencies(self) -> tuple[list[str], dict[int, str]]:
        usual = self.options.currency or self.base
        column = self.columns.get("currency")
        if column is None:
            return [usual] * self.count, {}
        meant = [currency_of(text) if text else usual for text in column.encoded.texts]
        unknown = {
            at: self.table.texts(column)[at]
            for at in column.encoded.offsets_of([n for n, code in enumerate(meant) if code is None])
        } if None in meant else {}  # fmt: skip
        return column.encoded.spread([code or usual for code in meant]), unknown

    def _money(self, name: str) -> list[int | None]:
        """Minor units of each row's own currency; what is no amount of it is None."""
        column = self.columns.get(name)
        if column is None:
            return [None] * self.count
        by_places = {
            places: self.table.amounts(column, mark=self.mark, exponent=places)[0]
            for places in {exponent_of(code) for code in set(self.currencies)}
        }
        if len(by_places) == 1:
            return next(iter(by_places.values()))
        return [by_places[exponent_of(code)][at] for at, code in enumerate(self.currencies)]

    # -- one row ------------------------------------------------------------------------------

    def signed(self, at: int) -> int | None:
        """What a row adds, in the sign of the book: a credit note written without a minus is below zero."""
        amount = self._gross(at)
        if amount is None or not self.kind_text[at]:
            return amount
        return -abs(amount) if _is_credit(self.kind_text[at]) else amount

    def _gross(self, at: int) -> int | None:
        if "amount" in self.columns:
            return self.amount[at]
        if "net" in self.columns:
            net, tax = self.net[at], self.tax[at]
            is_blank = net is None and not self.net_text[at]
            return None if net is None or is_blank else net + (tax or 0)
        quantity, price = self.quantities[at], self.prices[at]
        if quantity is None or price is None:
            return None
        return times(quantity, price, exponent_of(self.currencies[at]))

    def _gross_text(self, at: int) -> str:
        if "amount" in self.columns:
            return self.amount_text[at]
        if "net" in self.columns:
            return self.net_text[at]
        said = (self.quantity_text[at], self.price_text[at])
        return " × ".join(said) if any(said) else ""

    def _document(self, at: int, amount: int | None) -> Incoming:
        currency = self.currencies[at]
        document = Incoming(
            row=self.table.rows[at], number=self.numbers[at], customer=self.customers[at], on=self.on[at], due=self.due[at],
            currency=currency, rate=self._rate(at, currency), gross=amount, tax=self._signed_tax(at, amount), text=self.text[at],
            kind_said=self.kind_text[at], total_said=self.total[at], net_said=self._net_said(at),
            said={name: values[at] for name, values in self.said.items() if values[at]},
        )  # fmt: skip
        self._note_unread(document, at)
        if self.is_lined:
            self._add_line(document, at, amount)
        return document

    def _rate(self, at: int, currency: str) -> Decimal | None:
        rate = self.rates[at]
        if rate is not None:
            return decimal_of(rate)
        return self.options.rates.get(currency)

    def _signed_tax(self, at: int, amount: int | None) -> int:
        tax = self.tax[at] or 0
        return -abs(tax) if amount is not None and amount < 0 and self.kind_text[at] else tax

    def _net_said(self, at: int) -> int | None:
        """A stated net amount is held against the rest, except where the amount was made of it, or lines are added up."""
        return self.net[at] if "amount" in self.columns and not self.is_lined else None

    def _note_unread(self, document: Incoming, at: int) -> None:
        unread = document.unread
        if at in self.lost:
            unread["number"] = self.table.texts(self.columns["number"])[at]
        if document.on is None and self.on_text[at]:
            unread["date"] = self.on_text[at]
        if document.due is None and self.due_text[at]:
            unread["due"] = self.due_text[at]
        if at in self.unknown_currency:
            unread["currency"] = self.unknown_currency[at]
        if self.rates[at] is None and self.rate_text[at]:
            unread["rate"] = self.rate_text[at]
        if self._gross(at) is None and self._gross_text(at):
            unread["amount"] = self._gross_text(at)
        if (
            self.tax[at] is None
            and self.tax_text[at]
            and self.tax_text[at] not in ("-", "***", "免税")
        ):
            unread["tax"] = self.tax_text[at]

    def _add_line(self, document: Incoming, at: int, amount: int | None) -> None:
        quantity, price = self.quantities[at], self.prices[at]
        document.lines.append(
            Line(
                self.table.rows[at],
                self.line_text[at][:500],
                decimal_of(quantity) if quantity is not None else None,
                decimal_of(price) if price is not None else None,
                amount or 0,
                self.tax[at],
                self._said_of_line(at),
            )
        )

    def _said_of_line(self, at: int) -> dict[str, str] | None:
        """What the kind keeps of a line, and what stood there where a figure could not be read."""
        if not self.keeps_lines:
            return None
        said = {name: values[at] for name, values in self.line_said.items() if values[at]}
        if self.quantities[at] is None and self.quantity_text[at]:
            said["quantity"] = self.quantity_text[at]
        if self.prices[at] is None and self.price_text[at]:
            said["price"] = self.price_text[at]
        return said

    def _join(self, document: Incoming, at: int, amount: int | None) -> None:
        """One more line of a document whose head is known; a head that differs is noticed once."""
        document.rows += 1
        if amount is None:
            self._note_unread(document, at)
            document.unread.setdefault("amount", self._gross_text(at) or f"{self.table.rows[at]}")
        else:
            document.gross = (document.gross or 0) + amount
        document.tax += self._signed_tax(at, amount)
        if document.rows > 2 or document.noticed:
            differs = not document.noticed and self._differs(document, at)
        else:
            differs = self._differs(document, at)
        if differs:
            document.noticed.append(differs)
        for name in self.line_said:
            if name in self.said and self.said[name][at]:
                document.said.setdefault(name, self.said[name][at])
        self._add_line(document, at, amount)

    def _differs(self, document: Incoming, at: int) -> Problem | None:
        for name, here, there in (
            ("customer", self.customers[at], document.customer),
            ("date", self.on[at], document.on),
            ("currency", self.currencies[at], document.currency),
            *(
                (name, values[at], document.said.get(name, ""))
                for name, values in self.said.items()
                if name not in self.line_said  # each line may say another
            ),
        ):
            if here != there:
                return Problem(
                    "document.lines_differ", name, f"{here}", {"row": str(self.table.rows[at])}
                )
        return None

    # -- totals ---------------------------------------------------------------------------------

    def _is_line_after_all(self, at: int) -> bool:
        """A row whose text happens to read like a total, but which has a day, a number and an amount of its own."""
        label = self.table.totals[at]
        number = self.numbers[at]
        return (
            label != "heading" and self.on[at] is not None and any(sign.isdecimal() for sign in number)
            and number != label and self._gross(at) is not None
        )  # fmt: skip

    def _stated(self, at: int, running: int, since: int) -> StatedTotal | None:
        amount = self._gross(at)
        if amount is None:
            return None
        computed = running - since if amount == running - since else running
        found = StatedTotal(self.table.rows[at], self.table.totals[at], amount, computed)
        self.found.stated.append(found)
        return found


def times(quantity: Number, price: Number, exponent: int) -> int:
    """Quantity times price in minor units, half-up, away from zero at the half: 3 times 0.335 are 1.01 (101)."""
    product, scale = quantity.mantissa * price.mantissa, quantity.scale + price.scale
    if scale <= exponent:
        return product * int(10 ** (exponent - scale))
    step = int(10 ** (scale - exponent))
    whole = (2 * abs(product) + step) // (2 * step)
    amount = whole if product >= 0 else -whole
    return amount if abs(amount) < AMOUNT_MAX else AMOUNT_MAX


def _figure(number: Number) -> str:
    """12.50 is 12.5, 100 stays 100."""
    return f"{decimal_of(number).normalize():f}"


def _percent(text: str, mark: DecimalMark) -> str:
    """``13``, ``13%`` and a workbook's 0.13 are 13; with the sign nothing is a fraction: 0.5% is 0.5."""
    bare = text.removesuffix("%").removesuffix("％").strip()
    number = parse_number(bare, mark)
    if number is None:
        return text
    value = decimal_of(number)
    if bare == text and 0 < abs(value) < 1:
        value *= 100
    return f"{value.normalize():f}"


def _is_credit(text: str) -> bool:
    """贷项, 红字, Credit note, CN: below zero."""
    bare = text.strip().casefold()
    if any(bare.startswith(word) for word in ("借", "debit", "dn", "蓝")):
        return False
    return any(
        bare == word or ((len(word) > 2 or not word.isascii()) and word in bare)
        for word in _CREDIT_WORDS
    )


def incoming_lines(documents: list[Incoming]) -> Iterator[tuple[int, int, Line]]:
    """Document number (from 1), number of the line in it (from 1), line."""
    for no, document in enumerate(documents, start=1):
        for line_no, line in enumerate(document.lines, start=1):
            yield no, line_no, line
