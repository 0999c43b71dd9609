"""The entrance: who gets in, what locks it, when a session ends, and what a browser is told it may do."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

PASSWORD = "correct horse battery staple"
EMAIL = "anna@yuanjing.example"
LOGIN = "/accounts/login/"


@pytest.fixture
def anna(db: None) -> int:
    from wanglai.services.access.add_person import add_person

    return add_person(
        company_name="yuanjing", email="Anna@Yuanjing.example", password=PASSWORD, role="ARA"
    )


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL, **headers: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_the_address_in_any_case(anna: int, client: Client) -> None:
    assert sign_in(client, email="ANNA@yuanjing.example").status_code == 302
    assert client.session["_auth_user_id"] == str(anna)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    anna: int, client: Client
) -> None:
    wrong, unknown = sign_in(client, "not it at all"), sign_in(client, email="who@else.example")
    assert wrong.status_code == unknown.status_code == 200
    errors = [each.context["form"].non_field_errors() for each in (wrong, unknown)]
    assert errors[0] == errors[1]
    assert errors[0]
    assert not is_in(client)


def test_ten_wrong_passwords_lock_the_account_for_that_address(anna: int, client: Client) -> None:
    """A forged X-Forwarded-For on each try changes nothing: no proxy of ours has written it."""
    for attempt in range(10):
        sign_in(client, "not it at all", **{"X-Forwarded-For": f"6.6.6.{attempt}"})
    assert sign_in(client).status_code == 429
    assert not is_in(client)


def test_nine_wrong_passwords_do_not(anna: int, client: Client) -> None:
    for _ in range(9):
        sign_in(client, "not it at all")
    sign_in(client)
    assert is_in(client)


def test_the_address_behind_a_proxy_is_the_one_our_proxy_wrote(rf: Any, settings: Any) -> None:
    from wanglai.config.accounts import client_address

    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.7"}, REMOTE_ADDR="127.0.0.1")
    assert client_address(request) == "127.0.0.1"
    settings.PROXIES = 1
    assert client_address(request) == "10.0.0.7"
    settings.PROXIES = 3
    assert client_address(request) == "127.0.0.1", "fewer hops than proxies: the header is not ours"


def test_a_session_ends_when_idle_and_twelve_hours_after_sign_in(
    anna: int, client: Client, settings: Any
) -> None:
    def after(key: str, seconds: int) -> bool:
        sign_in(client)
        client.get("/")
        session = client.session
        session[key] = int(time.time()) - seconds
        session.save()
        client.get("/")
        return is_in(client)

    assert (settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS) == (900, 43_200)
    assert after("last_seen_at", 890)
    assert not after("last_seen_at", 910)
    assert after("signed_in_at", 43_190)
    assert not after("signed_in_at", 43_210)


def test_strangers_cannot_open_an_account(db: None, client: Client) -> None:
    from wanglai.store.models import User

    form = {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(email="new@x.example").exists()


def test_every_page_tells_the_browser_what_it_may_do(db: None, client: Client) -> None:
    answer = client.get(LOGIN)
    policy = answer.headers["Content-Security-Policy"]
    for rule in (
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "script-src 'self' 'nonce-",
    ):
        assert rule in policy or ("'nonce-" not in policy and rule.split(" 'nonce-")[0] in policy)
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.cookies["wanglai_csrf"]["samesite"] == "Lax"


def test_the_session_cookie_is_closed_to_scripts(anna: int, client: Client) -> None:
    cookie = sign_in(client).cookies["wanglai_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"], "plain http on this machine must work"


@pytest.mark.parametrize(
    ("asked", "page"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en", "en"), ("de", "en")]
)
def test_the_browsers_language_decides_first(
    db: None, client: Client, asked: str, page: str
) -> None:
    answer = client.get(LOGIN, headers={"Accept-Language": asked})
    assert answer.headers["Content-Language"].startswith(page)


def test_a_form_without_its_token_is_refused(anna: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_passwords_are_kept_by_argon2_and_weak_ones_are_refused(anna: int) -> None:
    from wanglai.services.access.add_person import (
        AddressIsNotMail,
        PasswordIsWeak,
        PersonExists,
        add_person,
    )
    from wanglai.services.access.membership import RoleIsUnknown, RolesAreApart
    from wanglai.store.models import User

    assert User.objects.get(id=anna).password.startswith("argon2$argon2id$")
    person = {
        "company_name": "yuanjing",
        "email": "bo@yuanjing.example",
        "password": PASSWORD,
        "role": "FM",
    }
    for changed, refusal in (
        ({"email": "bo", "role": "GOD"}, AddressIsNotMail),
        ({"role": "GOD", "password": "x"}, RoleIsUnknown),
        ({"password": "shorter one"}, PasswordIsWeak),
        ({"password": "passwordpassword1"[:8]}, PasswordIsWeak),
        ({"email": EMAIL, "role": "ARA"}, PersonExists),
        ({"email": EMAIL, "role": "AUD"}, RolesAreApart),
    ):
        with pytest.raises(refusal):
            add_person(**{**person, **changed})
    assert not User.objects.filter(email="bo@yuanjing.example").exists()


def test_seeds_of_authenticator_apps_are_not_kept_readable() -> None:
    from wanglai.config.accounts import SecondFactorAdapter

    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_files_named_by_their_hash_are_kept_for_ever_by_browsers(client: Client) -> None:
    from django.contrib.staticfiles import finders

    built = [
        path
        for finder in finders.get_finders()
        for path, _ in finder.list(None)
        if path.startswith("web")
    ]
    styles = [path for path in built if path.endswith(".css")]
    assert styles, "the front end is not built: run make install"
    answer = client.get(f"/static/{styles[0]}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    manifest = client.get("/static/web/manifest.json")
    assert "immutable" not in manifest.headers.get("Cache-Control", "")


def test_a_request_larger_than_two_files_is_refused_unread(client: Client, settings: Any) -> None:
    """Without a database on purpose: nobody looked who was asking, nothing was kept."""
    limit = settings.REQUEST_BYTES_MAX
    for stated in (str(limit + 1), "9" * 30, "-1", "many"):
        answer = client.post("/reconciliations/new/", {}, CONTENT_LENGTH=stated)
        assert answer.status_code == 413


def test_in_operation_a_password_costs_an_attacker_memory_and_time() -> None:
    """Tests hash at the least cost (``tests/hashing.py``); what is deployed keeps the library's own figures (RFC 9106)."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from wanglai.config import settings as deployed

    assert deployed.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    said = Argon2PasswordHasher().params()
    assert (said.memory_cost, said.time_cost) >= (65_536, 2)
