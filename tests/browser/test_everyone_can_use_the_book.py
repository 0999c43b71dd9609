"""The pages of the book: axe finds nothing grave, none is wider than a telephone."""

from __future__ import annotations

from tests.browser.accessibility import IN_EVERY_FORM, faults_of_many
from tests.browser.conftest import OpenPage
from tests.browser.pages import of_the_book, of_the_cash
from tests.browser.people import enter_the_demo


@IN_EVERY_FORM
def test_axe_finds_nothing_grave_in_the_book_and_no_page_scrolls_sideways(
    open_page: OpenPage, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    faults: dict[str, list[str]] = {}
    for place, first, pages in (
        (1, "reconciliations", of_the_book()),
        (0, "reconciliations", of_the_cash()),
    ):
        enter_the_demo(page, place, first)
        faults |= faults_of_many(page, pages, width)
    assert not faults
