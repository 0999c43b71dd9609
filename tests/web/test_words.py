"""Every word of the screens stands in Chinese, too, and none is left over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import wanglai.web

WEB = Path(wanglai.web.__file__).parent
CATALOGUE = WEB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}


def _source(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))


def words_of_the_screens() -> Iterator[tuple[str, str]]:
    """(message, file) of every string the templates and views mark for translation."""
    for path in sorted([*WEB.rglob("*.html"), *WEB.rglob("*.txt"), *WEB.rglob("*.py")]):
        source = io.BytesIO(_source(path).encode())
        for _line, message, _comments, _context in extract("python", source, keywords=KEYWORDS):
            first = message if isinstance(message, str) else message[0]
            yield first, path.name


def _chinese() -> dict[str, tuple[str, ...]]:
    with CATALOGUE.open("rb") as text:
        catalogue = read_po(text, locale="zh_Hans", abort_invalid=True)
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            words = message.string if isinstance(message.string, tuple) else (message.string or "",)
            found[first] = tuple(words)
    return found


def test_every_word_of_the_screens_is_in_the_chinese_catalogue() -> None:
    known = _chinese()
    missing = {
        (word, file) for word, file in words_of_the_screens() if not all(known.get(word, ("",)))
    }
    assert not missing


def test_the_chinese_catalogue_holds_no_word_that_no_screen_says() -> None:
    assert not set(_chinese()) - {word for word, _file in words_of_the_screens()}


@pytest.mark.parametrize("mark", ["onclick=", "onsubmit=", "onchange=", " style=", "javascript:"])
def test_no_template_needs_what_the_content_policy_forbids(mark: str) -> None:
    found = [path.name for path in WEB.rglob("*.html") if mark in path.read_text("utf-8")]
    assert not found
