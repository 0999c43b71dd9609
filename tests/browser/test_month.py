"""A month's end as people live it: cycles close, statements are drafted, agreed, sent by real mail, and answered by their customers."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.accessibility import grave_faults, overflow
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.month import (
    CLERK,
    CUSTOMERS,
    MANAGER,
    apart,
    code_in,
    last_month,
    letters_to,
    link_in,
    mail_of,
    open_the_month,
    sixty_nights,
    text_of,
    wait_until,
)
from tests.browser.people import sign_in
from tests.mail import PostOffice

CONFIRMS, CONTESTS, HANDS_IN, IS_SILENT = CUSTOMERS


@pytest.fixture(scope="module")
def month(house: House, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        apart(open_the_month)


@pytest.mark.usefixtures("month")
def test_a_month_ends_with_every_customer_told_and_every_answer_dealt_with(
    open_page: OpenPage, office: PostOffice, django_db_blocker: Any
) -> None:
    clerk, manager = open_page(), open_page()
    sign_in(clerk, CLERK)
    sign_in(manager, MANAGER)
    run = _cut_off_and_drafted(clerk)
    _agreed_by_another(manager, run)
    _sent_to_each(clerk, run, office)
    _confirmed_on_a_telephone(open_page, office)
    _contested_on_a_telephone(open_page, office)
    _credited_by_another(clerk, manager, office)
    phone = _own_ledger_handed_in(open_page, office)
    balance = _decided_and_frozen(clerk)
    _read_and_answered(clerk, phone, office, balance)
    _signed_by_three(clerk, manager, balance)
    with django_db_blocker.unblock():
        _asked_twice_again(office)
    _board_tells_of_all(clerk)
    _next_month_begins(clerk)


def _cut_off_and_drafted(clerk: Page) -> str:
    """The cycles of the month are opened by contract, closed and stated together; the run's page."""
    clerk.goto(f"/cycles/?month={last_month().called}")
    clerk.get_by_role("button", name="Open by contract").first.click()
    expect(clerk.locator("tbody tr")).to_have_count(len(CUSTOMERS))
    _tick_all(clerk)
    clerk.get_by_role("button", name="Close the chosen").click()
    expect(clerk.locator("#toasts")).to_contain_text("4 cycles closed")
    _tick_all(clerk)
    clerk.get_by_role("button", name="Draft their statements").click()
    expect(clerk).to_have_url(re.compile(r"/statements/runs/\d+/$"))
    expect(clerk.locator("#agree-title")).to_be_visible(timeout=60_000)
    expect(clerk.locator("main")).to_contain_text("4 statements are drafted")
    return "/" + clerk.url.split("/", 3)[3]


def _tick_all(clerk: Page) -> None:
    for box in clerk.locator("tbody [name=cycle]").all():
        box.check()


def _agreed_by_another(manager: Page, run: str) -> None:
    manager.goto(run)
    manager.get_by_role("button", name="Agree and issue them").click()
    expect(manager.locator("#sending-title")).to_be_visible(timeout=60_000)


def _sent_to_each(clerk: Page, run: str, office: PostOffice) -> None:
    """One letter each, with the paper as it was printed."""
    clerk.goto(run)
    clerk.get_by_role("button", name="Send them").click()
    wait_until(
        lambda: all(letters_to(office, name) for name in CUSTOMERS), "a letter to each customer"
    )
    clerk.goto(run)
    assert clerk.get_by_role("button", name="Send them").count() == 0
    for name in CUSTOMERS:
        (letter,) = letters_to(office, name)
        (paper,) = letter.iter_attachments()
        assert hashlib.sha256(paper.get_content()).hexdigest() in text_of(letter)


