"""A morning at the workbench: the cashier drops the bank's file, and fifty lines of it are worked through by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.people import enter_the_demo

CASHIER, ACCOUNTANT = 6, 0
TOGETHER, NAMED, UNNAMED = 5, 35, 10
_OPENING = 2_000_757  # where the demo's statement of December ends


@pytest.fixture
def debts(house: House, django_db_blocker: Any) -> list[tuple[str, str, int]]:
    """Customer, document and open pence of invoices nobody has paid; asked beside the browser, whose thread has a loop."""
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as beside:
        return beside.submit(unpaid).result()


def unpaid() -> list[tuple[str, str, int]]:
    from django.db import connection
    from django.db.models import F

    from wanglai.store.models import BankAccount, BankEntry, Customer, OpenItem

    company = BankAccount.objects.values_list("company_id", flat=True).get()
    names = dict(Customer.objects.filter(company_id=company).values_list("id", "name"))
    quoted = " ".join(BankEntry.objects.values_list("text", flat=True))
    items = OpenItem.objects.filter(
        company_id=company, side=1, kind="invoice", currency="GBP", amount__gt=F("allocated") + 2_000
    ).order_by("due_on", "id")  # fmt: skip
    found = [
        (names[item.customer_id], item.document, item.amount - item.allocated)
        for item in items[:200]
        if item.document.isdecimal() and item.document not in quoted
    ]
    connection.close()
    return found


def statement(lines: Sequence[tuple[str, str, int]]) -> bytes:
    """January as the bank of the demo would send it: payer, text, pence; its balances close."""
    said = []
    for place, (payer, text, amount) in enumerate(lines):
        on = date(2012, 1, 2) + timedelta(days=place % 28)
        said.append(
            f":61:{on:%y%m%d}{on:%m%d}C{pounds(amount)}NTRFNONREF//{on:%Y%m%d}{place:04}\r\n:86:?20{text}?32{payer}\r\n"
        )
    closing = _OPENING + sum(amount for _, _, amount in lines)
    head = f":20:DEMO\r\n:25:GB33BUKB20201555555555\r\n:28C:1/1\r\n:60F:C111231GBP{pounds(_OPENING)}\r\n"
    return f"{head}{''.join(said)}:62F:C120131GBP{pounds(closing)}\r\n-\r\n".encode()


def pounds(pence: int) -> str:
    return f"{pence // 100},{pence % 100:02d}"


def hand_in_the_file(page: Page, content: bytes) -> None:
    enter_the_demo(page, CASHIER, "bank")
    file = {"name": "2012-01-statement.sta", "mimeType": "text/plain", "buffer": content}
    page.locator("input[name=file]").set_input_files(file)
    page.locator("#hand-in-form button[type=submit]").click()
    expect(page.locator(".page-head .chip")).to_have_text("Taken", timeout=60_000)


def wait_for_the_machine(page: Page, lines: int) -> None:
    """Every line has been looked at: nothing stands under “Not looked at” and they are all there."""
    for _ in range(120):
        page.goto("/cash/")
        tabs = [text.split() for text in page.locator(".page-head + .tabs a").all_inner_texts()]
        counts = {" ".join(words[:-1]): int(words[-1]) for words in tabs[1:]}
        if counts["Not looked at"] == 0 and counts["Certain"] >= lines:
            return
        page.wait_for_timeout(500)
    raise AssertionError(counts)


def settle_the_next(page: Page, search: str) -> None:
    """Slash and what is looked for, J, Enter, A; where the payer says nothing: P and an amount, Enter."""
    page.keyboard.press("/")
    page.keyboard.type(search)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.wait_for_load_state()  # the keys are listened to
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#settle-title")).to_be_visible()
    page.wait_for_load_state()
    if page.locator("[data-pays]:not([value=''])").count():
        page.keyboard.press("a")
    else:
        page.keyboard.press("p")
        page.keyboard.type("0.01")  # the oldest debt always has as much
        page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("is settled")
    page.wait_for_load_state()


def test_fifty_lines_are_settled_by_keys_alone(
    open_page: OpenPage, debts: list[tuple[str, str, int]]
) -> None:
    named, rest = debts[: TOGETHER + NAMED], debts[TOGETHER + NAMED :]
    assert len(named) == TOGETHER + NAMED
    lines = [(customer, f"INVOICE {document}", amount) for customer, document, amount in named]
    lines += [(rest[0][0], f"WITH THANKS {number}", 5_003 + number) for number in range(UNNAMED)]
    page = open_page()
    hand_in_the_file(page, statement(lines))
    enter_the_demo(page, ACCOUNTANT)
    wait_for_the_machine(page, len(named))
    total = waiting(page)
    for _ in range(TOGETHER):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text(f"{TOGETHER} lines are settled.")
    for search in ["INVOICE"] * NAMED + ["WITH THANKS"] * UNNAMED:
        settle_the_next(page, search)
    page.goto("/cash/")
    assert waiting(page) == total - len(lines)


def waiting(page: Page) -> int:
    return int(page.locator(".page-head .lead").inner_text().split()[0])
