"""Workbooks as rows of texts: ``.xlsx`` by a stream of XML, ``.xls`` by xlrd. Digits stay as the file holds them.

Only rows and cells that are there cost anything: a tiny file with a cell in the far corner would make a reader that fills a
grid ask for hundreds of gigabytes. A number has the 15 digits a spreadsheet program itself shows; a formula without a stored
result is its formula, never nought.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation

from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.bank.tables.delimited import rows_of_text
from wanglai.formats.bank.values import Notes, decoded
from wanglai.formats.markup import Element, MarkupRefused, Taken, parse

Rows = list[list[str]]

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_ENTRIES_MAX = 400
_UNPACKED_MAX_MB = 512
_ELEMENTS_MAX = 40_000_000
_COLUMNS_MAX = 512
_ROWS_MAX = 1_048_576
_SHEETS_MAX = 50

_FIFTEEN = Context(prec=15)
_BUILT_IN_DAYS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_ZERO = datetime.fromisoformat("1899-12-30")
_DAY_ZERO_1904 = datetime.fromisoformat("1904-01-01")


def sheets_of_workbook(content: bytes, file: str, notes: Notes) -> Iterator[Rows]:
    """The rows of every sheet, in the workbook's order; row 5 of the sheet is the fifth of its rows.

    An archive without a workbook holds the lists that a wallet packs for a merchant: each text in it is a sheet.
    """
    if content.startswith(OLE2):
        yield from _sheets_of_xls(content, file)
        return
    archive = _opened(content, file)
    if "xl/workbook.xml" in archive.namelist():
        yield from _Book(archive, file).sheets()
        return
    texts = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    if not texts:
        raise FileRefused("bank.damaged", file, detail="xl/workbook.xml is missing")
    for name in sorted(texts):
        yield rows_of_text(decoded(_read(archive, name, file)), file, notes)


def _read(archive: zipfile.ZipFile, part: str, file: str) -> bytes:
    try:
        return archive.read(part)
    except KeyError as fault:
        raise FileRefused("bank.damaged", file, detail=f"{part} is missing") from fault
    except MemoryError:
        raise
    except Exception as fault:  # zlib.error, BadZipFile, EOFError, RuntimeError …
        raise FileRefused("bank.damaged", file, detail=str(fault)[:120]) from fault


class _Book:
    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._file = file
        self._zip = archive
        self._days: set[int] = set()
        self._texts: list[str] = []
        self._from_1904 = False

    def sheets(self) -> Iterator[Rows]:
        book = self._parsed("xl/workbook.xml")
        links = {each.attributes.get("Id", ""): each.attributes.get("Target", "") for each in self._parsed("xl/_rels/workbook.xml.rels").children}  # fmt: skip
        settings = book.find("workbookPr")
        self._from_1904 = settings is not None and settings.attributes.get("date1904") in ("1", "true")  # fmt: skip
        self._days = self._day_styles()
        if "xl/sharedStrings.xml" in self._zip.namelist():
            self._parsed("xl/sharedStrings.xml", {"si": lambda each: self._texts.append(_text_in(each))})  # fmt: skip
        for sheet in book.find_all("sheets/sheet")[:_SHEETS_MAX]:
            target = links.get(sheet.attributes.get("id", ""), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheet" in part:
                yield self._rows(part)

    def _parsed(self, part: str, taken: Taken | None = None) -> Element:
        content = _read(self._zip, part, self._file)
        try:
            return parse(content, f"{self._file}:{part}", elements_max=_ELEMENTS_MAX, taken=taken)
        except MarkupRefused as fault:
            raise FileRefused(f"bank.{fault.fault}", fault.place, **fault.values) from fault

    def _day_styles(self) -> set[int]:
        if "xl/styles.xml" not in self._zip.namelist():
            return set()
        styles = self._parsed("xl/styles.xml")
        days = set(_BUILT_IN_DAYS)
        for each in styles.find_all("numFmts/numFmt"):
            number = _whole(each.attributes.get("numFmtId", ""))
            (days.add if _shows_days(each.attributes.get("formatCode", "")) else days.discard)(number)  # fmt: skip
        return {at for at, each in enumerate(styles.find_all("cellXfs/xf")) if _whole(each.attributes.get("numFmtId", "")) in days}  # fmt: skip

    def _rows(self, part: str) -> Rows:
        rows: Rows = []

        def take(element: Element) -> None:
            number = _whole(element.attributes.get("r", "")) or len(rows) + 1
            if not len(rows) < number <= _ROWS_MAX:
                raise FileRefused("bank.damaged", self._file, detail=f"row {number} is out of order")  # fmt: skip
            # Empty rows between stand for themselves; they share one list and cost next to nothing.
            rows.extend([_EMPTY] * (number - len(rows) - 1))
            rows.append(self._cells(element))

        self._parsed(part, {"row": take})
        return rows

    def _cells(self, row: Element) -> list[str]:
        cells: list[str] = []
        for cell in row.children:
            at = _column(cell.attributes.get("r", "")) if "r" in cell.attributes else len(cells)
            if at < len(cells) or at >= _COLUMNS_MAX:
                raise FileRefused("bank.damaged", self._file, detail=f"cell {cell.attributes.get('r', '')[:12]} is out of order")  # fmt: skip
            cells += [""] * (at - len(cells))
            cells.append(self._value(cell))
        return cells

    def _value(self, cell: Element) -> str:
        kind, text = cell.attributes.get("t", "n"), cell.text_of("v")
        if kind == "inlineStr":
            inline = cell.find("is")
            return _text_in(inline) if inline else ""
        if kind == "s":
            number = _whole(text)
            return self._texts[number] if text.isdecimal() and number < len(self._texts) else "#REF!"  # fmt: skip
        if not text:
            formula = cell.text_of("f")
            return f"={formula}" if formula else ""
        if kind != "n":
            return text
        is_day = _whole(cell.attributes.get("s", "0")) in self._days
        return _day(text, from_1904=self._from_1904) if is_day else _number(text)


_EMPTY: list[str] = []


def _opened(content: bytes, file: str) -> zipfile.ZipFile:
    """The archive, if what it says it unpacks to is bounded; reading gives no more of an entry than it says."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except MemoryError:
        raise
    except Exception as fault:  # a broken directory is met with any exception there is
        raise FileRefused("bank.damaged", file, detail=str(fault)[:120]) from fault
    if len(entries) > _ENTRIES_MAX or sum(each.file_size for each in entries) > _UNPACKED_MAX_MB << 20:  # fmt: skip
        raise FileRefused("bank.too_heavy", file)
    if any(each.flag_bits & 1 for each in entries):
        raise FileRefused("bank.encrypted", file)
    return archive


