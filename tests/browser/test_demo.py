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


def test_a_suggestion_is_accepted_by_key_and_taken_back_by_key(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator(".demo-keys .who").first.click()
    page.wait_for_url("**/reconciliations/")
    page.locator(".demo-card").first.click()
    wait_for_outcome(page)
    page.get_by_role("link", name="Suggested").click()
    expect(page.locator("#tabs [aria-current=page]")).to_contain_text("Suggested")
    page.keyboard.press("j")
    before = page.locator("#rows > [data-row]").count()
    assert before > 0
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Accepted.")
    expect(page.locator("#rows > [data-row]")).to_have_count(before - 1)
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    expect(page.locator("#rows > [data-row]")).to_have_count(before)


def test_several_suggestions_are_selected_with_shift_and_accepted_together(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator(".demo-keys .who").first.click()
    page.wait_for_url("**/reconciliations/")
    page.locator(".demo-card").first.click()
    wait_for_outcome(page)
    page.get_by_role("link", name="Suggested").click()
    expect(page.locator("#tabs [aria-current=page]")).to_contain_text("Suggested")
    boxes = page.locator("#rows [data-pick]")
    before = boxes.count()
    assert before > 1
    boxes.first.click()
    boxes.nth(1).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    page.locator("[data-bulk-accept]").click()
    expect(page.locator("#toasts")).to_contain_text("2 rows accepted.")
    expect(boxes).to_have_count(before - 2)
    page.locator("#toasts [data-undo]").click()
    expect(boxes).to_have_count(before)
