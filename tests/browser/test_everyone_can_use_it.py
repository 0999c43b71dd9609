"""WCAG in a real browser: axe on every page in both themes, and no page wider than a telephone."""

from __future__ import annotations

from tests.browser.accessibility import IN_EVERY_FORM, faults_of
from tests.browser.conftest import OpenPage
from tests.browser.pages import after_sign_in, before_sign_in
from tests.browser.people import sign_in


@IN_EVERY_FORM
def test_axe_finds_nothing_grave_and_no_page_scrolls_sideways(
    open_page: OpenPage, small_result: str, refused_result: str, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    faults = faults_of(page, before_sign_in())
    sign_in(page)
    faults |= faults_of(page, after_sign_in(small_result, refused_result))
    assert not faults
