"""Customers that did not answer a statement are asked again by the night, each time once; at last it is for a person of ours.

Looked at anew with the book in hand: an answer takes the book, too, so that nobody is asked for what was just said. One that
comes while a reminder waits in the outbox keeps it from being sent (``messages.send_messages``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import structlog
from django.db import DatabaseError, transaction

from wanglai.domain.calendars import Calendar
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.messages.letter_texts import Words
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.messages.queue_message import ToQueue, queue_messages
from wanglai.services.messages.tell_managers import tell_of_silence
from wanglai.services.messages.text_numbers import numbers_for_texts
from wanglai.services.portal.make_link import give_links
from wanglai.services.portal.sealing import new_token
from wanglai.services.statements.composed_letter import composed, words_of_letters
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.reminder_policy import ReminderRules, rules_in_force
from wanglai.services.statements.send_statements import printed
from wanglai.services.statements.unanswered import REMIND, Unanswered, next_of, unanswered_of
from wanglai.store.models import (
    ContactChannel,
    Statement,
    StatementFile,
    StatementReminder,
    StatementSending,
    StatementSilence,
)
from wanglai.store.secret_fields import decrypted

KIND = "remind_customers"
DOOR = "job"

log = structlog.get_logger("wanglai.statements")


@dataclass
class Reminded:
    """``statements`` whose customer was asked again, by so many ``letters``, to ``nobody`` where none can be written to; ``silent`` ones."""

    statements: int = 0
    letters: int = 0
    nobody: int = 0
    silent: int = 0


@dataclass(frozen=True)
class _Round:
    """What is the same for every statement of a company in one night; ``portal`` is what a link begins with, or empty."""

    company_id: int
    today: date
    rules: ReminderRules
    calendar: Calendar
    portal: str

    @cached_property
    def words(self) -> dict[str, Words]:
        """Of the letters, by language: looked up by the first that is written, in most nights by none."""
        return words_of_letters(self.company_id, "reminder")

    @cached_property
    def texts(self) -> dict[str, Words]:
        """Of the text messages, likewise."""
        return words_of_letters(self.company_id, "text_reminder")


def remind_every_company(today: date, *, portal: str = "") -> Reminded:
    """For the daily job: all companies with books, each by itself; what fails for one is logged and leaves the others."""
    done = Reminded()
    for company_id in companies_with_books():
        try:
            remind_customers(company_id, today, portal=portal, done=done)
        except DatabaseError:
            log.exception("customers not asked again", company=company_id)
    return done


def remind_customers(
    company_id: int, today: date, *, portal: str = "", done: Reminded | None = None
) -> Reminded:
    """Ask about every statement of a company that is due on a working day, and say which are silent; repeated, nothing more happens."""
    done = done if done is not None else Reminded()
    calendar = hours_of(company_id).calendar
    if not calendar.is_working(today):
        return done
    common = _Round(company_id, today, rules_in_force(company_id), calendar, portal)
    for each in unanswered_of(company_id, today):
        if next_of(each, common.rules, calendar, today):
            try:
                _looked_at(common, each.statement_id, done)
            except Exception:  # whatever is wrong with one statement, the others are asked about
                log.exception("statement not asked about again", statement=each.statement_id)
    return done


@transaction.atomic
def _looked_at(common: _Round, statement_id: int, done: Reminded) -> None:
    known_act(common.company_id, "", b"")  # from here on nobody answers or stops it beside us
    for each in unanswered_of(common.company_id, common.today, [statement_id]):
        what = next_of(each, common.rules, common.calendar, common.today)
        if not what:
            continue
        statement = Statement.objects.get(id=each.statement_id)
        if what == REMIND:
            _ask_again(common, statement, each, done)
        else:
            _say_silent(common, statement, each)
            done.silent += 1


def _ask_again(common: _Round, statement: Statement, each: Unanswered, done: Reminded) -> None:
    who, time = Who(None, DOOR), each.reminders + 1
    letters, why = _letters(common, statement, each, time)
    made = queue_messages(common.company_id, who, [letter.queued for letter in letters])
    facts = {
        "what": "reminded", "statement": number_of(statement), "customer": statement.customer_id, "time": time,
        "queued": len(letters), "why": why,
    }  # fmt: skip
    seq = write_act(common.company_id, who, KIND, facts)
    row = {"company_id": common.company_id, "statement": statement, "ordinal": time, "on": common.today, "seq": seq}  # fmt: skip
    told = [
        StatementReminder(
            **row, contact_id=letter.queued.contact_id, message_id=made[letter.queued.key], channel=letter.queued.channel
        )
        for letter in letters
    ]  # fmt: skip
    StatementReminder.objects.bulk_create(told or [StatementReminder(**row, reason=why)])
    for letter in letters:
        if letter.token:  # a link is made in the name of who sent the statement to this contact
            give_links(letter.sent_by, seq, [(statement, letter.queued.contact_id or 0, letter.token)])  # fmt: skip
    done.statements += 1
    done.letters += len(letters)
    done.nobody += not letters


@dataclass(frozen=True)
class _Letter:
    queued: ToQueue
    sent_by: int
    token: str  # of the link that stands in it, or empty


def _letters(common: _Round, statement: Statement, each: Unanswered, time: int) -> tuple[list[_Letter], str]:  # fmt: skip
    """To each address the statement went to whose contact still agrees, once; or why to none."""
    rows = StatementSending.objects.filter(statement=statement, message__state="sent").select_related("contact")  # fmt: skip
    agreed = [row for row in rows.order_by("id") if row.contact and _agrees(row, common.today)]
    if not agreed:
        return [], "ended"
    ids = [row.contact_id for row in agreed]
    channels = {
        channel.contact_id: channel for channel in ContactChannel.objects.filter(channel="email", contact_id__in=ids)
    }  # fmt: skip
    kept = StatementFile.objects.select_related("file").get(statement=statement)
    found, gone = [], set()
    for row in agreed:
        channel = channels.get(row.contact_id or 0)
        if channel is None or bytes(channel.value_hash) in gone:
            continue
        gone.add(bytes(channel.value_hash))
        to = decrypted(bytes(channel.sealed), company_id=common.company_id, purpose="email")
        found.append(_letter(common, statement, row, each, time, to, (kept.file_id, kept.file.sha256)))  # fmt: skip
    found += _texts(common, statement, agreed, each, time)
    return found, "" if found else "no_address"


def _texts(
    common: _Round,
    statement: Statement,
    agreed: list[StatementSending],
    each: Unanswered,
    time: int,
) -> list[_Letter]:
    """A text to each of them that takes texts, beside its mail: each number once, without link and without amount."""
    contacts = {row.contact.id: row for row in agreed if row.contact and row.contact.takes_texts}
    found: dict[str, _Letter] = {}
    for number in numbers_for_texts(common.company_id, list(contacts)):
        row = contacts[number.contact_id]
        assert row.contact is not None, "a statement went to a contact"
        language = row.contact.language if row.contact.language in common.texts else "zh"
        said = composed(
            common.texts[language], statement, language=language, contact="", digest="", address="",
            more={"sent": str(each.first_sent_on), "time": str(time)},
        )  # fmt: skip
        queued = ToQueue(
            key=f"reminder:{statement.id}:{time}:{number.contact_id}:sms", customer_id=statement.customer_id,
            contact_id=number.contact_id, to=number.to, channel="sms", kind="reminder", language=language,
            subject=said.subject, body=said.body,
        )  # fmt: skip
        found.setdefault(number.to, _Letter(queued, row.asked_by_id, ""))
    return list(found.values())


def _agrees(row: StatementSending, today: date) -> bool:
    contact = row.contact
    assert contact is not None, "a statement went to a contact"
    agreed_on = contact.consent_on
    return contact.ended_at is None and contact.agreed_at is not None and agreed_on is not None and agreed_on <= today  # fmt: skip


def _letter(
    common: _Round, statement: Statement, row: StatementSending, each: Unanswered, time: int, to: str, file: tuple[int, str]
) -> _Letter:  # fmt: skip
    contact = row.contact
    assert contact is not None, "a statement went to a contact"
    language = contact.language if contact.language in common.words else "zh"
    is_of_it = (
        contact.customer_id == statement.customer_id
    )  # a merged customer's contact opens no paper of another
    token = new_token() if common.portal and is_of_it else ""
    letter = composed(
        common.words[language], statement, language=language, contact=contact.name, digest=file[1],
        address=common.portal + token if token else "", more={"sent": str(each.first_sent_on), "time": str(time)},
    )  # fmt: skip
    queued = ToQueue(
        key=f"reminder:{statement.id}:{time}:{contact.id}", customer_id=statement.customer_id, contact_id=contact.id,
        to=to, channel="email", kind="reminder", language=language, subject=letter.subject, body=letter.body,
        attachments=(printed(statement, file[0]),),
    )  # fmt: skip
    return _Letter(queued, row.asked_by_id, token if letter.bears_link else "")


def _say_silent(common: _Round, statement: Statement, each: Unanswered) -> None:
    facts = {
        "what": "silent", "statement": number_of(statement), "customer": statement.customer_id, "time": each.reminders,
        "queued": 0, "why": "",
    }  # fmt: skip
    seq = write_act(common.company_id, Who(None, DOOR), KIND, facts)
    said = StatementSilence.objects.create(
        company_id=common.company_id, statement=statement, reminders=each.reminders, on=common.today, seq=seq
    )  # fmt: skip
    tell_of_silence(said, statement)
