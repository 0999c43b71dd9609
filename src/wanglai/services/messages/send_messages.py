"""Sends what is due: claimed and committed before a server is spoken to, told of after it, never twice by the machine.

A worker that dies before the server was told what a mail says leaves it to be sent; one that dies after that leaves it
``uncertain``, as does a connection that breaks before the answer. What is uncertain waits for a person.
Mails go by the server of the settings; texts and notices to groups by an account of their company, each a road of its own: one
that is blocked keeps nobody from another.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from wanglai.services.messages.carriage import ShortMessage, carry
from wanglai.services.messages.channel_accounts import account_in_force, secrets_of
from wanglai.services.messages.hand_over import Answer, Postman
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.messages.moving import held_message, move, without_addresses
from wanglai.services.messages.queue_message import ADDRESS, BODY, have_messages_sent
from wanglai.services.messages.words import (
    ANSWERED_AFTER_ALL,
    ANSWERED_BY_US,
    CAME_LATE,
    CHANNEL_STOPPED,
    CONTACT_ENDED,
    DIED_EARLY,
    DIED_LATE,
    GATEWAY_NOT_REACHED,
    NO_ANSWER,
    NO_ANSWER_OF_SERVICE,
    NOT_CALLED_FOR,
    NOT_REACHED,
    PAYMENT_CHANGED,
    TAKEN_BACK,
)
from wanglai.store.models import ChannelAccount, Company, CustomerContact, Message, MessageFile
from wanglai.store.prepared import fetched
from wanglai.store.secret_fields import decrypted

log = structlog.get_logger("wanglai.messages")

# Somebody sits and waits for these, so the hour does not matter; after ten minutes they are of no use.
AT_ONCE = {"code": timedelta(minutes=10), "test": timedelta(minutes=10)}
GIVE_UP = timedelta(days=3)
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240))  # the last for ever after
SERVER_WAITS = timedelta(minutes=5)  # for a server that is not there
DEAD_AFTER = timedelta(minutes=15)  # longer than a dialogue with the slowest server may take
ROUND_SECONDS = 30.0  # then other jobs get their turn


@dataclass
class Round:
    """What one round came to; ``waits`` are those to be tried again."""

    sent: int = 0
    waits: int = 0
    failed: int = 0
    skipped: int = 0
    uncertain: int = 0
    is_unreached: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return {"sent": self.sent, "waits": self.waits, "failed": self.failed, "skipped": self.skipped, "uncertain": self.uncertain}  # fmt: skip

    @property
    def happened(self) -> bool:
        return any(self.counts.values())


@dataclass(frozen=True)
class _Mail:
    """A mail as the server is told it."""

    sender: str
    to: str
    mail: bytes

    def handed_over(self, postman: Postman, begins: Callable[[], None]) -> Answer:
        return postman.hand_over(sender=self.sender, to=self.to, mail=self.mail, begins=begins)


@dataclass(frozen=True)
class _Short:
    """A text or a notice as its service is told it."""

    message: ShortMessage

    def handed_over(self, _postman: Postman, begins: Callable[[], None]) -> Answer:
        return carry(self.message, begins)


@dataclass(frozen=True)
class _Claimed:
    id: int
    moves: int  # the claim itself: whoever holds an older one says nothing any more
    what: _Mail | _Short


@dataclass(frozen=True)
class _Road:
    """Where messages go one after the other: mail of all companies, or another channel of one."""

    channel: str
    company_id: int | None = None


MAIL = _Road("email")


def is_mail_set() -> bool:
    """Whether this installation was told of a mail server."""
    return str(settings.EMAIL_BACKEND).endswith("smtp.EmailBackend")


def send_due_messages(*, seconds: float = ROUND_SECONDS, companies: Iterable[int] | None = None) -> Round:  # fmt: skip
    """Send what is due, for at most so many seconds by mail and as many by all else, of some companies or all; safe at any time
    and by several at once.
    """
    done = Round()
    done.uncertain += take_up_what_died()
    asked = _closed_now(companies)
    is_left = is_mail_set() and _sent_by_itself(MAIL, asked, done, time.monotonic() + seconds)
    until = time.monotonic() + seconds
    for road in _other_roads(asked):
        is_left = _sent_by_itself(road, asked, done, until) or is_left
    if is_left:
        have_messages_sent()
    return done


def _sent_by_itself(road: _Road, asked: _Asked, done: Round, until: float) -> bool:
    """As ``_sent_along``; a road whose account or message cannot be read stays where it is and keeps nobody from another."""
    try:
        return _sent_along(road, asked, done, until)
    except Exception as error:
        # What went wrong may say an address or what opens an account: so only what it is and where.
        at = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "road blocked", channel=road.channel, company=road.company_id, error=type(error).__name__, at=f"{at.name}:{at.lineno}",
        )  # fmt: skip
        return False


def _sent_along(road: _Road, asked: _Asked, done: Round, until: float) -> bool:
    """Send what is due on one road until it is blocked, empty, or the time is over; whether something may be left."""
    postman = Postman()
    try:
        while time.monotonic() < until:
            claimed = _claim(road, asked, done)
            if claimed is None:
                return False
            answer = claimed.what.handed_over(postman, _marked(claimed))
            _record(claimed, answer, done)
            if answer.verdict == "unreached":
                done.is_unreached = True
                return False
            # What a service puts off it puts off for the whole account; a mail server for one mailbox.
            if answer.verdict == "later" and road is not MAIL:
                return False
    finally:
        postman.close()
    return True


def _other_roads(asked: _Asked) -> list[_Road]:
    """The channels beside mail for which something is due, by company; who waited longest first."""
    rows = Message.objects.filter(state="queued", next_at__lte=timezone.now())
    rows = rows.exclude(channel=MAIL.channel)
    rows = rows.filter(company_id__in=asked.only) if asked.only is not None else rows
    found = rows.values_list("channel", "company_id").annotate(first=Min("next_at"))
    return [_Road(channel, company_id) for channel, company_id, _ in found.order_by("first")]


def take_up_what_died(older_than: timedelta = DEAD_AFTER) -> int:
    """Messages whose worker is gone: back into the queue where the server was told nothing, else uncertain; how many are."""
    stale = Message.objects.filter(state="sending", next_at__lt=timezone.now() - older_than)
    return sum(_taken_up(each, older_than) for each in stale.order_by("id").values_list("id", flat=True))  # fmt: skip


@transaction.atomic
def _taken_up(message_id: int, older_than: timedelta) -> int:
    message = held_message(message_id)
    if message is None or message.state != "sending" or message.next_at >= timezone.now() - older_than:  # fmt: skip
        return 0
    if message.data_at is None:
        move(message, "waits", "queued", said=DIED_EARLY, next_at=timezone.now())  # fmt: skip
        return 0
    move(message, "unknown", "uncertain", said=DIED_LATE, trouble=DIED_LATE)
    return 1


@dataclass(frozen=True)
class _Asked:
    """Which companies a round is for, None for all, and which of them do not write at this hour."""

    only: tuple[int, ...] | None
    closed: tuple[int, ...]


def _closed_now(companies: Iterable[int] | None) -> _Asked:
    now = timezone.localtime()
    only = tuple(companies) if companies is not None else None
    waiting = Message.objects.filter(state="queued", next_at__lte=now).exclude(kind__in=AT_ONCE)
    waiting = waiting.filter(company_id__in=only) if only is not None else waiting
    ids = list(waiting.order_by("company_id").values_list("company_id", flat=True).distinct())
    return _Asked(only, tuple(each for each in ids if hours_of(each).opens_at(now) > now))


@transaction.atomic
def _claim(road: _Road, asked: _Asked, done: Round) -> _Claimed | None:
    """The next message that is due on a road, marked as being sent; None where there is none."""
    while True:
        now = timezone.now()
        message = _next_due(road, asked, now)
        if message is None:
            return None
        account = _account_of(message)
        why = (
            CHANNEL_STOPPED
            if account is None and message.channel != MAIL.channel
            else _why_not(message, now)
        )
        if why:
            move(message, "skipped", "skipped", said=why, trouble=why)
            done.skipped += 1
            continue
        what = _put_together(message) if account is None else _short(message, account)
        # next_at says from when it is being sent; data_at is of this attempt.
        move(
            message, "begun", "sending", attempts=message.attempts + 1, next_at=now, data_at=None,
            account_id=account.id if account is not None else None,
        )  # fmt: skip
        return _Claimed(message.id, message.moves, what)


def _account_of(message: Message) -> ChannelAccount | None:
    """By which a text or a notice goes, held until it is claimed; a mail has none."""
    if message.channel == MAIL.channel:
        return None
    return account_in_force(message.company_id, message.channel, held=True)


def _next_due(road: _Road, asked: _Asked, now: datetime) -> Message | None:
    rows = Message.objects.select_for_update(no_key=True, skip_locked=True)
    rows = rows.filter(state="queued", next_at__lte=now, channel=road.channel)
    if road.company_id is not None:
        rows = rows.filter(company_id=road.company_id)
    if asked.only is not None:
        rows = rows.filter(company_id__in=asked.only)
    urgent = rows.filter(kind__in=AT_ONCE).order_by("next_at", "id").first()
    if urgent is not None:
        return urgent
    calm = rows.exclude(kind__in=AT_ONCE).exclude(company_id__in=asked.closed)
    return calm.order_by("next_at", "id").first()


def _why_not(message: Message, now: datetime) -> str:
    """Why a message is not sent any more; empty where it is."""
    if message.kind in AT_ONCE and now - message.since > AT_ONCE[message.kind]:
        return CAME_LATE
    if message.contact_id is not None and message.kind not in AT_ONCE:
        contact = CustomerContact.objects.filter(id=message.contact_id).first()
        if contact is None or contact.ended_at is not None:
            return CONTACT_ENDED
    if message.kind == "reminder" and fetched(_OVER, [message.id]):
        return NOT_CALLED_FOR
    if message.kind in ("due_soon", "overdue") and fetched(_STALE, [message.id]):
        return PAYMENT_CHANGED
    if message.kind in ("staff", "group") and (over := fetched(_SILENT_NO_MORE, [message.id])):
        by_us = over[0][0] in ("was replaced", "was stopped")
        return NOT_CALLED_FOR if by_us else ANSWERED_AFTER_ALL
    if message.kind == "staff" and fetched(_ANSWERED, [message.id]):
        return ANSWERED_BY_US
    if message.kind == "reply" and fetched(_TAKEN_BACK, [message.company_id, message.key]):
        return TAKEN_BACK
    return ""


# A reminder whose statement was answered, replaced or stopped while it waited for its hour.
_OVER = """
SELECT statement_id FROM store_statementreminder
 WHERE message_id = %s AND store_statement_answered_or_over(statement_id) IS NOT NULL
