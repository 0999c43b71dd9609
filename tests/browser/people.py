"""Who signs in, and the few steps every journey begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.ledgers import Pair

COMPANY = "华盛贸易 Huasheng Trading"
STRANGERS_COMPANY = "Other Company Ltd"


@dataclass(frozen=True)
class Person:
    email: str
    role: str
    password: str = "nine-lions-count-coins"


CLERK = Person("clerk@huasheng.example", "ARA")
AUDITOR = Person("auditor@huasheng.example", "AUD")
STRANGER = Person("clerk@other.example", "ARA")


def sign_in(page: Page, person: Person = CLERK) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(person.password)
    page.locator("#sign-in button[type=submit]").click()
    page.wait_for_url("**/reconciliations/")


def enter_the_demo(page: Page, place: int = 0, first: str = "reconciliations") -> None:
    """Sign in as one of the demo's people, by their place on the sign-in page; ``first`` is where they arrive."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator(".demo-keys .who").nth(place).click()
    page.wait_for_url(f"**/{first}/")


def hand_in(
    page: Page, pair: Pair, *, customer: str, names: tuple[str, str] = ("ours.csv", "theirs.csv")
) -> str:
    """Uploads both files and waits for what comes of them; returns the page's path."""
    page.goto("/reconciliations/new/")
    page.locator("[name=customer_name]").fill(customer)
    for side, name, text in (("ours", names[0], pair.ours), ("theirs", names[1], pair.theirs)):
        page.locator(f"[name={side}_file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
    page.locator("#new-form button[type=submit]").click()
    return wait_for_outcome(page)


def wait_for_outcome(page: Page) -> str:
    expect(page).to_have_url(re.compile(r"/reconciliations/\d+/$"), timeout=20_000)
    expect(page.locator("#proof, .refusal")).to_be_visible(timeout=180_000)
    return "/" + page.url.split("/", 3)[3]


def row_with(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator("#rows > [data-row]").filter(has_text=text).first
