"""The screens of messages: a run is sent, held and let go on; the outbox is filtered and taken away; a doubt is decided; hours are set."""

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
from tests.services.test_send_statements import contact, issued_run
from tests.web.test_book import signed_in, text_of
from tests.web.test_statement_pages import book, clerk, content  # noqa: F401

from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.statements.remind_customers import remind_customers
from wanglai.store.models import Message, Statement


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def run(book: Ledger) -> int:  # noqa: F811
    every_hour(book)
    contact(book, "远景", "zhang@yuanjing.example")
    return issued_run(book)


def test_a_run_is_sent_held_and_goes_on_from_its_page(clerk: Client, office: PostOffice, run: int) -> None:  # noqa: F811  # fmt: skip
    address = f"/statements/runs/{run}/"
    page = clerk.get(address)
    assert "Nothing was sent yet" in text_of(page)
    assert f"{address}send/" in page.content.decode()
    sent = clerk.post(f"{address}send/", follow=True)
    assert "Queued. Below stands to whom" in text_of(sent)
    assert "No contact takes statements" in text_of(sent)
    clerk.post(f"{address}hold/")
    send_due_messages()
    assert office.letters == []
    assert "Held" in text_of(clerk.get(address))
    clerk.post(f"{address}go-on/")
    send_due_messages()
    assert office.addresses() == ["zhang@yuanjing.example"]
    assert "Nothing new to send" in text_of(clerk.post(f"{address}send/", follow=True))
    chinese = clerk.get(address, headers={"accept-language": "zh-hans"})
    assert "没有接收对账单的联系人" in text_of(chinese)


def test_what_the_server_refused_is_sent_again_from_the_run(clerk: Client, office: PostOffice, run: int) -> None:  # noqa: F811  # fmt: skip
    office.rcpt = {"zhang@yuanjing.example": "550 no"}
    clerk.post(f"/statements/runs/{run}/send/")
    send_due_messages()
    listed = text_of(clerk.get(f"/messages/?run={run}&state=failed"))
    assert "550 no" in listed
    office.rcpt = {}
    clerk.post(f"/statements/runs/{run}/send-failed/")
    send_due_messages()
    assert len(office.letters) == 1


def test_a_statement_is_sent_from_its_page_which_says_where_it_went(clerk: Client, office: PostOffice, run: int) -> None:  # noqa: F811  # fmt: skip
    statement = Statement.objects.get(customer__name="远景")
    address = f"/statements/{statement.id}/"
    assert "It was not sent yet" in text_of(clerk.get(address))
    clerk.post(f"{address}send/")
    send_due_messages()
    page = text_of(clerk.get(address))
    assert "远景会计" in page
    assert "Sent" in page
    assert "zhang@yuanjing.example" not in page
    customer = text_of(clerk.get(f"/customers/{statement.customer_id}/"))
    assert "Statement: taken by the server" in customer
    assert "Statement issued" in customer


def test_the_outbox_is_filtered_and_taken_away_with_masked_addresses(clerk: Client, office: PostOffice, run: int) -> None:  # noqa: F811  # fmt: skip
    assert "No message yet" in text_of(clerk.get("/messages/"))
    clerk.post(f"/statements/runs/{run}/send/")
    for query, is_there in (
        ("", True), ("?q=远景", True), ("?q=zhang@yuanjing.example", True), ("?q=li@x.example", False), ("?kind=reminder", False),
        ("?state=queued", True), ("?state=sent", False), (f"?run={run}", True), ("?run=999", False), ("?from=2999-01-01", False),
    ):  # fmt: skip
        assert ("对账单 2026-" in text_of(clerk.get(f"/messages/{query}"))) == is_there, query
    told = content(clerk.get("/messages/sheet/zh/csv/")).decode("utf-8-sig")
    assert "待发送" in told
    assert "zhang@" not in told


def test_a_doubt_is_closed_or_sent_again_with_a_reason(clerk: Client, office: PostOffice, run: int) -> None:  # noqa: F811  # fmt: skip
    office.on_data = "break_before"
    clerk.post(f"/statements/runs/{run}/send/")
    send_due_messages()
    message = Message.objects.get()
    address = f"/messages/{message.id}/"
    page = clerk.get(address)
    assert "Nobody knows whether it arrived." in text_of(page)
    said = {"moves": message.moves, "reason": ""}
    assert clerk.post(f"{address}again/", said).status_code == 422
    assert clerk.post(f"{address}close/", {**said, "moves": 1, "reason": "x"}).status_code == 409
    clerk.post(f"{address}again/", {**said, "reason": "客户没收到"})
    office.on_data = "take"
    send_due_messages()
    page = clerk.get(address)
    assert "客户没收到" in text_of(page)
    assert "Sent" in text_of(page)
    assert len(office.letters) == 1
    assert clerk.post(f"{address}withdraw/", {"moves": 99, "reason": "x"}).status_code == 409
    auditor = signed_in("yuanjing", "AUD")
    seen = auditor.get(address)
    assert f"{address}close/" not in seen.content.decode()
    assert auditor.post(f"{address}again/", said).status_code == 403


def test_without_a_mail_server_the_pages_say_how_to_set_it(clerk: Client, run: int) -> None:  # noqa: F811  # fmt: skip
    clerk.post(f"/statements/runs/{run}/send/")
    for address in (f"/statements/runs/{run}/", "/messages/", "/messages/hours/"):
        page = clerk.get(address)
        assert "WANGLAI_MAIL_HOST" in text_of(page), address


