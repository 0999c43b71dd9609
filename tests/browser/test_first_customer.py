"""A newcomer's first customer in Chinese, from its name to its ageing in Excel: three people, four rooms of the house."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

ACCOUNTANT, MANAGER, CREDIT = 0, 1, 4  # of the demo's sign-ins
INVOICES = """客户,发票号,日期,到期日,金额
{name},{number}-1,2011-12-20,2012-02-29,1130.00
{name},{number}-2,2012-01-10,2012-03-31,2260.00
"""


def enter(page: Page, place: int) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator(".demo-keys .who").nth(place).click()
    page.wait_for_url("**/reconciliations/")


def fits(page: Page) -> None:
    """Nothing stands beside the window."""
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{page.url} is {width} pixels too wide"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_newcomer_goes_from_a_customer_to_its_ageing_in_excel(
    open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    page = open_page(width=width, locale="zh-CN")
    name, number = f"苏州新桥机械有限公司{width}", f"XQ-{width}"
    customer = _enter_customer(page, name)
    _draft_contract(page, customer, number)
    _sign(page, number)
    _import_invoices(page, name, number)
    _find_in_the_ageing(page, name, number)
    _take_the_ageing_away(page, name, tmp_path / "ageing.xlsx")
    page.goto(customer)
    expect(page.locator("#contracts")).to_contain_text("生效中")
    expect(page.locator("#open")).to_contain_text("3,390.00")
    fits(page)


def _enter_customer(page: Page, name: str) -> str:
    enter(page, CREDIT)
    page.goto("/customers/")
    page.locator(".page-head a", has_text="新建客户").click()
    page.get_by_label("客户名称").fill(name)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("#contracts")).to_contain_text("还没有合同")
    expect(page.locator("#open")).to_contain_text("已超出账簿的会计期间")
    expect(page.locator("#timeline")).to_contain_text("大客户 否")
    fits(page)
    return "/" + page.url.split("/", 3)[3]


def _draft_contract(page: Page, customer: str, number: str) -> None:
    page.locator("#contracts a", has_text="新建合同").click()
    page.get_by_label("合同编号").fill(f"HT-{number}")
    page.locator("[name=from_on]").fill("2011-12-01")
    page.locator("[name=signed_on]").fill("2011-12-01")
    page.locator("[name=kind]").select_option("monthly_b")
    page.locator("[name=days]").fill("60")
    readings = page.locator("#readings tbody tr")
    chosen = readings.filter(has_text="本合同")
    expect(chosen).to_contain_text("B. 结算周期之后第 2 个月的月末")
    expect(chosen).to_contain_text("2012-02-29")
    expect(readings).to_have_count(4)
    fits(page)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("h1")).to_have_text(f"HT-{number}")
    fits(page)
    page.goto(customer)
    page.locator("#contracts a", has_text=f"HT-{number}").click()


def _sign(page: Page, number: str) -> None:
    for reason in page.locator("[name^=because_]").all():
        reason.fill("行业惯例")
    page.get_by_role("button", name="签订合同").click()
    expect(page.locator(".facts")).to_contain_text("财务经理 1 人")
    asked = page.url
    enter(page, MANAGER)
    page.goto(asked)
    expect(page.locator(".facts")).to_contain_text("日历：中国")
    fits(page)
    page.locator("[name=verdict][value=approve]").click()
    expect(page.locator(".page-head .chip")).to_have_text("已执行")
    page.locator(".facts a", has_text=f"HT-{number}").click()
    expect(page.locator(".chip", has_text="生效中")).to_be_visible()


def _import_invoices(page: Page, name: str, number: str) -> None:
    enter(page, ACCOUNTANT)
    page.goto("/imports/new/")
    page.locator("[name=kind][value=invoices]").check()
    rows = INVOICES.format(name=name, number=number).encode("utf-8-sig")
    page.locator("input[name=file]").set_input_files(
        {"name": "新桥发票.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.locator("#new-form button[type=submit]").click()
    expect(page.locator("#documents")).to_contain_text("2012-02-29", timeout=30_000)
    fits(page)
    page.get_by_role("button", name="入账 2 张单据").click()
    expect(page.locator(".page-head .chip")).to_have_text("已完成", timeout=30_000)
    page.locator(".page-head a", has_text="查看账龄").click()


def _find_in_the_ageing(page: Page, name: str, number: str) -> None:
    row = page.locator("tbody tr", has_text=name)
    expect(row).to_contain_text("3,390.00")
    fits(page)
    row.get_by_role("link", name=name).click()
    expect(page.locator("tbody tr", has_text=f"{number}-1")).to_contain_text("31–60 天")
    expect(page.locator("tbody tr", has_text=f"{number}-2")).to_contain_text("未到期")
    fits(page)
    page.go_back()


def _take_the_ageing_away(page: Page, name: str, place: Path) -> None:
    page.locator(".page-head details.menu summary").click()
    with page.expect_download() as waiting:
        page.locator(".page-head .menu-list a", has_text=re.compile("Excel.*中文")).click()
    waiting.value.save_as(place)
    sheet = openpyxl.load_workbook(place).worksheets[0]
    (row,) = [row for row in sheet.iter_rows(values_only=True) if name in row]
    figures = [cell for cell in row if isinstance(cell, int | float) and cell]
    assert {1130, 2260, 3390} <= set(figures)
