"""The workbook has the figures of the report, its proof, and no formula."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.ledgers import Ledger, day, open_ledger
from wanglai.services.ageing.queries import ageing
from wanglai.services.exports.ageing import ageing_table
from wanglai.services.exports.writing import written

ON = "2026-03-31"
HEAD = (
    "Customer", "Currency", "Not due", "1–30 days", "31–60 days", "61–90 days", "91–180 days", "181–365 days",
    "366–730 days", "731–1095 days", "Over 1095 days", "Unapplied", "Total", "Open items", "Longest, days", "No due day",
    "Of it disputed", "Of it promised",
)  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "INV-2", "70.00", "03-06", customer="=1+1", due="04-04")
    ledger.post("invoice", "USD", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    ledger.post("receipt", "RC-1", "500.00", "03-20")
    ledger.revalue(ON, USD="7.25")
    return ledger


def cells(book: Ledger, **wanted: Any) -> list[tuple[Any, ...]]:
    language = wanted.pop("language", "en")
    sent = written(
        ageing_table(**book.reader, on=day(ON), **wanted), form="xlsx", language=language
    )
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return list(sheet.iter_rows(values_only=True))


def test_the_sheet_has_the_rows_totals_and_proof_of_the_report(book: Ledger) -> None:
    rows = cells(book)
    top = rows.index(HEAD)
    assert rows[0][0] == "Ageing of receivables"
    assert rows[2][0] == "2026-03-31 · Days past due"
    assert rows[top + 1 : top + 7] == [
        ("=1+1", "CNY", 70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 70, 1, 0, 0, 0, 0),
        ("远景", "CNY", 0, 0, 1130, 0, 0, 0, 0, 0, 0, -500, 630, 2, 55, 0, 0, 0),
        ("远景", "USD", 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 1, 0, 0, 0),
        ("Total", "CNY", 70, 0, 1130, 0, 0, 0, 0, 0, 0, -500, 700, 3, 55, 0, 0, 0),
        ("Total", "USD", 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 1, 0, 0, 0),
        ("All in the company's currency, at booked rates", "CNY", 70, 71, 1130, 0, 0, 0, 0, 0, 0, -500, 771, None, None, None, None, None),
    ]  # fmt: skip
    proof = [row[:9] for row in rows[top + 8 :]]
    assert proof == [
        ("Ageing", "CNY", 700, "Control accounts", 700, "Gap", 0, None, None),
        ("Ageing", "USD", 10, "Control accounts", 10, "Gap", 0, None, None),
        ("Ageing · USD · In the company's currency", "CNY", 72.5, "Control accounts", 72.5, "Gap", 0, "of it revaluation", 1.5),
    ]  # fmt: skip


def test_the_totals_of_sheet_and_report_are_one(book: Ledger) -> None:
    report = ageing(**book.reader, on=day(ON), basis="document", is_net_fifo=True)
    rows = cells(book, basis="document", is_net_fifo=True)
    for total in report.totals:
        (row,) = [row for row in rows if row[:2] == ("Total", total.currency)]
        figures = (*total.aged.columns.buckets, total.aged.columns.unapplied, total.aged.columns.total)  # fmt: skip
        assert [round(each * 100) for each in row[2:13]] == list(figures)


def test_the_sheet_says_what_it_is_of_in_the_language_asked_for(book: Ledger) -> None:
    rows = cells(book, language="zh", by="currency", basis="document", is_net_fifo=True, known_at=book.now())  # fmt: skip
    facts = [row[0] for row in rows[:5]]
    assert facts[:3] == ["应收账龄分析表", "yuanjing", "2026-03-31 · 单据日起天数"]
    assert facts[3].endswith("所知")
    assert facts[4].startswith("分析口径")
    (head,) = [row for row in rows if row[0] == "币种"]
    assert head[2:5] == ("未到期", "0–30 天", "31–60 天")
    assert [row[0] for row in rows[rows.index(head) + 1 :][:3]] == ["CNY", "USD", "合计"]


def test_an_empty_book_has_an_empty_sheet(book: Ledger) -> None:
    table = ageing_table(**book.reader, on=date(2025, 12, 31))
    sent = written(table, form="xlsx", language="en")
    assert sent.name == "Ageing of receivables 2025-12-31.xlsx"
