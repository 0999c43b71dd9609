"""Reads an .xlsx as a stream of XML, never as a tree: exact number text, sparse, bounded.

A document type declaration is refused before any cell is read, so no entity can exist. Numbers keep
the digits the file holds, cut to the 15 a spreadsheet program itself can show: 1234.5600000000002
is 1234.56. A formula without a stored result is said to be one, never read as blank or zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from .archive import Archive
from .frames import EXCERPT, Frames, SparseRows
from .serials import date_text, is_date_format, number_text
from .verdict import Refused

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_DDE = re.compile(r"\|.*!")
_STRINGS_MAX = 4_000_000
SHEETS_MAX = 100

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def read_workbook(archive: Archive, frames: Frames) -> None:
    """Every worksheet of the workbook, in its own order, into ``frames``."""
    if "xl/workbook.xml" not in archive:
        raise Refused(_what_else(archive))
    book = _Book(archive)
    for name, part, hidden in book.sheets:
        frames.sheet(name, tagged=True, hidden=hidden)
        _Sheet(book, frames).read(part)


def _what_else(archive: Archive) -> str:
    names = archive.names()
    if "xl/workbook.bin" in names:
        return "file.binary_workbook"
    if "content.xml" in names or "index/document.iwa" in names:
        return "file.other_office"
    return "file.archive"


def parse(archive: Archive, part: str, start: Start, end: End, text: Callable[[str], None]) -> None:
    """Streams one XML part; refuses a document type declaration and anything not well formed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse_doctype(*_: object) -> None:
        raise Refused("file.doctype")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    try:
        for chunk in archive.chunks(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise Refused("file.damaged", detail=f"{part}: {fault}"[:120]) from fault
    except (ValueError, UnicodeError, LookupError) as fault:
        raise Refused("file.damaged", detail=f"{part}: {fault}"[:120]) from fault


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _quiet(_: str) -> None:
    return None


class _Book:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.from_1904 = False
        self.stale = False  # results are to be computed on opening: a stored 0 means nothing
        self.sheets: list[tuple[str, str, bool]] = []
        self.date_styles: set[int] = set()
        self.strings: list[str] = []
        self._read_sheets()
        self._read_styles()
        self._read_strings()

    def _relations(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: dict[str, str]) -> None:
            if _local(name) == "Relationship":
                target = given.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                found[given.get("Id", "")] = (path, given.get("Type", ""))
                if given.get("TargetMode") == "External" and "hyperlink" not in given.get(
                    "Type", ""
                ):
                    raise Refused("file.external_links")

        if "xl/_rels/workbook.xml.rels" in self.archive:
            parse(self.archive, "xl/_rels/workbook.xml.rels", start, _quiet, _quiet)
        return found

    def _read_sheets(self) -> None:
        listed: list[tuple[str, str, bool]] = []

        def start(name: str, given: dict[str, str]) -> None:
            local = _local(name)
            if local == "sheet":
                link = next((v for k, v in given.items() if _local(k) == "id" and ":" in k), "")
                listed.append((given.get("name", ""), link, given.get("state", "") != ""))
                if given.get("state") == "visible":
                    listed[-1] = (given.get("name", ""), link, False)
            elif local == "workbookPr":
                self.from_1904 = given.get("date1904", "0") in ("1", "true")
            elif local == "calcPr":
                self.stale = given.get("fullCalcOnLoad", "0") in ("1", "true")

        parse(self.archive, "xl/workbook.xml", start, _quiet, _quiet)
        relations = self._relations()
        for name, link, hidden in listed:
            path, kind = relations.get(link, ("", ""))
            if not path:
                raise Refused("file.damaged", detail=f"sheet {name[:40]} has no content")
            if kind.endswith("/worksheet"):
                self.sheets.append((name, path, hidden))
        if len(self.sheets) > SHEETS_MAX:
            raise Refused("file.too_many_sheets", sheets=SHEETS_MAX)

    def _read_styles(self) -> None:
        if "xl/styles.xml" not in self.archive:
            return
        dates = set(_BUILT_IN_DATES)
        formats: list[int] = []
        inside: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            local = _local(name)
            inside.append(local)
            if local == "numFmt":
                if is_date_format(given.get("formatCode", "")):
                    dates.add(_whole(given.get("numFmtId", "0")))
                else:
                    dates.discard(_whole(given.get("numFmtId", "0")))
            elif local == "xf" and len(inside) > 1 and inside[-2] == "cellXfs":
                formats.append(_whole(given.get("numFmtId", "0")))

        def end(_: str) -> None:
            inside.pop()

        parse(self.archive, "xl/styles.xml", start, end, _quiet)
        self.date_styles = {at for at, number in enumerate(formats) if number in dates}

    def _read_strings(self) -> None:
        part = "xl/sharedStrings.xml"
        if part not in self.archive:
            return
        strings = self.strings
        pieces: list[str] = []
        taking = False
        phonetic = 0

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal taking, phonetic
            local = _local(name)
            if local == "si":
                pieces.clear()
            elif local == "rPh":
                phonetic += 1
            elif local == "t":
                taking = not phonetic

        def end(name: str) -> None:
            nonlocal taking, phonetic
            local = _local(name)
            if local == "si":
                strings.append("t" + "".join(pieces).strip()[:EXCERPT])
                if len(strings) > _STRINGS_MAX:
                    raise Refused("file.too_many_cells")
            elif local == "rPh":
                phonetic -= 1
            elif local == "t":
                taking = False

        def text(piece: str) -> None:
            if taking:
                pieces.append(piece)

        parse(self.archive, part, start, end, text)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


class _Sheet:
    def __init__(self, book: _Book, frames: Frames) -> None:
        self._book = book
        self._frames = frames
        self._rows = SparseRows(frames)
        self._merges: list[tuple[int, int, int, int]] = []
        self._row = 0
        self._written = 0
        self._column = -1
        self._cells: list[tuple[int, str]] = []
        self._columns: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._type = ""
        self._style = 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._sink: list[str] | None = None
        self._inside_cell = False
        self._phonetic = 0

    def read(self, part: str) -> None:
        parse(self._book.archive, part, self._start, self._end, self._text)
        self._rows.flush()
        self._frames.merges(self._merges)

    def _text(self, piece: str) -> None:
        if self._sink is not None:
            self._sink.append(piece)

    def _start(self, name: str, given: dict[str, str]) -> None:
        local = self._names.get(name)
        if local is None:
            local = self._names[name] = _local(name)
        if local == "c":
            self._start_cell(given)
        elif local == "v" and self._inside_cell:
            self._sink = self._value
        elif local == "row":
            self._start_row(given)
        elif local == "t" and self._inside_cell and not self._phonetic:
            self._sink = self._value
        elif local == "f" and self._inside_cell:
            self._formula = self._sink = []
        elif local == "rPh":
            self._phonetic += 1
        elif local == "mergeCell":
            self._merge(given.get("ref", ""))

    def _end(self, name: str) -> None:
        local = self._names.get(name, name)
        if local in ("v", "f", "t"):
            self._sink = None
        elif local == "c":
            self._end_cell()
        elif local == "row":
            self._end_row()
        elif local == "rPh":
            self._phonetic -= 1

    def _start_row(self, given: dict[str, str]) -> None:
        text = given.get("r", "")
        row = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else self._row + 1
        if row <= self._row or row > 1_048_576:
            raise Refused("file.damaged", detail=f"row number {text[:12]} is out of order")
        self._row = row
        self._column = -1

    def _end_row(self) -> None:
        if self._cells:
            self._rows.add(self._row, self._cells)
            self._cells = []

    def _start_cell(self, given: dict[str, str]) -> None:
        reference = given.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_of(letters)
            if reference[len(letters) :] != str(self._row):
                raise Refused("file.damaged", detail=f"cell {reference[:12]} is in the wrong row")
            self._column = column
        self._type = given.get("t", "n")
        style = given.get("s")
        self._style = int(style) if style and style.isdecimal() and len(style) < 9 else 0
        self._value = []
        self._formula = None
        self._inside_cell = True

    def _end_cell(self) -> None:
        self._inside_cell = False
        text = "".join(self._value)
        formula = "".join(self._formula) if self._formula is not None else None
        if formula is not None and _DDE.search(formula):
            raise Refused("file.dde")
        cell = self._cell(text, formula)
        if cell:
            self._cells.append((self._column, cell))

    def _cell(self, text: str, formula: str | None) -> str:
        kind = self._type
        if formula is not None and kind == "n":
            stale = self._book.stale and text.strip() in ("0", "0.0")
            if not text.strip() or stale:
                return "f=" + formula[:200]
        if kind == "s":
            return self._shared(text)
        if kind in ("str", "inlineStr"):
            text = text.strip()[:EXCERPT]
            return "t" + text if text else ""
        text = text.strip()
        if not text:
            return ""
        if kind == "n":
            if self._style in self._book.date_styles:
                return date_text(text, from_1904=self._book.from_1904)
            return number_text(text)
        if kind == "d":
            return "d" + text[:40]
        if kind == "b":
            return "b" + ("TRUE" if text == "1" else "FALSE")
        return "e" + text[:40]

    def _shared(self, text: str) -> str:
        try:
            value = self._book.strings[int(text)]
        except (ValueError, IndexError) as fault:
            raise Refused("file.damaged", detail="a cell names a text that is missing") from fault
        return value if len(value) > 1 else ""

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        try:
            top, left = _place(first)
            bottom, right = _place(last or first)
        except ValueError:
            return
        if len(self._merges) < 100_000:
            self._merges.append((top, left, bottom, right))


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_of(letters)


def column_of(letters: str) -> int:
    """Zero-based number of a column: A is 0, Z is 25, AA is 26, XFD is 16383."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise Refused("file.damaged", detail=f"no such column: {letters[:12]}")
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise Refused("file.damaged", detail=f"no such column: {letters[:12]}")
    return number - 1
