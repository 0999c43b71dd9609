"""Pages of customers, of sellers and of who keeps the house: axe finds nothing grave, none is wider than a telephone."""

from __future__ import annotations

from tests.browser.accessibility import IN_EVERY_FORM, faults_of
from tests.browser.conftest import OpenPage
from tests.browser.pages import (
    CREDIT,
    KEEPER,
    SELLER,
    of_the_customers,
    of_the_customers_accountant,
    of_the_keeper,
    of_the_seller,
)
from tests.browser.people import enter_the_demo


@IN_EVERY_FORM
def test_axe_finds_nothing_grave_in_the_customers_and_no_page_scrolls_sideways(
    open_page: OpenPage, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    faults: dict[str, list[str]] = {}
    for place, first, pages in (
        (CREDIT, "reconciliations", of_the_customers()),
        (0, "reconciliations", of_the_customers_accountant()),
        (SELLER, "reconciliations", of_the_seller()),
        (KEEPER, "people", of_the_keeper()),
    ):
        enter_the_demo(page, place, first)
        faults |= faults_of(page, pages)
    assert not faults
