"""Document numbers after a spreadsheet program had its way with them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.tieout.reading.ledgers import Value, column, read_rows, write, xlsx_bytes
from tieout.ledger import Ledger
from tieout.reading import read_ledger
from tieout.reading.reference import cores_of, key_of


def _documents(values: list[Value], *, workbook: bool = False) -> Ledger:
    rows: list[list[Value]] = [["日期", "单据号", "摘要", "金额"]]
    rows += [["2026-03-01", value, "销售", f"{at + 1}.50"] for at, value in enumerate(values)]
    if workbook:
        return read_ledger(write(xlsx_bytes(rows), "a.xlsx"), side="ours")
    return read_rows(rows)


def test_numbers_that_were_documents_are_documents_again() -> None:
    ledger = _documents(["10231.0", "1.0231E+4", "'00412", "A-7", "-", "000089"])
    assert column(ledger, "document") == ["10231", "10231", "00412", "A-7", None, "000089"]
    assert not ledger.reading.problems


def test_a_number_whose_last_digits_are_lost_is_a_problem_and_never_a_guess() -> None:
    ledger = _documents(["2.0260101E+11", "202601010001", "202601010002"])
    assert column(ledger, "document") == [None, "202601010001", "202601010002"]
    assert [problem.row for problem in ledger.reading.problems] == [2]
    assert ledger.reading.rows == 3


def test_a_number_cell_keeps_every_digit_it_can_and_more_than_fifteen_are_distrusted() -> None:
    values: list[Value] = [Decimal(202601010001), Decimal("20260101000000012345"), Decimal(10231)]
    ledger = _documents(values, workbook=True)
    assert column(ledger, "document") == ["202601010001", None, "10231"]
    assert [problem.row for problem in ledger.reading.problems] == [3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV-000123", "inv 123"),
        ("ＩＮＶ－１２３", "INV123"),
        ("RE/2026/0007", "RE-2026-7"),
        ("发票 0012", "发票12"),
    ],
)
def test_keys_ignore_case_width_separators_and_padding(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_keys_keep_numbers_apart() -> None:
    assert len({key_of(text) for text in ("INV-1", "INV-10", "INV-100", "INW-1", "1")}) == 5


def test_cores_are_the_digits_without_prefix() -> None:
    assert cores_of("SH/2025/012345") == {"202512345", "12345"}
    assert cores_of("A-7") == set()
