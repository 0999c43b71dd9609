"""Texts and notices to groups against a real server that refuses, is busy, slow, breaks off or is away: each once, or a stated reason."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.gateway import (
    ACCOUNTS,
    DINGTALK_SECRET,
    DINGTALK_TOKEN,
    SECRETS,
    TWILIO_ACCOUNT,
    TWILIO_SENDER,
    TWILIO_TOKEN,
    WECOM_KEY,
    Exchange,
    open_exchange,
    query_of,
    spoken_to,
)
from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import open_office
from tests.services.test_outbox import again, events, every_hour
from tests.services.test_outbox import queued as queued_mail
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import ContactSaid, TextsNeedConsent, add_contact
from wanglai.services.ledger.book import Who
from wanglai.services.messages import carriage
from wanglai.services.messages.carriage import ShortMessage, carry
from wanglai.services.messages.channel_accounts import (
    ChannelKeyIsWrong,
    ChannelNeedsAName,
    ChannelSaysNotWhy,
    ChannelStandsElsewhere,
    TrialNeedsANumber,
    account_in_force,
    list_channels,
    set_channel,
    stop_channel,
    try_channel,
)
from wanglai.services.messages.decide_message import send_again
from wanglai.services.messages.gateways import GATEWAYS, OF_CHANNEL, plugin_of, taken_from
from wanglai.services.messages.queue_message import Attachment, queue_message
from wanglai.services.messages.send_messages import send_due_messages, take_up_what_died
from wanglai.services.messages.show_messages import Wanted, list_messages, message_page
from wanglai.store.models import Act, ChannelAccount, Message
from wanglai.store.models.channels import GATEWAYS as KNOWN

NUMBER = "+8613812345678"
AGREED = {"consent_on": timezone.localdate() - timedelta(days=30), "consent_how": "合同附件"}


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    return ledger


@pytest.fixture
def exchange(settings: Any) -> Iterator[Exchange]:
    with open_exchange(settings) as server:
        yield server


def set_up(book: Ledger, channel: str = "sms", name: str = "应收组群") -> ChannelAccount:
    now = account_in_force(book.company_id, channel)
    set_channel(**book.scope, channel=channel, name=name, said=ACCOUNTS[channel], replaces=now.id if now else 0)  # fmt: skip
    found = account_in_force(book.company_id, channel)
    assert found is not None
    return found


def telephone(
    book: Ledger, customer: str = "远景", phone: str = "138 1234 5678", **more: Any
) -> int:
    said = {
        "name": f"{customer}出纳",
        "takes_texts": True,
        "is_for_reminders": True,
        **AGREED,
        **more,
    }
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer(customer)}
    return add_contact(**scope, said=ContactSaid(channels={"phone": phone}, **said))


def queued(book: Ledger, key: str = "k1", channel: str = "sms", **more: Any) -> Message:
    """A text to a contact, or a notice to a group."""
    wanted: dict[str, Any] = {
        "customer_id": book.customer("远景"), "contact_id": None, "channel": channel, "kind": "group", "language": "zh",
        "subject": "通知", "body": "客户 K-1 的对账单 2026-000001 仍无答复。", "to": "应收组群",
    }  # fmt: skip
    if channel == "sms":
        wanted |= {"contact_id": more.pop("contact_id", None) or telephone(book), "kind": "overdue", "to": NUMBER, "body": "合计 CNY 100.00"}  # fmt: skip
    found = queue_message(company_id=book.company_id, who=Who(None, "job"), key=key, **{**wanted, **more})  # fmt: skip
    return Message.objects.get(id=found)


# --- what a service is told --------------------------------------------------------------------------------


def test_a_group_at_wecom_reads_one_notice(book: Ledger, exchange: Exchange) -> None:
    account = set_up(book, "wecom")
    message = queued(book, channel="wecom")
    assert send_due_messages().sent == 1
    assert exchange.taken == [("wecombot", "", "客户 K-1 的对账单 2026-000001 仍无答复。")]
    assert exchange.asked[0][1] == f"/cgi-bin/webhook/send?key={WECOM_KEY}"
    message = again(message)
    assert (message.state, message.account_id, message.shown) == ("sent", account.id, "应收组群")
    assert events(message) == ["queued", "begun", "accepted"]
    for _ in range(3):
        send_due_messages()
    assert len(exchange.taken) == 1


def test_a_group_at_dingtalk_reads_one_notice_that_is_signed(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    set_up(book, "dingtalk")
    queued(book, channel="dingtalk")
    assert send_due_messages().sent == 1
    assert exchange.texts == ["客户 K-1 的对账单 2026-000001 仍无答复。"]
    said = query_of(exchange.asked[0][1])
    assert said["access_token"] == DINGTALK_TOKEN
    wanted = hmac.new(DINGTALK_SECRET.encode(), f"{said['timestamp']}\n{DINGTALK_SECRET}".encode(), hashlib.sha256)  # fmt: skip
    assert said["sign"] == base64.b64encode(wanted.digest()).decode(), "quoted once"


def test_a_text_goes_to_one_number_from_ours(book: Ledger, exchange: Exchange) -> None:
    set_up(book)
    message = queued(book)
    assert send_due_messages().sent == 1
    assert exchange.taken == [("twilio", NUMBER, "合计 CNY 100.00")]
    _, path, headers, body = exchange.asked[0]
    assert path == f"/2010-04-01/Accounts/{TWILIO_ACCOUNT}/Messages.json"
    assert headers["Authorization"] == "Basic " + base64.b64encode(f"{TWILIO_ACCOUNT}:{TWILIO_TOKEN}".encode()).decode()  # fmt: skip
    assert parse_qs(body.decode())["From"] == [TWILIO_SENDER]
    assert again(message).shown == "+86 138****5678"


def test_every_service_is_spoken_to_at_its_own_host_alone(book: Ledger, settings: Any) -> None:
    """Nobody on a page names a host: Apprise's own stand in the requests, and the wire takes no other."""
    for channel, gateway in OF_CHANNEL.items():
        secrets, wrong = taken_from(gateway, ACCOUNTS[channel])
        assert wrong is None
        module, plugin = plugin_of(gateway, secrets, NUMBER)
        address = getattr(plugin, "notify_sms_url", None) or plugin.notify_url
        assert address.startswith(f"https://{gateway.host}/"), module.__name__
    message = ShortMessage("wecombot", {"key": WECOM_KEY}, "", "x")
    call = carriage._Call(message, lambda: None)
    elsewhere = carriage.requests.Request("POST", "https://evil.example/send").prepare()
    with pytest.raises(AssertionError):
        call.carried(elsewhere)


