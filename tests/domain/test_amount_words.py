"""Amounts in words: the examples of the rules for bills, the variants people write, and what is no amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.amount_words import LARGEST, amount_in_words, read_amount_words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零圆整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹圆零伍分"),
        (1_500, "壹拾伍圆整"),
        (140_950, "壹仟肆佰零玖圆伍角整"),
        (600_714, "陆仟零柒圆壹角肆分"),
        (168_032, "壹仟陆佰捌拾圆叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖圆零贰分"),
        (10_700_053, "壹拾万柒仟圆伍角叁分"),
        (1_000_500, "壹万零伍圆整"),
        (10_000_000_000, "壹亿圆整"),
        (10_000_010_000, "壹亿零壹佰圆整"),
        (120_000_000_000_000, "壹万贰仟亿圆整"),
        (100_000_000_200_000, "壹万亿零贰仟圆整"),
        (-11_300, "负壹佰壹拾叁圆整"),
    ],
)
def test_amounts_are_written_as_on_bills(fen: int, words: str) -> None:
    assert amount_in_words(fen) == words
    assert read_amount_words(words) == fen


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("人民币壹佰元正", 10_000),
        ("人民币：壹佰元整", 10_000),
        ("拾伍圆整", 1_500),
        ("一百二十三元四角五分", 12_345),
        ("壹仟陆佰捌拾元零叁角贰分", 168_032),
        ("（负数）壹佰圆整", -10_000),
        ("負壹佰圓整", None),
        ("貳佰圓整", 20_000),
        ("两百元", 20_000),
        ("壹 佰 圆 整", 10_000),
    ],
)
def test_variants_people_write_are_read(words: str, fen: int | None) -> None:
    assert read_amount_words(words) == fen


@pytest.mark.parametrize(
    "words",
    ["", "整", "圆整", "零", "壹佰", "壹贰圆", "伍拾壹佰圆整", "壹圆伍", "壹分壹角", "佰圆", "壹万万圆", "壹亿亿圆", "123元", "壹佰圆整整", "壹拾圆拾角", "abc", "壹圆壹圆"],
)  # fmt: skip
def test_what_is_no_amount_is_none(words: str) -> None:
    assert read_amount_words(words) is None


@given(st.integers(-LARGEST, LARGEST))
def test_what_is_written_is_read_again(fen: int) -> None:
    assert read_amount_words(amount_in_words(fen)) == fen


@given(st.text("零壹贰玖拾佰仟万亿圆角分整负", max_size=14))
def test_what_is_read_is_that_amount_and_no_other(words: str) -> None:
    fen = read_amount_words(words)
    if fen is not None:
        assert read_amount_words(amount_in_words(fen)) == fen


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_none(words: str) -> None:
    fen = read_amount_words(words)
    assert fen is None or abs(fen) <= LARGEST
