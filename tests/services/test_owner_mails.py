"""The owner of a dispute is written to when the customer writes in it: once until one of ours answers, in the owner's language."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import PostOffice, open_office
from tests.portal import ADDRESS, Sent, sent
from tests.services.test_outbox import every_hour, queued
from tests.services.test_reminders import disputed, spoken
from tests.services.test_send_statements import _text
from tests.services.test_told_of import refused
from wanglai.services.disputes.hand_over_dispute import hand_over_dispute
from wanglai.services.disputes.say_in_dispute import say_in_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.messages.message_policy import set_message_policy
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.portal.follow_dispute import follow_dispute
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import (
    Customer,
    Dispute,
    ManagerMail,
    Membership,
    Message,
    PortalAnswer,
    User,
)


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    ledger.post("invoice", "INV-1", "1,000.00", "01-10")
    return ledger


@pytest.fixture
def link(book: Ledger, office: PostOffice) -> Sent:
    return sent(book)


@pytest.fixture
def case(link: Sent) -> Dispute:
    found = disputed(link.proved())
    send_due_messages()
    return found


def writes(link: Sent, case: Dispute, words: str = "请尽快核实", file: Upload | None = None) -> int:
    return follow_dispute(
        visitor=link.proved(), address=ADDRESS, dispute_id=case.id, name="王芳", words=words, key=secrets.token_hex(8), file=file,
    )  # fmt: skip


def answers(book: Ledger, case: Dispute, *, for_customer: bool = True) -> None:
    who = Who(book.books.people["FM"], DOOR)
    say_in_dispute(company_id=book.company_id, who=who, dispute_id=case.id, said="正在核实", for_customer=for_customer)  # fmt: skip


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="staff").order_by("id"))


def test_the_owner_is_told_that_the_customer_wrote_and_not_what(book: Ledger, office: PostOffice, link: Sent, case: Dispute) -> None:  # fmt: skip
    made = writes(link, case, "单价应为 9 元")
    send_due_messages()
    to, letter = office.letters[-1]
    assert to == case.owner.email
    assert str(letter["Subject"]).strip() == f"远景：留言，争议 {case.id}"
    assert f"（争议 {case.id}，INV-1，对账单 2026-000001）" in _text(letter)
    assert "9 元" not in _text(letter)
    told = ManagerMail.objects.get()
    assert (told.user_id, told.answer_id) == (case.owner_id, made)
    book.prove()


def test_the_mail_says_where_the_case_stands_if_the_installation_has_a_name(book: Ledger, office: PostOffice, link: Sent, case: Dispute, settings: Any) -> None:  # fmt: skip
    writes(link, case)
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["localhost", "portal.example", "books.example"]
    settings.PORTAL_HOST = "portal.example"
    answers(book, case)
    writes(link, case)
    send_due_messages()
    nameless, named = (
        _text(letter).split() for to, letter in office.letters if to == case.owner.email
    )
    assert not [word for word in nameless if "http" in word]
    assert named[-1] == f"https://books.example/disputes/{case.id}/"


def test_what_is_written_before_one_of_ours_answers_is_one_mail_and_afterwards_another(book: Ledger, office: PostOffice, link: Sent, case: Dispute) -> None:  # fmt: skip
    writes(link, case)
    writes(link, case, "补充文件", Upload("送货单.txt", b"x"))
    answers(book, case, for_customer=False)  # among ourselves
    send_due_messages()
    writes(link, case, "还在等")
    assert len(mails()) == 1
    answers(book, case)
    writes(link, case, "谢谢")
    send_due_messages()
    assert [each.state for each in mails()] == ["sent", "sent"]


@pytest.mark.parametrize(("kind", "said"), [("agreed", "同意所提处理方案"), ("declined", "不同意所提处理方案")])  # fmt: skip
def test_the_owner_is_told_how_a_proposal_was_answered(book: Ledger, link: Sent, case: Dispute, kind: str, said: str) -> None:  # fmt: skip
    spoken(book, link.proved(), case.id, kind)
    (mail,) = mails()
    assert mail.subject == f"远景：{said}，争议 {case.id}"


def test_in_the_owners_language_as_it_last_read_its_pages(book: Ledger, link: Sent, case: Dispute, client: Client, settings: Any) -> None:  # fmt: skip
    settings.AXES_ENABLED = False  # nobody signs in from anywhere
    client.force_login(case.owner)
    client.get("/disputes/", headers={"accept-language": "en"})
    assert User.objects.get(id=case.owner_id).language == "en"
    writes(link, case)
    (mail,) = mails()
    assert (mail.language, mail.subject) == ("en", f"远景 wrote: dispute {case.id}")
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    client.get("/disputes/", headers={"accept-language": "en"})
    assert User.objects.get(id=case.owner_id).language == "zh"


def test_who_has_left_is_not_written_to_but_whoever_looks_after_the_customer(book: Ledger, link: Sent, case: Dispute) -> None:  # fmt: skip
    Membership.objects.filter(user_id=case.owner_id).delete()
    Customer.objects.filter(id=case.customer_id).update(manager_id=book.books.people["COL"])
    writes(link, case)
    assert [each.user_id for each in ManagerMail.objects.all()] == [book.books.people["COL"]]


def test_a_new_owner_is_told_of_what_comes_next(book: Ledger, link: Sent, case: Dispute) -> None:
    writes(link, case)
    other = next(book.books.people[role] for role in ("ARA", "FM", "COL") if book.books.people[role] != case.owner_id)  # fmt: skip
    hand_over_dispute(**book.books.scope("FM"), origin=DOOR, dispute_id=case.id, owner_id=other, said="请接手")  # fmt: skip
    writes(link, case)
    assert list(ManagerMail.objects.order_by("id").values_list("user_id", flat=True)) == [case.owner_id, other]  # fmt: skip


def test_it_waits_for_the_hours_of_the_house_and_is_not_sent_where_one_of_ours_was_faster(book: Ledger, office: PostOffice, link: Sent, case: Dispute) -> None:  # fmt: skip
    visitor, letters = link.proved(), len(office.letters)
    later = timezone.localtime() + timedelta(hours=12)
    hours = {"open_from": later.time().replace(minute=0, second=0), "open_to": later.replace(minute=30).time(), "calendar": ""}  # fmt: skip
    set_message_policy(**book.scope, **hours)
    follow_dispute(visitor=visitor, address=ADDRESS, dispute_id=case.id, name="王芳", words="x", key="k")  # fmt: skip
    assert send_due_messages().sent == 1, "the code alone goes at night"
    assert len(office.letters) == letters + 1
    answers(book, case)
    every_hour(book)
    send_due_messages()
    (mail,) = mails()
    assert (mail.state, mail.trouble) == ("skipped", "somebody of ours answered the customer before it was sent")  # fmt: skip


def test_the_database_tells_an_owner_of_words_in_a_dispute_once_a_turn(book: Ledger, link: Sent, case: Dispute) -> None:  # fmt: skip
    writes(link, case)
    told, other = ManagerMail.objects.get(), queued(book, "k2", kind="staff")
    second = writes(link, case)
    raised = PortalAnswer.objects.get(kind="disputed")
    tells = "INSERT INTO store_managermail (company_id, user_id, message_id, answer_id, made_at) VALUES ({company}, {user}, {message}, {answer}, now())"  # fmt: skip
    sound = {
        "company": book.company_id,
        "user": told.user_id,
        "message": other.id,
        "answer": second,
    }
    for wrong, constraint in (
        ({}, "wait to be read with those before"),
        ({"answer": told.answer_id}, "owner_told_of_answer_once"),
        ({"answer": raised.id, "user": book.books.people["FM"]}, "manager_is_told_why"),
        ({"answer": "NULL"}, "manager_mail_is_about_one"),
    ):  # fmt: skip
        assert constraint in refused(tells.format(**{**sound, **wrong})), wrong