def test_a_controller_says_when_customers_are_written_to(book: Ledger) -> None:  # noqa: F811
    controller = signed_in("yuanjing", "CRC")
    assert "08:00 to 20:00" in text_of(controller.get("/messages/hours/"))
    said = {"open_from": "09:00", "open_to": "18:30", "calendar": "weekdays"}
    assert controller.post("/messages/hours/", {**said, "open_from": "x"}).status_code == 422
    assert controller.post("/messages/hours/", {**said, "open_from": "19:00"}).status_code == 422
    page = controller.post("/messages/hours/", said, follow=True)
    assert "09:00 – 18:30" in text_of(page)
    assert "Mondays to Fridays" in text_of(page)


def test_words_are_tried_refused_put_in_force_and_given_up(book: Ledger, run: int) -> None:  # noqa: F811
    manager = signed_in("yuanjing", "FM")
    listed = text_of(manager.get("/messages/texts/"))
    assert "Mail with a statement" in listed
    address = "/messages/texts/statement/en/"
    assert "with 2026-0" in text_of(manager.get(address))
    said = {"version": "0", "subject": "Hello {contact}: {number}", "body": "Seal <b>{digest}</b>"}
    tried = manager.post(address, {**said, "do": "preview"})
    assert "Not in force yet." in text_of(tried)
    assert "Hello Ms Wang: 2026-0" in text_of(tried)
    assert "Seal &lt;b&gt;" in tried.content.decode()  # words are text, and never marks of a page
    refused = manager.post(address, {**said, "body": "{digest}\n{frist}", "do": "set"})
    assert refused.status_code == 422
    assert "正文 Body 2: {frist}" in text_of(refused)
    assert "{frist}" in refused.content.decode()  # what was written is still there
    manager.post(address, {**said, "do": "set"})
    assert "Your own words are in force, version 1." in text_of(manager.get(address))
    late = manager.post(address, {**said, "subject": "{number}", "do": "set"})
    assert late.status_code == 409
    manager.post(address, {"version": "1", "do": "built_in"})
    assert "The built-in words are in force." in text_of(manager.get(address))
    chinese = manager.get(address, headers={"accept-language": "zh-hans"})
    assert "现行为内置文字" in text_of(chinese)
    assert manager.get("/messages/texts/code/en/").status_code == 404


def test_who_only_sees_messages_reads_the_words_and_sets_none(book: Ledger, clerk: Client) -> None:  # noqa: F811  # fmt: skip
    page = clerk.get("/messages/texts/statement/zh/")
    assert "Put it in force" not in text_of(page)
    assert "What the customer reads" in text_of(page)
    assert clerk.post("/messages/texts/statement/zh/", {"do": "preview"}).status_code == 403


def test_how_often_customers_are_asked_again_is_said_on_a_page(book: Ledger, clerk: Client) -> None:  # noqa: F811  # fmt: skip
    manager = signed_in("yuanjing", "FM")
    address = "/messages/reminders/"
    assert "two reminders, five working days apart" in text_of(manager.get(address))
    wrong = manager.post(address, {"at_most": "x", "days_between": "5"})
    assert (wrong.status_code, "Give both as whole numbers." in text_of(wrong)) == (422, True)
    refused = manager.post(address, {"at_most": "10", "days_between": "5"})
    assert (refused.status_code, "1 to 60 working days" in text_of(refused)) == (422, True)
    manager.post(address, {"at_most": "0", "days_between": "5"})
    assert "never" in text_of(manager.get(address))
    assert clerk.post(address, {"at_most": "1", "days_between": "5"}).status_code == 403


def test_a_silent_statement_is_told_of_in_the_list_and_reminders_are_stopped_on_its_page(
    book: Ledger, clerk: Client, office: PostOffice, run: int  # noqa: F811
) -> None:  # fmt: skip
    clerk.post(f"/statements/runs/{run}/send/")
    send_due_messages()
    told = Statement.objects.get(customer__name="远景")
    address = f"/statements/{told.id}/"
    assert "the next is due on" in text_of(clerk.get(address))
    refused = clerk.post(f"{address}stop-reminding/", {"reason": " "})
    assert (refused.status_code, "There is no reason." in text_of(refused)) == (422, True)
    clerk.post(f"{address}stop-reminding/", {"reason": "已电话联系"})
    page = text_of(clerk.get(address))
    assert "stopped by a person" in page
    assert "已电话联系" in page
    clerk.post(f"{address}remind-on/", {"reason": "仍未答复"})
    sent_on = timezone.localdate()
    for days in (8, 13, 18):
        remind_customers(book.company_id, sent_on + timedelta(days=days))
        send_due_messages()
    page = text_of(clerk.get(address))
    assert "somebody has to speak with the customer" in page
    assert "Stop the reminders" not in page
    listed = text_of(clerk.get("/statements/?answer=silent"))
    assert told.customer.name in listed
    assert "nobody is named" in listed
    chinese = text_of(clerk.get(address, headers={"accept-language": "zh-hans"}))
    assert "须有人与客户联系" in chinese
    reminder = Message.objects.filter(kind="reminder").order_by("id")[0]
    assert f'href="{address}"' in clerk.get(f"/messages/{reminder.id}/").content.decode()
