"""The bytes of a bank's file as statements: which form it is, its statements, and what does not close."""

from __future__ import annotations

from collections.abc import Sequence

from wanglai.formats.bank.bai2 import looks_like_bai2, read_bai2
from wanglai.formats.bank.camt import looks_like_camt, read_camt
from wanglai.formats.bank.checks import check
from wanglai.formats.bank.ofx import looks_like_ofx, read_ofx
from wanglai.formats.bank.problems import FileRefused, problem
from wanglai.formats.bank.statement import Reading, Statement
from wanglai.formats.bank.swift import looks_like_swift, read_swift
from wanglai.formats.bank.tables.layouts import Columns, Sense
from wanglai.formats.bank.tables.reading import (
    looks_like_page,
    looks_like_workbook,
    read_page,
    read_text,
    read_workbook,
    read_xml_sheet,
    statements_of_table,
)
from wanglai.formats.bank.tables.writing import written_plainly
from wanglai.formats.bank.tables.xml_sheet import looks_like_xml_sheet
from wanglai.formats.bank.values import Notes, decoded

FILE_MAX_MB = 256
_PLAIN = Sense()


def read_bank_file(content: bytes, file: str) -> Reading:
    """Every statement of the file; what its content says of itself decides what it is, never its name.

    Nothing is invented: what cannot be read is empty and named in the problems. A file that is refused whole has no
    statements and one problem of kind *file*.
    """
    notes = Notes()
    try:
        form, statements = _read(content, file, notes)
        if not statements:
            raise FileRefused("bank.no_statement", file)
    except FileRefused as refused:
        return Reading(file, "", (), (refused.problem,))
    return Reading(file, form, statements, (*notes.found, *check(statements)))


def reading_of_table(
    rows: Sequence[Sequence[str]], columns: Columns, *, file: str, header: int = 0, sense: Sense = _PLAIN, form: str = "table"
) -> Reading:  # fmt: skip
    """The reading of a table whose columns somebody has named: places of roles, both counted from 0, and the row of the header.

    Rows are cells as text, digits as the file holds them. Decimal commas and days that do not begin with the year are found out
    from all rows, or as ``sense`` says. Raises ValueError where no column is said to be the day, or none the
    amount. Worked: columns day 0, in 1, out 2, balance 3 and rows ``2026-03-05, 50.00, , 150.00``: opening 100.00, closing 150.00.
    """
    if "day" not in columns or not {"in", "out", "amount"} & columns.keys():
        raise ValueError("a table needs a day and an amount")
    notes = Notes()
    written = written_plainly(rows, columns, header, sense, file, notes)
    statements = statements_of_table(written, columns, header=header, sense=sense, file=file, notes=notes)  # fmt: skip
    if not statements:
        return Reading(file, "", (), (problem("bank.no_statement", file),))
    return Reading(file, form, statements, (*notes.found, *check(statements)))


def _read(content: bytes, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    if not content.strip(b"\x00 \t\r\n"):
        raise FileRefused("bank.empty", file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and looks_like_camt(content):
        return read_camt(content, file, notes)
    if looks_like_workbook(content):
        return read_workbook(content, file, notes)
    if looks_like_xml_sheet(content):
        return read_xml_sheet(content, file, notes)
    text = decoded(content)
    if looks_like_page(content):
        return read_page(text, file, notes)
    if looks_like_bai2(text):
        return read_bai2(text, file, notes)
    if looks_like_ofx(text):
        return read_ofx(text, file, notes)
    if looks_like_swift(text):
        return read_swift(text, file, notes)
    return read_text(text, file, notes)
