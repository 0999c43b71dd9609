"""Numbers as people write them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.bulk import plain_amounts
from tieout.reading.numbers import decimal_mark, is_dash, parse_number

WRITTEN = [
    ("1234.56", ".", 123456),
    ("1,234.56", ".", 123456),
    ("1.234,56", ",", 123456),
    ("1 234,56", ",", 123456),
    ("1\u00a0234,56", ",", 123456),
    ("1\u202f234,56", ",", 123456),
    ("1'234.56", ".", 123456),
    ("1’234.56", ".", 123456),
    ("12,34,567.00", ".", 123456700),
    ("(1,234.56)", ".", -123456),
    ("（1，234．56）", ".", -123456),
    ("1,234.56-", ".", -123456),
    ("1.234,56-", ",", -123456),
    ("-1,234.56", ".", -123456),
    ("−1,234.56", ".", -123456),
    ("- 1,234.56", ".", -123456),
    ("+10.5", ".", 1050),
    ("１，２３４．５６", ".", 123456),
    ("¥1,234.56", ".", 123456),
    ("￥ 1,234.56", ".", 123456),
    ("-¥1,234.56", ".", -123456),
    ("¥-1,234.56", ".", -123456),
    ("(¥1,234.56)", ".", -123456),
    ("1,234.56元", ".", 123456),
    ("人民币1,234.56元整", ".", 123456),
    ("CNY 1,234.56", ".", 123456),
    ("1.234,56 €", ",", 123456),
    ("EUR 1.234,56", ",", 123456),
    ("$99", ".", 9900),
    ("1.23456E+03", ".", 123456),
    ("1.23456e3", ".", 123456),
    ("2E-2", ".", 2),
    (".5", ".", 50),
    ("1,234.56 Dr", ".", 123456),
    ("1,234.5600", ".", 123456),
    ("131.77(已退款89.84)", ".", 13177),
    ("468.32(已全额退款)", ".", 46832),
    ("0", ".", 0),
    ("00012.30", ".", 1230),
]


@pytest.mark.parametrize(("text", "mark", "minor"), WRITTEN)
def test_a_number_is_read_exactly(text: str, mark: str, minor: int) -> None:
    number = parse_number(text, mark)
    assert number is not None
    assert number.minor(2) == minor


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", "."),
        ("abc", "."),
        ("12-34", "."),
        ("1.2.3", "."),
        ("1,23", "."),
        ("12,50", "."),
        ("12.50", ","),
        ("1,2345.00", "."),
        ("2026-03-05", "."),
        ("INV-1", "."),
        ("1 2", "."),
        ("(5", "."),
        ("5)", "."),
        ("--5", "."),
        ("∞", "."),
        ("1e999", "."),
        ("12元34", "."),
        ("五", "."),
    ],
)
def test_what_is_no_number_is_none(text: str, mark: str) -> None:
    assert parse_number(text, mark) is None


def test_a_written_credit_is_remembered_as_the_other_side() -> None:
    number = parse_number("1,234.56 Cr", ".")
    assert number is not None
    assert (number.mantissa, number.side) == (123456, -1)


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [
        ("1.234", 2, None),
        ("1.230", 2, 123),
        ("1.234", 3, 1234),
        ("100", 0, 100),
        ("100.5", 0, None),
    ],
)
def test_what_is_finer_than_the_currency_is_never_rounded(
    text: str, exponent: int, minor: int | None
) -> None:
    number = parse_number(text, ".")
    assert number is not None
    assert number.minor(exponent) == minor


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234.56"], "."),
        (["1.234,56"], ","),
        (["12.50", "1.234"], "."),
        (["12,50", "1.234"], ","),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["1.234", "5.678"], None),
        (["12,000", "1,500"], "."),
        (["100", "200"], "."),
        (["1 234,5"], ","),
    ],
)
def test_the_decimal_mark_is_decided_by_what_only_one_of_them_reads(
    texts: list[str], mark: str | None
) -> None:
    assert decimal_mark(texts)[0] == mark


@pytest.mark.parametrize("text", ["", "-", "--", "—", "/", " - ", "N/A", "无"])
def test_dashes_say_nothing(text: str) -> None:
    assert is_dash(text)


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14), st.sampled_from([".", ","]), st.booleans())
def test_every_amount_survives_being_written_and_read(minor: int, mark: str, grouped: bool) -> None:
    whole, cents = divmod(abs(minor), 100)
    text = f"{whole:,}.{cents:02d}" if grouped else f"{whole}.{cents:02d}"
    text = ("-" if minor < 0 else "") + text
    if mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    number = parse_number(text, mark)
    assert number is not None
    assert number.minor(2) == minor


@settings(deadline=None)
@given(
    st.lists(st.from_regex(r"\A-?[0-9]{1,9}([.,][0-9]{1,4}){0,2}\Z"), max_size=20),
    st.sampled_from([".", ","]),
)
def test_reading_in_bulk_never_disagrees_with_reading_one_by_one(
    texts: list[str], mark: str
) -> None:
    for text, value in zip(
        texts, plain_amounts(pa.array(texts, pa.string()), mark=mark, exponent=2), strict=True
    ):
        if value is not None:
            number = parse_number(text, mark)
            assert number is not None
            assert number.minor(2) == value
