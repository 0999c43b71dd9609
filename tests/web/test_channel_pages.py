"""The page of channels: set up, tried, replaced and stopped by whoever keeps settings; what opens an account never comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.gateway import ACCOUNTS, SECRETS, TWILIO_TOKEN, Exchange, open_exchange
from tests.ledgers import Ledger
from tests.services.test_channels import queued, set_up, telephone
from tests.services.test_outbox import every_hour
from tests.web.test_book import book, clerk, manager, signed_in, text_of  # noqa: F401

from wanglai.services.messages.channel_accounts import account_in_force
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.store.models import CustomerContact, Message

PAGE = "/messages/channels/"


@pytest.fixture
def exchange(settings: Any) -> Iterator[Exchange]:
    with open_exchange(settings) as server:
        yield server


@pytest.fixture
def keeper(book: Ledger) -> Client:  # noqa: F811
    every_hour(book)
    return signed_in("yuanjing", "ADM")


def put(client: Client, channel: str, now: int = 0, **more: str) -> Any:
    return client.post(f"{PAGE}{channel}/put/", {"name": "应收组群", "now": now, **ACCOUNTS[channel], **more}, follow=True)  # fmt: skip


def account(book: Ledger, channel: str) -> int:  # noqa: F811
    found = account_in_force(book.company_id, channel)
    assert found is not None
    return int(found.id)


def test_a_keeper_of_settings_sets_a_channel_up_tries_and_stops_it(keeper: Client, book: Ledger, exchange: Exchange) -> None:  # noqa: F811  # fmt: skip
    assert "Not set up" in text_of(keeper.get(PAGE))
    assert "The channel goes by this account from now on." in text_of(put(keeper, "wecom"))
    of_it = {"now": account(book, "wecom")}
    assert "A test is queued." in text_of(keeper.post(f"{PAGE}wecom/test/", of_it, follow=True))
    send_due_messages()
    assert exchange.texts == ["This is a test from Wanglai (应收组群)."]
    page = text_of(keeper.get(PAGE))
    assert "…5aaa" in page
    assert "Newest test Sent" in page
    assert keeper.post(f"{PAGE}wecom/stop/", {**of_it, "reason": ""}).status_code == 422
    assert "Stopped" in text_of(keeper.post(f"{PAGE}wecom/stop/", {**of_it, "reason": "群已解散"}, follow=True))  # fmt: skip
    assert "群已解散" in text_of(keeper.get(PAGE))
    assert keeper.post(f"{PAGE}wecom/test/", of_it).status_code == 409


def test_another_account_takes_its_place_from_the_page(keeper: Client, book: Ledger) -> None:  # noqa: F811
    for channel in ACCOUNTS:
        put(keeper, channel)
        first = account(book, channel)
        again = f'name="now" value="{first}"'
        assert keeper.get(PAGE).content.decode().count(again) == 3, "to try, to stop and to replace"
        assert put(keeper, channel).status_code == 409, "as one saw it before there was one"
        put(keeper, channel, now=first, name="另一个")
        assert account(book, channel) != first
    assert "replaced" in text_of(keeper.get(PAGE))


def test_what_opens_an_account_comes_back_on_no_page(keeper: Client, manager: Client, book: Ledger, exchange: Exchange) -> None:  # noqa: F811  # fmt: skip
    refused = put(keeper, "sms", account="AC1", name="Twilio 主账户")
    assert refused.status_code == 422
    assert "This is not as the service writes it." in text_of(refused)
    assert "Twilio 主账户" in refused.content.decode(), "what is no secret need not be typed again"
    assert TWILIO_TOKEN not in refused.content.decode()
    pages = [put(keeper, channel).content.decode() for channel in ACCOUNTS]
    pages += [keeper.get(PAGE).content.decode(), manager.get(PAGE).content.decode(), manager.get("/audit/").content.decode()]  # fmt: skip
    for page in pages:
        for secret in SECRETS:
            assert secret not in page


def test_a_test_by_text_needs_a_number(keeper: Client, book: Ledger, exchange: Exchange) -> None:  # noqa: F811  # fmt: skip
    put(keeper, "sms")
    said = {"now": account(book, "sms"), "to": "010-87654321"}
    refused = keeper.post(f"{PAGE}sms/test/", said)
    assert refused.status_code == 422
    assert "There is no mobile number" in text_of(refused)
    keeper.post(f"{PAGE}sms/test/", {**said, "to": "138 1234 5678"})
    send_due_messages()
    assert exchange.taken[0][1] == "+8613812345678"


def test_who_keeps_books_sees_messages_and_no_channels(clerk: Client, keeper: Client, book: Ledger, exchange: Exchange) -> None:  # noqa: F811  # fmt: skip
    assert clerk.get(PAGE).status_code == 403
    assert "/messages/channels/" not in clerk.get("/messages/").content.decode()
    assert put(clerk, "wecom").status_code == 403
    assert "Channels" in text_of(keeper.get("/people/"))
    assert keeper.get("/messages/").status_code == 403


def test_the_outbox_is_filtered_by_channel_and_a_text_says_how_long_it_is(manager: Client, book: Ledger, exchange: Exchange) -> None:  # noqa: F811  # fmt: skip
    every_hour(book)
    set_up(book)
    set_up(book, "wecom")
    text = queued(book, body="合" * 71)
    queued(book, "k2", "wecom")
    assert "Text message" in text_of(manager.get("/messages/?channel=sms"))
    assert "通知" not in text_of(manager.get("/messages/?channel=email"))
    page = text_of(manager.get(f"/messages/{text.id}/"))
    assert "71 characters, 2 text messages by the networks' count" in page.replace("&#x27;", "'")
    exchange.mood = "break_after"
    send_due_messages()
    page = text_of(manager.get(f"/messages/{text.id}/")).replace("&#x27;", "'")
    assert "Nobody knows whether it arrived. It was handed over and the service's answer never seen." in page  # fmt: skip
    assert "Handed over by 应收组群" in page
    chinese = text_of(manager.get(f"/messages/{text.id}/", headers={"accept-language": "zh-hans"}))
    assert "按运营商计 2 条短信" in chinese
    assert Message.objects.get(id=text.id).state == "uncertain"


def test_words_of_texts_and_notices_have_no_subject_and_a_length(manager: Client, book: Ledger) -> None:  # noqa: F811  # fmt: skip
    page = manager.get("/messages/texts/text_overdue/zh/")
    assert 'name="subject"' not in page.content.decode()
    assert "by the networks" in text_of(page)
    group = manager.get("/messages/texts/group_silent/zh/")
    assert "What the group reads" in text_of(group)
    said = {"version": 0, "body": "{customer_number} {number} {customer}", "do": "set"}
    assert manager.post("/messages/texts/group_silent/zh/", said).status_code == 422
    answer = manager.post("/messages/texts/group_silent/zh/", {**said, "body": "{customer_number}：{number}"})  # fmt: skip
    assert answer.status_code == 302


def test_a_contact_that_takes_texts_is_entered_and_shown_so(clerk: Client, book: Ledger) -> None:  # noqa: F811  # fmt: skip
    customer = book.customer("远景")
    form = {
        "name": "张",
        "phone": "13812345678",
        "language": "zh",
        "is_for_reminders": "on",
        "takes_texts": "on",
    }
    refused = clerk.post(f"/customers/{customer}/contacts/new/", form)
    assert "Reminders by text need a consent" in text_of(refused)
    clerk.post(f"/customers/{customer}/contacts/new/", {**form, "consent_on": "2026-01-02", "consent_how": "合同"})  # fmt: skip
    assert CustomerContact.objects.get(name="张").takes_texts
    assert "By text, too" in text_of(clerk.get(f"/customers/{customer}/"))
    assert telephone(book, "别人") > 0
