"""No address answers a stranger, none changes anything on GET, and every POST needs its token."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from wanglai.services.access.add_person import add_person
from wanglai.web.reconciliation.urls import urlpatterns

EMAIL, PASSWORD = "clerk@doors.example", "nine-lions-count-coins"
GIVEN = {
    "pk": 1,
    "side": "ours",
    "row_id": "r1-1",
    "decision_id": 1,
    "note_id": 1,
    "key": "yunfan",
    "language": "en",
    "form": "xlsx",
    "part": "all",
    "sheet_id": 1,
}
CHANGING = {
    "demo", "stop", "rerun", "correct", "remember", "accept", "reject", "note_row",
    "accept_several", "undo", "note", "withdraw", "dispose", "undispose", "corrected", "freeze", "approve", "release", "take_back", "answer",
}  # fmt: skip


def _addresses() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        wanted = {name: GIVEN[name] for name in pattern.pattern.converters}
        yield str(pattern.name), reverse(f"reconciliation:{pattern.name}", kwargs=wanted)


ADDRESSES = tuple(_addresses())


@pytest.fixture
def signed_in(db: None) -> Client:
    add_person(company_name="Doors Ltd", email=EMAIL, password=PASSWORD, role="ARA")
    at_the_door = Client()
    at_the_door.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client = Client(enforce_csrf_checks=True)
    client.cookies = at_the_door.cookies
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), ADDRESSES)
def test_a_stranger_is_sent_to_the_sign_in(client: Client, name: str, address: str) -> None:
    answer = client.post(address) if name in CHANGING else client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("name", "address"), [one for one in ADDRESSES if one[0] in CHANGING])
def test_what_changes_something_refuses_get(signed_in: Client, name: str, address: str) -> None:
    assert signed_in.get(address).status_code == 405


@pytest.mark.parametrize(
    ("name", "address"),
    [one for one in ADDRESSES if one[0] in CHANGING | {"new", "link", "from_book"}],
)
def test_a_post_without_its_token_changes_nothing(
    signed_in: Client, name: str, address: str
) -> None:
    assert signed_in.post(address).status_code == 403


@pytest.mark.parametrize(
    ("name", "address"),
    [
        one
        for one in ADDRESSES
        if one[0] not in CHANGING | {"list", "list_sheet", "new", "from_book"}
    ],
)
def test_what_is_not_there_is_not_found(signed_in: Client, name: str, address: str) -> None:
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "It is for: Sales, Credit controller, Finance manager. Your role: Receivables accountant.",
        ),
        ("zh-hans", "可执行的角色：销售、信用管理、财务经理。 您的角色：应收会计。"),
    ],
)
def test_who_is_refused_reads_whose_it_is(signed_in: Client, language: str, words: str) -> None:
    answer = signed_in.get("/contracts/new/", headers={"accept-language": language})
    assert answer.status_code == 403
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert words in text


def test_a_part_of_a_page_that_is_refused_says_whose_it_is_too(db: None) -> None:
    add_person(company_name="Doors Ltd", email=EMAIL, password=PASSWORD, role="AUD")
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    answer = client.post("/contracts/preview/", headers={"hx-request": "true"})
    assert "It is for: Sales, Credit controller, Finance manager." in answer.content.decode()
    assert answer["HX-Retarget"] == "#toasts"