def _text_in(element: Element) -> str:
    """The text of a string with its runs, without the readings printed above it."""
    parts = [each.text for each in element.children if each.name == "t"]
    parts += [each.text for run in element.children if run.name == "r" for each in run.children if each.name == "t"]  # fmt: skip
    return "".join(parts)


def _column(reference: str) -> int:
    """Zero-based: A1 is 0, AA7 is 26; a reference that is none is beyond every limit."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        if not "A" <= letter <= "Z" or number > _COLUMNS_MAX:
            return _COLUMNS_MAX
        number = number * 26 + ord(letter) - 64
    return number - 1 if number else _COLUMNS_MAX


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _shows_days(code: str) -> bool:
    bare = _NOT_SHOWN.sub("", code[:200].split(";")[0]).lower()
    return "general" not in bare and any(letter in bare for letter in "ydh")


def _number(text: str) -> str:
    """2176.9099999999999 is 2176.91, 1.5E3 is 1500; what is no number stays as it is."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return text
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{_FIFTEEN.plus(value).normalize():f}"


def _day(text: str, *, from_1904: bool) -> str:
    """A serial as a day, with its time where it has one: 46086.5 is 2026-03-05 12:00:00."""
    try:
        serial = Decimal(text)
        if not 61 <= serial < 2_958_466 and not from_1904:
            return _number(text)
        moment = (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + timedelta(days=int(serial), seconds=round((serial % 1) * 86_400))  # fmt: skip
    except (InvalidOperation, OverflowError, ValueError):
        return text
    return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")


def _sheets_of_xls(content: bytes, file: str) -> Iterator[Rows]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused("bank.encrypted", file)
    import xlrd  # only here: most files are not .xls

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
        is_1904 = bool(book.datemode)
        sheets = [[[_xls_text(cell.ctype, cell.value, from_1904=is_1904) for cell in sheet.row(at)] for at in range(sheet.nrows)] for sheet in book.sheets()]  # fmt: skip
    except MemoryError:
        raise
    except Exception as fault:  # xlrd meets damaged records with any exception there is
        code = "bank.encrypted" if re.search("encrypt|password", str(fault), re.IGNORECASE) else "bank.damaged"  # fmt: skip
        values = {} if code == "bank.encrypted" else {"detail": f"{type(fault).__name__}: {fault}"[:120]}  # fmt: skip
        raise FileRefused(code, file, **values) from fault
    yield from sheets


_XLS: dict[int, Callable[[object], str]] = {
    1: str,
    2: lambda value: _number(repr(value)),
    4: lambda value: "TRUE" if value else "FALSE",
    5: lambda _: "#N/A",
}


def _xls_text(kind: int, value: object, *, from_1904: bool) -> str:
    if kind == 3:
        return _day(repr(value), from_1904=from_1904)
    return _XLS[kind](value) if kind in _XLS else ""
