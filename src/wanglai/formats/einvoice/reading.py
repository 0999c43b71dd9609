"""One file to one invoice and its problems. Pure: the same bytes give the same reading. Meant for the child process."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from wanglai.domain.tax_numbers import plain_number
from wanglai.formats.einvoice import values
from wanglai.formats.einvoice.archive import Archive
from wanglai.formats.einvoice.checks import check
from wanglai.formats.einvoice.document import parse
from wanglai.formats.einvoice.invoice import EInvoice, Line, Party, Reading
from wanglai.formats.einvoice.layouts import Layout, invoices_in
from wanglai.formats.einvoice.ofd import Found, find_in_ofd
from wanglai.formats.einvoice.problems import FileRefused, problem
from wanglai.formats.markup import Element
from wanglai.formats.problem import Problem

FILE_MAX_MB = 20
_REVERSED_DIGITAL = re.compile(r"被红冲蓝字数电(?:发)?票号码[:：]\s*([0-9]{20})(?![0-9])")
_REVERSED_OLDER = re.compile(r"对应正数发票代码[:：]?\s*([0-9]{10}|[0-9]{12})\s*,?\s*号码[:：]?\s*([0-9]{8})(?![0-9])")  # fmt: skip
_Value = TypeVar("_Value")


def read_einvoice(content: bytes, file: str) -> Reading:
    """The invoice in an XML or OFD file. ``file`` is the name a person knows it by; only the bytes decide the kind.

    Refused whole, in this order: empty, too large, not one, then what the archive or the XML is refused for.
    """
    form = ""
    try:
        form = _form_of(content, file)
        if form == "ofd":
            archive = Archive(content, file)
            found, envelope = find_in_ofd(archive, file)
        else:
            root = parse(content, file)
            found = [Found(*each, entry="", by_tags=False) for each in invoices_in(root)]
            envelope = {}
        if not found:
            raise FileRefused("einvoice.no_invoice", file)
        return _reading(found, envelope, file, form)
    except FileRefused as refused:
        return Reading(file, form, "", "", None, (refused.problem,))


def _form_of(content: bytes, file: str) -> str:
    if not content.strip(b"\x00\t\r\n "):
        raise FileRefused("einvoice.empty", file)
    if len(content) > FILE_MAX_MB << 20:
        raise FileRefused("einvoice.too_large", file, limit=FILE_MAX_MB)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "ofd"
    head = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00\t\r\n ")
    if not head.startswith(b"<"):
        raise FileRefused("einvoice.not_one", file)
    return "xml"


def _reading(found: list[Found], envelope: dict[str, str], file: str, form: str) -> Reading:
    read = [_Reader(each.layout, each.element, _place(file, each.entry)) for each in found]
    invoices = [reader.invoice() for reader in read]
    different = [each for at, each in enumerate(invoices) if each not in invoices[:at]]
    if len(different) > 1:
        raise FileRefused("einvoice.several", file, count=len(different))
    first, reader = found[0], read[0]
    problems = [*reader.problems, *check(invoices[0], reader.mark, envelope, _place(file, first.entry), file)]  # fmt: skip
    layout = "tags" if first.by_tags else first.layout.name
    return Reading(file, form, layout, first.entry, invoices[0], tuple(problems))


def _place(file: str, entry: str) -> str:
    return f"{file}!{entry}" if entry else file


class _Reader:
    """Takes the fields of one invoice element by one layout and collects what is missing or unreadable."""

    def __init__(self, layout: Layout, element: Element, place: str) -> None:
        self._layout = layout
        self._element = element
        self._place = place
        self.problems: list[Problem] = []
        self.mark: str | None = None

    def invoice(self) -> EInvoice:
        self.mark = self._text("colour")
        gross = self._money("gross")
        note = self._text("note")
        invoice = EInvoice(
            number=self._text("number", required=True),
            code=self._text("code"),
            issued_on=self._value("issued_on", values.day, required=True),
            title=self._text("title"),
            seller=self._party("seller", required=True),
            buyer=self._party("buyer", required=False),
            lines=self._lines(),
            net=self._money("net"),
            tax=self._money("tax"),
            gross=gross,
            words=self._text("words"),
            is_red=gross < 0 if gross is not None else self.mark == "N",
            reverses_number=self._text("reverses_number"),
            reverses_code=self._text("reverses_code"),
            note=note,
        )
        return _with_reversed(invoice)

    def _party(self, side: str, *, required: bool) -> Party:
        number = self._text(f"{side}_tax_number", required=required)
        return Party(
            self._text(f"{side}_name", required=True),
            plain_number(number) if number else None,
            self._text(f"{side}_address"),
            self._text(f"{side}_bank_account"),
        )

    def _lines(self) -> tuple[Line, ...]:
        for path in self._layout.lines:
            elements = self._element.find_all(path)
            if elements:
                return tuple(
                    self._line(row, path, each) for row, each in enumerate(elements, start=1)
                )
        return ()

    def _line(self, row: int, path: str, element: Element) -> Line:
        at = (element, f"{path}[{row}]/")
        rate_text = self._text("line_rate", within=at)
        ratio: Decimal | None = None
        if rate_text is not None and rate_text not in values.NO_TAX:
            ratio = self._value("line_rate", values.rate, within=at)
        return Line(
            row=row,
            name=self._text("line_name", within=at, required=True),
            model=self._text("line_model", within=at),
            unit=self._text("line_unit", within=at),
            quantity=self._value("line_quantity", values.number, within=at),
            price=self._value("line_price", values.number, within=at),
            net=self._money("line_net", within=at),
            rate=ratio,
            rate_text=rate_text,
            tax=self._money("line_tax", within=at),
        )

    def _text(
        self, field: str, *, required: bool = False, within: tuple[Element, str] | None = None
    ) -> str | None:
        return self._value(field, values.plain, required=required, within=within)

    def _money(self, field: str, *, within: tuple[Element, str] | None = None) -> int | None:
        """Fen. Asterisks in place of a tax are how an invoice writes that there is none: 0."""
        taxless = field in ("tax", "line_tax")

        def read(text: str) -> int | None:
            return 0 if taxless and re.fullmatch(r"\*{1,3}", text) else values.money(text)

        return self._value(field, read, required=True, within=within)

    def _value(
        self,
        field: str,
        read: Callable[[str], _Value | None],
        *,
        required: bool = False,
        within: tuple[Element, str] | None = None,
    ) -> _Value | None:
        """The value of a field; where it is missing, twice or unreadable a problem says so and it is None."""
        root, prefix = within or (self._element, "")
        fields = self._layout.fields if within is None else self._layout.line_fields
        found = self._candidates(root, fields[field], every_path=field in self._layout.agreeing)
        if not found:
            if required:
                self._add("einvoice.missing", field, root, prefix.rstrip("/"))
            return None
        path, element = found[0]
        if len({values.plain(each.text) for _, each in found}) > 1:
            excerpt = " | ".join(values.plain(each.text) for _, each in found)
            self._add("einvoice.twice", field, element, prefix + path, excerpt, count=len(found))
            return None
        text = values.plain(element.text)
        try:
            value = None if element.children else read(text)
        except values.PartsOfFen:
            self._add("einvoice.cents", field, element, prefix + path, text, value=text[:60])
            return None
        if value is None:
            self._add("einvoice.unreadable", field, element, prefix + path, text, value=text[:60])
        return value

    def _candidates(
        self, root: Element, paths: tuple[str, ...], *, every_path: bool
    ) -> list[tuple[str, Element]]:
        found: list[tuple[str, Element]] = []
        for path in paths:
            if found and not every_path:
                break
            found += [(path, each) for each in root.find_all(path) if each.text.strip() or each.children]  # fmt: skip
        return found

    def _add(
        self,
        code: str,
        field: str,
        element: Element,
        path: str,
        excerpt: str = "",
        **more: str | int,
    ) -> None:
        place = f"{self._place}:{element.line} {path}".rstrip()
        self.problems.append(problem(code, place, field=field, excerpt=excerpt, **more))


def _with_reversed(invoice: EInvoice) -> EInvoice:
    """A red-letter invoice names the one it takes back in a field of its own, or in its note."""
    if not invoice.is_red or invoice.reverses_number or not invoice.note:
        return invoice
    if match := _REVERSED_DIGITAL.search(invoice.note):
        return replace(invoice, reverses_number=match[1])
    if match := _REVERSED_OLDER.search(invoice.note):
        return replace(invoice, reverses_code=match[1], reverses_number=match[2])
    return invoice
