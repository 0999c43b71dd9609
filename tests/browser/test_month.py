"""A month's end as people live it: cycles close, statements are drafted, agreed, sent by real mail, and answered by their customers."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.month import (
    CLERK,
    CUSTOMERS,
    MANAGER,
    code_in,
    last_month,
    letters_to,
    link_in,
    open_the_month,
    text_of,
    wait_until,
)
from tests.browser.people import sign_in
from tests.mail import PostOffice

CONFIRMS, CONTESTS, HANDS_IN, IS_SILENT = CUSTOMERS


@pytest.fixture(scope="module")
def month(house: House, django_db_blocker: Any) -> None:
    from django.db import connection

    with django_db_blocker.unblock():
        open_the_month()
        connection.close()


@pytest.mark.usefixtures("month")
def test_a_month_ends_with_every_customer_told_and_answered(open_page: OpenPage, office: PostOffice) -> None:  # fmt: skip
    clerk, manager = open_page(), open_page()
    sign_in(clerk, CLERK)
    sign_in(manager, MANAGER)
    run = _cut_off_and_drafted(clerk)
    _agreed_by_another(manager, run)
    _sent_to_each(clerk, run, office)
    _confirmed_on_a_telephone(open_page, office)
    _board_tells_of_it(clerk)


def _cut_off_and_drafted(clerk: Page) -> str:
    """The cycles of the month are opened by contract, closed and stated together; the run's page."""
    clerk.goto(f"/cycles/?month={last_month().called}")
    clerk.get_by_role("button", name="Open by contract").first.click()
    expect(clerk.locator("tbody tr")).to_have_count(len(CUSTOMERS))
    clerk.locator("[data-queue-all]").check()
    clerk.get_by_role("button", name="Close the chosen").click()
    expect(clerk.locator("#toasts")).to_contain_text("4 cycles closed")
    clerk.locator("[data-queue-all]").check()
    clerk.get_by_role("button", name="Draft their statements").click()
    expect(clerk).to_have_url(re.compile(r"/statements/runs/\d+/$"))
    expect(clerk.locator("#agree-title")).to_be_visible(timeout=60_000)
    expect(clerk.locator("main")).to_contain_text("4 statements are drafted")
    return "/" + clerk.url.split("/", 3)[3]


def _agreed_by_another(manager: Page, run: str) -> None:
    manager.goto(run)
    manager.get_by_role("button", name="Agree and issue them").click()
    expect(manager.locator("#sending-title")).to_be_visible(timeout=60_000)


def _sent_to_each(clerk: Page, run: str, office: PostOffice) -> None:
    """One letter each, with the paper as it was printed."""
    clerk.goto(run)
    clerk.get_by_role("button", name="Send them").click()
    wait_until(
        lambda: all(letters_to(office, name) for name in CUSTOMERS), "a letter to each customer"
    )
    clerk.goto(run)
    assert clerk.get_by_role("button", name="Send them").count() == 0
    for name in CUSTOMERS:
        (letter,) = letters_to(office, name)
        (paper,) = letter.iter_attachments()
        assert hashlib.sha256(paper.get_content()).hexdigest() in text_of(letter)


def _entered(open_page: OpenPage, office: PostOffice, customer: str) -> Page:
    """The customer's telephone, with the link of the letter opened and the code of the next one typed."""
    phone = open_page(width=390, height=844, locale="zh-CN")
    letters = len(letters_to(office, customer))
    phone.goto(link_in(letters_to(office, customer)[0]))
    phone.locator("#open-form button").click()
    phone.locator("form[action='/portal/code/'] button").click()
    wait_until(lambda: len(letters_to(office, customer)) > letters, f"the code for {customer}")
    phone.locator("#code").fill(code_in(letters_to(office, customer)[-1]))
    phone.locator("form[action='/portal/prove/'] button").click()
    expect(phone.locator("h1")).to_contain_text("对账单")
    return phone


def _confirmed_on_a_telephone(open_page: OpenPage, office: PostOffice) -> None:
    phone = _entered(open_page, office, CONFIRMS)
    phone.locator("#confirm-name").fill("李文")
    phone.locator("form[action='/portal/confirm/'] button").click()
    expect(phone.locator("h1")).to_have_text("已确认，谢谢。")


def _board_tells_of_it(clerk: Page) -> None:
    clerk.goto(f"/cycles/?month={last_month().called}&q={CONFIRMS}")
    cells = clerk.locator("tbody tr td[data-label='Sent'], tbody tr td[data-label='Confirmed']")
    for cell in cells.all():
        expect(cell).to_contain_text(re.compile(r"\d{2}-\d{2}"))
