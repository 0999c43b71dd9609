"""A refusal on a screen says what to do on that screen: no sentence of it speaks of the command line."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from django.utils import translation

from tieout.reading import CATALOGUE
from tieout.refusal import Refusal, Wording
from wanglai.services.reconciliation.correct_reading import checked_options
from wanglai.web.reconciliation.correcting import ReadingForm
from wanglai.web.reconciliation.remedies import (
    DECIDES,
    DO_THIS,
    field_that_decides,
    names_an_option,
    remedy_on_screen,
    without_options,
)

ELSEWHERE = {"currency.different"}  # raised by the matching, not by the reading


class _Anything(Formatter):
    """Fills every place of a sentence with its own name."""

    def get_value(self, key: int | str, args: object, kwargs: object) -> str:
        return str(key)


def refusal_of(code: str) -> Refusal:
    entry = CATALOGUE[code]
    remedy = Wording(*(_Anything().format(words) for words in (entry.remedy.zh, entry.remedy.en)))
    return Refusal(code, place="theirs.csv", reason=entry.reason, remedy=remedy)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("has_form", [True, False])
def test_no_refusal_names_an_option_of_the_command_line(
    code: str, language: str, has_form: bool
) -> None:
    with translation.override("zh-hans" if language == "zh" else "en"):
        said = remedy_on_screen(refusal_of(code), language, has_form=has_form)
    assert said.strip()
    assert not names_an_option(said)
    assert "--" not in said
    if language == "zh":
        assert re.search(r"[。！]$", said), said
        assert not re.search(r"[a-z]{4,} [a-z]{2,} [a-z]{2,}", said), f"not translated: {said}"


@pytest.mark.parametrize("code", sorted(DECIDES))
def test_every_refusal_a_field_decides_has_that_field_in_the_form(code: str) -> None:
    assert code in CATALOGUE or code in ELSEWHERE
    field = DECIDES[code]
    assert field in DO_THIS
    assert field == "columns" or field in ReadingForm(reading=None).fields


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_remedy_with_an_option_has_a_field_instead(code: str) -> None:
    if names_an_option(CATALOGUE[code].remedy.en):
        assert field_that_decides(refusal_of(code)) in DO_THIS


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Export it again.", "Export it again."),
        ("Get both in one currency, or name it with --currency.", "Get both in one currency."),
        ("Name the decimal mark with --decimal . or --decimal ,", ""),
        ("请检查是否缺行；确认无误后可加 --accept-unbalanced。", "请检查是否缺行。"),
        (
            "Check that this is the right file, or name them with --theirs-columns. The columns are: a, b.",
            "Check that this is the right file. The columns are: a, b.",
        ),
    ],
)
def test_what_a_remedy_says_beside_the_option_is_kept(said: str, kept: str) -> None:
    assert without_options(said) == kept


def test_what_the_form_sends_is_what_the_reading_takes() -> None:
    form = ReadingForm({"party": "上海远景", "currency": "CNY"}, reading=None)
    assert form.is_valid()
    assert form.as_options() == {"party": "上海远景", "currency": "CNY"}
    assert checked_options(form.as_options()) == form.as_options()
