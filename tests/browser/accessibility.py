"""What axe finds on a page, and how wide it is, in each of the forms people see it in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import Open

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


def faults_of(page: Page, pages: Mapping[str, Open]) -> dict[str, list[str]]:
    """Each of the pages that has a grave fault or is wider than its window, with what is wrong."""
    found = {}
    for name, open_it in pages.items():
        open_it(page)
        found[name] = grave_faults(page) + _too_wide(page)
    return {name: faults for name, faults in found.items() if faults}


def faults_of_many(page: Page, pages: Mapping[str, Open], width: int) -> dict[str, list[str]]:
    """As ``faults_of``, each page by axe in one of the two forms, every one as narrow as a telephone; ``make soak`` looks at all in all."""
    if os.environ.get("EVERY_FORM"):
        return faults_of(page, pages)
    names, is_narrow = list(pages), width == FORMS[1][2]
    found = faults_of(page, {name: pages[name] for name in names[is_narrow::2]})
    for name in names[1 - is_narrow :: 2] if is_narrow else ():
        pages[name](page)
        if faults := _too_wide(page):
            found[name] = faults
    return found


def _too_wide(page: Page) -> list[str]:
    too_wide = overflow(page)
    return [f"{too_wide} px too wide"] * (too_wide > 0)
