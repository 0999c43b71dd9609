"""Handing in: pasting, mistakes caught before and after sending, refusals decided on the spot, stopping."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.ledgers import SMALL, UNDECIDABLE, long_pair
from tests.browser.people import hand_in, sign_in, wait_for_outcome


def test_rows_pasted_from_a_spreadsheet_are_reconciled(page: Page) -> None:
    sign_in(page)
    page.goto("/reconciliations/new/")
    page.locator("[name=customer_name]").fill("Pasted Ltd")
    for side, text in (("ours", SMALL.ours), ("theirs", SMALL.theirs)):
        zone = page.locator(f"[data-zone]:has([name={side}_file])")
        zone.locator("summary").click()
        zone.locator("textarea").fill(text.replace(",", "\t"))
        expect(zone.locator("[data-zone-chosen]")).to_have_text("11 pasted rows")
    page.locator("#new-form button[type=submit]").click()
    wait_for_outcome(page)
    expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
    expect(page.locator("#proof")).to_contain_text("20,475.00")


def test_a_file_of_the_wrong_kind_is_caught_before_it_is_sent(page: Page) -> None:
    sign_in(page)
    page.goto("/reconciliations/new/")
    page.locator("[name=ours_file]").set_input_files(
        {"name": "ledger.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    expect(page.locator("#zone-ours-error")).to_contain_text("Only xlsx")
    page.locator("[name=customer_name]").fill("Wrong Ltd")
    page.locator("#new-form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/new/$"))


def test_a_forgotten_file_is_asked_for_and_the_customer_is_kept(page: Page) -> None:
    sign_in(page)
    page.goto("/reconciliations/new/")
    page.locator("[name=customer_name]").fill("Forgotten Ltd")
    page.locator("#new-form button[type=submit]").click()
    expect(page.locator("#new-form")).to_contain_text("Drop a file here, pick one, or paste")
    expect(page.locator("[name=customer_name]")).to_have_value("Forgotten Ltd")


def test_an_undecidable_date_order_is_refused_and_decided_on_the_same_page(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, UNDECIDABLE, customer="Undecided Ltd")
    expect(page.locator(".refusal")).to_contain_text("dates.undecidable")
    for _side in ("ours", "theirs"):
        meant = page.locator(".field.is-asked select").first
        meant.select_option("DMY")
        page.locator("form:has(.is-asked) button[type=submit]").first.click()
        expect(page.locator("#progress, #proof, .refusal")).to_be_visible()
        wait_for_outcome(page)
        if page.locator("#proof").count():
            break
    expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
    page.goto(f"{address}reading/")
    expect(page.locator(".reading").first).to_contain_text("D/M/Y")


def test_a_reading_is_corrected_and_matched_again(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, SMALL, customer="Corrected Ltd")
    page.goto(f"{address}reading/")
    side = page.locator(".reading").nth(1)
    side.locator(".correct-part > summary").click()
    side.locator("[name=theirs-column_text]").select_option("-")
    side.get_by_role("button", name="Read again this way").click()
    wait_for_outcome(page)
    expect(page.locator(".page-head")).to_contain_text("run 2")
    page.goto(f"{address}reading/")
    meanings = page.locator(".reading").nth(1).locator("tbody th[scope=row]")
    expect(meanings.filter(has_text="Document")).to_have_count(1)
    expect(meanings.filter(has_text="Text")).to_have_count(0)
    page.locator(".reading").nth(1).get_by_role("button", name="Right: remember it").click()
    expect(page.locator(".reading").nth(1)).to_contain_text("Remembered for this customer")


def test_a_long_run_shows_its_progress_and_can_be_stopped(page: Page) -> None:
    sign_in(page)
    page.goto("/reconciliations/new/")
    page.locator("[name=customer_name]").fill("Stopped Ltd")
    pair = long_pair(60_000)
    for side, text in (("ours", pair.ours), ("theirs", pair.theirs)):
        page.locator(f"[name={side}_file]").set_input_files(
            {"name": f"{side}.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
    page.locator("#new-form button[type=submit]").click()
    expect(page.locator("#progress")).to_be_visible()
    page.locator("#progress").get_by_role("button", name="Stop").click()
    expect(page.locator(".refusal")).to_contain_text("This run was stopped", timeout=60_000)
