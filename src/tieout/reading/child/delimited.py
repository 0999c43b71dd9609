"""Reads delimited text: finds the encoding and the delimiter, then streams records.

A row is a record as a spreadsheet program counts it, so a line break inside quotation marks does
not start one. A quotation mark that swallows other records is refused, since it would hide them.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest

from .frames import BLOCK, COLUMNS_MAX, EXCERPT, Frames
from .verdict import Refused

DELIMITERS = (",", "\t", ";", "|")
_HEAD = 400_000  # characters looked at before the records are read
_HEAD_ROWS = 400
_SENTINEL = "\x01end\x01"
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def read_delimited(content: bytes, frames: Frames, *, encoding: str | None) -> str:
    """All records of the text into ``frames``; returns the name of the encoding."""
    text, name = decode(content, encoding)
    head = text[:_HEAD]
    hostile = "\x00" in text or len(_CONTROL.findall(head)) * 200 > len(head)
    blank = not text.strip("\ufeff \t\r\n\x00")
    more = len(text) > len(head)
    del text  # from here on the bytes are decoded a line at a time
    if hostile:
        raise Refused("file.binary")
    if blank:
        raise Refused("file.empty")
    csv.field_size_limit(1 << 20)
    hint = re.match("\ufeff?sep=(.)\r?\n", head)
    delimiter = hint[1] if hint and hint[1] in DELIMITERS else None
    if more:
        head = head[: head.rfind("\n") + 1] or head
    frames.sheet("", tagged=False)
    lines = _lines(content, name, drop_first=delimiter is not None)
    _stream(lines, delimiter or sniff(head.removeprefix("\ufeff")), frames)
    return name


def _lines(content: bytes, encoding: str, *, drop_first: bool) -> Iterator[str]:
    """The text line by line, without its mark; the line ``sep=;`` stays as an empty row."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    for at, line in enumerate(stream):
        if not at:
            line = "\n" if drop_first else line.removeprefix("\ufeff")
        yield line
    yield "\n"
    yield f"{_SENTINEL}\n"


def _stream(lines: Iterator[str], delimiter: str, frames: Frames) -> None:
    records = csv.reader(lines, delimiter=delimiter)
    row = 0
    closed = False
    typical = 0
    while True:
        try:
            block = list(islice(records, BLOCK))
        except csv.Error as fault:
            raise Refused("csv.quotes", row=row + 1) from fault
        if not block:
            break
        if block[-1] == [_SENTINEL]:
            closed = True
            block.pop()
        rows = [at for at, record in enumerate(block, start=row + 1) if any(record)]
        filled = [record for record in block if any(record)]
        if filled:
            typical = typical or Counter(map(len, filled)).most_common(1)[0][0]
            _check_widths(filled, rows, typical)
            frames.block(rows, _columns(filled, rows, delimiter, typical))
        row += len(block)
    if not closed:
        raise Refused("csv.quotes", row=row)


def _columns(
    records: list[list[str]], rows: list[int], delimiter: str, typical: int
) -> dict[int, list[str]]:
    if max(map(len, records)) > COLUMNS_MAX:
        records = [_without_tail(record) for record in records]
        if max(map(len, records)) > COLUMNS_MAX:
            raise Refused("file.too_wide", columns=COLUMNS_MAX)
    return {
        at: _tidy(cells, rows, delimiter, typical)
        for at, cells in enumerate(zip_longest(*records, fillvalue=""))
    }


def _without_tail(record: list[str]) -> list[str]:
    """The record without its empty cells at the end."""
    end = len(record)
    while end and not record[end - 1]:
        end -= 1
    return record[:end]


def _tidy(cells: tuple[str, ...], rows: list[int], delimiter: str, typical: int) -> list[str]:
    tidy = [cell.strip() for cell in cells]
    longest = max(map(len, tidy))
    for at, cell in enumerate(tidy):
        if "\n" in cell or "\r" in cell:
            _check_swallowed(cell, rows[at], delimiter, typical)
        if longest > EXCERPT and len(cell) > EXCERPT:
            tidy[at] = cell[:EXCERPT]
    return tidy


def _check_widths(records: list[list[str]], rows: list[int], typical: int) -> None:
    """Refuses a record that holds a line break and is wider than the rest: two rows grown together."""
    for record, row in zip(records, rows, strict=True):
        if len(record) > typical > 1 and any("\n" in cell for cell in record):
            raise Refused("csv.quotes", row=row)


def _check_swallowed(cell: str, row: int, delimiter: str, typical: int) -> None:
    """Refuses a cell whose inner lines look like records of this very file."""
    if "\n" not in cell:
        return
    needed = max(1, (typical - 1) // 2)
    lines = cell.splitlines()
    if len(lines) > 200 or any(line.count(delimiter) >= needed for line in lines[1:]):
        raise Refused("csv.quotes", row=row)


def sniff(text: str) -> str:
    """The delimiter under which most rows have the same number of cells, wide rows counting more."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _consistency(text, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _consistency(head: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    cells = foreign = 0
    others = tuple(other for other in DELIMITERS if other != delimiter)
    try:
        for record in islice(
            csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _HEAD_ROWS
        ):
            filled = len(record)
            if filled < 2:
                continue
            widths[filled] += 1
            cells += filled
            foreign += sum(cell.strip(" ").startswith(others) for cell in record)
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda found: (found[1] * min(found[0], 12), found[0]))
    steadiness = rows / sum(widths.values())
    return rows * min(width, 12) * steadiness * (0.2 if foreign * 3 > cells else 1.0)


def decode(content: bytes, asked: str | None) -> tuple[str, str]:
    """The text and the encoding: a byte order mark, UTF-8, UTF-16 by its zeros, GB18030, Latin."""
    if asked:
        try:
            return content.decode(asked), asked
        except (UnicodeDecodeError, LookupError) as fault:
            raise Refused("file.encoding", asked=asked[:40]) from fault
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strict(content, name)
    wide = _utf16_without_mark(content)
    if wide:
        return _strict(content, wide)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as fault:
        if fault.start >= len(content) - 4 and fault.reason == "unexpected end of data":
            raise Refused(
                "file.damaged", detail="the text ends in the middle of a character"
            ) from fault
    return _strict(content, "gb18030" if _is_chinese(content) else "cp1252")


def _strict(content: bytes, name: str) -> tuple[str, str]:
    try:
        return content.decode(name), name
    except UnicodeDecodeError as fault:
        raise Refused("file.encoding", asked=name) from fault


def _utf16_without_mark(content: bytes) -> str | None:
    head = content[:4000]
    if len(head) < 4 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) // 2 and even * 20 < odd:
        return "utf-16-le"
    if even * 4 > len(head) // 2 and odd * 20 < even:
        return "utf-16-be"
    return None


def _is_chinese(content: bytes) -> bool:
    """Chinese bytes decode to everyday characters; accented letters decode to rare ones or to none."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as fault:
        text = content[: fault.start].decode("gb18030")
        if fault.start < min(len(content) - 4, 100_000):
            return _alone(content) * 2 <= len(_HIGH.findall(content[:400_000]))
    foreign = [letter for letter in text[:200_000] if letter > "\x7f"]
    common = sum(letter in _YEN or _everyday(letter) for letter in foreign)
    return common * 5 >= len(foreign) * 4


_YEN = "¥€£"


def _everyday(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _alone(content: bytes) -> int:
    return sum(len(run) == 1 for run in _HIGH.findall(content[:400_000]))
