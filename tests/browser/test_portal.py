"""The customer's side in a real browser: gateways that run scripts change nothing, and a phone confirms in a few presses."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import IN_EVERY_FORM, faults_of, grave_faults, overflow
from tests.browser.conftest import OpenPage
from tests.browser.pages import demo_link, of_the_portal
from tests.browser.people import enter_the_demo

# All thousand of the plain ones: ``make soak``, and tests/web/test_portal_pages.py.
LOOKS, WITH_SCRIPTS = int(os.environ.get("PORTAL_LOOKS", "260")), 60


@pytest.fixture
def link(page: Page) -> str:
    enter_the_demo(page)
    return demo_link(page)


def _portal_block(page: Page) -> str:
    """What staff see of the demo's link."""
    page.goto("/statements/")
    page.locator("td.who a").first.click()
    return page.locator("#portal tbody").last.inner_text()


def test_looks_that_run_scripts_and_type_nothing_confirm_nothing(page: Page, link: str, open_page: OpenPage) -> None:  # fmt: skip
    before = _portal_block(page)
    address, _sign, token = link.partition("#")
    gateway = open_page()
    for number in range(WITH_SCRIPTS):
        gateway.goto(f"{address}?{number}#{token}")
        gateway.wait_for_load_state("load")
        assert gateway.locator("#token").input_value() == token  # its script ran
        assert token not in gateway.url
    for number in range(LOOKS - WITH_SCRIPTS):
        ask = gateway.request.head if number % 2 else gateway.request.get
        answer = ask(address if number % 3 else address.replace("open/", ""))
        assert answer.status in (200, 404)
    assert not [cookie for cookie in gateway.context.cookies() if "portal" in cookie["name"]]
    assert _portal_block(page) == before
    gateway.goto(f"{address}?still#{token}")
    gateway.locator("#open-form button").click()
    expect(gateway.locator("form[action='/portal/code/'] button")).to_be_visible()
    for hidden in ("GBP 0", "Paid", "INV"):
        assert hidden not in gateway.locator("main").inner_text()


@IN_EVERY_FORM
def test_axe_finds_nothing_grave_on_the_pages_of_the_portal(
    open_page: OpenPage, link: str, theme: str, locale: str, width: int
) -> None:
    page = open_page(theme=theme, locale=locale, width=width)
    assert not faults_of(page, of_the_portal(link))


def test_a_customer_disputes_a_line_on_a_phone_and_reads_the_reply_to_its_question(open_page: OpenPage, link: str) -> None:  # fmt: skip
    phone = open_page(width=390, height=844, locale="zh-CN")
    of_the_portal(link)["portal-dispute"](phone)
    row = phone.locator("tbody tr").first
    document = row.locator("strong").inner_text()
    row.locator("input[name=line]").check()
    row.locator("input.num").fill("1.00")
    row.locator("select").select_option("quantity")
    phone.locator("#words").fill("少收一件。")
    phone.locator("#name").fill("李文")
    phone.locator("form[action='/portal/dispute/send/'] button").click()
    expect(phone.locator("h1")).to_have_text("已收到，谢谢。")
    expect(phone.locator("main")).to_contain_text("1.00")
    phone.goto("/portal/")
    expect(phone.locator("#disputes tbody")).to_contain_text(document)
    expect(phone.locator("#disputes tbody")).to_contain_text("处理中")
    phone.locator("summary", has_text="提问").click()
    phone.locator("#ask-name").fill("李文")
    phone.locator("#ask-words").fill("何时补货？")
    phone.locator("form[action='/portal/ask/'] button").click()
    staff = open_page()
    enter_the_demo(staff)
    staff.goto("/statements/")
    staff.locator("td.who a").first.click()
    panel = staff.locator("#portal")
    panel.locator(f"a[href*='/disputes/']:has-text('{document}')").first.wait_for()
    panel.locator("details > summary").first.click()
    panel.locator("textarea[name=words]").first.fill("下周一补发。")
    assert not grave_faults(staff)
    panel.locator("form[action*='/reply/'] button").first.click()
    expect(staff.locator("#portal")).to_contain_text("下周一补发。")
    phone.goto("/portal/")
    expect(phone.locator("#questions")).to_contain_text("下周一补发。")
    assert overflow(phone) == 0
    assert not grave_faults(phone)


def test_a_customer_claims_a_payment_talks_about_it_and_agrees_on_a_phone(open_page: OpenPage, link: str) -> None:  # fmt: skip
    phone, staff = open_page(width=390, height=844, locale="zh-CN"), open_page()
    of_the_portal(link)["portal-payment"](phone)
    for field, typed in (("amount", "12.34"), ("on", "2025-12-01"), ("bank", "工商银行"), ("reference", "TT-77"), ("words", "请查收"), ("name", "李文")):  # fmt: skip
        phone.locator(f"#{field}").fill(typed)
    phone.locator("form[action='/portal/dispute/payment/send/'] button").click()
    expect(phone.locator("h1")).to_have_text("已收到，谢谢。")
    phone.goto("/portal/")
    phone.locator("#disputes a", has_text="TT-77").click()
    here = phone.url
    enter_the_demo(staff)
    staff.goto("/disputes/?show=waits")
    staff.locator("tbody tr", has_text="TT-77").locator("td.who a").first.click()
    expect(staff.locator("main")).to_contain_text("The statement shows none")
    fold = staff.locator("details", has=staff.locator("#propose-outcome"))
    fold.locator("summary").click()
    fold.locator("#propose-outcome").select_option("rejected")
    fold.locator("#propose-said").fill("该款已计入下月。")
    assert not grave_faults(staff)
    fold.locator("button[type=submit]").click()
    phone.goto(here)
    expect(phone.locator("#proposal")).to_contain_text("驳回")
    assert overflow(phone) == 0
    assert not grave_faults(phone)
    phone.locator("#answer-name").fill("李文")
    phone.locator("button[value=agreed]").click()
    expect(phone.locator(".timeline")).to_contain_text("同意所提方案。")
    phone.locator("#words").fill("谢谢。")
    phone.locator("#name").fill("李文")
    phone.locator("#file").set_input_files({"name": "slip.txt", "mimeType": "text/plain", "buffer": b"slip"})  # fmt: skip
    phone.locator("form[action$='/say/'] button").click()
    expect(phone.locator(".timeline")).to_contain_text("slip.txt")
    staff.reload()
    expect(staff.locator(".page-head")).to_contain_text("The customer agrees")


def test_a_customer_confirms_on_a_phone_in_three_presses_after_opening(open_page: OpenPage, link: str) -> None:  # fmt: skip
    phone = open_page(width=390, height=844, locale="zh-CN")
    phone.goto(link)
    phone.locator("#open-form button").click()
    phone.locator("form[action='/portal/code/'] button").click()
    phone.locator("#code").fill("246810")
    phone.locator("form[action='/portal/prove/'] button").click()
    wording = phone.locator("#wording").inner_text()
    assert "我方确认" in wording
    phone.locator("#confirm-name").fill("李文")
    phone.locator("form[action='/portal/confirm/'] button").click()
    expect(phone.locator("h1")).to_have_text("已确认，谢谢。")
    expect(phone.locator("main")).to_contain_text(wording)
    assert "#" not in phone.url
    assert overflow(phone) == 0
    staff = open_page()
    enter_the_demo(staff)
    staff.goto("/statements/")
    expect(staff.locator("tbody")).to_contain_text("李文")
