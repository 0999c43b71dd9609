"""The demo: one click signs in, one click reconciles any of the five customers."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import wait_for_outcome


def test_one_click_signs_in_and_one_click_reconciles_each_demo_customer(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator(".demo-keys .who").first.click()
    page.wait_for_url("**/reconciliations/")
    cards = page.locator(".demo-card")
    expect(cards).to_have_count(5)
    for number in range(5):
        page.goto("/reconciliations/")
        cards.nth(number).click()
        wait_for_outcome(page)
        expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
        assert page.locator("#rows > [data-row]").count() > 10