def _entered(open_page: OpenPage, office: PostOffice, customer: str) -> Page:
    """The customer's telephone, with the link of the letter opened and the code of the next one typed."""
    phone = open_page(width=390, height=844, locale="zh-CN")
    letters = len(letters_to(office, customer))
    phone.goto(link_in(letters_to(office, customer)[0]))
    phone.locator("#open-form button").click()
    phone.locator("form[action='/portal/code/'] button").click()
    wait_until(lambda: len(letters_to(office, customer)) > letters, f"the code for {customer}")
    phone.locator("#code").fill(code_in(letters_to(office, customer)[-1]))
    phone.locator("form[action='/portal/prove/'] button").click()
    expect(phone.locator("h1")).to_contain_text("对账单")
    return phone


def _confirmed_on_a_telephone(open_page: OpenPage, office: PostOffice) -> None:
    phone = _entered(open_page, office, CONFIRMS)
    phone.locator("#confirm-name").fill("李文")
    phone.locator("form[action='/portal/confirm/'] button").click()
    expect(phone.locator("h1")).to_have_text("已确认，谢谢。")


def _contested_on_a_telephone(open_page: OpenPage, office: PostOffice) -> None:
    """300.00 of one line is not right, the customer says; the rest stays as it is."""
    phone = _entered(open_page, office, CONTESTS)
    phone.locator("a[href='/portal/dispute/']").first.click()
    line = phone.locator("tbody tr", has_text="INV-21")
    line.locator("[name=line]").check()
    line.locator("input.num").fill("300.00")
    line.locator("select").select_option("price")
    phone.locator("#words").fill("单价应为合同价")
    phone.locator("#name").fill("赵敏")
    phone.locator("form button.is-main").click()
    expect(phone.locator("h1")).to_have_text("已收到，谢谢。")
    assert overflow(phone) == 0


def _credited_by_another(clerk: Page, manager: Page, office: PostOffice) -> None:
    """The clerk owns the case; the manager, who does not, posts its credit note; the customer is written to that it reads of it."""
    clerk.goto("/disputes/")
    clerk.locator("tbody tr", has_text=CONTESTS).locator("td.who a").first.click()
    expect(clerk.locator(".timeline")).to_contain_text("单价应为合同价")
    manager.goto(clerk.url)
    fold = manager.locator("details", has=manager.locator("#credit_note-amount"))
    fold.locator("summary").click()
    manager.locator("#credit_note-number").fill("CN-2")
    manager.locator("#credit_note-said").fill("按合同价更正")
    fold.locator("button[type=submit]").click()
    expect(manager.locator(".page-head .chip").last).to_have_text("Credit note")
    told = "已答复"
    wait_until(
        lambda: any(told in str(letter["Subject"]) for letter in letters_to(office, CONTESTS)),
        "the mail that a reply is there",
    )
    assert "按合同价更正" not in text_of(letters_to(office, CONTESTS)[-1])


def _own_ledger_handed_in(open_page: OpenPage, office: PostOffice) -> Page:
    """Theirs lacks our second invoice, so their balance is 300.00 less than ours."""
    phone, month = _entered(open_page, office, HANDS_IN), last_month()
    phone.locator("details", has=phone.locator("#ledger-file")).locator("summary").click()
    theirs = (
        f"Date,Ref,Description,Debit,Credit\n{month.day(5)},INV-31,Purchase,,1000.00\n{month.day(20)},RC-3,Payment,400.00,\n"
        ",,Closing balance,,600.00\n"
    )
    phone.locator("#ledger-file").set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": theirs.encode()}
    )
    phone.locator("#ledger-name").fill("钱进")
    phone.locator("form[action='/portal/ledger/'] button[type=submit]").click()
    expect(phone.locator("h1")).to_have_text("已收到，谢谢。")
    return phone