"""
# One that asks for money of which something is not owed any more as it says.
_STALE = "SELECT 1 WHERE store_payment_letter_is_stale(%s)"
# A colleague or a group is to be told of a silence that is none any more: what ended it, the customer or one of ours.
_SILENT_NO_MORE = """
SELECT store_statement_answered_or_over(silence.statement_id)
  FROM (SELECT message_id, silence_id FROM store_managermail UNION ALL SELECT message_id, silence_id FROM store_groupnotice) AS told
  JOIN store_statementsilence AS silence ON silence.id = told.silence_id
 WHERE told.message_id = %s AND store_statement_answered_or_over(silence.statement_id) <> 'is given up'
"""
# An owner is to be told of words in a dispute that one of ours has answered since.
_ANSWERED = """
SELECT 1 FROM store_managermail AS told
  JOIN store_portalanswer AS answer ON answer.id = told.answer_id
 WHERE told.message_id = %s
   AND NOT (SELECT step.from_customer FROM store_disputestep AS step
             WHERE step.dispute_id = answer.dispute_id AND step.for_customer ORDER BY step.no DESC LIMIT 1)
"""
# A customer is to be told that it may read a sheet which it may not read any more.
_TAKEN_BACK = """
SELECT 1 FROM store_sheetrelease
 WHERE company_id = %s AND %s = 'reply:ledger:' || id AND taken_back_at IS NOT NULL
