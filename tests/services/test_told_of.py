"""Who is told: account managers when a customer stays silent or a mail came back, a customer's contact when a reply is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.ledgers import DOOR, Ledger, minor, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.portal import ADDRESS, MAIL, Sent, key, sent
from tests.services.test_outbox import every_hour, queued
from tests.services.test_reminders import TO, asked, night, nights, visitor
from tests.services.test_reminders import sent as sent_statement
from tests.services.test_send_statements import PORTAL, _text, _token_in, contact
from wanglai.services.access.teams import form_team, join_team
from wanglai.services.customers.contacts import end_contact
from wanglai.services.disputes.queries import dispute_page
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.disputes.say_in_dispute import say_in_dispute
from wanglai.services.ledger.book import Who
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.portal.dispute_lines import DisputedLine, dispute_lines
from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.open_link import open_link
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.say import ask
from wanglai.services.portal.show_links import portal_of_statement
from wanglai.services.portal.visitor import visitor_of
from wanglai.services.statements.hold_reminders import stop_reminders
from wanglai.store.models import (
    Customer,
    Dispute,
    ManagerMail,
    Message,
    PortalLink,
    Statement,
    StatementSilence,
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
def statement(book: Ledger, office: PostOffice) -> Statement:
    """Sent today, of a customer that the salesperson looks after."""
    contact(book, "远景", TO)
    looked_after(book)
    return sent_statement(book)


def looked_after(book: Ledger, role: str | None = "SAL", team: int | None = None) -> None:
    manager = book.books.people[role] if role else None
    Customer.objects.filter(name="远景").update(manager_id=manager, team_id=team)


def address_of(book: Ledger, role: str) -> str:
    return User.objects.get(id=book.books.people[role]).email


def to_staff(office: PostOffice) -> list[str]:
    return [to for to, letter in office.letters if to.endswith("@" + "yuanjing.example") and to not in (TO, MAIL)]  # fmt: skip


# --- account managers -----------------------------------------------------------------------------------


def test_after_the_last_reminder_the_account_manager_is_told_once(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    assert nights(book)[18] == "silent"
    (mail,) = Message.objects.filter(kind="staff")
    assert mail.state == "sent"
    to, letter = office.letters[-1]
    assert to == address_of(book, "SAL")
    assert str(letter["Subject"]).strip() == "远景：对账单 2026-000001 提醒后仍未答复"
    assert "已提醒 2 次，仍无答复" in _text(letter)
    told = ManagerMail.objects.get()
    assert (told.user_id, told.silence_id) == (book.books.people["SAL"], StatementSilence.objects.get().id)  # fmt: skip
    book.prove()


def test_an_answer_before_the_hour_keeps_the_mail_to_the_manager_back(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    for days in range(18):
        night(book, days)
    night(book, 18, sends=False)
    asked(visitor(office, statement))
    send_due_messages()
    mail = Message.objects.get(kind="staff")
    assert (mail.state, mail.trouble) == ("skipped", "the customer answered before it was sent")
    assert to_staff(office) == []


def test_a_mail_to_the_manager_kept_back_by_a_stop_does_not_say_that_the_customer_answered(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    for days in range(18):
        night(book, days)
    night(book, 18, sends=False)
    stop_reminders(**book.scope, statement_id=statement.id, reason="已电话联系")
    send_due_messages()
    mail = Message.objects.get(kind="staff")
    assert (mail.state, mail.trouble) == ("skipped", "the statement was answered, replaced or stopped before it was sent")  # fmt: skip


def test_without_a_manager_the_team_is_told_and_without_either_nobody(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    team = form_team(**book.books.scope("ADM"), origin=DOOR, name="华东")
    for role in ("SAL", "COL"):
        join_team(**book.books.scope("ADM"), origin=DOOR, team_id=team, person_id=book.books.people[role])  # fmt: skip
    User.objects.filter(id=book.books.people["COL"]).update(is_active=False)
    message = Message.objects.get(kind="statement")
    looked_after(book, role="COL", team=team)  # who has left is not written to
    take_report(bounce_of(message.reference))
    assert set(ManagerMail.objects.values_list("user_id", flat=True)) == {book.books.people["SAL"]}
    # of a customer that nobody looks after, neither a person nor a team
    book.post("invoice", "INV-2", "100.00", "01-10", customer="恒泰")
    contact(book, "恒泰", "li@hengtai.example")
    second = sent_statement(book, "恒泰")
    assert "silent" in nights(book).values()
    assert StatementSilence.objects.filter(statement=second).exists()
    assert ManagerMail.objects.filter(silence__isnull=False).count() == 0
    assert ManagerMail.objects.count() == 1


def test_a_mail_that_came_back_is_told_to_the_manager_once(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    message = Message.objects.get(kind="statement")
    for _ in range(2):
        take_report(bounce_of(message.reference))
    send_due_messages()
    to, letter = office.letters[-1]
    assert (to, str(letter["Subject"]).strip()) == (address_of(book, "SAL"), "远景：邮件被退回")
    assert "联系人远景会计（z***@yuanjing.example）" in _text(letter)
    assert TO not in _text(letter)  # an address stays masked
    told = ManagerMail.objects.get()
    assert (told.bounced_id, told.silence_id) == (message.id, None)


@pytest.mark.parametrize(("kind", "told"), [("statement", 1), ("overdue", 1), ("reply", 1), ("code", 0), ("staff", 0), ("advice", 0)])  # fmt: skip
def test_codes_and_our_own_mails_that_came_back_are_told_to_nobody(book: Ledger, office: PostOffice, kind: str, told: int) -> None:  # fmt: skip
    message = queued(book, "k", "x@kehu.example", kind=kind)
    looked_after(book)
    send_due_messages()
    take_report(bounce_of(message.reference))
    assert ManagerMail.objects.count() == told


def test_the_database_tells_a_colleague_of_what_happened_and_once(book: Ledger, office: PostOffice, statement: Statement) -> None:  # fmt: skip
    letter = Message.objects.get(kind="statement")
    take_report(bounce_of(letter.reference))
    told, other = ManagerMail.objects.get(), queued(book, "k2", kind="staff")
    sent_still = queued(book, "k3")
    tells = "INSERT INTO store_managermail (company_id, user_id, message_id, silence_id, bounced_id, made_at) VALUES ({company}, {user}, {message}, {silence}, {bounced}, now())"  # fmt: skip
    sound = {"company": book.company_id, "user": told.user_id, "message": other.id, "silence": "NULL", "bounced": letter.id}  # fmt: skip
    for wrong, constraint in (
        ({}, "manager_told_of_bounce_once"),
        ({"message": told.message_id, "user": book.books.people["FM"]}, "manager_mail_message_once"),
        ({"bounced": "NULL"}, "manager_mail_is_about_one"),
        ({"message": sent_still.id}, "manager_is_told_why"),
        ({"bounced": sent_still.id}, "manager_is_told_why"),
        ({"bounced": "NULL", "silence": 999}, "manager_is_told_why"),
    ):  # fmt: skip
        assert constraint in refused(tells.format(**{**sound, **wrong})), wrong
    assert "append-only" in refused("DELETE FROM store_managermail")


def refused(attempt: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as problem:
        return str(problem)
    return "nothing was refused"


# --- the customer's contact --------------------------------------------------------------------------


@pytest.fixture
def link(book: Ledger, office: PostOffice) -> Sent:
    return sent(book)


def question(link: Sent) -> int:
    made = ask(
        visitor=link.proved(), address=ADDRESS, name="王芳", words="运费为什么这么高？", key=key()
    )
    send_due_messages()
    return made


def replies(book: Ledger, link: Sent, answer: int, **more: Any) -> int:
    wanted = {"statement_id": link.statement_id, "answer_id": answer, "words": "按合同第 5 条。", "key": "k", **more}  # fmt: skip
    return reply_to_question(**book.books.scope("ARA"), origin=DOOR, **wanted)


def test_whoever_asked_is_written_to_that_a_reply_is_there_and_not_what_it_says(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    answer = question(link)
    first = replies(book, link, answer, portal=PORTAL)
    assert replies(book, link, answer, portal=PORTAL) == first  # sent again, nothing more happens
    send_due_messages()
    (letter,) = [letter for to, letter in office.letters if to == MAIL and "答复" in str(letter["Subject"])]  # fmt: skip
    assert str(letter["Subject"]).strip() == "yuanjing：已答复您就对账单 2026-000001 提出的事项"
    assert "按合同" not in _text(letter)
    assert visitor_of(open_link(token=_token_in(letter), address=ADDRESS)).statement_id == link.statement_id  # fmt: skip
    (row,) = [row for row in portal_of_statement(**book.reader, statement_id=link.statement_id).answers if row.replies]  # fmt: skip
    mail = row.replies[0].mail
    assert mail is not None
    assert mail.words.en == "Sent"
    book.prove()


def test_without_an_address_of_the_portal_the_mail_says_how_to_come_in(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    links = PortalLink.objects.count()
    replies(book, link, question(link))
    send_due_messages()
    text = _text(office.letters[-1][1])
    assert "请用您收到的对账单链接打开" in text
    assert PortalLink.objects.count() == links


def test_a_reply_opens_nothing_for_a_contact_whose_link_was_withdrawn(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    answer, made = question(link), PortalLink.objects.get()
    revoke_link(**book.books.scope("ARA"), origin=DOOR, link_id=made.id)
    replies(book, link, answer, portal=PORTAL)
    send_due_messages()
    to, letter = office.letters[-1]
    assert to == MAIL
    assert "请用您收到的对账单链接打开" in _text(letter)
    assert PORTAL not in _text(letter)
    assert list(PortalLink.objects.all()) == [made]


def test_nor_where_the_newest_link_was_withdrawn_and_another_contacts_link_is_its_own(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    answer, scope = question(link), {**book.books.scope("ARA"), "origin": DOOR}
    other = contact(book, "远景", "li@yuanjing.example")
    one = {**scope, "statement_id": link.statement_id}
    revoke_link(**scope, link_id=make_link(**one, contact_id=other).id)
    replies(book, link, answer, portal=PORTAL)  # of another contact: no matter
    assert PortalLink.objects.filter(contact_id=link.contact_id).count() == 2
    revoke_link(**scope, link_id=PortalLink.objects.latest("id").id)
    replies(book, link, answer, portal=PORTAL, key="k2")
    assert Message.objects.filter(kind="reply").count() == 2
    assert PortalLink.objects.filter(contact_id=link.contact_id).count() == 2


def test_a_contact_that_was_ended_is_not_written_to_and_the_page_can_say_so(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    answer = question(link)
    end_contact(**book.books.scope("ARA"), origin=DOOR, customer_id=book.customer("远景"), contact_id=link.contact_id)  # fmt: skip
    replies(book, link, answer, portal=PORTAL)
    assert not Message.objects.filter(kind="reply").exists()
    (row,) = [row for row in portal_of_statement(**book.reader, statement_id=link.statement_id).answers if row.replies]  # fmt: skip
    assert row.replies[0].mail is None


def test_whoever_disputed_in_the_portal_is_written_to_when_something_is_said_to_it(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    line = DisputedLine(book.item("INV-1").id, minor("100.00"), "price")
    dispute_lines(visitor=link.proved(), address=ADDRESS, name="王芳", words="单价不符", lines=[line], key="k")  # fmt: skip
    case = Dispute.objects.get()
    one = {"company_id": book.company_id, "who": Who(book.books.people["FM"], DOOR), "dispute_id": case.id}  # fmt: skip
    say_in_dispute(**one, said="我们自己说的")
    say_in_dispute(**one, said="再看看", from_customer=case.customer_id)
    assert not Message.objects.filter(kind="reply").exists()
    say_in_dispute(**one, said="我们正在核实。", for_customer=True, portal=PORTAL)
    resolve_dispute(
        **book.books.scope("FM"), origin=DOOR, dispute_id=case.id, parts=(Part("rejected", 10_000),), said="价格与合同一致。",
        on=case.opened_on, key=key(),
    )  # fmt: skip
    assert Message.objects.filter(kind="reply", customer_id=case.customer_id, contact_id=link.contact_id).count() == 2  # fmt: skip
    steps = dispute_page(**book.reader, dispute_id=case.id).steps
    assert [(step.for_customer, step.from_customer, step.mail is not None) for step in steps][-4:] == [
        (False, False, False), (True, True, False), (True, False, True), (True, False, True),
    ]  # fmt: skip


def test_a_dispute_that_staff_raised_is_nobodys_question(book: Ledger, office: PostOffice, link: Sent) -> None:  # fmt: skip
    from tests.services.test_payment_reminders import dispute

    dispute(book, "INV-1", "10.00")
    case = Dispute.objects.get()
    say_in_dispute(company_id=book.company_id, who=Who(book.books.people["FM"], DOOR), dispute_id=case.id, said="x", for_customer=True)  # fmt: skip
    assert not Message.objects.filter(kind="reply").exists()
