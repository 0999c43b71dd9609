"""Small ledgers of the dirt that real ones carry, written as csv, xlsx and xls."""

from __future__ import annotations

import csv
import datetime
import io
import random
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter
import xlwt

from tieout.ledger import Ledger
from tieout.reading import ReadingOptions, read_ledger, read_pair
from tieout.reading.grid import Grid
from tieout.reading.layout import find_layout

Value = str | Decimal | int | datetime.date | None
Rows = Sequence[Sequence[Value]]


def as_text(value: Value) -> str:
    return "" if value is None else str(value)


def csv_bytes(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[as_text(value) for value in row] for row in rows])
    return buffer.getvalue().encode(encoding)


def xlsx_bytes(
    rows: Rows, *, sheets: dict[str, Rows] | None = None, merges: Sequence[str] = ()
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, content in {"明细账": rows, **(sheets or {})}.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(content):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                elif isinstance(value, datetime.date):
                    page.write_datetime(
                        at, column, datetime.datetime.combine(value, datetime.time()), date
                    )
                elif value is not None:
                    page.write_number(at, column, float(value))
        for span in merges:
            page.merge_range(span, as_text(_at(content, span)))
    book.close()
    return buffer.getvalue()


def _at(rows: Rows, span: str) -> Value:
    first = span.split(":")[0]
    return rows[int(first[1:]) - 1][ord(first[0]) - 65]


def xls_bytes(rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("明细账")
    date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                page.write(at, column, value, date)
            elif isinstance(value, Decimal):
                page.write(at, column, float(value))
            elif value is not None:
                page.write(at, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write(content: bytes, name: str = "ledger.csv") -> Path:
    """The bytes as a file of that name in a folder of its own."""
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(content)
    return path


def read_rows(rows: Rows, *, side: str = "ours", options: ReadingOptions | None = None) -> Ledger:
    """The rows as a csv, read."""
    path = write(csv_bytes(rows))
    return read_ledger(path, side=side, options=options or ReadingOptions())  # type: ignore[arg-type]


def read_both(ours: Rows, theirs: Rows) -> tuple[Ledger, Ledger]:
    """Both as csv files, read as a pair."""
    return read_pair(write(csv_bytes(ours), "ours.csv"), write(csv_bytes(theirs), "theirs.csv"))


def amounts(ledger: Ledger) -> list[int]:
    found: list[int] = ledger.lines.column("amount").to_pylist()
    return found


def column(ledger: Ledger, name: str) -> list[object]:
    found: list[object] = ledger.lines.column(name).to_pylist()
    return found


def unaccounted(grid: Grid, ledger: Ledger) -> set[int]:
    """Rows that hold something and of which the reading says nothing: must always be empty."""
    reading = ledger.reading
    sheet = next(one for one in grid.sheets if (one.name or None) == reading.sheet)
    told = set(column(ledger, "row"))
    told |= {total.row for total in reading.totals} | {row for row, _ in reading.skipped}
    told |= {problem.row for problem in reading.problems}
    if reading.header_row is not None:
        layout = find_layout(sheet, header_row=reading.header_row)
        assert layout.header is not None, "a reading with a heading row has a heading"
        told |= {sheet.rows[at] for at in range(layout.header[0], layout.header[1] + 1)}
    return set(sheet.rows) - told


def statement(count: int = 40, *, seed: int = 1) -> list[list[Value]]:
    """An ordinary Chinese ledger with title, opening, running balance, month total and closing."""
    chance = random.Random(seed)
    rows: list[list[Value]] = [
        ["应收账款明细账"],
        ["客户：华强贸易有限公司", None, None, "币种：人民币"],
        ["日期", "凭证号", "单据号", "摘要", "借方金额", "贷方金额", "余额"],
        [None, None, None, "期初余额", None, None, Decimal("1000.00")],
    ]
    balance = Decimal("1000.00")
    debits = credits_ = Decimal(0)
    for number in range(count):
        day = datetime.date(2026, 3, 1 + number * 28 // count)
        amount = Decimal(chance.randint(100, 999_999)) / 100
        invoice = chance.random() < 0.7
        balance += amount if invoice else -amount
        debits += amount if invoice else 0
        credits_ += 0 if invoice else amount
        rows.append(
            [
                day,
                f"记-{number + 1:04d}",
                f"INV-2026-{number + 1:05d}" if invoice else f"SK{number + 1:05d}",
                "销售商品" if invoice else "收到货款",
                amount if invoice else None,
                None if invoice else amount,
                balance,
            ]
        )
    rows.append([None, None, None, "本月合计", debits, credits_, balance])
    rows.append([None, None, None, "期末余额", None, None, balance])
    rows.append(["制单：王敏", None, "复核：赵磊"])
    return rows
