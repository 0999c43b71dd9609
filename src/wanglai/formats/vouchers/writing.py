"""Vouchers as the bytes of one layout: the same vouchers are the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

from wanglai.domain.money import exponent_of
from wanglai.formats.vouchers.layouts import Field, Layout
from wanglai.formats.vouchers.voucher import Voucher, VoucherLine


@dataclass(frozen=True)
class Figure:
    """Minor units with their places."""

    minor: int
    places: int

    @property
    def text(self) -> str:
        return f"{Decimal(self.minor).scaleb(-self.places):f}"


Value = str | int | date | Figure | Decimal | None


@dataclass(frozen=True)
class _Place:
    """A line within its voucher and its file; both counted from one."""

    voucher: Voucher
    line: VoucherLine
    serial: int
    number: int
    layout: Layout


def written(vouchers: Sequence[Voucher], layout: Layout) -> bytes:
    """The file. Amounts are plain decimals in text and numbers in Excel; text never becomes a formula."""
    return _text(vouchers, layout) if layout.form == "txt" else _excel(vouchers, layout)


def rows(vouchers: Sequence[Voucher], layout: Layout) -> Iterator[tuple[Value, ...]]:
    """One row per line, voucher after voucher."""
    for serial, voucher in enumerate(vouchers, start=1):
        for number, line in enumerate(voucher.lines, start=1):
            place = _Place(voucher, line, serial, number, layout)
            yield tuple(_value(each, place) for each in layout.fields)


def _value(field: Field, place: _Place) -> Value:
    if field.once and place.number > 1:
        return None
    if field.value.startswith("fixed:"):
        said = field.value.removeprefix("fixed:")
        return int(said) if said == "0" else said
    return VALUES[field.value](place)


def _side(place: _Place, *, is_debit: bool, minor: int, currency: str) -> Figure | None:
    return Figure(abs(minor), exponent_of(currency)) if place.line.is_debit == is_debit else None


def _base(place: _Place, *, is_debit: bool) -> Figure | None:
    return _side(place, is_debit=is_debit, minor=place.line.base_amount, currency=place.voucher.base_currency)  # fmt: skip


def _original(place: _Place, *, is_debit: bool) -> Figure | None:
    return _side(place, is_debit=is_debit, minor=place.line.amount, currency=place.line.currency)


def _is_foreign(place: _Place) -> bool:
    return place.line.currency != place.voucher.base_currency


def _amount(place: _Place) -> Figure:
    return Figure(abs(place.line.amount), exponent_of(place.line.currency))


def _item_of_k3(place: _Place) -> str:
    """``客户---C12---远景``: kind, code and name of the auxiliary account, as K/3 writes it."""
    line = place.line
    return f"客户---{line.customer_code}---{line.customer_name}" if line.customer_code else ""


_NAMES = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港币",
    "JPY": "日元",
    "GBP": "英镑",
}
VALUES: dict[str, Callable[[_Place], Value]] = {
    "none": lambda _place: None,
    "day": lambda place: place.voucher.on,
    "year": lambda place: place.voucher.on.year,
    "month": lambda place: place.voucher.on.month,
    "period": lambda place: f"{place.voucher.on:%Y-%m}",
    "word": lambda place: place.layout.words.get(place.voucher.word, place.voucher.word),
    "number": lambda place: place.voucher.number,
    "serial": lambda place: place.serial,
    "line": lambda place: place.number,
    "line_from_zero": lambda place: place.number - 1,
    "text": lambda place: place.line.text,
    "document": lambda place: place.voucher.document,
    "preparer": lambda place: place.voucher.preparer,
    "account": lambda place: place.line.account_code,
    "account_name": lambda place: place.line.account_name,
    "customer": lambda place: place.line.customer_code,
    "customer_name": lambda place: place.line.customer_name,
    "currency": lambda place: place.layout.currencies.get(place.line.currency, place.line.currency),
    "currency_name": lambda place: _NAMES.get(place.line.currency, place.line.currency),
    "rate": lambda place: place.line.rate if _is_foreign(place) else Decimal(1),
    "original": _amount,
    "foreign": lambda place: _amount(place) if _is_foreign(place) else None,
    "foreign_rate": lambda place: place.line.rate if _is_foreign(place) else None,
    "debit": lambda place: _base(place, is_debit=True),
    "credit": lambda place: _base(place, is_debit=False),
    "debit_foreign": lambda place: _original(place, is_debit=True),
    "credit_foreign": lambda place: _original(place, is_debit=False),
    "k3_item": _item_of_k3,
}


def _text(vouchers: Sequence[Voucher], layout: Layout) -> bytes:
    lines = [*layout.opening]
    for row in rows(vouchers, layout):
        lines.append(layout.separator.join(_plain(value, layout.separator) for value in row))
    return "".join(f"{line}\r\n" for line in lines).encode(layout.encoding)


def _plain(value: Value, separator: str) -> str:
    """Nothing that would end a field or a line, or start a formula, stays in a text."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return value.text
    if isinstance(value, Decimal):
        return _rate(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    kept = "".join(" " if sign in f'{separator}"\r\n\t\x00' else sign for sign in value)
    return kept.strip().lstrip("=+-@").strip()


def _rate(rate: Decimal) -> str:
    """``7.10000000`` as ``7.1``; a whole rate without its point."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _excel(vouchers: Sequence[Voucher], layout: Layout) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        last = max((each.on for each in vouchers), default=date(2000, 1, 1))
        made = datetime(last.year, last.month, last.day, tzinfo=UTC)
        book.set_properties({"author": "Wanglai", "created": made})  # the same bytes every time
        sheet = book.add_worksheet(layout.sheet[:31])
        looks = _Looks(book)
        heads = [[each.key for each in layout.fields]] if layout.has_keys else []
        heads.append([each.head for each in layout.fields])
        for row, names in enumerate(heads):
            for place, name in enumerate(names):
                sheet.write_string(row, place, name, looks.head)
        for row, values in enumerate(rows(vouchers, layout), start=len(heads)):
            for place, value in enumerate(values):
                _write(sheet, (row, place), value, looks)
    return target.getvalue()


class _Looks:
    """Number formats of one file."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.head = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._money: dict[int, object] = {}

    def money(self, places: int) -> object:
        if places not in self._money:
            text = "0" + ("." + "0" * places if places else "")
            self._money[places] = self._book.add_format({"num_format": text})
        return self._money[places]


def _write(sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], value: Value, looks: _Looks) -> None:  # fmt: skip
    if isinstance(value, Figure):
        sheet.write_number(*at, value.minor / 10**value.places, looks.money(value.places))
    elif isinstance(value, Decimal):
        sheet.write_number(*at, value)  # a rate of eight places at most
    elif isinstance(value, date):
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day, tzinfo=UTC).replace(tzinfo=None), looks.day)  # fmt: skip
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    elif value:
        sheet.write_string(*at, value)
