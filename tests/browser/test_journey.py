"""The main job in the browser: two files in, decided, noted, taken away, still there after a restart."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.ledgers import SMALL
from tests.browser.people import hand_in, row_with, sign_in


def test_two_files_become_a_proved_result(page: Page) -> None:
    sign_in(page)
    hand_in(page, SMALL, customer="Hongda Machinery")
    expect(page.locator("#proof")).to_contain_text("89,541.30")
    expect(page.locator("#proof")).to_contain_text("69,066.30")
    expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
    expect(page.locator("#bridge tbody tr").first).to_contain_text("Our balance")
    expect(page.locator("#bridge svg")).to_be_visible()
    expect(row_with(page, "FP20260308")).to_contain_text("not in their ledger")


def test_a_row_shows_its_facts_and_the_nearest_candidate(page: Page) -> None:
    sign_in(page)
    hand_in(page, SMALL, customer="Facts Ltd")
    row = row_with(page, "FP20260303")
    row.locator("[data-expand]").click()
    expect(row.locator(".ticks").first).to_contain_text("8,600.00")
    expect(row.locator("[data-expand]")).to_have_attribute("aria-expanded", "true")


def test_linking_by_hand_shows_the_running_difference_and_can_be_undone(page: Page) -> None:
    sign_in(page)
    hand_in(page, SMALL, customer="Linked Ltd")
    row = row_with(page, "FP20260308")
    row.locator("[data-link]").click()
    panel = page.locator("#link-panel")
    expect(panel.locator("[data-sum=ours]")).to_have_text("19,900.00")
    expect(panel.locator("[data-link-send]")).to_be_disabled()
    panel.locator("#lines-theirs label").filter(has_text="FEE-0331").click()
    expect(panel.locator("[data-sum=rest]")).to_have_text("19,935.00")
    panel.locator("[name=reason]").fill("agreed by telephone")
    panel.locator("[data-link-send]").click()
    expect(page.locator("#toasts")).to_contain_text("Linked by hand.")
    expect(row_with(page, "FP20260308")).to_contain_text("FEE-0331")
    expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
    page.locator("#toasts [data-undo]").click()
    expect(row_with(page, "FP20260308")).to_contain_text("not in their ledger")


def test_rejecting_takes_a_pair_apart_and_the_history_can_undo_it(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, SMALL, customer="Rejected Ltd")
    row = row_with(page, "PAY-3391")
    row.click()
    row.locator("[data-reject]").click()
    expect(row_with(page, "PAY-3391")).to_contain_text("not in our ledger")
    expect(page.locator("#proof .seal")).to_have_text("Closes to the cent")
    page.goto(f"{address}history/")
    page.locator(".timeline").get_by_role("button", name="Undo").first.click()
    page.wait_for_url("**/history/")
    page.goto(address)
    expect(row_with(page, "PAY-3391")).to_contain_text("SK20260311")


def test_a_note_stays_with_its_row_and_in_the_history(page: Page) -> None:
    sign_in(page)
    address = hand_in(page, SMALL, customer="Noted Ltd")
    row = row_with(page, "FEE-0331")
    row.click()
    page.keyboard.press("n")
    expect(row.locator(".note-form textarea")).to_be_focused()
    page.keyboard.type("asked the bank")
    row.locator(".note-form button").click()
    expect(page.locator("#toasts")).to_contain_text("Note saved.")
    page.goto(f"{address}history/")
    expect(page.locator(".timeline")).to_contain_text("asked the bank")


def test_the_sheet_the_json_and_both_files_can_be_taken_away(page: Page, tmp_path: Path) -> None:
    sign_in(page)
    hand_in(page, SMALL, customer="Download Ltd", names=("我方账.csv", "their export.csv"))

    def taken(label: str) -> bytes:
        page.locator(".result-head .menu > summary").click()
        with page.expect_download() as waiting:
            page.locator(".result-head .menu-list a").filter(has_text=label).click()
        waiting.value.save_as(tmp_path / "file")
        return (tmp_path / "file").read_bytes()

    for label in ("Excel · English", "Excel · 中文"):
        book = openpyxl.load_workbook(io.BytesIO(taken(label)))
        cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "FP20260308" in cells
    contract = json.loads(taken("JSON"))
    assert contract["totals"]["unexplained"] == "0.00"
    assert taken("我方账.csv").decode() == SMALL.ours
    assert taken("their export.csv").decode() == SMALL.theirs


def test_decisions_survive_a_restart_and_are_pinned_in_the_next_run(
    page: Page, house: House
) -> None:
    sign_in(page)
    address = hand_in(page, SMALL, customer="Restarted Ltd")
    row = row_with(page, "PAY-3391")
    row.click()
    row.locator("[data-reject]").click()
    expect(row_with(page, "PAY-3391")).to_contain_text("not in our ledger")
    page.goto("about:blank")  # an open page goes on asking, also a house that is down
    house.restart()
    page.goto(address)
    expect(row_with(page, "PAY-3391")).to_contain_text("not in our ledger")
    page.get_by_role("button", name="Run again").click()
    expect(page.locator(".page-head")).to_contain_text("run 2", timeout=30_000)
    expect(row_with(page, "PAY-3391")).to_contain_text("not in our ledger")
