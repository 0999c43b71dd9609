"""A statement on paper: what it says, the same bytes every time, and nothing in it that is taken for markup."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from wanglai.domain.statements import Movement, OpenLine, body_of, compose
from wanglai.formats.papers.statement import statement_pdf, statement_pictures, words_of

WORDS = {"invoice": {"zh": "发票", "en": "invoice"}, "receipt": {"zh": "收款", "en": "receipt"}}


def _body(language: str = "zh", kind: Any = "forward", document: str = "INV-1", **more: Any) -> str:
    content = compose(
        kind=kind, currency="CNY", from_on=date(2026, 4, 1), through_on=date(2026, 4, 30), known_seq=7, balance=0, before=None,
        movements=[Movement(date(2026, 4, 2), "invoice", document, "PO-1", "", 123_450, date(2026, 5, 2), 5)],
        items=[OpenLine(date(2026, 4, 2), "invoice", document, "PO-1", 123_450, 123_450, date(2026, 5, 2))],
    )  # fmt: skip
    company = {
        "name": {"zh": "往来示例有限公司", "en": "Wanglai Sample Ltd."}, "address": {"zh": "深圳", "en": "Shenzhen"},
        "tax_number": "", "contact": "", "note": {"zh": "", "en": ""}, "days_to_answer": 7, "shows_settlements": True,
        "paid_to": None, "logo": None,
    }  # fmt: skip
    facts = {
        "number": "2026-000012", "reason": "", "language": language, "issued_on": date(2026, 5, 2), "company": company,
        "customer": {"name": "远景商贸", "number": "", "tax_number": "", "address": ""},
        "head": {"seq": 7, "hash": "ab" * 32}, "words": WORDS,
    }  # fmt: skip
    return body_of(content, {**facts, **more})


def test_figures_and_words_of_the_paper() -> None:
    words = words_of(_body())
    assert words["sums"]["closing"] == "1,234.50"
    assert words["in_words"] == "壹仟贰佰叁拾肆圆伍角整"
    assert words["movements"][0]["debit"] == "1,234.50"
    assert words["movements"][0]["what"] == "发票"
    assert words["labels"]["title"] == "对账单"
    assert words_of(_body("both"))["labels"]["title"] == "对账单 Statement of account"
    assert words_of(_body("en"))["company"]["names"] == ["Wanglai Sample Ltd."]


@pytest.mark.parametrize("kind", ["forward", "open_items", "activity"])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_the_same_body_gives_the_same_bytes(kind: str, language: str) -> None:
    body = _body(language, kind)
    made = statement_pdf(body)
    assert made.startswith(b"%PDF-1.7")
    assert made == statement_pdf(body)


def test_what_is_said_is_never_markup() -> None:
    """A document number of Typst's own signs is printed as it is; were it markup, it would not compile."""
    hostile = '#panic("x") *a* $b$ #read("/etc/passwd") ]'
    assert statement_pdf(_body(document=hostile)).startswith(b"%PDF")
    assert words_of(_body(document=hostile))["movements"][0]["document"] == hostile


def test_a_picture_of_each_page() -> None:
    pages = statement_pictures(_body())
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"]


def test_papers_are_set_beside_each_other() -> None:
    """A run prints on two threads: each has a press of its own."""
    bodies = [_body(document=f"INV-{number}") for number in range(24)]
    with ThreadPoolExecutor(4) as presses:
        made = list(presses.map(statement_pdf, bodies))
    assert made == [statement_pdf(body) for body in bodies]
