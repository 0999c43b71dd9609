"""Headers of one and two rows, titles, blank rows and columns, several sheets, notes."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tests.tieout.reading.ledgers import (
    Value,
    amounts,
    column,
    csv_bytes,
    read_rows,
    statement,
    write,
    xls_bytes,
    xlsx_bytes,
)
from tieout.reading import ReadingOptions, read_ledger
from tieout.refusal import Refusal

LINES: list[list[Value]] = [
    ["2026-03-01", "记-1", "销售", "100.00", None, "100.00"],
    ["2026-03-02", "记-2", "收款", None, "40.00", "60.00"],
    ["2026-03-05", "记-3", "销售", "7.50", None, "67.50"],
]


def test_a_heading_of_two_rows_names_its_columns_by_both() -> None:
    head: list[list[Value]] = [
        ["明细账"],
        ["日期", "凭证字号", "摘要", "本期发生额", None, "余额"],
        [None, None, None, "借方", "贷方", None],
    ]
    reading = read_rows([*head, *LINES]).reading
    assert reading.header_row == 2
    assert reading.columns["debit"] == "本期发生额/借方"
    assert reading.columns["credit"] == "本期发生额/贷方"
    assert (reading.rows, reading.total) == (3, 6_750)


def test_merged_headings_of_a_workbook_spread_over_their_columns() -> None:
    head: list[list[Value]] = [
        ["日期", "凭证字号", "摘要", "本期发生额", None, "余额"],
        [None, None, None, "借方", "贷方", None],
    ]
    content = xlsx_bytes([*head, *LINES], merges=["D1:E1", "A1:A2", "B1:B2", "C1:C2", "F1:F2"])
    reading = read_ledger(write(content, "a.xlsx"), side="ours").reading
    assert reading.columns["debit"] == "本期发生额/借方"
    assert (reading.rows, reading.total, reading.opening) == (3, 6_750, 0)


def test_titles_blank_rows_blank_columns_and_notes_are_no_lines() -> None:
    rows: list[list[Value]] = [
        ["某某公司往来明细"], [], ["期间：2026-03-01 至 2026-03-31"], [],
        [None, "日期", None, "单据号", "摘要", "金额"], [],
        [None, "2026-03-01", None, "A001", "销售", "10.00"], [], [],
        [None, "2026-03-02", None, "A002", "销售", "20.00"],
        [], ["备注：如有疑问请联系财务"], ["制单人：王敏   审核：赵磊"],
    ]  # fmt: skip
    reading = read_rows(rows).reading
    assert reading.header_row == 5
    assert (reading.rows, reading.total) == (2, 3_000)
    assert [row for row, _ in reading.skipped] == [1, 3, 12, 13]


def test_a_heading_repeated_on_every_page_is_skipped() -> None:
    head: list[Value] = ["日期", "凭证字号", "摘要", "借方", "贷方", "余额"]
    reading = read_rows([head, *LINES[:2], head, *LINES[2:]]).reading
    assert reading.rows == 3
    assert [row for row, _ in reading.skipped] == [4]


def test_rows_are_numbered_as_a_spreadsheet_program_shows_them() -> None:
    path = write(
        b'"Date","No","Text","Debit","Credit"\r\n\r\n2026-03-01,A1,"two\r\nlines",5.00,\r\n2026-03-02,A2,x,6.00,\r\n'
    )
    ledger = read_ledger(path, side="ours")
    assert column(ledger, "row") == [3, 4]
    assert column(ledger, "text") == ["two\r\nlines", "x"]


def test_a_ledger_without_a_heading_is_read_by_its_running_balance() -> None:
    ledger = read_rows([[*line] for line in LINES])
    assert ledger.reading.header_row is None
    assert amounts(ledger) == [10_000, -4_000, 750]
    assert ledger.reading.columns["debit"] == "D"


def test_a_ledger_without_a_heading_begins_at_its_first_line_in_any_locale() -> None:
    rows: list[list[Value]] = [
        [None, None, "Saldovortrag", None, None, "36.970,95"],
        ["01.06.2026", "PAY000514", "Überweisung", "2.506,31", "-", "34.464,64"],
        ["02.06.2026", "26000007871031500000", "Rechnung", "-", "166,74", "34.631,38"],
        ["13.06.2026", "26000007871431500000", "Rechnung", "-", "100,00", "34.731,38"],
    ]
    reading = read_rows(rows, side="theirs").reading
    assert (reading.opening, reading.rows, reading.total) == (3_697_095, 3, -223_957)
    assert reading.decimal_mark == ","


def test_the_sheet_that_reads_as_a_ledger_is_taken() -> None:
    cover: list[list[Value]] = [["往来对账说明"], ["请查收"]]
    summary: list[list[Value]] = [["客户", "期末余额"], ["华强", Decimal("5.00")]]
    content = xlsx_bytes(statement(10), sheets={"封面": cover, "汇总": summary})
    reading = read_ledger(write(content, "a.xlsx"), side="ours").reading
    assert reading.sheet == "明细账"
    assert reading.sheets == ("明细账", "封面", "汇总")


def test_two_sheets_alike_are_refused_and_the_option_chooses() -> None:
    content = xlsx_bytes(statement(10), sheets={"明细账2": statement(12, seed=2)})
    path = write(content, "a.xlsx")
    with pytest.raises(Refusal, match="--theirs-sheet") as refused:
        read_ledger(path, side="theirs")
    assert refused.value.code == "sheet.undecidable"
    assert (
        read_ledger(path, side="theirs", options=ReadingOptions(sheet="明细账2")).reading.rows == 12
    )
    with pytest.raises(Refusal) as unknown:
        read_ledger(path, side="theirs", options=ReadingOptions(sheet="四月"))
    assert unknown.value.code == "sheet.unknown"
    assert "明细账2" in unknown.value.reason.en


def test_the_same_ledger_reads_alike_from_every_kind_of_file() -> None:
    rows = statement(30)
    files = {
        "a.csv": csv_bytes(rows), "b.csv": csv_bytes(rows, encoding="gb18030"), "c.csv": csv_bytes(rows, encoding="utf-8-sig"),
        "d.txt": csv_bytes(rows, encoding="utf-16", delimiter="\t"), "e.csv": csv_bytes(rows, delimiter=";"),
        "f.csv": csv_bytes(rows, encoding="utf-16-le"), "g.csv": csv_bytes(rows, delimiter="|"),
        "h.xlsx": xlsx_bytes(rows), "i.xls": xls_bytes(rows), "wrong.csv": xlsx_bytes(rows), "wrong.xls": csv_bytes(rows),
    }  # fmt: skip
    tables = [
        read_ledger(write(content, name), side="ours").lines for name, content in files.items()
    ]
    assert all(table.equals(tables[0]) for table in tables[1:])
    assert tables[0].num_rows == 30


def test_dates_of_a_workbook_are_days_whatever_their_format() -> None:
    rows: list[list[Value]] = [
        ["日期", "单据号", "金额"],
        [datetime.date(2026, 3, 5), "A1", Decimal("1.10")],
        [Decimal(46087), "A2", Decimal("2.20")],
    ]
    ledger = read_ledger(write(xlsx_bytes(rows), "a.xlsx"), side="ours")
    assert column(ledger, "date") == [datetime.date(2026, 3, 5), datetime.date(2026, 3, 6)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["姓名", "电话"], ["王敏", "13812345678"]], "ledger.not_found"),
        ([["尊敬的客户："], ["贵司对账单已收到。"]], "ledger.not_found"),
        ([["日期", "单据号", "摘要", "借方", "贷方"]], "ledger.not_found"),
        ([["单据号", "摘要", "借方", "贷方"], ["A1", "x", "1.00", None], ["A2", "y", None, "2.00"]], "columns.no_date"),
    ],
)  # fmt: skip
def test_what_is_no_ledger_is_refused(rows: list[list[Value]], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(rows)
    assert refused.value.code == code
