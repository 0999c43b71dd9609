"""WCAG in a real browser: axe on every page in both themes, and no page wider than a telephone."""

from __future__ import annotations

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.pages import after_sign_in, before_sign_in
from tests.browser.people import sign_in

# Two forms meet each theme, language and width once; ``make soak`` looks at the other two as well.
FORMS = [("light", "en-GB", 1440), ("dark", "zh-CN", 390)]
FURTHER_FORMS = [("dark", "en-GB", 1440), ("light", "zh-CN", 390)]
IN_EVERY_FORM = pytest.mark.parametrize(
    ("theme", "locale", "width"),
    FORMS + (FURTHER_FORMS if os.environ.get("EVERY_FORM") else []),
)
GRAVE = ("serious", "critical")


def grave_faults(page: Page) -> list[str]:
    """What axe finds serious or critical, with the place, ready to be read."""
    # what passes is not described node by node: that took most of the time and nobody reads it
    found: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{fault['id']} ({fault['impact']}) at {fault['nodes'][0]['target']}: "
        f"{fault['nodes'][0]['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider


@IN_EVERY_FORM
def test_axe_finds_nothing_grave_and_no_page_scrolls_sideways(
    open_page: OpenPage, small_result: str, refused_result: str, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    faults: dict[str, list[str]] = {}
    for name, open_it in before_sign_in().items():
        open_it(page)
        faults[name] = grave_faults(page) + [f"{overflow(page)} px too wide"] * (overflow(page) > 0)
    sign_in(page)
    for name, open_it in after_sign_in(small_result, refused_result).items():
        open_it(page)
        faults[name] = grave_faults(page) + [f"{overflow(page)} px too wide"] * (overflow(page) > 0)
    assert not {name: list_ for name, list_ in faults.items() if list_}
