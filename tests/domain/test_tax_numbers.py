"""Tax numbers, bank accounts and what of them is shown. Numbers are specimens of standards or made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from wanglai.domain import bank_accounts, tax_numbers
from wanglai.domain.bank_accounts import read_bank_account
from wanglai.domain.masking import masked_account, masked_email, masked_phone
from wanglai.domain.tax_numbers import (
    ALPHABET,
    organisation_check,
    plain_number,
    read_tax_number,
    social_credit_check,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "customers.md"
SPECIMEN = "91350100M000100Y43"

# text, country, verdict, kind, code, character
TABLE: list[tuple[str, str, str, str, str, int | None]] = [
    ("", "CN", "wrong", "", "tax_number.empty", None),
    (" 　", "CN", "wrong", "", "tax_number.empty", None),
    ("000000000000000", "CN", "wrong", "", "tax_number.placeholder", None),
    ("12345678", "CN", "wrong", "", "tax_number.length", None),
    (SPECIMEN + "0", "CN", "wrong", "", "tax_number.length", None),
    (SPECIMEN, "CN", "valid", "uscc", "", None),
    ("９１３５０１００ m000100-y43", "CN", "valid", "uscc", "", None),
    ("91350100M000100Y44", "CN", "wrong", "uscc", "tax_number.check", 18),
    ("91350100M00O100Y43", "CN", "wrong", "uscc", "tax_number.lookalike", 12),
    ("9135O100M000100Y43", "CN", "wrong", "uscc", "tax_number.lookalike", 5),
    ("91350A00M000100Y43", "CN", "wrong", "uscc", "tax_number.character", 6),
    ("B1350100M000100Y43", "CN", "wrong", "uscc", "tax_number.character", 1),
    ("91350100M000100号43", "CN", "wrong", "uscc", "tax_number.character", 16),
    ("11010519491231002X", "CN", "valid", "cn_person", "", None),
    ("110105194912310021", "CN", "wrong", "uscc", "tax_number.check", 18),
    ("11010519490231002X", "CN", "wrong", "uscc", "tax_number.check", 18),  # 31 February
    ("110108339805094", "CN", "valid", "cn15", "", None),
    ("110108339805095", "CN", "unknown", "cn15", "tax_number.uncheckable", None),
    ("11010A339805094", "CN", "wrong", "cn15", "tax_number.character", 6),
    ("91110101202001201", "CN", "unknown", "cn17", "tax_number.uncheckable", None),
    ("DE136695976", "DE", "valid", "de.vat", "", None),
    ("de 136 695 976", "DE", "valid", "de.vat", "", None),
    ("DE136695978", "DE", "wrong", "de.vat", "tax_number.foreign_check", None),
    ("DE13669597", "DE", "wrong", "de.vat", "tax_number.length", None),
    ("DE13669597X", "DE", "wrong", "de.vat", "tax_number.form", None),
    ("7000012050002", "jp", "valid", "jp.cn", "", None),
    ("DE１３６695９76号", "DE", "wrong", "", "tax_number.character", 12),
    ("", "DE", "wrong", "", "tax_number.empty", None),
    ("12345", "ZZ", "unknown", "", "tax_number.country", None),
    ("12345", "../x", "unknown", "", "tax_number.country", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "country", "verdict", "kind", "code", "at"), TABLE)
def test_each_number_has_its_verdict(
    text: str, country: str, verdict: str, kind: str, code: str, at: int | None
) -> None:
    read = read_tax_number(text, country)
    assert (read.verdict, read.kind) == (verdict, kind)
    assert (read.fault.code if read.fault else "") == code
    assert (read.fault.at if read.fault else None) == at


def test_the_sentence_names_place_and_character() -> None:
    fault = read_tax_number("91350100M000100Y44").fault
    assert fault is not None
    assert fault.reason.zh == "校验位不符：第 18 位是“4”，按前面各位应为“3”。其中至少一位有误。"
    assert "character 18 is “4”, the others ask for “3”" in fault.reason.en
    assert fault.remedy.within("zh").startswith("请")


CODES = st.tuples(
    st.sampled_from("159"), st.text("0123456789", min_size=7, max_size=7), st.text(ALPHABET, min_size=9, max_size=9)
).map("".join)  # fmt: skip


@given(CODES)
def test_the_check_character_is_that_of_an_independent_implementation(first: str) -> None:
    whole = first + social_credit_check(first)
    assert uscc.validate(whole) == whole
    assert read_tax_number(whole).verdict == "valid"


@given(CODES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first: str, at: int, other: str) -> None:
    whole = first + social_credit_check(first)
    if other == whole[at]:
        return
    changed = whole[:at] + other + whole[at + 1 :]
    assert read_tax_number(changed).kind != "uscc" or read_tax_number(changed).verdict == "wrong"


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_an_organisation_code_is_found_but_for_ten_and_nought(
    first: str, at: int, more: int
) -> None:
    other = first[:at] + str((int(first[at]) + more) % 10) + first[at + 1 :]
    assert organisation_check(first) != organisation_check(other)


@given(st.text(max_size=30), st.sampled_from(["CN", "DE", "FR", "GB", "JP", "US", "IT", "CH", "BR", "IN", "KR", "ZZ", ""]))  # fmt: skip
def test_any_text_has_an_answer_with_a_reason(text: str, country: str) -> None:
    read = read_tax_number(text, country)
    assert (read.fault is None) == (read.verdict == "valid")
    if read.fault is not None and read.fault.at is not None:
        assert 1 <= read.fault.at <= max(len(read.number), 1)


@given(st.text(max_size=40))
def test_a_normalised_number_is_normal(text: str) -> None:
    assert plain_number(plain_number(text)) == plain_number(text)


# text, verdict, kind, code, kept
ACCOUNTS: list[tuple[str, str, str, str, str]] = [
    ("", "wrong", "", "bank_account.empty", ""),
    ("6222 0210-0100 1234", "unknown", "account", "", "6222021001001234"),
    ("６２２２０２１００１００１２３４", "unknown", "account", "", "6222021001001234"),
    ("6.22202100100123E+18", "wrong", "account", "bank_account.scientific", "6.22202100100123E+18"),
    ("6222账号", "wrong", "account", "bank_account.character", "6222账号"),
    ("1234", "wrong", "account", "bank_account.length", "1234"),
    ("DE89 3704 0044 0532 0130 00", "valid", "iban", "", "DE89370400440532013000"),
    ("DE89 3704 0044 0532 0130 01", "wrong", "iban", "bank_account.check", "DE89370400440532013001"),
    ("ZZ22370400440532013000", "wrong", "iban", "bank_account.form", "ZZ22370400440532013000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdict", "kind", "code", "kept"), ACCOUNTS)
def test_bank_accounts_are_kept_in_one_form(
    text: str, verdict: str, kind: str, code: str, kept: str
) -> None:
    read = read_bank_account(text)
    assert (read.verdict, read.kind, read.number) == (verdict, kind, kept)
    assert (read.fault.code if read.fault else "") == code


@given(st.text(max_size=40))
def test_any_account_has_an_answer(text: str) -> None:
    read = read_bank_account(text)
    assert (read.fault is not None) == (read.verdict == "wrong")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (masked_account("6222021001001234"), "6222 **** **** 1234"),
        (masked_account("6222 0210 0100 1234 567"), "6222 **** **** **** 4567"),
        (masked_account("622202100"), "**** 2100"),
        (masked_account("1234567"), "****"),
        (masked_phone("13812345678"), "138****5678"),
        (masked_phone("+86 138-1234-5678"), "+86 138****5678"),
        (masked_phone("010-84782665"), "010-****2665"),
        (masked_phone("0571 8478266"), "0571-****8266"),
        (masked_phone("+44 20 7946 0958"), "44****0958"),
        (masked_phone("84782665"), "****65"),
        (masked_phone("12345"), "****"),
        (masked_email("zhang.wei@example.com"), "z***@example.com"),
        (masked_email("ab@example.com"), "***@example.com"),
        (masked_email("nobody"), "****"),
        (masked_email("a@b@example.com"), "a***@example.com"),
    ],
)
def test_what_is_shown_of_private_numbers(shown: str, expected: str) -> None:
    assert shown == expected


@given(st.text("0123456789", min_size=1, max_size=34))
def test_at_least_four_digits_of_an_account_stay_hidden(number: str) -> None:
    shown = re.sub("[* ]", "", masked_account(number))
    assert len(shown) <= max(0, len(number) - 4)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_at_least_four_digits_of_a_telephone_number_stay_hidden(number: str) -> None:
    shown = re.sub("[^0-9]", "", masked_phone(number))
    assert len(shown) <= max(0, len(number) - 4)


def test_every_fault_is_said_in_both_languages_and_has_its_place_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    for code, sentences in (tax_numbers.CATALOGUE | bank_accounts.CATALOGUE).items():
        assert f"`{code}`" in page, code
        for sentence in sentences:
            assert re.search(r"[\u4e00-\u9fff]", sentence.zh), code
            assert not re.search(r"[\u4e00-\u9fff]", sentence.en), code
