"""Statements sent: to each contact that agreed, once; to nobody for a stated reason; held, let go on, sent again; through a real server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import PostOffice, bounce_of, open_office
from tests.services.test_outbox import every_hour
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import ContactSaid, add_contact, end_contact
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.customers.show_customer import customer_timeline
from wanglai.services.messages.read_reports import take_report
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.messages.show_messages import Wanted, list_messages, message_page
from wanglai.services.portal.open_link import open_link
from wanglai.services.portal.visitor import visitor_of
from wanglai.services.statements.hold_sending import go_on_sending, hold_sending, send_failed_again
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.services.statements.perform_statement_run import perform_statement_run
from wanglai.services.statements.refusals import NothingToSend
from wanglai.services.statements.run_life import agree_statements, start_statement_run
from wanglai.services.statements.send_statements import send_statement, send_statements
from wanglai.services.statements.show_runs import statement_run_page
from wanglai.services.statements.show_sending import sending_of_run, sending_of_statement
from wanglai.store.models import (
    Message,
    PortalLink,
    PortalSession,
    Statement,
    StatementFile,
    StatementSending,
)

PORTAL = "https://portal.yuanjing.example/portal/open/#"
AGREED = {"consent_on": date(2026, 1, 2), "consent_how": "合同附件"}
CUSTOMERS = ("远景", "恒泰", "云帆")


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    for number, name in enumerate(CUSTOMERS, start=1):
        ledger.post("invoice", f"INV-{number}", "100.00", "01-10", customer=name)
    return ledger


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


def contact(book: Ledger, customer: str, to: str = "", **more: Any) -> int:
    said = {"name": f"{customer}会计", "is_for_statements": True, **AGREED, **more}
    channels = {"email": to} if to else {"phone": "13812345678"}
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer(customer)}
    return add_contact(**scope, said=ContactSaid(channels=channels, **said))


def issued_run(book: Ledger, through: str = "01-31", **more: Any) -> int:
    days = {"from_on": date(2026, 1, 1), "through_on": date.fromisoformat(f"2026-{through}")}
    maker = book.books.scope("ARA")
    run = start_statement_run(**maker, kind="forward", key=f"run {through}", waits_for_worker=False, **days, **more)  # fmt: skip
    perform_statement_run(run)
    shown = statement_run_page(**book.reader, run_id=run).shown
    agree_statements(**book.scope, run_id=run, shown=shown, waits_for_worker=False)
    perform_statement_run(run)
    return run


def counts(book: Ledger, run: int) -> dict[str, int]:
    """Letters by state, and under each reason the statements that go to nobody."""
    found = sending_of_run(**book.reader, run_id=run)
    told = {name: count for name, _, _, count in found.states}
    return told | {words.en: count for words, count in found.skipped} | ({"left": found.left} if found.left else {})  # fmt: skip


def sends(book: Ledger, run: int) -> int:
    return send_statements(**book.books.scope("ARA"), origin=DOOR, run_id=run)


def test_each_customer_gets_its_statement_as_printed_in_the_contacts_language(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "恒泰", "li@hengtai.example", language="en")
    contact(book, "云帆", "wang@yunfan.example")
    run = issued_run(book)
    assert counts(book, run) == {"left": 3}
    assert sends(book, run) > 0
    assert counts(book, run) == {"queued": 3}
    assert send_due_messages().sent == 3
    assert counts(book, run) == {"sent": 3}
    letters = dict(office.letters)
    assert sorted(letters) == ["li@hengtai.example", "wang@yunfan.example", "zhang@yuanjing.example"]  # fmt: skip
    for name, to in (("远景", "zhang@yuanjing.example"), ("恒泰", "li@hengtai.example")):
        statement = Statement.objects.get(customer__name=name)
        kept = StatementFile.objects.select_related("file").get(statement=statement).file
        (file,) = letters[to].iter_attachments()
        assert hashlib.sha256(file.get_content()).hexdigest() == kept.sha256
        assert file.get_filename() == f"2026-{statement.number:06}.pdf"
        body = letters[to].get_body()
        assert body is not None
        text = body.get_content()
        assert kept.sha256 in text
        assert ("您好" in text, "Dear " in text) == ((True, False) if name == "远景" else (False, True))  # fmt: skip
    assert str(letters["zhang@yuanjing.example"]["Subject"]).strip() == "yuanjing：2026-01-01 至 2026-01-31 对账单 2026-000001"  # fmt: skip
    book.prove()


def test_each_letter_bears_a_link_of_its_own_that_opens_its_statement_alone(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "恒泰", "li@hengtai.example", language="en")
    run = issued_run(book)
    for _ in range(2):  # a press repeated makes no second link
        send_statements(**book.books.scope("ARA"), origin=DOOR, run_id=run, portal=PORTAL)
    send_due_messages()
    assert PortalLink.objects.count() == 2
    for to, name in (("zhang@yuanjing.example", "远景"), ("li@hengtai.example", "恒泰")):
        secret = open_link(token=_token_in(dict(office.letters)[to]), address="203.0.113.9")
        assert visitor_of(secret).statement_id == Statement.objects.get(customer__name=name).id
    assert "14" in _text(dict(office.letters)["li@hengtai.example"])
    book.prove()


def test_the_run_says_which_letters_were_opened_in_the_portal_and_when_first(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "远景", "wang@yuanjing.example", name="王")
    contact(book, "恒泰", "li@hengtai.example")
    run = issued_run(book)
    send_statements(**book.books.scope("ARA"), origin=DOOR, run_id=run, portal=PORTAL)
    send_due_messages()
    ids = list(Statement.objects.values_list("id", flat=True))
    assert sending_of_run(**book.reader, run_id=run, statement_ids=ids).opened == 0
    token = _token_in(dict(office.letters)["zhang@yuanjing.example"])
    first = visitor_of(open_link(token=token, address="203.0.113.9"))
    open_link(token=token, address="203.0.113.9")
    found = sending_of_run(**book.reader, run_id=run, statement_ids=ids)
    opened = {letter.contact: letter.opened_at for letters in found.letters.values() for letter in letters}  # fmt: skip
    at = PortalSession.objects.get(id=first.session_id).opened_at
    assert (found.opened, opened) == (1, {"远景会计": at, "王": None, "恒泰会计": None, "": None})


def test_without_an_address_of_the_portal_a_letter_bears_no_link(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    sends(book, issued_run(book))
    send_due_messages()
    assert "#" not in _text(dict(office.letters)["zhang@yuanjing.example"])
    assert not PortalLink.objects.exists()


def test_a_merged_customers_statement_goes_to_the_other_without_a_link(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    """A link is for a contact of its own customer; the letter goes out all the same."""
    contact(book, "恒泰", "li@hengtai.example")
    run = issued_run(book)
    controller = {**book.books.scope("CRC"), "origin": DOOR}
    merge_customers(**controller, merged_id=book.customer("远景"), survivor_id=book.customer("恒泰"))  # fmt: skip
    send_statements(**book.books.scope("ARA"), origin=DOOR, run_id=run, portal=PORTAL)
    send_due_messages()
    texts = {str(letter["Subject"])[-6:]: PORTAL in _text(letter) for _, letter in office.letters}
    of = {name: f"{Statement.objects.get(customer__name=name).number:06}" for name in ("远景", "恒泰")}  # fmt: skip
    assert texts == {of["远景"]: False, of["恒泰"]: True}


def _text(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    return str(body.get_content())


def _token_in(letter: EmailMessage) -> str:
    (line,) = (line for line in _text(letter).splitlines() if line.startswith(PORTAL))
    return line.removeprefix(PORTAL).strip()


def test_sent_again_nobody_gets_a_second_and_who_comes_later_gets_the_first(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    contact(book, "恒泰", "li@hengtai.example", consent_on=None, consent_how="")
    run = issued_run(book)
    sends(book, run)
    assert counts(book, run) == {"queued": 1, "No contact has agreed to be written to": 1, "No contact takes statements": 1}  # fmt: skip
    send_due_messages()
    assert sends(book, run) == 0
    assert StatementSending.objects.count() == 3
    contact(book, "云帆")
    sends(book, run)
    assert counts(book, run)["The contact has no e-mail address"] == 1
    contact(book, "云帆", "wang@yunfan.example")
    contact(book, "恒泰", "li@hengtai.example")
    contact(book, "远景", "ZHANG@yuanjing.example", name="同一邮箱的另一人")
    sends(book, run)
    send_due_messages()
    assert counts(book, run) == {"sent": 3}
    assert sorted(office.addresses()) == ["li@hengtai.example", "wang@yunfan.example", "zhang@yuanjing.example"]  # fmt: skip


def test_an_ended_or_waiting_contact_and_a_replaced_statement_get_nothing(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    gone = contact(book, "远景", "old@yuanjing.example")
    end_contact(
        **book.books.scope("ARA"), origin=DOOR, customer_id=book.customer("远景"), contact_id=gone
    )
    asked = {**book.books.scope("COL"), "origin": DOOR, "customer_id": book.customer("恒泰")}
    said = ContactSaid("x", channels={"email": "x@hengtai.example"}, is_for_statements=True, **AGREED)  # fmt: skip
    add_contact(**asked, said=said)
    contact(book, "云帆", "wang@yunfan.example")
    run = issued_run(book)
    book.post("invoice", "INV-9", "5.00", "01-20", customer="云帆")
    old = Statement.objects.get(customer__name="云帆")
    new = reissue_statement(**book.scope, statement_id=old.id, reason="补记", key="again")
    sends(book, run)
    assert counts(book, run) == {"No contact takes statements": 2, "A further version was issued": 1}  # fmt: skip
    send_statement(**book.scope, statement_id=new)
    assert send_due_messages().sent == 1
    ((to, letter),) = office.letters
    assert (to, "2026-000003/2" in str(letter["Subject"])) == ("wang@yunfan.example", True)
    assert send_statement(**book.scope, statement_id=new) == 0


def test_a_run_is_held_goes_on_and_what_failed_is_sent_again(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    for name, to in zip(CUSTOMERS, ("a@x.example", "b@x.example", "c@x.example"), strict=True):
        contact(book, name, to)
    run = issued_run(book)
    sends(book, run)
    scope = {**book.books.scope("ARA"), "origin": DOOR, "run_id": run}
    assert hold_sending(**scope) == 3
    assert send_due_messages().sent == 0
    assert counts(book, run) == {"held": 3}
    office.rcpt = {"b@x.example": "550 unknown"}
    assert go_on_sending(**scope) == 3
    send_due_messages()
    assert counts(book, run) == {"sent": 2, "failed": 1}
    assert hold_sending(**scope) == 0
    office.rcpt = {}
    assert send_failed_again(**scope) == 1
    send_due_messages()
    assert counts(book, run) == {"sent": 3}
    assert sorted(office.addresses()) == ["a@x.example", "b@x.example", "c@x.example"]
    with pytest.raises(NotFound):
        hold_sending(**{**open_ledger("bieren").scope, "run_id": run})
    book.prove()


def test_down_slow_bouncing_each_customer_has_one_statement_or_a_stated_reason(book: Ledger, office: PostOffice, settings: Any) -> None:  # fmt: skip
    """Lesson 14 and point 4 of issue 7, by the run: nothing is silent."""
    for name, to in zip(CUSTOMERS, ("a@x.example", "b@x.example", "c@x.example"), strict=True):
        contact(book, name, to)
    book.post("invoice", "INV-4", "1.00", "01-10", customer="无联系人")
    run = issued_run(book)
    sends(book, run)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send_due_messages()
    assert counts(book, run) == {"queued": 3, "No contact takes statements": 1}
    settings.EMAIL_PORT = port
    office.rcpt = {"c@x.example": "550 5.1.1 unknown"}
    Message.objects.filter(state="queued").update(next_at=Message.objects.earliest("queued_at").queued_at)  # fmt: skip
    send_due_messages()
    bounced = Message.objects.get(customer__name="远景")
    take_report(bounce_of(bounced.reference))
    assert counts(book, run) == {"bounced": 1, "sent": 1, "failed": 1, "No contact takes statements": 1}  # fmt: skip
    ids = list(Statement.objects.filter(run_id=run).order_by("id").values_list("id", flat=True))
    told = sending_of_run(**book.reader, run_id=run, statement_ids=ids).letters
    assert len(told) == 4
    assert all(letter.state == "sent" or letter.trouble or letter.message_id is None for each in told.values() for letter in each)  # fmt: skip


def test_what_was_sent_is_seen_on_statement_list_and_customer(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    contact(book, "远景", "zhang@yuanjing.example")
    run = issued_run(book)
    sends(book, run)
    send_due_messages()
    statement = Statement.objects.get(customer__name="远景")
    (letter,) = sending_of_statement(**book.reader, statement_id=statement.id)
    assert (letter.state, letter.contact) == ("sent", "远景会计")
    assert "zhang@" not in letter.shown
    found = list_messages(**book.reader, wanted=Wanted(run_id=run))
    assert [(row.customer, row.state) for row in found.rows] == [("远景", "sent")]
    assert [row.id for row in list_messages(**book.reader, wanted=Wanted(search="ZHANG@yuanjing.example")).rows] == [letter.message_id]  # fmt: skip
    assert list_messages(**book.reader, wanted=Wanted(search="li@yuanjing.example")).rows == ()
    assert list_messages(**book.reader, wanted=Wanted(state="failed")).rows == ()
    page = message_page(**book.books.scope("ARA"), message_id=letter.message_id or 0)
    assert page.row.shown == "zhang@yuanjing.example", "who keeps contacts sees it whole"
    assert "zhang@" not in message_page(**book.reader, message_id=letter.message_id or 0).row.shown
    assert page.statement_id == statement.id
    told = [event.what.en for event in customer_timeline(**book.reader, customer_id=book.customer("远景"))]  # fmt: skip
    assert told[:2] == ["Statement: taken by the server", "Statement issued"]


def test_a_run_without_statements_sends_nothing(book: Ledger) -> None:
    days = {"from_on": date(2026, 1, 1), "through_on": date(2026, 1, 31)}
    run = start_statement_run(**book.books.scope("ARA"), kind="forward", key="k", waits_for_worker=False, **days)  # fmt: skip
    with pytest.raises(NothingToSend):
        sends(book, run)
    with pytest.raises(NotFound):
        send_statements(**open_ledger("bieren").scope, run_id=run)


def test_the_database_keeps_a_statement_from_going_twice_to_one_contact(book: Ledger) -> None:
    contact(book, "远景", "zhang@yuanjing.example")
    sends(book, issued_run(book))
    columns = "company_id, statement_id, contact_id, message_id, reason, asked_by_id, asked_at"
    copy = f"INSERT INTO store_statementsending ({columns}) SELECT {{}} FROM store_statementsending WHERE message_id IS NOT NULL"  # fmt: skip
    attempts = {
        "statement_to_contact_once": copy.format(columns),
        "statement_sending_is_whole": copy.format(columns.replace("reason", "'x'")),
        "append-only": "DELETE FROM store_statementsending",
    }
    for wall, statement in attempts.items():
        with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert wall in str(caught.value)
