"""The pages of a person's own account, the mails they send and the locked door: our frame, both languages."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from wanglai.services.access.add_person import add_person

EMAIL, PASSWORD = "clerk@account.example", "nine-lions-count-coins"


@pytest.fixture
def clerk(db: None) -> int:
    return add_person(company_name="Account Ltd", email=EMAIL, password=PASSWORD, role="ARA")


@pytest.fixture
def signed_in(clerk: int) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/email/"]
)
def test_the_pages_of_the_account_lead_to_each_other_and_back(
    signed_in: Client, address: str
) -> None:
    shown = page(signed_in, address)
    for link in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/email/"):
        assert f'href="{link}"' in shown
    assert re.search(rf'href="{address}" aria-current="page"', shown)
    assert 'href="/reconciliations/"' in shown


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/9-bad/",
        "/accounts/password/reset/key/done/",
        "/accounts/signup/",
        "/accounts/inactive/",
    ],
)
def test_no_page_before_the_sign_in_is_a_dead_end(db: None, client: Client, address: str) -> None:
    shown = page(client, address)
    assert 'class="entrance"' in shown
    assert 'href="/accounts/login/"' in shown


def test_a_locked_account_is_said_in_the_house_frame(clerk: int) -> None:
    stranger = Client(headers={"accept-language": "zh-CN"})
    for _ in range(10):
        answer = stranger.post("/accounts/login/", {"login": EMAIL, "password": "wrong"})
    assert answer.status_code == 429
    assert "尝试次数过多" in answer.content.decode()
    assert 'class="top"' in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("zh-CN", "重设密码", "有人为您的账号申请了新密码"), ("en", "A new password", "Good day,")],
)
def test_the_mail_for_a_new_password_is_in_the_language_of_who_asks(
    clerk: int, language: str, subject: str, words: str
) -> None:
    asked = Client(headers={"accept-language": language})
    for address in (EMAIL, "nobody@else.example"):
        asked.post("/accounts/password/reset/", {"email": address})
    known, unknown = mail.outbox
    assert known.subject == unknown.subject == f"[往来 Wanglai] {subject}"
    assert words in known.body
    assert "/accounts/password/reset/key/" in known.body
    assert "/accounts/password/reset/key/" not in unknown.body
    assert "nobody@else.example" in unknown.body


def test_a_short_password_is_refused_in_both_languages(signed_in: Client) -> None:
    sent = {"oldpassword": PASSWORD, "password1": "kurz", "password2": "kurz"}
    assert (
        "至少需要 12 个字符" in signed_in.post("/accounts/password/change/", sent).content.decode()
    )
    english = signed_in.post("/accounts/password/change/", sent, headers={"accept-language": "en"})
    assert "it needs 12 characters at least" in english.content.decode()


def test_who_keeps_the_keys_and_no_books_is_not_sent_in_a_circle(db: None) -> None:
    add_person(company_name="Keys Ltd", email="keys@x.example", password=PASSWORD, role="ADM")
    client = Client()
    client.post("/accounts/login/", {"login": "keys@x.example", "password": PASSWORD})
    answer = client.get("/reconciliations/")
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "/accounts/logout/" in shown
    assert "list_reconciliations" not in shown
    assert 'href="/reconciliations/"' not in shown
