"""Reminders by text to contacts who agreed to texts, and what a group of colleagues is told: the least that is of use, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.gateway import Exchange, open_exchange
from tests.ledgers import Ledger, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.services.test_channels import AGREED, NUMBER, queued, set_up
from tests.services.test_outbox import every_hour
from tests.services.test_payment_reminders import STEPS, owed
from tests.services.test_payment_reminders import night as payment_night
from tests.services.test_reminders import (
    TO,
    asked,
    disputed,
    night,
    nights,
    praised,
    spoken,
    visitor,
)
from tests.services.test_reminders import sent as sent_statement
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import ContactSaid, add_contact, end_contact
from wanglai.services.messages.built_in_words import BODIES
from wanglai.services.messages.channel_accounts import stop_channel
from wanglai.services.messages.letter_texts import (
    PlaceIsMissing,
    PlaceIsUnknown,
    WordsAreTooLong,
    letter_text_page,
    set_letter_text,
)
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.reminders.payment_policy import set_payment_reminders
from wanglai.services.reminders.preview_payment_letter import preview_payment_letter
from wanglai.services.reminders.preview_today import preview_payment_reminders
from wanglai.services.statements.preview_letter import preview_letter, preview_notice
from wanglai.store.models import (
    ChannelAccount,
    Customer,
    GroupNotice,
    Message,
    PaymentReminderLetter,
    Statement,
    StatementReminder,
)

DOOR = "test"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def exchange(settings: Any) -> Iterator[Exchange]:
    with open_exchange(settings) as server:
        yield server


@pytest.fixture
def book(db: None, office: PostOffice, exchange: Exchange) -> Ledger:
    """Every day is worked, texts and a group at WeCom are set up, and 远景 is customer K-7."""
    ledger = open_ledger()
    every_hour(ledger)
    set_payment_reminders(**ledger.scope, steps=STEPS)
    set_up(ledger)
    set_up(ledger, "wecom")
    Customer.objects.filter(id=ledger.customer("远景")).update(number="K-7")
    return ledger


def person(book: Ledger, to: str = TO, phone: str = "13812345678", **more: Any) -> int:
    said = {
        "name": "远景出纳",
        "is_for_reminders": True,
        "is_for_statements": True,
        "takes_texts": True,
        **AGREED,
        **more,
    }
    channels = {name: value for name, value in (("email", to), ("phone", phone)) if value}
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer("远景")}
    return add_contact(**scope, said=ContactSaid(channels=channels, **said))


@pytest.fixture
def statement(book: Ledger) -> Statement:
    person(book)
    book.post("invoice", "INV-1", "1,000.00", "01-10")
    return sent_statement(book)


def of_telephone(exchange: Exchange) -> list[str]:
    return [text for service, _, text in exchange.taken if service == "twilio"]


def of_group(exchange: Exchange) -> list[str]:
    return [text for service, _, text in exchange.taken if service == "wecombot"]


# --- payment ------------------------------------------------------------------------------------------------


def test_who_takes_texts_is_asked_by_mail_and_by_text_once_each(book: Ledger, office: PostOffice, exchange: Exchange) -> None:  # fmt: skip
    person(book)
    owed(book, "INV-1", "1,234.00", -7)
    owed(book, "INV-2", "100.00", -7)
    assert payment_night(book).letters == 2
    assert office.addresses() == [TO]
    assert exchange.taken == [
        ("twilio", NUMBER, f"【yuanjing】截至 {timezone.localdate()}，贵公司 2 笔款项尚未收到，合计 CNY 1,334.00，请尽快支付。如已付款请告知。")
    ]  # fmt: skip
    rows = PaymentReminderLetter.objects.values_list("channel", "message__state")
    assert sorted(rows) == [("email", "sent"), ("sms", "sent")]
    book.prove()


def test_who_has_no_mailbox_is_asked_by_text_alone_and_without_texts_nobody(book: Ledger, office: PostOffice, exchange: Exchange) -> None:  # fmt: skip
    contact = person(book, to="")
    owed(book, "INV-1", "100.00", -7)
    (row,) = preview_payment_reminders(**book.reader, on=timezone.localdate()).rows
    assert (row.to, row.reason) == ((("远景出纳", "138****5678"),), None)
    done = payment_night(book)
    assert (done.letters, done.nobody) == (1, 0)
    assert (len(exchange.taken), office.letters) == (1, [])
    end_contact(**{**book.books.scope("ARA"), "origin": DOOR}, customer_id=book.customer("远景"), contact_id=contact)  # fmt: skip
    person(book, to="", takes_texts=False)
    owed(book, "INV-2", "100.00", -6)
    assert payment_night(book, 1).nobody == 1
    assert len(exchange.taken) == 1


def test_without_a_gateway_nobody_is_sent_a_text(book: Ledger, office: PostOffice, exchange: Exchange) -> None:  # fmt: skip
    person(book)
    account = ChannelAccount.objects.get(channel="sms")
    stop_channel(**book.scope, channel="sms", account=account.id, reason="合同到期")
    owed(book, "INV-1", "100.00", -7)
    assert payment_night(book).letters == 1
    assert exchange.taken == []


def test_a_number_the_gateway_refused_is_left_out_until_the_contact_is_replaced(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    contact = person(book, to="")
    owed(book, "INV-1", "100.00", 0)
    exchange.says = (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"})
    payment_night(book)
    assert Message.objects.get(channel="sms").state == "failed"
    exchange.says = None
    assert payment_night(book, 7).nobody == 1
    other = {"name": "新出纳", "is_for_reminders": True, "takes_texts": True, **AGREED}
    add_contact(
        **{**book.books.scope("ARA"), "origin": DOOR}, customer_id=book.customer("远景"), replaces=contact,
        said=ContactSaid(channels={"phone": "13912345678"}, **other),
    )  # fmt: skip
    payment_night(book, 15)
    assert [to for _, to, _ in exchange.taken] == ["+8613912345678"]


def test_a_text_that_waits_is_not_sent_once_its_money_came(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    person(book)
    owed(book, "INV-1", "100.00", -7)
    payment_night(book, sends=False)
    book.post("receipt", "RC-1", "100.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    send_due_messages()
    assert exchange.taken == []
    assert set(Message.objects.values_list("state", flat=True)) == {"skipped"}


# --- unanswered statements ----------------------------------------------------------------------------------


def test_who_did_not_answer_a_statement_gets_a_text_beside_the_mail(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    told = nights(book)
    assert list(told.values()) == ["2 letters", "2 letters", "silent"]
    texts = of_telephone(exchange)
    assert (
        texts
        == [
            "【yuanjing】2026-01-01 至 2026-01-31 的对账单 2026-000001 尚未收到贵公司回复，请查看我们发出的邮件并回复。如已回复请忽略。"
        ]
        * 2
    )
    rows = StatementReminder.objects.order_by("id").values_list("ordinal", "channel")
    assert list(rows) == [(1, "email"), (1, "sms"), (2, "email"), (2, "sms")]
    assert "http" not in "".join(texts)
    assert "1,000.00" not in "".join(texts)


def test_an_answer_keeps_a_text_back_that_waits(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    for days in range(8):
        night(book, days)
    night(book, 8, sends=False)
    asked(visitor(office, statement))
    send_due_messages()
    assert of_telephone(exchange) == []


def test_a_gateway_that_is_away_keeps_no_reminder_by_mail_from_its_day(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    exchange.says = (503, b"")
    assert list(nights(book).values()) == ["2 letters", "2 letters", "silent"]
    assert set(Message.objects.filter(channel="sms").values_list("state", flat=True)) == {"queued"}


# --- groups -------------------------------------------------------------------------------------------------


def test_the_group_is_told_once_that_a_customer_stays_silent(book: Ledger, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    nights(book)
    assert of_group(exchange) == ["客户 K-7 的对账单 2026-000001 已提醒 2 次，仍无答复，系统不再提醒，请联系客户。"]  # fmt: skip


def test_an_answer_before_the_hour_keeps_the_notice_of_silence_back(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    for days in range(18):
        night(book, days)
    night(book, 18, sends=False)
    asked(visitor(office, statement))
    send_due_messages()
    assert of_group(exchange) == ["客户 K-7 就对账单 2026-000001 提出问题，请登录往来处理。"]
    notice = Message.objects.get(kind="group", groupnotice__silence__isnull=False)
    assert (notice.state, notice.trouble) == ("skipped", "the customer answered before it was sent")


def test_the_group_is_told_that_a_mail_came_back_and_names_nobody(book: Ledger, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    for _ in range(2):
        take_report(bounce_of(Message.objects.get(kind="statement").reference))
    send_due_messages()
    (text,) = of_group(exchange)
    assert text == "发给客户 K-7 的对账单被退回，请核实并更换联系人邮箱。"
    for hidden in ("远景", TO, "出纳", "1,000"):
        assert hidden not in text


def test_the_group_is_told_what_waits_for_an_answer_and_not_of_praise(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    customer = visitor(office, statement)
    praised(customer)
    send_due_messages()
    assert of_group(exchange) == []
    assert not GroupNotice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("followed", "在争议中留言"),
        ("agreed", "同意所提处理方案"),
        ("declined", "不同意所提处理方案"),
    ],
)
def test_the_group_is_told_what_a_customer_says_in_its_dispute(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement, kind: str, told: str) -> None:  # fmt: skip
    customer = visitor(office, statement)
    case = disputed(customer)
    spoken(book, customer, case.id, kind)
    send_due_messages()
    assert of_group(exchange)[1:] == [f"客户 K-7 就对账单 2026-000001 {told}，请登录往来处理。"]


def test_every_group_is_told_and_a_company_without_one_tells_nobody(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    set_up(book, "dingtalk")
    asked(visitor(office, statement))
    send_due_messages()
    assert sorted(service for service, _, _ in exchange.taken) == ["dingtalk", "wecombot"]
    assert len({text for _, _, text in exchange.taken}) == 1
    assert GroupNotice.objects.count() == 2


def test_no_words_of_ours_tell_a_group_a_name_an_amount_or_a_link() -> None:
    for kind, words in BODIES.items():
        for said in (words.zh, words.en):
            if kind.startswith("group_"):
                assert not any(place in said for place in ("{customer}", "{total}", "{contact}", "{link}"))  # fmt: skip
            if kind.startswith("text_"):
                assert "{link}" not in said


# --- words --------------------------------------------------------------------------------------------------


def test_texts_and_notices_have_words_of_the_companys_own(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    words = {**book.scope, "kind": "group_answer", "language": "zh", "version": 0, "subject": ""}
    with pytest.raises(PlaceIsUnknown):
        set_letter_text(**words, body="{customer} {customer_number} {number}")
    with pytest.raises(PlaceIsMissing):
        set_letter_text(**words, body="{number}")
    with pytest.raises(WordsAreTooLong):
        set_letter_text(**words, body="{customer_number} {number}" + "字" * 300)
    set_letter_text(**words, body="{customer_number} 来信：{number}")
    page = letter_text_page(**book.reader, kind="group_answer", language="zh")
    assert (page.words.subject, page.words.version) == ("群通知：客户来信", 1)
    asked(visitor(office, statement))
    send_due_messages()
    assert of_group(exchange) == ["K-7 来信：2026-000001"]
    with pytest.raises(NotFound):
        letter_text_page(**book.reader, kind="group", language="zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_and_notice_can_be_looked_at_before_it_is_in_force(book: Ledger, language: str) -> None:  # fmt: skip
    for kind in ("text_due_soon", "text_overdue", "text_reminder", "group_silent", "group_bounced", "group_answer"):  # fmt: skip
        preview = preview_notice if kind.startswith("group") else preview_letter if kind == "text_reminder" else preview_payment_letter  # fmt: skip
        words = BODIES[kind]
        said = preview(**book.reader, kind=kind, language=language, subject="", body=words.zh if language == "zh" else words.en)  # fmt: skip
        assert said.body
        assert "{" not in said.body


# --- the walls of the database ------------------------------------------------------------------------------


def refused(statement: str) -> str:
    with pytest.raises(Error) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(told.value)


def test_the_database_asks_by_each_channel_once(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    owed(book, "INV-9", "100.00", -7)
    payment_night(book)
    for days in range(9):
        night(book, days)
    for table, wall, kind in (
        ("store_paymentreminderletter", "payment_letter_once", "overdue"),
        ("store_statementreminder", "reminder_once", "reminder"),
    ):
        contact = Message.objects.filter(channel="sms", kind=kind)[0].contact_id
        other = queued(book, kind, kind=kind, contact_id=contact).id
        copy = (
            f"INSERT INTO {table} SELECT (jsonb_populate_record(kept, jsonb_build_object('id', 900001, 'message_id', {other}{{more}}))).* "
            f"FROM {table} AS kept WHERE channel = 'sms'"
        )
        assert wall in refused(copy.format(more=""))
        assert "does not go by email" in refused(copy.format(more=", 'channel', 'email'"))


def test_the_database_tells_a_group_of_what_happened_and_once(book: Ledger, office: PostOffice, exchange: Exchange, statement: Statement) -> None:  # fmt: skip
    asked(visitor(office, statement))
    copy = (
        "INSERT INTO store_groupnotice SELECT (jsonb_populate_record(kept, jsonb_build_object('id', 900001, {more}))).* "
        "FROM store_groupnotice AS kept"
    )
    mail = Message.objects.get(kind="statement").id
    assert "group_notice_message_once" in refused(copy.format(more="'channel', 'wecom'"))
    assert "nothing that happened" in refused(copy.format(more=f"'message_id', {mail}"))
    assert "nothing that happened" in refused(copy.format(more="'channel', 'dingtalk'"))
    assert "nothing that happened" in refused(copy.format(more=f"'answer_id', null, 'bounced_id', {mail}"))  # fmt: skip
    assert "group_notice_is_about_one" in refused(copy.format(more="'answer_id', null"))
    assert "append-only" in refused("DELETE FROM store_groupnotice")
