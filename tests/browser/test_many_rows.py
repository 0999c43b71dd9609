"""Ten thousand rows: parts by key, a page that answers at once, a place in the list that is kept."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.ledgers import long_pair
from tests.browser.people import hand_in, sign_in

FIRST_PART_BYTES = (
    400_000  # a hundred rows and the page around them; ten thousand are more than ten times as many
)


def test_ten_thousand_rows_open_at_once_and_come_in_parts(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, long_pair(10_000), customer="Ten Thousand Ltd")
    answer = page.request.get(f"{address}?tab=matched")
    assert answer.ok
    assert answer.text().count("data-row=") == 100
    assert len(answer.body()) < FIRST_PART_BYTES
    page.goto(f"{address}?tab=matched")
    expect(page.locator("#rows > [data-row]")).to_have_count(100)
    page.locator("#rows .more-rows button").click()
    expect(page.locator("#rows > [data-row]")).to_have_count(200)
    names = page.locator("#rows > [data-row]").evaluate_all(
        "all => all.map(one => one.dataset.row)"
    )
    assert len(set(names)) == 200
    last = page.locator("#rows > [data-row]").nth(150)
    last.locator(".line").first.click()
    page.keyboard.press("r")
    expect(page.locator("#toasts [data-undo]")).to_be_visible()
    expect(page.locator("#rows > [data-row].is-current")).to_have_count(1)
    assert page.locator("#rows > [data-row]").count() >= 199