def test_an_address_of_another_host_is_no_robot(book: Ledger) -> None:
    for address in (
        f"https://evil.example/cgi-bin/webhook/send?key={WECOM_KEY}",
        f"https://qyapi.weixin.qq.com.evil.example/send?key={WECOM_KEY}",
        f"https://qyapi.weixin.qq.com@evil.example/send?key={WECOM_KEY}",
        f"http://qyapi.weixin.qq.com/send?key={WECOM_KEY}",
        "https://qyapi.weixin.qq.com/send",
        "https://[",
        "a/../b?key=xxxxxxxx",
        "x" * 200,
        "",
    ):
        with pytest.raises(ChannelKeyIsWrong):
            set_channel(**book.scope, channel="wecom", name="群", said={"key": address})
    assert not ChannelAccount.objects.exists()


# --- what comes of it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "says", "state", "trouble"),
    [
        ("wecom", (200, {"errcode": 40058, "errmsg": "invalid Request Parameter"}), "failed", "200 errcode 40058: invalid Request Parameter"),
        ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "queued", "200 errcode 93000: invalid webhook url"),
        ("wecom", (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), "queued", "200 errcode 45009: api freq out of limit"),
        ("dingtalk", (200, {"errcode": 310000, "errmsg": "sign not match"}), "queued", "200 errcode 310000: sign not match"),
        ("dingtalk", (200, {"errcode": 130101, "errmsg": "send too fast"}), "queued", "200 errcode 130101: send too fast"),
        ("sms", (400, {"code": 21211, "message": f"The 'To' number {NUMBER} is not a valid phone number."}), "failed", "400 error 21211: The 'To' number … is not a valid phone number."),
        ("sms", (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}), "failed", "400 error 21610: Attempt to send to unsubscribed recipient"),
        ("sms", (400, {"code": 21606, "message": f"The From phone number {TWILIO_SENDER} is not yours"}), "queued", "400 error 21606: The From phone number … is not yours"),
        ("sms", (401, {"code": 20003, "message": f"Authenticate {TWILIO_TOKEN}"}), "queued", "401 error 20003: Authenticate …"),
        ("sms", (429, {"code": 20429, "message": "Too Many Requests"}), "queued", "429 error 20429: Too Many Requests"),
        ("sms", (503, b"busy"), "queued", "503"),
        ("sms", (302, b""), "queued", "302"),
        ("sms", (404, b"<html>"), "queued", "404"),
        ("sms", (500, b"oops"), "uncertain", "no answer after it was handed to the service (HTTP 500)"),
        ("sms", (201, b"<html>a wall of the hotel</html>"), "uncertain", "no answer after it was handed to the service (its answer is none of this service)"),
        ("wecom", (200, b"<html>a wall of the hotel</html>"), "uncertain", "no answer after it was handed to the service (its answer is none of this service)"),
        ("wecom", (200, [0]), "uncertain", "no answer after it was handed to the service (its answer is none of this service)"),
        ("wecom", (502, b""), "uncertain", "no answer after it was handed to the service (HTTP 502)"),
    ],
)  # fmt: skip
def test_what_a_service_answers_is_what_came_of_it(
    book: Ledger, exchange: Exchange, channel: str, says: tuple[int, Any], state: str, trouble: str
) -> None:
    """Apprise would call each 200 sent, and each of the others failed, whether or not it went out."""
    set_up(book, channel)
    message, exchange.says = queued(book, channel=channel), says
    send_due_messages()
    message = again(message)
    assert (message.state, message.trouble.strip()) == (state, trouble)
    assert len(exchange.asked) == 1
    exchange.says = None
    send_due_messages()
    assert len(exchange.taken) == (1 if state == "queued" else 0), "only what was surely not taken goes again by itself"  # fmt: skip