"""


def _short(message: Message, account: ChannelAccount) -> _Short:
    """What a service is told of a text or a notice, and what opens the account."""
    to = decrypted(bytes(message.sealed_to), company_id=message.company_id, purpose=ADDRESS)
    body = decrypted(bytes(message.sealed_body), company_id=message.company_id, purpose=BODY)
    return _Short(
        ShortMessage(
            account.gateway, secrets_of(account), to if message.channel == "sms" else "", body
        )
    )


def _put_together(message: Message) -> _Mail:
    """Envelope sender, address and the whole mail, which says the company it comes from."""
    to = decrypted(bytes(message.sealed_to), company_id=message.company_id, purpose=ADDRESS)
    body = decrypted(bytes(message.sealed_body), company_id=message.company_id, purpose=BODY)
    files = MessageFile.objects.filter(message_id=message.id).select_related("file").order_by("ordinal")  # fmt: skip
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").strip()
    company = Company.objects.values_list("name", flat=True).get(id=message.company_id)
    mail = EmailMessage(
        subject=message.subject,
        body=body,
        from_email=formataddr((" ".join(company.split()), sender)),
        to=[to],
        headers={
            "Message-ID": message.reference,
            "Content-Language": "zh-CN" if message.language == "zh" else "en",
            "Auto-Submitted": "auto-generated",  # no holiday notes in answer
        },
        attachments=[(each.name, bytes(each.file.content), each.content_type) for each in files],
    )
    return _Mail(sender, to, mail.message().as_bytes())


def _marked(claimed: _Claimed) -> Callable[[], None]:
    """Says in the database that from now on nobody can know, before it is so."""

    def begins() -> None:
        with transaction.atomic():
            rows = Message.objects.filter(id=claimed.id, state="sending", moves=claimed.moves)
            if not rows.update(data_at=timezone.now()):
                raise ConnectionAbortedError("the message was taken up by somebody else")

    return begins


@transaction.atomic
def _record(claimed: _Claimed, answer: Answer, done: Round) -> None:
    """What came of an attempt. Somebody who took the message up meanwhile has the last word, except against the server's own."""
    message = held_message(claimed.id)
    assert message is not None, "a message is never removed"
    was_taken_up = message.state == "uncertain" and message.moves == claimed.moves + 1
    if not was_taken_up and (message.state != "sending" or message.moves != claimed.moves):
        log.warning("message moved on meanwhile", message=claimed.id, verdict=answer.verdict)
        return
    said, now = without_addresses(answer.said), timezone.now()
    if answer.verdict == "taken":
        move(message, "accepted", "sent", code=answer.code, said=said, sent_at=now, trouble="")
        done.sent += 1
    elif answer.verdict == "refused" or _is_over(message, now, answer):
        why = f"{answer.code or ''} {said}".strip() or "refused"
        move(message, "refused", "failed", code=answer.code, said=said, trouble=why[:300])
        done.failed += 1
    elif answer.verdict == "unknown" or was_taken_up:
        if not was_taken_up:
            no_answer = NO_ANSWER if message.channel == MAIL.channel else NO_ANSWER_OF_SERVICE
            why = f"{no_answer} ({said})"[:300]
            move(message, "unknown", "uncertain", said=why, trouble=why)
        done.uncertain += 1
    else:
        _wait(message, answer, said, now)
        done.waits += 1


def _is_over(message: Message, now: datetime, answer: Answer) -> bool:
    """Tried for three days, or a code that is of no use any more."""
    limit = AT_ONCE.get(message.kind, GIVE_UP)
    return answer.verdict in ("later", "unreached") and now - message.since > limit


def _wait(message: Message, answer: Answer, said: str, now: datetime) -> None:
    """Back into the queue: for a mailbox longer each time, for a server that is away five minutes."""
    wait = WAITS[min(message.attempts, len(WAITS)) - 1]
    if answer.verdict == "unreached":
        wait = min(wait, SERVER_WAITS)
    if message.kind in AT_ONCE:
        wait = min(wait, WAITS[0])
    unreached = NOT_REACHED if message.channel == MAIL.channel else GATEWAY_NOT_REACHED
    why = f"{answer.code} {said}" if answer.code else f"{unreached} ({said})"
    move(
        message,
        "waits",
        "queued",
        code=answer.code,
        said=why,
        trouble=why[:300],
        next_at=now + wait,
    )
