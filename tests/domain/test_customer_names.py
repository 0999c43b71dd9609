"""Names as they are compared and typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.customer_names import READINGS_MAX, pinyin_of, read_name
from wanglai.domain.legal_forms import without_legal_form


@pytest.mark.parametrize(
    ("text", "core", "form", "bracketed"),
    [
        ("海宁云帆纺织有限公司", "海宁云帆纺织", "有限公司", ()),
        ("海宁云帆纺织有限责任公司", "海宁云帆纺织", "有限公司", ()),
        ("海宁云帆纺织集团股份有限公司", "海宁云帆纺织", "股份有限公司", ()),
        ("云帆（中国）有限公司", "云帆中国", "有限公司", ("中国",)),
        ("云帆【中国】有限公司", "云帆中国", "有限公司", ("中国",)),
        ("苏州静和会计师事务所（特殊普通合伙）", "苏州静和会计师事务所", "合伙企业", ("特殊普通合伙",)),
        ("苏州静和合伙企业(有限合伙)", "苏州静和", "合伙企业", ("有限合伙",)),
        ("海宁云帆纺织有限公司苏州分公司", "海宁云帆纺织有限公司苏州分公司", "", ()),
        ("有限公司", "有限公司", "", ()),
        ("ＡＢＣ　贸易 有限公司", "abc贸易", "有限公司", ()),
        ("Alder & Sons Co., Ltd.", "alder and sons", "ltd", ()),
        ("ALDER AND SONS LIMITED", "alder and sons", "ltd", ()),
        ("Fontaine S.A.", "fontaine", "sa", ()),
        ("Fontaine S.p.A.", "fontaine", "spa", ()),
        ("Carrow GmbH & Co. KG", "carrow", "gmbh & co. kg", ()),
        ("Müllerstraße Pty Ltd", "mullerstrasse", "ltd", ()),
        ("Limited", "limited", "", ()),
        ("株式会社キリエ", "キリエ", "株式会社", ()),
        ("A.B. Foods Inc.", "ab foods", "inc", ()),
        ("", "", "", ()),
        ("。", "", "", ()),
    ],
)  # fmt: skip
def test_the_legal_form_stands_apart(
    text: str, core: str, form: str, bracketed: tuple[str, ...]
) -> None:
    name = read_name(text)
    assert (name.core, name.legal_form, name.bracketed) == (core, form, bracketed)


NAMES = st.text("海宁云帆纺织静和中国重庆长城abcXYZ 1（）()有限公司&.,-", max_size=24)


@given(NAMES)
def test_width_and_letter_size_change_nothing(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", text)
    assert read_name(wide).core == read_name(text.swapcase()).core == read_name(text).core


@given(st.text(max_size=30))
def test_any_text_has_a_core_without_signs(text: str) -> None:
    core = read_name(text).core
    assert core == " ".join(core.split())
    assert all(letter.isalnum() or letter in " 〇々" for letter in core)


@given(NAMES)
def test_nothing_is_left_of_a_name_only_where_nothing_was(text: str) -> None:
    assert bool(read_name(text).core) == any(letter.isalnum() or letter == "&" for letter in text)


@given(st.text("云帆静和纺织", min_size=1, max_size=6), st.sampled_from(["有限公司", "股份有限公司", "集团有限公司"]))  # fmt: skip
def test_a_name_is_the_same_with_any_form_of_company(core: str, form: str) -> None:
    assert without_legal_form(core + form)[0] == core


@pytest.mark.parametrize(
    ("core", "full", "initials"),
    [
        ("海宁云帆纺织", "hainingyunfanfangzhi", "hnyffz"),
        ("重庆长城贸易", "chongqingchangchengmaoyi", "cqccmy"),
        ("厦门银行", "xiamenyinhang", "xmyh"),
        ("abc贸易", "abcmaoyi", "abcmy"),
        ("alder and sons", "alderandsons", "aas"),
        ("绿地", "lvdi", "ld"),
    ],
)
def test_the_usual_spelling_comes_first(core: str, full: str, initials: str) -> None:
    read = pinyin_of(core)
    assert (read.full[0], read.initials[0]) == (full, initials)


@pytest.mark.parametrize(
    ("core", "full"),
    [("单氏贸易", "shanshimaoyi"), ("解家", "xiejia"), ("曾记", "zengji"), ("长兴", "changxing"), ("乐记", "yueji")],
)  # fmt: skip
def test_other_readings_are_offered_too(core: str, full: str) -> None:
    read = pinyin_of(core)
    assert full in read.full


@given(st.text("重长单曾解乐行藏朝都厦盛传沈区仇云帆abc ", max_size=16))
def test_spellings_are_few_and_all_different(core: str) -> None:
    core = " ".join(core.split())
    read = pinyin_of(core)
    assert bool(read.full) == bool(core)
    for spellings in (read.full, read.initials):
        assert len(spellings) <= READINGS_MAX
        assert len(set(spellings)) == len(spellings)
    if core and " " not in core and not core.isascii():
        assert {len(each) for each in read.initials} == {len(core)}
