"""What the engine leaves to a person: accepted by key, undone by key, several at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.ledgers import DOUBTFUL
from tests.browser.people import hand_in, sign_in


def _ambiguous_rows(page: Page, customer: str) -> int:
    sign_in(page)
    hand_in(page, DOUBTFUL, customer=customer)
    page.locator("#tabs").get_by_role("link", name="Ambiguous").click()
    expect(page.locator("#tabs [aria-current=page]")).to_contain_text("Ambiguous")
    found = page.locator("#rows > [data-row]").count()
    assert found == 2
    return found


def test_a_tie_is_accepted_by_key_and_taken_back_by_key(page: Page) -> None:
    before = _ambiguous_rows(page, "Tied Ltd")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("Accepted.")
    expect(page.locator("#rows > [data-row]")).to_have_count(before - 1)
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    expect(page.locator("#rows > [data-row]")).to_have_count(before)


def test_a_tie_names_its_alternatives(page: Page) -> None:
    _ambiguous_rows(page, "Named Ltd")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".candidates").first).to_contain_text("our row 5")


def test_several_rows_are_selected_with_shift_and_accepted_together(page: Page) -> None:
    before = _ambiguous_rows(page, "Together Ltd")
    boxes = page.locator("#rows [data-pick]")
    boxes.first.click()
    boxes.nth(1).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    page.locator("[data-bulk-accept]").click()
    expect(page.locator("#toasts")).to_contain_text("2 rows accepted.")
    expect(page.locator("#rows > [data-row]")).to_have_count(0)
    page.locator("#toasts [data-undo]").click()
    expect(page.locator("#rows > [data-row]")).to_have_count(before)
