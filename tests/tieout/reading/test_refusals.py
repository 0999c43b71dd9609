"""Every refusal has a sentence in both languages, and nothing refuses with a code that has none."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import tieout.reading
from tieout.reading import CATALOGUE
from tieout.reading.refusals import refuse

_SOURCES = sorted(Path(tieout.reading.__file__).parent.rglob("*.py"))
_RAISED = re.compile(r'(?:refuse|Refused)\(\s*"([a-z_.]+)"')


def _raised() -> set[str]:
    return {code for source in _SOURCES for code in _RAISED.findall(source.read_text("utf-8"))}


def test_every_code_raised_is_in_the_catalogue() -> None:
    assert _raised() <= set(CATALOGUE)


def test_every_code_in_the_catalogue_is_named_in_the_code() -> None:
    text = "\n".join(
        source.read_text("utf-8") for source in _SOURCES if source.name != "refusals.py"
    )
    assert [code for code in CATALOGUE if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_refusal_says_its_reason_and_remedy_in_both_languages(code: str) -> None:
    entry = CATALOGUE[code]
    names = {
        name
        for wording in entry
        for text in (wording.zh, wording.en)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    refusal = refuse(code, "here", **dict.fromkeys(names, "7"))
    for language in ("zh", "en"):
        sentence = refusal.sentence(language)
        assert "{" not in sentence
        assert code in sentence
    assert re.search("[\u4e00-\u9fff]", refusal.reason.zh)
    assert not re.search("[\u4e00-\u9fff]", refusal.reason.en)