def _decided_and_frozen(clerk: Page) -> str:
    """What it led to: one difference that is theirs to correct, and one balance both come to; the page of it."""
    clerk.goto(f"/statements/?q={HANDS_IN}")
    clerk.locator("td.who a").first.click()
    clerk.get_by_role("link", name="Its reconciliation with our book").click()
    expect(clerk.locator("#proof")).to_be_visible(timeout=60_000)
    balance = f"{clerk.url}balance/"
    clerk.goto(balance)
    clerk.locator("input[name=difference]").check()
    clerk.locator("#kind").select_option("theirs")
    clerk.locator("#reason").fill("对方漏记")
    clerk.locator("#due_on").fill(timezone.localdate().isoformat())
    clerk.locator("#dispose button[type=submit]").click()
    clerk.get_by_role("button", name="Freeze and sign").click()
    return balance


def _read_and_answered(clerk: Page, phone: Page, office: PostOffice, balance: str) -> None:
    """Released, the customer reads the difference on its telephone, is told of it by mail, and agrees."""
    letters = len(letters_to(office, HANDS_IN))
    phone.goto("/portal/")
    expect(phone.locator("#ledgers")).to_contain_text("我方正在核对")
    clerk.get_by_role("button", name="Release it to the customer").click()
    wait_until(lambda: len(letters_to(office, HANDS_IN)) > letters, "the mail that it is there")
    phone.goto("/portal/")
    phone.locator("#ledgers a").click()
    row = phone.locator("tbody tr", has_text="INV-32")
    expect(row).to_contain_text("请贵方更正")
    expect(row).to_contain_text("对方漏记")
    assert overflow(phone) == 0
    assert not grave_faults(phone)
    row.locator("select").select_option("agrees")
    phone.locator("#name").fill("钱进")
    phone.locator("form[action$='/answer/'] button").click()
    expect(phone.locator("tbody tr", has_text="INV-32")).to_contain_text("钱进")
    clerk.goto(balance)
    expect(clerk.locator("main")).to_contain_text("The customer agrees")


def _signed_by_three(clerk: Page, manager: Page, balance: str) -> None:
    """Two of ours sign it, and the page that came back is kept."""
    manager.goto(balance)
    manager.get_by_role("button", name="Sign as the second of ours").click()
    expect(manager.locator("#name")).to_be_visible()
    clerk.goto(balance)
    clerk.locator("#name").fill("钱进")
    clerk.locator("#signed_on").fill(timezone.localdate().isoformat())
    clerk.locator("#scan").set_input_files(
        {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed"}
    )
    clerk.get_by_role("button", name="Keep their signature").click()
    expect(clerk.locator(".note.is-good")).to_contain_text("Signed by both sides")


def _asked_twice_again(office: PostOffice) -> None:
    """Nights pass: the silent customer alone is asked again, twice and no more, and is then left to a person, who is written to."""
    told = len(office.letters)
    apart(sixty_nights)
    wait_until(lambda: len(office.letters) - told >= 3, "both reminders and a mail", seconds=120)
    assert len(letters_to(office, IS_SILENT)) == 3
    (to_manager,) = [each for to, each in office.letters[told:] if to != mail_of(IS_SILENT)]
    assert IS_SILENT in str(to_manager["Subject"])
    assert "仍未答复" in str(to_manager["Subject"])


def _board_tells_of_all(clerk: Page) -> None:
    clerk.goto(f"/cycles/?month={last_month().called}")
    for name, words in ((CONFIRMS, re.compile(r"\d{2}-\d{2}")), (IS_SILENT, "no answer")):
        row = clerk.locator("tbody tr", has_text=name)
        expect(row.locator("td[data-label='Sent']")).to_contain_text(re.compile(r"\d{2}-\d{2}"))
        expect(
            row.locator("td[data-label='Customer’s word'], td[data-label='Confirmed']").first
        ).to_contain_text(words)


def _next_month_begins(clerk: Page) -> None:
    """Their cycles stand there, cut off by nobody yet."""
    clerk.goto(f"/cycles/?month={timezone.localdate():%Y-%m}")
    expect(clerk.locator("tbody tr")).to_have_count(len(CUSTOMERS))
    expect(clerk.locator("tbody tr").first).to_contain_text(f"{timezone.localdate():%m}-01 –")
