"""Lists in the browser: sorted by their headings with and without script, notes that lead to their line."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.ledgers import SMALL
from tests.browser.people import AUDITOR, CLERK, hand_in, row_with, sign_in


def test_the_list_is_sorted_by_its_headings_and_keeps_the_filters_without_script(
    house: House, browser: Browser, small_result: str, refused_result: str
) -> None:
    context = browser.new_context(base_url=house.address, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/reconciliations/?q=Ltd")
    heading = page.locator("th", has=page.get_by_role("link", name="Customer", exact=True))
    heading.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"q=Ltd.*order=customer$"))
    expect(heading).to_have_attribute("aria-sort", "ascending")
    names = page.locator("td.who strong").all_inner_texts()
    assert names == sorted(names)
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert page.locator("td.who strong").all_inner_texts() == names[::-1]
    context.close()


def test_on_a_telephone_the_order_is_chosen_beside_the_state(
    open_page: OpenPage, small_result: str, refused_result: str
) -> None:
    page = open_page(width=390)
    sign_in(page)
    page.locator("select[name=order]").select_option("customer")
    expect(page).to_have_url(re.compile("order=customer"))
    names = page.locator("td.who strong").all_inner_texts()
    assert names == sorted(names)


def test_rows_are_sorted_and_turned_round_where_they_stand(page: Page, small_result: str) -> None:
    sign_in(page)
    page.goto(small_result)
    order = page.get_by_role("navigation", name="Order of rows")
    order.get_by_role("link", name="Amount").click()
    expect(page).to_have_url(re.compile("order=-amount"))
    expect(page.locator("#rows > [data-row]").first).to_contain_text("45,210.00")
    expect(order.locator("[aria-current=true]")).to_have_text("Amount descending")
    order.get_by_role("link", name="Amount").click()
    expect(page).to_have_url(re.compile("order=amount"))
    expect(page.locator("#rows > [data-row]").first).to_contain_text("35.00")


def test_notes_stand_in_one_place_lead_to_their_line_and_are_taken_back(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, SMALL, customer="Many Notes Ltd")
    row = row_with(page, "FEE-0331")
    row.click()
    page.keyboard.press("n")
    expect(row.locator(".note-form textarea")).to_be_focused()
    page.keyboard.type("asked the bank")
    row.locator(".note-form button").click()
    expect(page.locator("#toasts")).to_contain_text("Note saved.")
    page.goto(address)
    page.locator(".result-head").get_by_role("link", name="Notes 1").click()
    page.locator("#big-note").fill("the March books, second try")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".notes > li")).to_have_count(2)
    expect(page.locator(".notes > li").first).to_contain_text("The whole reconciliation")
    page.get_by_role("link", name="row 11 of their file").click()
    expect(page.locator("#rows > [data-row]")).to_have_count(1)
    expect(page.locator(".detail .a-note")).to_contain_text("asked the bank")
    page.goto(f"{address}notes/")
    page.locator(".notes > li").last.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".notes > li").last.locator("del")).to_have_text("asked the bank")
    page.goto(address)
    expect(row_with(page, "FEE-0331").locator(".chip", has_text="notes")).to_have_count(0)


def test_an_auditor_reads_the_notes_and_writes_none(page: Page, small_result: str) -> None:
    sign_in(page, AUDITOR)
    page.goto(f"{small_result}notes/")
    expect(page.locator("h1")).to_have_text("Notes")
    expect(page.locator("main form")).to_have_count(0)


def test_a_refusal_offers_the_field_that_decides_it_and_no_command_line(
    open_page: OpenPage, refused_result: str
) -> None:
    for locale, words in (
        ("en-GB", "Choose the order of year, month and day"),
        ("zh-CN", "选择年、月、日的顺序"),
    ):
        page = open_page(locale=locale)
        sign_in(page, CLERK)
        page.goto(refused_result)
        refusal = page.locator(".refusal")
        expect(refusal).to_contain_text(words)
        expect(refusal).not_to_contain_text("--")
        refusal.locator(".refusal-go a").first.click()
        expect(page.locator(".field.is-asked select").first).to_be_in_viewport()


def test_who_may_not_decide_is_told_who_can(page: Page, refused_result: str) -> None:
    sign_in(page, AUDITOR)
    page.goto(refused_result)
    expect(page.locator(".refusal")).to_contain_text("Somebody who keeps the books can decide this")
    expect(page.locator(".refusal")).not_to_contain_text("--")
