"""The outbox against a real mail server that is down, slow, refusing, greylisting, breaking off: each message once or a stated reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from tests.mail import PostOffice, bounce_of, open_office, sends_to, write_bounce
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.contacts import ContactSaid, add_contact, end_contact
from wanglai.services.ledger.book import Who
from wanglai.services.messages import send_messages
from wanglai.services.messages.decide_message import close_message, send_again, withdraw_message
from wanglai.services.messages.message_policy import (
    HoursMakeNoSense,
    hours_of,
    message_policies,
    set_message_policy,
)
from wanglai.services.messages.queue_message import Attachment, queue_message
from wanglai.services.messages.read_reports import read_drop, take_report
from wanglai.services.messages.refusals import MessageSaysNotWhy, MessageStandsElsewhere
from wanglai.services.messages.send_messages import send_due_messages, take_up_what_died
from wanglai.store.models import Act, Message, MessageEvent, MessageFile

PDF = b"%PDF-1.7 said"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    return ledger


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


def every_hour(book: Ledger) -> None:
    """Tests run at night, too."""
    hours = {"open_from": time(0), "open_to": time(23, 59, 59, 999_999), "calendar": ""}
    set_message_policy(**book.scope, **hours)


def queued(book: Ledger, key: str = "k1", to: str = "zhang@kehu.example", **more: Any) -> Message:
    wanted = {
        "customer_id": book.customer("远景"), "contact_id": None, "channel": "email", "kind": "statement", "language": "zh",
        "subject": "对账单 2026-000001", "body": "您好，\n.附件为对账单。\n", **more,
    }  # fmt: skip
    who = Who(book.scope["actor"], DOOR)
    found = queue_message(company_id=book.company_id, who=who, key=key, to=to, **wanted)
    return Message.objects.get(id=found)


def again(message: Message) -> Message:
    """The message as it stands now, due at once."""
    Message.objects.filter(id=message.id, state="queued").update(next_at=timezone.now())
    return Message.objects.get(id=message.id)


def events(message: Message) -> list[str]:
    return list(MessageEvent.objects.filter(message=message).order_by("ordinal").values_list("what", flat=True))  # fmt: skip


def test_a_message_arrives_whole_and_once(book: Ledger, office: PostOffice) -> None:
    message = queued(book, attachments=[Attachment("对账单 1.pdf", "application/pdf", PDF)])
    done = send_due_messages()
    assert (done.sent, done.waits, done.failed) == (1, 0, 0)
    ((to, letter),) = office.letters
    assert to == "zhang@kehu.example"
    assert str(letter["Subject"]) == "对账单 2026-000001"
    assert letter["Message-ID"] == message.reference
    assert letter["From"] == "yuanjing <books@yuanjing.example>"
    body = letter.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "您好，\n.附件为对账单。\n"
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("对账单 1.pdf", PDF)
    message = again(message)
    assert (message.state, message.trouble) == ("sent", "")
    assert events(message) == ["queued", "begun", "accepted"]
    for _ in range(3):
        send_due_messages()
    assert len(office.letters) == 1


def test_the_same_key_is_the_same_message_and_every_company_has_its_own(book: Ledger) -> None:
    first = queued(book)
    assert queued(book, subject="other").id == first.id
    assert MessageEvent.objects.filter(message=first).count() == 1
    other = open_ledger("bieren")
    assert queued(other, customer_id=None).id != first.id
    assert Message.objects.get(id=first.id).subject == "对账单 2026-000001"


def test_what_is_rolled_back_with_its_cause_was_never_queued(book: Ledger) -> None:
    with transaction.atomic():
        queued(book)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_server_that_is_down_is_waited_for_and_one_message_asks(book: Ledger, office: PostOffice, settings: Any) -> None:  # fmt: skip
    messages = [queued(book, f"k{number}") for number in range(3)]
    settings.EMAIL_PORT = 1
    done = send_due_messages()
    assert (done.waits, done.is_unreached) == (1, True)
    stands = {message.id: again(message) for message in messages}
    assert {each.state for each in stands.values()} == {"queued"}
    assert sum("ConnectionRefusedError" in each.trouble for each in stands.values()) == 1
    sends_to(settings, office)
    assert send_due_messages().sent == 3
    assert len(office.letters) == 3


def test_a_refused_address_fails_with_the_servers_words_and_keeps_nobody_from_theirs(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    office.rcpt = {"wrong@kehu.example": "550 5.1.1 <wrong@kehu.example>: user unknown"}
    wrong = queued(book, "k1", "wrong@kehu.example")
    queued(book, "k2")
    done = send_due_messages()
    assert (done.sent, done.failed) == (1, 1)
    wrong = again(wrong)
    assert (wrong.state, wrong.trouble) == ("failed", "550 5.1.1 <…>: user unknown")
    assert office.addresses() == ["zhang@kehu.example"]


def test_a_mail_the_server_will_not_have_fails(book: Ledger, office: PostOffice) -> None:
    office.on_data = "554"
    message = queued(book)
    assert send_due_messages().failed == 1
    assert again(message).trouble == "554 not this one"


def test_a_greylisting_server_takes_it_at_the_second_try(book: Ledger, office: PostOffice) -> None:
    office.greylists = True
    message = queued(book)
    assert send_due_messages().waits == 1
    assert send_due_messages().sent == 0, "not before its time"
    waiting = Message.objects.get(id=message.id)
    assert waiting.state == "queued"
    assert timedelta(seconds=30) < waiting.next_at - timezone.now() < timedelta(seconds=90)
    again(message)
    assert send_due_messages().sent == 1
    assert len(office.letters) == 1


def test_waits_grow_and_after_three_days_it_is_given_up(book: Ledger, office: PostOffice) -> None:
    office.on_data = "451"
    message, waits = queued(book), []
    for _ in range(6):
        message = again(message)
        send_due_messages()
        waiting = Message.objects.get(id=message.id)
        waits.append(round((waiting.next_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 5, 15, 60, 240, 240]
    Message.objects.update(since=timezone.now() - timedelta(days=3, minutes=1))
    again(message)
    assert send_due_messages().failed == 1
    assert "451" in Message.objects.get(id=message.id).trouble
    assert office.letters == []


def test_a_server_slow_before_the_mail_costs_a_wait(book: Ledger, office: PostOffice, settings: Any) -> None:  # fmt: skip
    settings.EMAIL_TIMEOUT, office.seconds = 0.3, 2.0
    message = queued(book)
    assert send_due_messages().is_unreached
    assert again(message).state == "queued"
    settings.EMAIL_TIMEOUT, office.seconds = 10, 0.0
    assert send_due_messages().sent == 1
    assert len(office.letters) == 1


@pytest.mark.parametrize("mood", ["break_after", "slow_after", "break_before"])
def test_without_the_answer_it_is_uncertain_and_waits_for_a_person(
    book: Ledger, office: PostOffice, settings: Any, mood: str
) -> None:
    settings.MAIL_ANSWER_SECONDS, office.seconds, office.on_data = 0.3, 2.0, mood
    message = queued(book)
    assert send_due_messages().uncertain == 1
    message = again(message)
    assert message.state == "uncertain"
    assert message.trouble.startswith("no answer after the mail was handed over")
    office.on_data = "take"
    for _ in range(3):
        send_due_messages()
        take_up_what_died()
    assert len(office.letters) == (0 if mood == "break_before" else 1), "never sent twice by the machine"  # fmt: skip


def test_a_person_sends_an_uncertain_one_again_under_the_same_message_id(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    office.on_data = "break_before"
    message = queued(book)
    send_due_messages()
    message, office.on_data = again(message), "take"
    said = {**book.scope, "message_id": message.id, "moves": message.moves}
    with pytest.raises(MessageSaysNotWhy):
        send_again(**said, reason="  ")
    with pytest.raises(MessageStandsElsewhere):
        send_again(**{**said, "moves": 1}, reason="x")
    send_again(**said, reason="客户说没有收到")
    with pytest.raises(MessageStandsElsewhere):
        send_again(**said, reason="twice")
    assert send_due_messages().sent == 1
    assert office.letters[0][1]["Message-ID"] == message.reference
    assert Act.objects.filter(kind="decide_message").count() == 1
    message = again(message)
    with pytest.raises(MessageStandsElsewhere):
        send_again(**{**said, "moves": message.moves}, reason="sent is sent")
    book.prove()


def test_an_uncertain_one_is_closed_with_a_reason_and_a_queued_one_withdrawn(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    office.on_data = "break_after"
    message = queued(book)
    send_due_messages()
    message = again(message)
    scope = {**book.scope, "message_id": message.id, "moves": message.moves}
    close_message(**scope, reason="客户电话确认已收到")
    message = again(message)
    assert (message.state, message.trouble) == ("closed", "客户电话确认已收到")
    other = queued(book, "k2")
    with pytest.raises(NotFound):
        withdraw_message(**open_ledger("bieren").scope, message_id=other.id, reason="x", moves=1)
    withdraw_message(**book.scope, message_id=other.id, reason="写错了", moves=1)
    assert again(other).state == "skipped"
    office.on_data = "take"
    assert send_due_messages().sent == 0


def test_a_sender_that_died_leaves_what_nobody_was_told_and_doubts_the_rest(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    early, late = queued(book, "k1"), queued(book, "k2")
    for message, told in ((early, False), (late, True)):
        claimed = send_messages._claim(
            send_messages.MAIL, send_messages._Asked(None, ()), send_messages.Round()
        )
        assert claimed is not None
        if told:
            send_messages._marked(claimed)()
        assert Message.objects.get(id=message.id).state == "sending"
    assert take_up_what_died() == 0, "they may be alive"
    assert take_up_what_died(timedelta(0)) == 1
    assert (again(early).state, again(late).state) == ("queued", "uncertain")
    assert send_due_messages().sent == 1
    assert len(office.letters) == 1


def test_a_sender_thought_dead_hands_nothing_over_and_its_late_yes_is_believed(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    early, late = queued(book, "k1"), queued(book, "k2")
    asked, done = send_messages._Asked(None, ()), send_messages.Round()
    first, second = (send_messages._claim(send_messages.MAIL, asked, done) for _ in range(2))
    assert first is not None
    assert second is not None
    send_messages._marked(second)()
    take_up_what_died(timedelta(0))
    with pytest.raises(ConnectionAbortedError):
        send_messages._marked(first)()
    send_messages._record(second, send_messages.Answer("taken", 250, "ok"), done)
    assert again(late).state == "sent"
    send_messages._record(first, send_messages.Answer("unreached", None, "gone"), done)
    assert again(early).state == "queued"
    assert send_due_messages().sent == 1
    assert office.addresses() == ["zhang@kehu.example"]


def test_nothing_is_sent_without_a_server_and_nothing_is_lost(book: Ledger, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    message = queued(book)
    assert send_due_messages() == send_messages.Round()
    assert again(message).state == "queued"


def test_quiet_hours_hold_letters_and_let_codes_through(book: Ledger, office: PostOffice) -> None:
    never = timezone.localtime() + timedelta(hours=12)
    hours = {"open_from": never.time().replace(minute=0, second=0), "calendar": ""}
    set_message_policy(**book.scope, **hours, open_to=(never.replace(minute=30)).time())
    queued(book, "letter")
    queued(book, "code", "li@kehu.example", kind="code", body="472 118")
    assert send_due_messages().sent == 1
    assert office.addresses() == ["li@kehu.example"]
    every_hour(book)
    assert send_due_messages().sent == 1
    with pytest.raises(HoursMakeNoSense):
        set_message_policy(**book.scope, open_from=time(9), open_to=time(9), calendar="")
    with pytest.raises(HoursMakeNoSense):
        set_message_policy(**book.scope, open_from=time(9), open_to=time(10), calendar="XX")
    assert [row.version for row in message_policies(**book.reader)] == [3, 2, 1]


def test_before_a_company_says_anything_it_writes_by_day_on_working_days(db: None) -> None:
    hours = hours_of(open_ledger().company_id)
    zone = timezone.get_default_timezone()
    night = datetime(2026, 9, 30, 20, 0, tzinfo=zone)  # the eve of eight days' holiday
    opens = hours.opens_at(night)
    assert opens == datetime(2026, 10, 8, 8, 0, tzinfo=zone)
    assert hours.opens_at(opens) == opens


def test_a_code_that_is_late_is_of_no_use(book: Ledger, office: PostOffice) -> None:
    code = queued(book, kind="code")
    Message.objects.update(since=timezone.now() - timedelta(minutes=11))
    assert send_due_messages().skipped == 1
    assert (again(code).state, office.letters) == ("skipped", [])


def test_a_contact_that_was_ended_meanwhile_is_not_written_to(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    scope = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": book.customer("远景")}
    contact = add_contact(**scope, said=ContactSaid("张伟", channels={"email": "zhang@kehu.example"}))  # fmt: skip
    message = queued(book, contact_id=contact)
    end_contact(**scope, contact_id=contact)
    assert send_due_messages().skipped == 1
    assert again(message).trouble == "the contact was ended before it was sent"
    assert office.letters == []


@pytest.mark.parametrize("form", ["rfc822", "headers"])
def test_a_mail_that_came_back_is_bounced_by_its_report(book: Ledger, office: PostOffice, form: str) -> None:  # fmt: skip
    message = queued(book)
    send_due_messages()
    report = bounce_of(message.reference, form=form)
    assert take_report(bounce_of(message.reference, status="4.4.1", action="delayed")) == "delayed"
    assert again(message).state == "sent"
    assert take_report(report) == "bounced"
    assert take_report(report) == "known"
    message = again(message)
    assert message.state == "bounced"
    assert message.trouble == "5.1.1 smtp; 550 5.1.1 <…>: user unknown"
    assert events(message) == ["queued", "begun", "accepted", "delayed", "bounced"]
    assert take_report(bounce_of("<other@yuanjing.example>")) == "unknown"
    assert take_report(b"Subject: hello\n\nnothing") == "unknown"


def test_the_mail_drop_is_read_and_every_file_put_aside(book: Ledger, office: PostOffice, tmp_path: Path) -> None:  # fmt: skip
    message = queued(book)
    send_due_messages()
    write_bounce(tmp_path, "1.eml", bounce_of(message.reference))
    write_bounce(tmp_path, "2.eml", b"Subject: advert\n\nbuy")
    assert read_drop(tmp_path) == {"bounced": 1, "unknown": 1}
    write_bounce(tmp_path, "2.eml", b"Subject: advert\n\nbuy more")
    assert read_drop(tmp_path) == {"unknown": 1}
    kept = sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*.eml"))
    assert kept == ["left/2-2.eml", "left/2.eml", "taken/1.eml"]
    assert again(message).state == "bounced"


def test_an_address_stands_nowhere_in_the_clear(book: Ledger, office: PostOffice, capsys: Any) -> None:  # fmt: skip
    office.rcpt = {"zhang@kehu.example": "450 4.2.0 <zhang@kehu.example> busy"}
    message = queued(book, body="秘密 472118")
    send_due_messages()
    with connection.cursor() as cursor:
        for table in ("store_message", "store_messageevent"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} AS t")
            for (row,) in cursor.fetchall():
                assert "zhang@kehu" not in row
                assert "472118" not in row
    printed = capsys.readouterr()
    assert "zhang@kehu" not in printed.out + printed.err
    assert again(message).shown.endswith("@kehu.example")


def test_the_database_lets_nothing_be_sent_twice(book: Ledger, office: PostOffice) -> None:
    sent = queued(book, "sent")
    send_due_messages()
    office.on_data = "break_after"
    doubtful = queued(book, "doubtful")
    send_due_messages()
    office.on_data = "554"
    failed = queued(book, "failed", attachments=[Attachment("a.pdf", "application/pdf", PDF)])
    send_due_messages()
    moved = "UPDATE store_message SET state = '{}', moves = moves + 1 WHERE id = {}"
    event = (
        "INSERT INTO store_messageevent (company_id, message_id, ordinal, what, state, at, said, digest)"
        " SELECT company_id, id, moves + 1, '{}', '{}', now(), 'x', '' FROM store_message WHERE id = {};"
    )
    attempts = {
        "there is no way": event.format("waits", "queued", sent.id) + moved.format("queued", sent.id),
        "by a person, not by the machine": event.format("waits", "queued", doubtful.id) + moved.format("queued", doubtful.id),
        "message_event_by_a_person": event.format("again", "queued", failed.id),
        "no event says": moved.format("queued", failed.id),
        "moves by one event": f"UPDATE store_message SET state = 'queued' WHERE id = {failed.id}",
        "was sent and stays sent": f"UPDATE store_message SET sent_at = NULL WHERE id = {sent.id}",
        "what it says does not change": f"UPDATE store_message SET subject = 'x' WHERE id = {sent.id}",
        "DELETE refused": f"DELETE FROM store_message WHERE id = {sent.id}",
        "message_once": f"INSERT INTO store_message SELECT (jsonb_populate_record(m, '{{\"id\": 999999, \"reference\": \"<x@x>\"}}')).* FROM store_message AS m WHERE id = {sent.id}",
        "message_says_why": f"UPDATE store_message SET trouble = '' WHERE id = {doubtful.id}",
    }  # fmt: skip
    for wall, statement in attempts.items():
        with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert wall in str(caught.value), (wall, str(caught.value))
    assert MessageFile.objects.count() == 1
    for table in ("store_messageevent", "store_messagefile", "store_messagepolicy"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:  # fmt: skip
                cursor.execute(statement)
            assert "append-only" in str(caught.value)


def test_what_was_being_handed_over_does_not_go_back_unasked(book: Ledger) -> None:
    message = queued(book)
    claimed = send_messages._claim(
        send_messages.MAIL, send_messages._Asked(None, ()), send_messages.Round()
    )
    assert claimed is not None
    send_messages._marked(claimed)()
    move = (
        "INSERT INTO store_messageevent (company_id, message_id, ordinal, what, state, at, said, digest)"
        " SELECT company_id, id, moves + 1, 'waits', 'queued', now(), 'x', '' FROM store_message;"
        "UPDATE store_message SET state = 'queued', moves = moves + 1"
    )
    attempts = {
        "what came of it nobody knows": move,
        "is being handed over already": "UPDATE store_message SET data_at = NULL",
    }
    for wall, statement in attempts.items():
        with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert wall in str(caught.value)
    assert again(message).state == "sending"
