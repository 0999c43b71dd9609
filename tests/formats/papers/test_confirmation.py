"""A letter of confirmation on paper: what it says, the same bytes every time, and nothing in it that is taken for markup."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from wanglai.formats.papers.confirmation import confirmation_pdf, letter_qr_words, letter_words


def _body(language: str = "zh", **more: Any) -> str:
    said = {
        "layout": 1, "number": "2026-01-005", "request": 1, "first_on": None, "round": "2026-01", "as_of": "2025-12-31",
        "known_seq": 9, "purpose": "年报审计", "form": "positive", "language": language, "answer_by": "2026-02-11",
        "issued_on": "2026-01-28", "auditor": {"name": "公信会计师事务所", "address": "上海", "contact": ""},
        "company": {
            "name": {"zh": "往来示例有限公司", "en": "Wanglai Sample Ltd."}, "address": {"zh": "深圳", "en": "Shenzhen"},
            "contact": "", "logo": None,
        },
        "customer": {"name": "远景商贸", "number": "", "tax_number": "", "address": ""},
        "head": {"seq": 9, "hash": "ab" * 32}, "lines": [{"currency": "CNY", "owed_to_us": 900_000, "owed_by_us": 0}],
    }  # fmt: skip
    return json.dumps({**said, **more}, ensure_ascii=False)


def test_figures_and_words_of_the_letter() -> None:
    body = _body()
    words = letter_words(body)
    assert words["lines"] == [{"currency": "CNY", "owed_to_us": "9,000.00", "owed_by_us": "0.00"}]
    assert words["labels"]["title"] == "企业询证函"
    assert words["labels"]["accounts"] == "截至 2025-12-31 的往来款项"
    assert words["digest"] == hashlib.sha256(body.encode()).hexdigest()
    assert words["again"] == ""
    assert "不是催款" in " ".join(words["paragraphs"])
    assert letter_words(_body("both"))["labels"]["title"] == "企业询证函 Request for confirmation"
    assert len(letter_words(_body("both"))["paragraphs"]) == 2 * len(words["paragraphs"])


def test_a_further_request_and_the_negative_form_say_so() -> None:
    again = letter_words(_body("en", request=2, first_on="2026-01-02"))
    assert again["again"] == "Request no. 2; first sent on 2026-01-02"
    negative = " ".join(letter_words(_body("en", form="negative"))["paragraphs"])
    assert "Answer only if" in negative
    assert "in either case" not in negative


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_the_same_body_gives_the_same_bytes(language: str) -> None:
    body = _body(language)
    made = confirmation_pdf(body)
    assert made.startswith(b"%PDF-1.7")
    assert made == confirmation_pdf(body)
    assert made != confirmation_pdf(_body(language, number="2026-01-006"))


def test_what_is_said_is_never_markup() -> None:
    hostile = '#panic("x") *a* $b$ #read("/etc/passwd") ]'
    auditor = {"name": hostile, "address": hostile, "contact": hostile}
    assert confirmation_pdf(_body(purpose=hostile, auditor=auditor)).startswith(b"%PDF")


def test_the_code_says_number_day_and_digest() -> None:
    assert letter_qr_words("2026-01-005", "2025-12-31", "ab") == "WANGLAI CONFIRMATION 2026-01-005 2025-12-31 ab"  # fmt: skip
