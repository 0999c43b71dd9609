"""Pages of money that came back, of a sheet taken back and of a proposal: everyone can use them, on a phone, too.

The last of the browser tests: what happens here stays in the demo.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.browser.accessibility import IN_EVERY_FORM, faults_of
from tests.browser.conftest import OpenPage
from tests.browser.happened import make_happen
from tests.browser.house import House
from tests.browser.pages import demo_link, of_what_happened, of_what_happened_to_the_customer
from tests.browser.people import enter_the_demo


@pytest.fixture(scope="module")
def _happened(house: House, django_db_blocker: Any) -> None:
    with (
        django_db_blocker.unblock(),
        ThreadPoolExecutor(1) as beside,
    ):  # the browser's loop has this thread
        beside.submit(_made).result()


def _made() -> None:
    make_happen()
    connection.close()


@IN_EVERY_FORM
@pytest.mark.usefixtures("_happened")
def test_axe_finds_nothing_grave_where_something_came_back_and_no_page_scrolls_sideways(
    open_page: OpenPage, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    enter_the_demo(page)
    link = demo_link(page)
    faults = faults_of(page, of_what_happened())
    assert not faults | faults_of(page, of_what_happened_to_the_customer(link))
