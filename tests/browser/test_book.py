"""The book in a real browser: a month is kept with keys and clicks alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.pages import KEEPER, of_the_book
from tests.browser.people import enter_the_demo


def test_on_a_telephone_the_total_of_the_open_items_ends_where_their_figures_do(
    open_page: OpenPage,
) -> None:
    page = open_page(width=390)
    enter_the_demo(page)
    page.goto("/ageing/")
    page.locator("tbody td.who a").first.click()
    total = page.locator("tfoot .sum").last
    expect(total).to_be_visible()
    edges = [
        box["x"] + box["width"]
        for box in (page.locator("tbody .sum").last.bounding_box(), total.bounding_box())
        if box
    ]
    assert len(edges) == 2
    assert abs(edges[0] - edges[1]) < 1


def test_a_role_is_asked_for_agreed_to_and_opens_pages(page: Page) -> None:
    """The salesperson sees two customers; as a collector, too, they see all six, once the manager agreed."""
    enter_the_demo(page, 3)
    page.get_by_role("link", name="The book", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("link", name="Trial balance")).to_have_count(0)
    enter_the_demo(page, KEEPER, "people")
    row = page.locator("tbody tr", has_text="Zhao Min").first
    row.locator("select[name=role]").select_option("COL")
    row.get_by_role("button", name="Give").click()
    expect(page.locator("#toasts")).to_contain_text("A manager has to agree")
    asked = page.url
    enter_the_demo(page, 1)
    page.goto(asked)
    expect(page.locator(".facts")).to_contain_text("Zhao Min · Collector")
    page.get_by_role("button", name="Approve and do it").click()
    expect(page.locator(".page-head .chip")).to_have_text("Done")
    enter_the_demo(page, 3)
    page.goto("/ledger/")
    expect(page.locator("tbody tr")).to_have_count(6)


def test_terms_are_chosen_and_the_days_change_before_anything_is_kept(page: Page) -> None:
    enter_the_demo(page, 1)
    page.goto("/contracts/new/")
    page.locator("[name=from_on]").fill("2025-03-10")
    page.locator("[name=cut_offs]").fill("31")
    page.locator("[name=roll]").select_option("none")
    readings = page.locator("#readings")
    expect(readings).to_contain_text("These words are read in several ways")
    expect(readings.locator("tbody tr").first).to_contain_text("2025-05-30")
    expect(readings.locator("tbody tr").nth(2)).to_contain_text("2025-05-09")
    page.locator("[name=kind]").select_option("net")
    expect(readings).to_be_empty()
    page.locator("[name=customer_name]").fill("Carrow Stores Ltd")
    page.locator("[name=number]").fill("HT-2025-9")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.locator("#toasts")).to_contain_text("Kept. It holds once it is signed.")
    page.get_by_role("button", name="Sign the contract").click()
    expect(page.locator("#toasts")).to_contain_text("A manager has to agree")


def test_a_receipt_settles_an_invoice_and_the_settlement_is_undone(page: Page) -> None:
    enter_the_demo(page)
    page.get_by_role("link", name="The book", exact=True).click()
    page.get_by_role("link", name="Carrow Stores Ltd").click()
    expect(page.locator(".balance-sheet .chip.is-good")).to_have_text("Open items equal the ledger")
    page.get_by_role("link", name="Open items").first.click()
    page.locator("input[name=debit]").last.check()
    page.locator("input[name=credit]").last.check()
    paid = page.locator("input[name=debit]").last.get_attribute("value")
    page.locator("#settle-form button").click()
    expect(page.locator("#toasts")).to_contain_text("Settled.")
    page.goto(f"/ledger/items/{paid}/")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#settled")).to_contain_text("undone by act")


def test_an_invoice_is_seen_posted_and_reversed(page: Page) -> None:
    enter_the_demo(page, 1)
    of_the_book()["book-preview"](page)
    expect(page.locator(".preview")).to_contain_text("Output VAT")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("h1")).to_have_text("invoice INV-9001")
    expect(page.locator(".page-head .chip.is-good")).to_have_text("As sealed")
    page.get_by_role("button", name="Reverse").click()
    expect(page.locator(".note")).to_contain_text("takes back")
    page.goto("/audit/?q=INV-9001")
    expect(page.locator("tbody")).to_contain_text("Posted reversal INV-9001 of Maison Fontaine SA")


def test_the_ledger_goes_into_excel(page: Page) -> None:
    enter_the_demo(page, 2)
    page.goto("/ledger/")
    page.get_by_role("link", name="Maison Fontaine SA").click()
    page.locator("details.menu summary", has_text="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel · English").click()
    assert re.match(r"Maison Fontaine SA .*\.xlsx", waiting.value.suggested_filename)


def test_an_auditor_finds_an_act_in_plain_words_and_posts_nothing(page: Page) -> None:
    enter_the_demo(page, 2)
    page.goto("/audit/")
    page.locator("[data-search]").fill("exchange")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("exchange difference EU-2011-01")
    page.goto("/ledger/")
    expect(page.get_by_role("link", name="New document")).to_have_count(0)
