"""A bank's or wallet's table as statements, whichever program wrote it: header found, rows read, proved as far as it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.bank.statement import Entry, Kind, Statement
from wanglai.formats.bank.tables import values
from wanglai.formats.bank.tables.delimited import rows_of_text
from wanglai.formats.bank.tables.layouts import Columns, Layout, Sense, layout_of
from wanglai.formats.bank.tables.proof import run_of, totals_hold
from wanglai.formats.bank.tables.rows import Found, Row, Rows, rows_of_table
from wanglai.formats.bank.tables.web_page import rows_of_page
from wanglai.formats.bank.tables.workbook import OLE2, ZIP, sheets_of_workbook
from wanglai.formats.bank.tables.xml_sheet import sheets_of_xml
from wanglai.formats.bank.values import Notes

_HEADER_WITHIN = 80  # rows; wallets put some twenty lines of advice above their tables
_ACCOUNT = re.compile(
    r"(?:查询账号|银行账号|账户号|账号|帐号|卡号|支付宝账户|京东账号名|微信昵称)\s*:?\s*\[?([^\]\s:]*)\]?"
)
_SHOWN = 10  # rows named in a sentence


def looks_like_workbook(content: bytes) -> bool:
    return content.startswith((OLE2, ZIP))


def looks_like_page(content: bytes) -> bool:
    head = content[:65536].lower()
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<t" in head and re.search(rb"<(?:table|tr|td)\b", head) is not None  # fmt: skip


def read_workbook(content: bytes, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    """Every sheet with a known layout. Raises FileRefused where none has."""
    return _all_known(sheets_of_workbook(content, file, notes), file, notes)


def read_xml_sheet(content: bytes, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    return _all_known(sheets_of_xml(content, file), file, notes)


def read_page(text: str, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    return _all_known([rows_of_page(text, file)], file, notes)


def read_text(text: str, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    return _all_known([rows_of_text(text, file, notes)], file, notes)


def _all_known(sheets: Iterable[Rows], file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:  # fmt: skip
    """The statements of every sheet that is known; a sheet that says again what one before says is read once."""
    form = ""
    found: list[Statement] = []
    left: list[str] = []
    seen: list[list[tuple[str, Entry]]] = []
    for number, rows in enumerate(sheets, 1):
        place = file if number == 1 else f"{file}:{number}"
        known = _known(rows)
        if known is None:
            left += [place] if _is_table(rows) else []
            continue
        layout, columns, header = known
        apart = Notes()
        statements = statements_of_table(rows, columns, header=header, sense=layout.sense, file=place, notes=apart)  # fmt: skip
        entries = [
            (one.account, replace(entry, place="", text=""))
            for one in statements
            for entry in one.entries
        ]
        if entries and entries not in seen:
            seen.append(entries)
            found += statements
            notes.found += apart.found
        form = form or layout.form
    if not form:
        raise FileRefused("bank.unknown_layout" if left else "bank.not_one", file)
    for place in left:
        notes.add("bank.sheet_left", place)
    return form, tuple(found)


def _known(rows: Rows) -> tuple[Layout, Columns, int] | None:
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        found = layout_of([values.clean(cell) for cell in row]) if len(row) > 4 else None
        if found:
            return *found, at
    return None


def _is_table(rows: Rows) -> bool:
    """Whether two rows have a day in one cell and an amount in another: somebody can say what the columns are."""
    seen = 0
    for row in rows:
        seen += _is_row(row)
        if seen > 1:
            return True
    return False


def _is_row(row: Sequence[str]) -> bool:
    """Whether one cell is a day and another an amount of any currency there is."""
    cells = [cell for each in row if (cell := values.clean(each))]
    days = [cell for cell in cells if cell[0].isdigit() and values.day(cell, "", Notes())]
    return bool(days) and any(cell not in days and values.signed(cell, "CLF", "", Notes()) is not None for cell in cells)  # fmt: skip


def statements_of_table(
    rows: Rows, columns: Columns, *, header: int, sense: Sense, file: str, notes: Notes
) -> tuple[Statement, ...]:  # fmt: skip
    """One statement for each account and currency among the rows; what is wrong goes to the notes.

    A table with a balance in its rows is a statement, proved row by row. One without is a report where the totals that the
    file gives hold, else a statement that nothing proves.
    """
    for at, cells in enumerate(rows[:header], 1):
        if len(cells) > len(columns) and _is_row(cells):
            notes.add("bank.line", f"{file}:{at}", ",".join(cells))
    found = rows_of_table(rows, columns, header, sense, file, notes)
    named = _account_above(rows[:header])
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found.rows:
        account = values.named(row.account) or named or sense.account
        groups.setdefault((account, row.entry.currency), []).append(row)
    is_one = len({currency for _, currency in groups}) == 1
    holds = is_one and totals_hold(found, columns, next(iter(groups))[1], file, notes)
    _say_neither(found, sense, notes)
    kind: Kind = "report" if holds and not found.balances else "statement"
    return tuple(_statement(account, currency, group, kind, header, file, notes) for (account, currency), group in groups.items())  # fmt: skip


def _statement(
    account: str, currency: str, rows: Sequence[Row], kind: Kind, header: int, file: str, notes: Notes
) -> Statement:  # fmt: skip
    run = run_of(rows)
    if run.breaks:
        shown = ", ".join(row.entry.place.rpartition(":")[2] for row in run.breaks[:_SHOWN])
        notes.add("bank.not_running", run.breaks[0].entry.place, count=len(run.breaks), rows=shown)
    place = f"{file}:{header + 1}"
    return Statement(
        place, kind, account, currency, "", run.opening, run.closing, tuple(row.entry for row in rows),
    )  # fmt: skip


def _say_neither(found: Found, sense: Sense, notes: Notes) -> None:
    """What moved between somebody's own accounts is in the statement and not booked; that is said once."""
    apart = [row for row in found.rows if not row.entry.is_booked]
    if sense.is_wallet and apart:
        notes.add("bank.not_booked", apart[0].entry.place, count=len(apart))


def _account_above(rows: Rows) -> str:
    """The account named above the table, in one cell or in the one after its name."""
    cells = [cell for row in rows for each in row if (cell := re.sub(r"[\u3000 ]+", "", values.clean(each)))]  # fmt: skip
    for at, cell in enumerate(cells):
        plain = re.sub(
            r"\[[^\]0-9]*\]", "", cell[:200].lstrip("#").replace("：", ":")
        )  # without an English half
        match = _ACCOUNT.match(plain)
        if match is None:
            continue
        after = cells[at + 1] if not match[1] and at + 1 < len(cells) else ""
        return match[1] or values.named(after)
    return ""
