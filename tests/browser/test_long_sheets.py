"""The sheet of a long result: a page waits while the worker writes it, then the file comes by itself."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.ledgers import long_pair
from tests.browser.people import hand_in, sign_in


def test_a_long_sheet_is_prepared_in_the_background_and_then_taken(
    page: Page, tmp_path: Path
) -> None:
    sign_in(page)
    address = hand_in(page, long_pair(5_400), customer="Long Sheet Ltd")
    page.locator(".result-head .menu > summary").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(".result-head .menu-list a").filter(has_text="Excel · English").click()
        expect(page).to_have_url(re.compile(r"/sheet/en/xlsx/$"))
    expect(page.locator("#preparing")).to_contain_text("The sheet is ready")
    waiting.value.save_as(tmp_path / "sheet.xlsx")
    book = openpyxl.load_workbook(
        io.BytesIO((tmp_path / "sheet.xlsx").read_bytes()), read_only=True
    )
    assert len(book.sheetnames) > 3
    page.goto(address)
    page.locator(".result-head .menu > summary").click()
    with page.expect_download() as again:
        page.locator(".result-head .menu-list a").filter(has_text="Excel · English").click()
    assert again.value.suggested_filename.endswith(".xlsx")
    expect(page).to_have_url(re.compile(f"{address}$"))
