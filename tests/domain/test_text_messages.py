"""How long a text is by the networks' count, and to which number one can go at all."""

from __future__ import annotations

import pytest

from wanglai.domain.text_messages import Length, length_of, number_for_texts


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length(0, 1, is_wide=False)),
        ("a" * 160, Length(160, 1, is_wide=False)),
        ("a" * 161, Length(161, 2, is_wide=False)),
        ("a" * 306, Length(306, 2, is_wide=False)),
        ("a" * 307, Length(307, 3, is_wide=False)),
        ("€" * 80, Length(80, 1, is_wide=False)),  # two places each
        ("€" * 81, Length(81, 2, is_wide=False)),
        ("对账单", Length(3, 1, is_wide=True)),
        ("单" * 70, Length(70, 1, is_wide=True)),
        ("单" * 71, Length(71, 2, is_wide=True)),
        ("单" * 134, Length(134, 2, is_wide=True)),
        ("单" * 135, Length(135, 3, is_wide=True)),
        ("a" * 69 + "单", Length(70, 1, is_wide=True)),  # one sign makes all of it wide
        ("😀" * 35, Length(35, 1, is_wide=True)),  # two places each
        ("😀" * 36, Length(36, 2, is_wide=True)),
    ],
)
def test_a_text_is_as_long_as_the_networks_count(text: str, length: Length) -> None:
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("+49 151 23456789", "+4915123456789"),
        ("0044 7911 123456", "+447911123456"),
        ("13800138000转8", "+8613800138000"),
        ("010-87654321", ""),  # a landline
        ("+86 10 8765 4321", ""),
        ("0151 23456789", ""),  # a mobile of which country?
        ("12345", ""),
        ("1380013800", ""),
        ("138001380001", ""),
        ("+0 123 456 789", ""),
        ("+1234567890123456", ""),
        ("", ""),
    ],
)
def test_a_number_is_a_mobile_with_its_country_or_none(phone: str, number: str) -> None:
    assert number_for_texts(phone) == number
