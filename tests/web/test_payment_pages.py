"""The screens of payment reminders: rules are tried and put in force, a day is looked at, what was sent is listed and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger
from tests.mail import PostOffice, open_office
from tests.services.test_outbox import every_hour
from tests.services.test_payment_reminders import TO, dispute, owed, payer, promises
from tests.web.test_book import signed_in, text_of
from tests.web.test_statement_pages import book, content  # noqa: F401

from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.reminders.remind_of_payment import remind_of_payment
from wanglai.store.models import PaymentReminder, PaymentReminderPolicy

ADDRESS = "/messages/payments/"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def due(book: Ledger) -> Ledger:  # noqa: F811
    """远景 owes 900.00 since a week, of which 100.00 are disputed, and 70.00 it promised; 恒泰 owes 20.00 and has no contact."""
    every_hour(book)
    payer(book, "远景", TO)
    owed(book, "D-1", "900.00", -7)
    dispute(book, "D-1", "100.00")
    owed(book, "D-2", "70.00", -7)
    promises(book, "D-2", timezone.localdate() + timedelta(days=5))
    owed(book, "D-3", "20.00", -7, customer="恒泰")
    return book


@pytest.fixture
def controller(due: Ledger) -> Client:
    return signed_in("yuanjing", "CRC")


def test_rules_are_tried_put_in_force_and_refused(controller: Client, office: PostOffice) -> None:
    page = text_of(controller.get(ADDRESS))
    assert "no customer is asked for payment" in page
    assert "No day is set on which to ask." in page
    tried = text_of(controller.post(ADDRESS, {"steps": "7 ，30", "do": "preview"}))
    assert "Tried, not in force" in tried
    assert "800.00" in tried
    assert not PaymentReminderPolicy.objects.exists()
    for wrong in ("7, x", "7.5", "999", "0 0", "-61"):
        assert controller.post(ADDRESS, {"steps": wrong, "do": "set"}).status_code == 422, wrong
        assert controller.post(ADDRESS, {"steps": wrong, "do": "preview"}).status_code == 422, wrong
    page = text_of(controller.post(ADDRESS, {"steps": "−3; 0、7", "do": "set"}, follow=True))
    assert "The days are in force." in page
    assert "3 days before, on the due day, 7 days after" in page
    never = text_of(controller.post(ADDRESS, {"steps": "", "do": "set"}, follow=True))
    assert "never" in never
    assert [each.steps for each in PaymentReminderPolicy.objects.order_by("version")] == [[-3, 0, 7], []]  # fmt: skip


def test_a_day_is_looked_at_with_whom_and_why_nobody(controller: Client, office: PostOffice) -> None:  # fmt: skip
    controller.post(ADDRESS, {"steps": "0, 7", "do": "set"})
    page = text_of(controller.get(ADDRESS))
    assert "What would be sent today" in page
    for words in (
        "D-1",
        "800.00",
        "100.00 in dispute, left out",
        "promised by",
        "远景出纳",
        "No contact takes reminders",
    ):
        assert words in page, words
    assert TO not in page
    in_a_month = timezone.localdate() + timedelta(days=30)
    assert "No open item stands at one of these days" in text_of(controller.get(f"{ADDRESS}?on={in_a_month}"))  # fmt: skip
    for senseless in ("x", "1999-01-01", "2999-01-01"):
        assert "What would be sent today" in text_of(controller.get(f"{ADDRESS}?on={senseless}"))
    chinese = text_of(controller.get(ADDRESS, headers={"accept-language": "zh-hans"}))
    assert "没有接收提醒的联系人" in chinese
    assert "将发送的提醒" in chinese


def test_what_was_sent_is_listed_searched_opened_and_taken_away(controller: Client, due: Ledger, office: PostOffice) -> None:  # fmt: skip
    assert "Nobody was asked yet" in text_of(controller.get(f"{ADDRESS}sent/"))
    controller.post(ADDRESS, {"steps": "7", "do": "set"})
    office.rcpt = {TO: "550 no"}
    remind_of_payment(due.company_id, timezone.localdate())
    send_due_messages()
    for query, names in (
        ("", ["远景", "恒泰"]), ("?show=asked", ["远景"]), ("?show=nobody", ["恒泰"]), ("?show=trouble", ["远景"]), ("?q=D-3", ["恒泰"]),
        ("?q=d-2", ["远景"]), ("?q=恒", ["恒泰"]), ("?from=2999-01-01", []), ("?to=2999-01-01&show=x", ["远景", "恒泰"]),
    ):  # fmt: skip
        page = text_of(controller.get(f"{ADDRESS}sent/{query}"))
        assert [name for name in ("远景", "恒泰") if name in page] == names, query
    one = PaymentReminder.objects.get(reason="")
    page = text_of(controller.get(f"{ADDRESS}{one.id}/"))
    for words in (
        "800.00",
        "100.00 in dispute",
        "promised by",
        "7 days after",
        "550 no",
        "z***@yuanjing.example",
    ):
        assert words in page, words
    assert controller.get(f"{ADDRESS}999999/").status_code == 404
    told = content(controller.get(f"{ADDRESS}sheet/zh/csv/?show=asked")).decode("utf-8-sig")
    assert ["D-1" in told, "D-2" in told, "D-3" in told, TO in told] == [True, True, False, False]
    assert "2 customers were looked at on this day already" in text_of(controller.get(ADDRESS))


def test_the_reminders_of_a_customer_are_stopped_and_let_go_on_from_its_page(due: Ledger, office: PostOffice) -> None:  # fmt: skip
    collector, address = signed_in("yuanjing", "COL"), f"{ADDRESS}customers/{due.customer('远景')}/"
    assert "This customer was not asked yet." in text_of(collector.get(address))
    assert collector.post(f"{address}stop/", {"reason": ""}).status_code == 422
    assert collector.post(f"{address}stop/", {"reason": "x", "until": "bald"}).status_code == 422
    assert collector.post(f"{address}stop/", {"reason": "x", "until": "2020-01-01"}).status_code == 422  # fmt: skip
    page = text_of(
        collector.post(f"{address}stop/", {"reason": "已协商", "until": ""}, follow=True)
    )
    assert "No reminder of payment goes to this customer." in page
    assert "已协商" in page
    assert collector.post(f"{address}stop/", {"reason": "x"}).status_code == 409
    page = text_of(collector.post(f"{address}resume/", {"reason": "谈妥"}, follow=True))
    assert "asked again from the next night on" in page
    assert collector.get(f"{ADDRESS}customers/999999/").status_code == 404
    assert signed_in("yuanjing", "AUD").post(f"{address}stop/", {"reason": "x"}).status_code == 403


def test_who_may_not_set_the_days_looks_at_them(due: Ledger, office: PostOffice) -> None:
    auditor = signed_in("yuanjing", "AUD")
    page = auditor.get(ADDRESS)
    assert 'name="steps"' not in page.content.decode()
    assert auditor.post(ADDRESS, {"steps": "0", "do": "set"}).status_code == 403


def test_the_words_of_the_letter_are_tried_with_what_is_due(controller: Client, due: Ledger, office: PostOffice) -> None:  # fmt: skip
    address = "/messages/texts/overdue/en/"
    assert "with an example" in text_of(controller.get(address))
    controller.post(ADDRESS, {"steps": "7", "do": "set"})
    said = {"version": "0", "subject": "{count} of {customer}", "body": "{items}\n{left_out}", "do": "preview"}  # fmt: skip
    tried = text_of(controller.post(address, said))
    assert "with D-3 of 恒泰" in tried
    assert "1 of 恒泰" in tried
    assert controller.post(address, {**said, "body": "{items}"}).status_code == 422
    assert controller.post(address, {**said, "do": "set"}, follow=True).status_code == 200
