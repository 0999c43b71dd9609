"""One house, one browser, and people who can sign in, for all the browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.house import House
from tests.browser.ledgers import SMALL, UNDECIDABLE, Pair
from tests.browser.people import (
    AUDITOR,
    CLERK,
    COMPANY,
    STRANGER,
    STRANGERS_COMPANY,
    hand_in,
    sign_in,
)
from tests.mail import PostOffice, open_office

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
expect.set_options(timeout=15_000)
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def chromium_path() -> str:
    """The browser named by WANGLAI_CHROMIUM, else one on the path."""
    found = os.environ.get("WANGLAI_CHROMIUM") or next(
        (path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None
    )
    assert found, "no Chromium: set WANGLAI_CHROMIUM to its path (make test finds or installs one)"
    return found


def launch_arguments() -> list[str]:
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture(scope="session")
def empty_database(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database, migrated and committed to: the house runs in processes of its own."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def office() -> Iterator[PostOffice]:
    """The mail server of the house."""
    with open_office() as server:
        yield server


@pytest.fixture(scope="session")
def house(empty_database: None, office: PostOffice, django_db_blocker: Any) -> Iterator[House]:
    """Web and worker over the test database, with two companies and their people."""
    from django.db import connection

    from wanglai.services.access.add_person import add_person
    from wanglai.services.demo.create_demo_company import create_demo_company

    with django_db_blocker.unblock():
        for person, company in (
            (CLERK, COMPANY),
            (AUDITOR, COMPANY),
            (STRANGER, STRANGERS_COMPANY),
        ):
            add_person(
                company_name=company, email=person.email, password=person.password, role=person.role
            )
        create_demo_company()
        house = House(_address_of(connection.settings_dict), (office.host, office.port))
        connection.close()
    house.start()
    yield house
    house.stop()


def _address_of(settings: dict[str, Any]) -> str:
    """Django's database settings as one libpq address for the child processes."""
    from urllib.parse import quote

    secret = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    query = "&".join(
        f"{name}={quote(str(value), safe='')}"
        for name, value in (("host", settings["HOST"]), ("port", settings["PORT"]))
        if value
    )
    return f"postgresql://{settings['USER']}{secret}@/{settings['NAME']}?{query}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=launch_arguments()
        )
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(house: House, browser: Browser) -> Iterator[OpenPage]:
    """Opens pages in windows of their own; complaints of the browser fail the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        *, width: int = 1440, height: int = 900, locale: str = "en-GB", theme: str = "light"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if theme == "dark" else "light",
            base_url=house.address,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda line: _note(line, complaints))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _note(line: Any, complaints: list[str]) -> None:
    """Errors of scripts and of the content policy; an answer 4xx is what some tests ask for."""
    if line.type == "error" and "the server responded with a status of 4" not in line.text:
        complaints.append(f"console: {line.text}")


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture(scope="session")
def small_result(house: House, browser: Browser) -> str:
    """The path of a finished reconciliation that tests may look at but not change."""
    return _handed_in(house, browser, SMALL, "Shared Machinery Ltd")


@pytest.fixture(scope="session")
def refused_result(house: House, browser: Browser) -> str:
    """The path of a reconciliation that was refused."""
    return _handed_in(house, browser, UNDECIDABLE, "Refused Ltd")


def _handed_in(house: House, browser: Browser, pair: Pair, customer: str) -> str:
    context = browser.new_context(base_url=house.address, locale="en-GB")
    page = context.new_page()
    sign_in(page)
    path = hand_in(page, pair, customer=customer)
    context.close()
    return path