def test_what_opens_an_account_wrongly_holds_its_messages_until_another_takes_its_place(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    first = set_up(book, "wecom")
    messages = [queued(book, f"k{number}", "wecom") for number in range(3)]
    exchange.says = (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    assert send_due_messages().waits == 1
    assert len(exchange.asked) == 1, "one asks for all"
    second, exchange.says = set_up(book, "wecom", "新群"), None
    for message in messages:
        again(message)
    assert send_due_messages().sent == 3
    assert {again(each).account_id for each in messages} == {second.id} != {first.id}


def test_a_service_that_is_away_is_waited_for_and_keeps_no_other_from_theirs(book: Ledger, exchange: Exchange, settings: Any) -> None:  # fmt: skip
    set_up(book)
    set_up(book, "wecom")
    text, notice = queued(book), queued(book, "k2", "wecom")
    settings.GATEWAY_ADDRESSES = {**settings.GATEWAY_ADDRESSES, "twilio": "http://127.0.0.1:1"}
    done = send_due_messages()
    assert (done.sent, done.waits, done.is_unreached) == (1, 1, True)
    assert again(notice).state == "sent"
    assert "the service was not reached (ConnectionRefusedError" in again(text).trouble
    spoken_to(settings, exchange)
    assert send_due_messages().sent == 1
    assert exchange.taken[-1][:2] == ("twilio", NUMBER)


@pytest.mark.parametrize("spoilt", ["store_message.sealed_body", "store_channelaccount.sealed"])
def test_what_cannot_be_read_any_more_blocks_its_own_road_alone(book: Ledger, exchange: Exchange, spoilt: str, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    set_up(book)
    set_up(book, "wecom")
    text, notice = queued(book), queued(book, "k2", "wecom")
    table, _, column = spoilt.partition(".")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {column} = 'spoilt' WHERE channel = 'sms'")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert send_due_messages().sent == 1
    assert again(notice).state == "sent"
    assert (again(text).state, events(text)) == ("queued", ["queued"])
    (told,) = [each.getMessage() for each in caplog.records if "road blocked" in each.getMessage()]
    assert "FieldIsNotWhole" in told
    assert "spoilt" not in told


def test_mail_that_is_away_keeps_no_text_back_and_the_other_way_round(book: Ledger, exchange: Exchange, settings: Any) -> None:  # fmt: skip
    set_up(book)
    with open_office(settings) as office:
        mail, text = queued_mail(book, "mail"), queued(book)
        exchange.says = (503, b"")
        assert send_due_messages().sent == 1
        assert (again(mail).state, again(text).state) == ("sent", "queued")
        second = queued_mail(book, "second")
        settings.EMAIL_PORT, exchange.says = 1, None
        assert send_due_messages().sent == 1
        assert (again(second).state, again(text).state) == ("queued", "sent")
        assert len(office.letters) == 1


@pytest.mark.parametrize("mood", ["break_before", "break_after", "slow", "drips"])
def test_without_its_answer_it_is_uncertain_and_waits_for_a_person(book: Ledger, exchange: Exchange, settings: Any, mood: str) -> None:  # fmt: skip
    settings.GATEWAY_ANSWER_SECONDS = 0.4
    exchange.mood, exchange.seconds = mood, 1.5 if mood == "slow" else 0.0
    set_up(book)
    message = queued(book)
    assert send_due_messages().uncertain == 1
    message = again(message)
    assert message.state == "uncertain"
    assert message.trouble.startswith("no answer after it was handed to the service")
    exchange.mood, exchange.seconds = "take", 0.0
    for _ in range(3):
        send_due_messages()
        take_up_what_died()
    assert len(exchange.taken) == (0 if mood == "break_before" else 1), "never sent twice by the machine"  # fmt: skip
    send_again(**book.scope, message_id=message.id, reason="网关日志中没有", moves=message.moves)
    assert send_due_messages().sent == 1


def test_one_that_was_taken_up_meanwhile_tells_the_service_nothing(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    def somebody_else() -> None:
        raise ConnectionAbortedError("the message was taken up by somebody else")

    told = carry(ShortMessage("wecombot", {"key": WECOM_KEY}, "", "x"), somebody_else)
    assert told.verdict == "unreached"
    assert exchange.asked == []


def test_waits_grow_and_after_three_days_it_is_given_up(book: Ledger, exchange: Exchange) -> None:
    set_up(book)
    message, exchange.says = queued(book), (503, b"")
    for _ in range(2):
        again(message)
        send_due_messages()
    Message.objects.update(since=timezone.now() - timedelta(days=3, minutes=1))
    again(message)
    assert send_due_messages().failed == 1
    assert len(exchange.asked) == 3


# --- accounts ----------------------------------------------------------------------------------------------


def test_what_opens_an_account_is_nowhere_to_be_read(book: Ledger, exchange: Exchange, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        for number, channel in enumerate(OF_CHANNEL):
            set_up(book, channel)
            exchange.says = (200, {"errcode": 40058, "errmsg": "x"}) if number == 0 else None
            queued(book, f"k{number}", channel)
            send_due_messages()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(kept)::text FROM store_channelaccount AS kept")
        kept = " ".join(row[0] for row in cursor.fetchall())
    acts = " ".join(Act.objects.filter(kind="set_channel").values_list("facts", flat=True))
    shown = repr(list_channels(**book.reader)) + repr(list_messages(**book.reader))
    pages = " ".join(repr(message_page(**book.reader, message_id=each.id)) for each in Message.objects.all())  # fmt: skip
    logs = " ".join(record.getMessage() for record in caplog.records)
    for place in (kept, acts, shown, pages, logs):
        for secret in SECRETS:
            assert secret not in place
        assert NUMBER not in place
    assert "…5aaa" in shown
    for account in ChannelAccount.objects.all():
        assert bytes(account.sealed)[:1] == b"\x01", "encrypted in the form of secret_fields"


def test_a_channel_has_one_account_and_another_takes_its_place(book: Ledger) -> None:
    first = set_up(book, "wecom")
    with pytest.raises(ChannelStandsElsewhere):
        set_channel(**book.scope, channel="wecom", name="x", said=ACCOUNTS["wecom"])
    second = set_up(book, "wecom", "新群")
    (row,) = [each for each in list_channels(**book.reader) if each.gateway.channel == "wecom"]
    assert row.now is not None
    assert (row.now.id, row.now.name) == (second.id, "新群")
    assert [each.id for each in row.before] == [first.id]
    with pytest.raises(ChannelStandsElsewhere):
        stop_channel(**book.scope, channel="wecom", account=first.id, reason="x")
    with pytest.raises(ChannelSaysNotWhy):
        stop_channel(**book.scope, channel="wecom", account=second.id, reason="  ")
    stop_channel(**book.scope, channel="wecom", account=second.id, reason="群已解散")
    assert account_in_force(book.company_id, "wecom") is None
    what = [act.facts for act in Act.objects.filter(kind="set_channel").order_by("seq")]
    assert [any(f'"{word}"' in facts for word in ("set", "replaced", "stopped")) for facts in what] == [True] * 3  # fmt: skip
    book.prove()


def test_what_waits_for_a_channel_that_was_stopped_is_not_sent(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    account = set_up(book, "wecom")
    message = queued(book, channel="wecom")
    stop_channel(**book.scope, channel="wecom", account=account.id, reason="群已解散")
    assert send_due_messages().skipped == 1
    message = again(message)
    assert (message.state, message.trouble) == ("skipped", "the channel was stopped before it was sent")  # fmt: skip
    assert exchange.asked == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [("+1 (415) 555-0100", TWILIO_SENDER), ("13800138000", "+8613800138000"), ("12345", "12345")],
)
def test_the_number_it_sends_from_is_kept_with_its_country(said: str, kept: str) -> None:
    secrets, wrong = taken_from(OF_CHANNEL["sms"], {**ACCOUNTS["sms"], "sender": said})
    assert wrong is None
    assert secrets["sender"] == kept
    plugin_of(OF_CHANNEL["sms"], secrets, NUMBER)  # Apprise takes it


@pytest.mark.parametrize(
    ("channel", "name", "said", "refusal"),
    [
        ("wecom", " ", ACCOUNTS["wecom"], ChannelNeedsAName),
        ("dingtalk", "群", {"token": DINGTALK_TOKEN}, ChannelKeyIsWrong),  # unsigned: anybody with the address could speak
        ("sms", "网关", {**ACCOUNTS["sms"], "account": "XX" + "0" * 32}, ChannelKeyIsWrong),
        ("sms", "网关", {**ACCOUNTS["sms"], "sender": "010-8765"}, ChannelKeyIsWrong),
        ("email", "x", {}, NotFound),
    ],
)  # fmt: skip
def test_what_cannot_be_an_account_is_refused(book: Ledger, channel: str, name: str, said: dict[str, str], refusal: type[Exception]) -> None:  # fmt: skip
    with pytest.raises(refusal):
        set_channel(**book.scope, channel=channel, name=name, said=said)


def test_a_test_is_one_message_and_says_what_came_of_it(book: Ledger, exchange: Exchange) -> None:
    account = set_up(book)
    with pytest.raises(TrialNeedsANumber):
        try_channel(**book.scope, channel="sms", account=account.id, to="010-87654321")
    with pytest.raises(ChannelStandsElsewhere):
        try_channel(**book.scope, channel="sms", account=account.id + 1, to=NUMBER)
    made = try_channel(**book.scope, channel="sms", account=account.id, to="138 1234 5678")
    send_due_messages()
    assert exchange.taken == [("twilio", NUMBER, "这是一条测试消息，来自往来（应收组群）。")]
    (row,) = [each for each in list_channels(**book.reader) if each.gateway.channel == "sms"]
    assert row.trial is not None
    assert (row.trial.message_id, row.trial.sign, row.trial.shown) == (made, "is-good", "+86 138****5678")  # fmt: skip


def test_a_test_that_waited_ten_minutes_is_of_no_use(book: Ledger, exchange: Exchange) -> None:
    account = set_up(book, "wecom")
    made = try_channel(**book.scope, channel="wecom", account=account.id)
    Message.objects.filter(id=made).update(since=timezone.now() - timedelta(minutes=11))
    assert send_due_messages().skipped == 1


def test_the_list_is_by_channel_and_a_text_says_how_long_it_is(book: Ledger, exchange: Exchange) -> None:  # fmt: skip
    set_up(book)
    set_up(book, "wecom")
    text = queued(book, body="合" * 71)
    queued(book, "k2", "wecom")
    (row,) = list_messages(**book.reader, wanted=Wanted(channel="sms")).rows
    assert (row.id, row.channel.en) == (text.id, "Text message")
    page = message_page(**book.reader, message_id=text.id)
    assert page.length is not None
    assert (page.length.signs, page.length.parts) == (71, 2)


def test_a_contact_takes_texts_only_with_consent_and_a_mobile_number(book: Ledger) -> None:
    for phone, more in (("010-87654321", {}), ("", {}), ("13812345678", {"consent_on": None, "consent_how": ""})):  # fmt: skip
        with pytest.raises(TextsNeedConsent):
            telephone(book, phone=phone, **more)


# --- the walls of the database -----------------------------------------------------------------------------


def refused(statement: str, *values: Any) -> str:
    """What the database says to a statement, which it has to refuse."""
    with pytest.raises(Error) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(told.value) + str(getattr(getattr(told.value.__cause__, "diag", None), "constraint_name", ""))  # fmt: skip


def queue_refused(book: Ledger, key: str, **more: Any) -> str:
    with pytest.raises(Error) as told, transaction.atomic():
        queued(book, key, **more)
    return str(told.value)


def test_the_database_holds_accounts(book: Ledger) -> None:
    account = set_up(book, "wecom")
    of_it = f"WHERE id = {account.id}"
    assert "does not change" in refused(f"UPDATE store_channelaccount SET sealed = '\\x01' {of_it}")
    assert "does not change" in refused(f"UPDATE store_channelaccount SET name = 'x' {of_it}")
    assert "append-only" in refused("DELETE FROM store_channelaccount")
    assert "channel_account_ended_by_somebody" in refused(f"UPDATE store_channelaccount SET ended_at = now() {of_it}")  # fmt: skip
    again_ = "INSERT INTO store_channelaccount SELECT (jsonb_populate_record(kept, %s::jsonb)).* FROM store_channelaccount AS kept"
    assert "channel_account_once" in refused(again_, '{"id": 900001}')
    assert "channel_account_known" in refused(again_, '{"id": 900001, "channel": "sms"}')
    assert "channel_account_is_encrypted" in refused(again_, '{"id": 900001, "channel": "dingtalk", "gateway": "dingtalk", "shown": ""}')  # fmt: skip
    stop_channel(**book.scope, channel="wecom", account=account.id, reason="x")
    assert "stays so" in refused(f"UPDATE store_channelaccount SET ended_at = NULL, ended_by_id = NULL, ended_seq = NULL, ending = '', ended_why = '' {of_it}")  # fmt: skip


def test_the_database_holds_what_goes_by_a_channel(book: Ledger, exchange: Exchange) -> None:
    agreed = telephone(book)
    not_agreed = telephone(book, "恒泰", takes_texts=False)
    assert "is told to a group" in queue_refused(book, "w1", channel="wecom", kind="overdue")
    assert "is told to a group" in queue_refused(book, "w2", channel="sms", kind="group", contact_id=agreed)  # fmt: skip
    assert "is told to a group and to a contact" in queue_refused(book, "w3", channel="wecom", contact_id=agreed)  # fmt: skip
    assert "is no reminder" in queue_refused(book, "w4", kind="code", contact_id=agreed)
    assert "nobody who agreed" in queue_refused(book, "w5", contact_id=not_agreed)
    assert "tries no account" in queue_refused(book, "w6", channel="email", kind="test")
    assert "bears no file" in queue_refused(book, "w7", contact_id=agreed, attachments=[Attachment("a", "text/plain", file_id=1)])  # fmt: skip
    text, mail = queued(book, "t1", contact_id=agreed), queued_mail(book, "m1")
    wecom, other = set_up(book, "wecom"), set_up(open_ledger("bieren"), "sms")
    begin = (
        "INSERT INTO store_messageevent (company_id, message_id, ordinal, what, state, at, said, digest) "
        "SELECT company_id, id, 2, 'begun', 'sending', now(), '', '' FROM store_message WHERE id = {id}; "
        "UPDATE store_message SET state = 'sending', moves = 2, account_id = {account} WHERE id = {id}"
    )
    for message, account in ((text, "NULL"), (text, wecom.id), (mail, wecom.id)):
        assert "goes by no account in force" in refused(begin.format(id=message.id, account=account))  # fmt: skip
    assert "goes by no account in force" in refused(begin.format(id=text.id, account=other.id))
    assert "keeps the account" in refused(f"UPDATE store_message SET account_id = {wecom.id} WHERE id = {text.id}")  # fmt: skip
    account = set_up(book)
    send_due_messages()
    assert again(text).account_id == account.id


def test_gateways_and_the_table_of_channels_are_the_same() -> None:
    assert {(each.channel, name) for name, each in GATEWAYS.items()} == {(channel, name) for channel, names in KNOWN.items() for name in names}  # fmt: skip


def test_a_number_apprise_does_not_take_is_never_sent_to_ourselves(exchange: Exchange) -> None:
    """Without a number it understands, Apprise would send the text to the number it sends from."""
    secrets = {"account": TWILIO_ACCOUNT, "token": TWILIO_TOKEN, "sender": TWILIO_SENDER}
    told = carry(ShortMessage("twilio", secrets, "not a number", "x"), lambda: None)
    assert told.verdict == "refused"
    assert exchange.asked == []
