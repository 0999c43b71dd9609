"""Reports by mail through a real SMTP server: on their day, once, tried again, cancellable, as the person may see them."""

from __future__ import annotations

import email
import io
import socketserver
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage as Mail
from email.policy import default
from typing import Any

import openpyxl
import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.ageing.queries import ageing
from wanglai.services.exports.deliver_reports import ATTEMPTS_MAX, Delivered, deliver_due_reports
from wanglai.services.exports.subscriptions import (
    ReportIsSubscribed,
    ReportIsUnknown,
    cancel_subscription,
    last_due,
    next_due,
    subscribe,
    subscriptions,
)
from wanglai.store.models import Act, Membership, ReportDelivery, ReportSubscription

MADE = datetime.fromisoformat("2026-03-01T04:00+00:00")


class PostOffice(socketserver.ThreadingTCPServer):
    """As much of SMTP as a letter needs. ``is_shut`` answers every letter with 451, ``full`` those to some."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters: list[tuple[str, Mail]] = []
        self.is_shut = False
        self.full: set[str] = set()  # mailboxes that take nothing


class Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if verb == "DATA":
                self._say("354 go on")
                self._take(to)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, to: str) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.is_shut or to in self.server.full:
            self._say("451 not now")
            return
        letter = email.message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(letter, Mail)
        self.server.letters.append((to, letter))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
        settings.DEFAULT_FROM_EMAIL = "Wanglai <books@yuanjing.example>"
        yield office
        office.shutdown()


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "USD-1", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    return ledger


def ordered(book: Ledger, role: str = "COL", **more: Any) -> int:
    wanted = {"report": "ageing", "every": "week", "day": 2, "language": "en", **more}
    number = subscribe(**book.books.scope(role), origin=DOOR, **wanted)
    ReportSubscription.objects.filter(id=number).update(made_at=MADE)
    return number


TUESDAY = date(2026, 3, 31)


def test_the_ageing_arrives_on_its_day_with_the_totals_of_the_screen(book: Ledger, post_office: PostOffice) -> None:  # fmt: skip
    ordered(book)
    assert deliver_due_reports(TUESDAY) == Delivered(sent=1)
    ((to, letter),) = post_office.letters
    assert to == "col@yuanjing.example"
    assert letter["Subject"] == "Ageing of receivables 2026-03-31 · yuanjing"
    (file,) = letter.iter_attachments()
    assert file.get_filename() == "Ageing of receivables 2026-03-31.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(file.get_content())).active
    assert sheet is not None
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[0] == "Total"}
    report = ageing(**book.reader, on=TUESDAY)
    assert {total.currency: total.aged.columns.total for total in report.totals} == {"CNY": 113000, "USD": 1000}  # fmt: skip
    assert {currency: round(row[12] * 100) for currency, row in rows.items()} == {"CNY": 113000, "USD": 1000}  # fmt: skip


def test_a_mail_is_sent_once_per_due_day(book: Ledger, post_office: PostOffice) -> None:
    ordered(book)
    for _ in range(3):
        deliver_due_reports(TUESDAY)
    deliver_due_reports(TUESDAY + timedelta(days=2))
    assert len(post_office.letters) == 1
    deliver_due_reports(TUESDAY + timedelta(days=7))
    assert len(post_office.letters) == 2
    assert len({letter["Message-ID"] for _, letter in post_office.letters}) == 2


def test_a_day_on_which_nothing_ran_is_made_up_for(book: Ledger, post_office: PostOffice) -> None:
    ordered(book)
    deliver_due_reports(TUESDAY + timedelta(days=3))
    assert "2026-03-31" in post_office.letters[0][1]["Subject"]


def test_what_the_server_does_not_take_is_tried_again_and_then_given_up(book: Ledger, post_office: PostOffice) -> None:  # fmt: skip
    ordered(book)
    post_office.is_shut = True
    assert deliver_due_reports(TUESDAY) == Delivered(waiting=1)
    assert deliver_due_reports(TUESDAY) == Delivered(), "not before its time"
    row = ReportDelivery.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "451" in row.trouble
    assert subscriptions(**book.books.scope("COL"))[0].state == "waiting"
    ReportDelivery.objects.update(next_at=timezone.now())
    post_office.is_shut = False
    assert deliver_due_reports(TUESDAY) == Delivered(sent=1)
    post_office.is_shut = True
    for _ in range(ATTEMPTS_MAX):
        ReportDelivery.objects.filter(state="waiting").update(next_at=timezone.now())
        deliver_due_reports(TUESDAY + timedelta(days=7))
    assert ReportDelivery.objects.latest("due_on").state == "failed"
    assert len(post_office.letters) == 1


def test_a_server_that_is_away_is_a_wait_and_not_a_fault(book: Ledger, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ordered(book)
    assert deliver_due_reports(TUESDAY) == Delivered(waiting=1)


def test_who_may_no_longer_see_it_gets_nothing(book: Ledger, post_office: PostOffice) -> None:
    ordered(book)
    Membership.objects.filter(user_id=book.books.people["COL"]).update(role="SAL")
    assert deliver_due_reports(TUESDAY) == Delivered(refused=1)
    assert ReportDelivery.objects.get().trouble == "access.denied"
    assert post_office.letters == []


def test_a_cancelled_report_stays_away_and_only_its_owner_cancels(book: Ledger, post_office: PostOffice) -> None:  # fmt: skip
    number = ordered(book)
    with pytest.raises(NotFound):
        cancel_subscription(**book.books.scope("FM"), origin=DOOR, subscription_id=number)
    cancel_subscription(**book.books.scope("COL"), origin=DOOR, subscription_id=number)
    with pytest.raises(NotFound):
        cancel_subscription(**book.books.scope("COL"), origin=DOOR, subscription_id=number)
    assert deliver_due_reports(TUESDAY) == Delivered()
    assert subscriptions(**book.books.scope("COL")) == ()
    ordered(book)  # it may be ordered anew
    kinds = Act.objects.filter(company_id=book.company_id).values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["subscribe_report", "cancel_report", "subscribe_report"]
    book.prove()


def test_lesson_14_one_mail_that_fails_is_told_and_tried_and_keeps_nobody_from_theirs(book: Ledger, post_office: PostOffice) -> None:  # fmt: skip
    """Statement runs come later; what goes out on a schedule today, the ageing by mail, has no silent gap."""
    people = {role: ordered(book, role) for role in ("COL", "ARA", "FM", "CRC")}
    Membership.objects.filter(user_id=book.books.people["COL"]).update(role="SAL")  # may not see it
    post_office.full = {"ara@yuanjing.example"}
    assert deliver_due_reports(TUESDAY) == Delivered(sent=2, refused=1, waiting=1)
    told = {row.subscription_id: row for row in ReportDelivery.objects.all()}
    assert {role: told[number].state for role, number in people.items()} == {
        "COL": "refused", "ARA": "waiting", "FM": "sent", "CRC": "sent",
    }  # fmt: skip
    assert told[people["COL"]].trouble == "access.denied"
    assert "451" in told[people["ARA"]].trouble
    # A week later the due day that failed is still owed, beside the new one; nobody gets theirs twice.
    ReportDelivery.objects.filter(state="waiting").update(next_at=timezone.now())
    post_office.full = set()
    deliver_due_reports(TUESDAY + timedelta(days=7))
    got = sorted((to, letter["Subject"].split()[3]) for to, letter in post_office.letters)
    assert got == [
        (f"{who}@yuanjing.example", on)
        for who in ("ara", "crc", "fm")
        for on in ("2026-03-31", "2026-04-07")
    ]
    for _, letter in post_office.letters:
        (file,) = letter.iter_attachments()
        sheet = openpyxl.load_workbook(io.BytesIO(file.get_content())).active
        assert sheet is not None
        totals = {row[1] for row in sheet.iter_rows(values_only=True) if row[0] == "Total"}
        assert totals == {"CNY", "USD"}, "foreign money has its ages as well"


def test_what_cannot_be_ordered_is_refused(book: Ledger) -> None:
    for wrong in ({"report": "x"}, {"every": "day"}, {"day": 8}, {"day": 0}, {"language": "fr"}):
        with pytest.raises(ReportIsUnknown):
            ordered(book, **wrong)
    ordered(book)
    with pytest.raises(ReportIsSubscribed):
        ordered(book)
    assert ordered(book, every="month", day=31)


def test_due_days_of_weeks_and_months() -> None:
    assert next_due("week", 2, date(2026, 3, 31)) == date(2026, 4, 7)
    assert next_due("month", 31, date(2026, 3, 31)) == date(2026, 4, 30)
    assert next_due("month", 31, date(2026, 1, 31)) == date(2026, 2, 28)
    assert next_due("month", 30, date(2028, 1, 31)) == date(2028, 2, 29)
    assert next_due("month", 1, date(2026, 12, 1)) == date(2027, 1, 1)
    assert last_due("month", 31, date(2026, 4, 29), MADE) == date(2026, 3, 31)
    assert last_due("week", 7, date(2026, 3, 7), MADE) is None, "not of days before it was ordered"
    assert last_due("week", 7, date(2026, 3, 8), MADE) == date(2026, 3, 8)


def test_the_chinese_mail_is_chinese(book: Ledger, post_office: PostOffice) -> None:
    ordered(book, language="zh")
    deliver_due_reports(TUESDAY)
    letter = post_office.letters[0][1]
    assert str(letter["Subject"]).strip() == "应收账龄分析表 2026-03-31 · yuanjing"
    body = letter.get_body()
    assert body is not None
    assert "附件为 yuanjing 截至 2026-03-31 的应收账龄分析表" in body.get_content()


def test_the_database_sends_nothing_twice(book: Ledger, post_office: PostOffice) -> None:
    ordered(book)
    deliver_due_reports(TUESDAY)
    copy = "INSERT INTO store_reportdelivery (company_id, subscription_id, due_on, state, attempts, next_at, trouble) SELECT company_id, subscription_id, due_on, 'waiting', 0, now(), '' FROM store_reportdelivery"
    attempts = {
        "delivery_once": copy,
        "stays sent": "UPDATE store_reportdelivery SET state = 'waiting', sent_at = NULL",
        "was sent": "DELETE FROM store_reportdelivery",
        "delivery_sent_is_dated": copy.replace("due_on, 'waiting'", "due_on + 1, 'sent'"),
    }
    for wall, statement in attempts.items():
        with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert wall in str(caught.value)
