"""The frame around every page: languages, themes, keys, who may see what, pages that say what went wrong."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.people import AUDITOR, STRANGER, row_with, sign_in


def test_the_language_of_the_browser_decides_first_and_the_choice_is_kept(
    open_page: OpenPage,
) -> None:
    page = open_page(locale="zh-CN")
    page.goto("/accounts/login/")
    expect(page.locator("h1")).to_have_text("登录")
    page.locator("summary[aria-label=语言]").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Reconciliations")


def test_dark_is_chosen_kept_and_drawn_before_the_first_frame(page: Page) -> None:
    sign_in(page)
    page.locator("summary[aria-label='Light or dark']").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 20)"


def test_auto_follows_the_device(open_page: OpenPage) -> None:
    page = open_page(theme="dark")
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_keys_are_shown_and_the_search_is_one_key_away(page: Page) -> None:
    sign_in(page)
    page.keyboard.press("?")
    expect(page.locator("#key-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#key-help")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    sign_in(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_rows_are_moved_opened_and_left_by_keys(page: Page, small_result: str) -> None:
    sign_in(page)
    page.goto(small_result)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("#rows > [data-row]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(second.locator("[data-more]")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("#rows > [data-row]").first).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#link-panel")).to_be_visible()


def test_filters_stand_in_the_address_and_come_back_with_it(page: Page, small_result: str) -> None:
    sign_in(page)
    page.goto(small_result)
    page.locator("#bridge tbody a").first.click()
    expect(page).to_have_url(re.compile(r"difference=\w+"))
    expect(page.locator("#rows > [data-row]")).to_have_count(1)
    page.reload()
    expect(page.locator("#rows > [data-row]")).to_have_count(1)
    page.go_back()
    page.goto(small_result)
    page.locator("#row-search").fill("PAY-3391")
    expect(page).to_have_url(re.compile("q=PAY-3391"))
    expect(row_with(page, "SK20260311")).to_be_visible()
    expect(page.locator("#rows > [data-row]")).to_have_count(1)


def test_an_auditor_looks_and_has_no_buttons_to_decide(page: Page, small_result: str) -> None:
    sign_in(page, AUDITOR)
    expect(page.get_by_role("link", name="New reconciliation")).to_have_count(0)
    page.goto(small_result)
    expect(page.locator("#proof")).to_be_visible()
    expect(page.locator("[data-reject], [data-accept], [data-link]")).to_have_count(0)


def test_another_company_sees_nothing(page: Page, small_result: str) -> None:
    sign_in(page, STRANGER)
    expect(page.locator("main")).to_contain_text("No reconciliation yet")
    answer = page.goto(small_result)
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("There is nothing at this address")


def test_signing_out_ends_the_session(page: Page) -> None:
    sign_in(page)
    page.locator("summary[aria-label=Account]").click()
    page.get_by_role("link", name="Sign out").click()
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/reconciliations/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_wrong_password_is_said_in_words(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("clerk@huasheng.example")
    page.locator("[name=password]").fill("not the password")
    page.locator("#sign-in button[type=submit]").click()
    expect(page.locator("#sign-in [role=alert]")).to_be_visible()
