"""The screens of people and roles: what they show, what they refuse in words, what they do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.books import Books, open_company

from wanglai.services.access.add_person import add_person
from wanglai.services.access.matrix import DUTIES, ROLE_NAMES
from wanglai.store.models import Membership, User

PASSWORD = "nine-lions-count-coins"


@pytest.fixture
def books(db: None) -> Books:
    return open_company("yuanjing")


def signed_in(role: str, language: str = "en") -> Client:
    email = f"{role}@people.example".lower()
    add_person(company_name="yuanjing", email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": language})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def roles_of(person: int) -> set[str]:
    return set(Membership.objects.filter(user_id=person).values_list("role", flat=True))


def test_an_administrator_gives_takes_and_switches_off(books: Books) -> None:
    admin, person = signed_in("ADM"), books.people["CRC"]
    assert admin.get("/")["Location"] == "/people/", "the first page of who keeps no books"
    assert "Nobody holds such a pair" in text_of(admin.get("/people/"))
    given = admin.post(f"/people/{person}/give/", {"role": "COL"}, follow=True)
    assert "The role is given." in text_of(given)
    assert "Gives the credit and collects it." in text_of(given)
    assert roles_of(person) == {"CRC", "COL"}
    admin.post(f"/people/{person}/take/", {"role": "CRC"})
    assert roles_of(person) == {"COL"}
    admin.post(f"/people/{person}/disable/")
    assert not User.objects.get(id=person).is_active
    admin.post(f"/people/{person}/enable/")
    assert User.objects.get(id=person).is_active


@pytest.mark.parametrize(
    ("who", "sent", "status", "said"),
    [
        ("AUD", {"role": "FM"}, 409, "role.apart"),
        ("ARA", {"role": "ARA"}, 409, "role.held"),
        ("ARA", {"role": "GOD"}, 422, "person.role"),
        ("ARA", {}, 400, ""),
    ],
)
def test_what_cannot_be_given_is_said_in_words(
    books: Books, who: str, sent: dict[str, str], status: int, said: str
) -> None:
    answer = signed_in("ADM", "zh-CN").post(f"/people/{books.people[who]}/give/", sent)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_nobody_gives_themselves_a_role(books: Books) -> None:
    admin = signed_in("ADM")
    me = User.objects.get(email="adm@people.example").id
    answer = admin.post(f"/people/{me}/give/", {"role": "FM"})
    assert (answer.status_code, roles_of(me)) == (403, {"ADM"})
    assert "role.own" in answer.content.decode()
    assert f"/people/{me}/" not in admin.get("/people/").content.decode(), "no button, either"


def test_an_invited_person_sets_a_password_by_mail_and_signs_in(books: Books) -> None:
    admin = signed_in("ADM")
    sent = {"email": "new@people.example", "name": "新人", "role": "ARA"}
    assert "Added." in text_of(admin.post("/people/invite/", sent, follow=True))
    guest = Client(headers={"accept-language": "en"})
    guest.post("/accounts/login/", {"login": sent["email"], "password": ""})
    assert "_auth_user_id" not in guest.session
    guest.post("/accounts/password/reset/", {"email": sent["email"]})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = guest.get(link.group(1), follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    guest.post("/accounts/login/", {"login": sent["email"], "password": PASSWORD})
    assert guest.get("/reconciliations/").status_code == 200
    assert admin.post("/people/invite/", sent).status_code == 409


def test_an_auditor_and_a_manager_look_and_change_nothing(books: Books) -> None:
    for role in ("AUD", "FM"):
        client = signed_in(role)
        page = client.get("/people/")
        assert "crc@yuanjing.example" in page.content.decode()
        assert 'method="post"' not in page.content.decode().split("<main")[1]
        assert (
            client.post(f"/people/{books.people['CRC']}/give/", {"role": "COL"}).status_code == 403
        )


@pytest.mark.parametrize(("language", "says"), [("en", "The database refuses it"), ("zh-CN", "数据库拒绝")])  # fmt: skip
def test_the_printed_matrix_holds_every_duty_in_both_languages(
    books: Books, language: str, says: str
) -> None:
    page = text_of(signed_in("FM", language).get("/people/duties/"))
    for duty in DUTIES.values():
        assert duty.words.zh in page
        assert duty.words.en in page
    assert set(ROLE_NAMES) <= set(page.split())
    assert says in page


def test_a_role_without_pages_is_told_so(books: Books) -> None:
    page = signed_in("CUS").get("/")
    assert page.status_code == 200
    assert "There are no pages for your role yet" in text_of(page)
