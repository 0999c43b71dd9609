"""Vouchers in every layout: read back they balance, carry the right columns, and are the same bytes every time."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from wanglai.formats.vouchers import LAYOUTS, Layout, Voucher, VoucherLine, written
from wanglai.formats.vouchers.writing import VALUES, rows

ON = date(2026, 3, 5)


def _line(code: str, base: int, amount: int | None = None, currency: str = "CNY", rate: str = "1", customer: bool = False) -> VoucherLine:  # fmt: skip
    return VoucherLine(
        text="销售, =商品\n三月", account_code=code, account_name="应收账款" if customer else "收入",
        currency=currency, amount=base if amount is None else amount, base_amount=base,
        rate=Decimal(rate), customer_code="C000012" if customer else "", customer_name="远景" if customer else "",
    )  # fmt: skip


INVOICE = Voucher(
    "记", 1, ON, "INV-1", "王敏", "CNY",
    (_line("1122.01", 113_00, customer=True), _line("6001", -100_00), _line("2221", -13_00)),
)  # fmt: skip
DOLLARS = Voucher(
    "收", 1, ON, "RC-9", "王敏", "CNY",
    (
        _line("1002", 71_05, 10_00, "USD", "7.105"),
        _line("1122.02", -71_05, -10_00, "USD", "7.105", customer=True),
    ),
)  # fmt: skip
BOTH = (INVOICE, DOLLARS)


def read(layout: Layout) -> list[dict[str, Any]]:
    """The rows of a written file by heading."""
    content = written(BOTH, layout)
    if layout.form == "txt":
        lines = content.decode("gb18030").split("\r\n")
        assert tuple(lines[: len(layout.opening)]) == layout.opening
        assert lines[-1] == ""
        told = [line.split(",") for line in lines[len(layout.opening) : -1]]
        heads = [each.head for each in layout.fields]
        assert {len(line) for line in told} == {len(heads)}
        return [dict(zip(heads, line, strict=True)) for line in told]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    told_rows = list(sheet.iter_rows(values_only=True))
    first = 2 if layout.has_keys else 1
    assert list(told_rows[first - 1]) == [each.head for each in layout.fields]
    return [dict(zip(told_rows[first - 1], row, strict=True)) for row in told_rows[first:]]


def _column(layout: Layout, value: str) -> str:
    return next(each.head for each in layout.fields if each.value == value)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_layout_balances_and_names_the_customer(layout: Layout) -> None:
    told = read(layout)
    assert len(told) == 5
    debit, credit = _column(layout, "debit"), _column(layout, "credit")
    for part in (told[:3], told[3:]):
        sums = [sum(Decimal(str(row[side] or 0)) for row in part) for side in (debit, credit)]
        assert sums[0] == sums[1] > 0
        assert all(bool(row[debit]) != bool(row[credit]) for row in part)
    codes = [row[_column(layout, "account")] for row in told]
    assert codes == ["1122.01", "6001", "2221", "1002", "1122.02"]
    holder = "k3_item" if layout.code == "k3-xlsx" else "customer"
    assert ["C000012" in str(row[_column(layout, holder)]) for row in told] == [True, False, False, False, True]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_the_same_vouchers_are_the_same_bytes(layout: Layout) -> None:
    assert written(BOTH, layout) == written(BOTH, layout)
    assert written(BOTH, layout) != written((INVOICE,), layout)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_column_is_one_that_can_be_written(layout: Layout) -> None:
    assert {each.value for each in layout.fields if ":" not in each.value} <= VALUES.keys()
    assert len({each.head for each in layout.fields}) == len(layout.fields) or layout.form == "txt"


def test_the_text_of_u8_is_one_line_per_line() -> None:
    lines = written(BOTH, LAYOUTS["u8-txt"]).decode("gb18030").split("\r\n")
    assert lines[:3] == [
        "填制凭证,V800",
        "2026-03-05,记,1,0,销售  =商品 三月,1122.01,113.00,,,,,王敏,,INV-1,2026-03-05,,,C000012,,,",
        "2026-03-05,记,1,0,销售  =商品 三月,6001,,100.00,,,,王敏,,INV-1,2026-03-05,,,,,,",
    ]
    assert lines[4].split(",")[6:11] == ["71.05", "", "", "10.00", "7.105"]


def test_k3_has_its_item_its_currency_and_its_numbers() -> None:
    told = read(LAYOUTS["k3-xlsx"])
    first, last = told[0], told[4]
    assert first["FDate"] == datetime.fromisoformat("2026-03-05")
    assert (first["FYear"], first["FPeriod"], first["FGroupID"], first["FNumber"]) == (
        2026,
        3,
        "记",
        1,
    )
    assert (first["FCurrencyNum"], first["FCurrencyName"]) == ("RMB", "人民币")
    assert first["FItem"] == "客户---C000012---远景"
    assert (last["FCurrencyNum"], last["FAmountFor"], last["FCredit"], last["FExchangeRate"]) == ("USD", 10, 71.05, 7.105)  # fmt: skip
    assert [row["FEntryID"] for row in told] == [0, 1, 2, 0, 1]
    assert [row["FSerialNum"] for row in told] == [1, 1, 1, 2, 2]


def test_the_cloud_says_the_head_of_a_voucher_once() -> None:
    layout = LAYOUTS["cloud-xlsx"]
    told = list(rows(BOTH, layout))
    heads = [at for at, each in enumerate(layout.fields) if each.once]
    assert [[row[at] for at in heads] != [None] * len(heads) for row in told] == [True, False, False, True, False]  # fmt: skip
    word = next(at for at, each in enumerate(layout.fields) if each.value == "word")
    assert [row[word] for row in told if row[word]] == ["PRE001", "PRE002"]


def test_a_voucher_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(AssertionError, match="balances"):
        Voucher("记", 1, ON, "x", "y", "CNY", (_line("1", 1), _line("2", -2)))
