"""Messages as people look at them: the list, and one with what happened to it. Addresses are masked for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.text_messages import Length, length_of
from wanglai.services.access.policy import may
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.messages.message_policy import hours_of
from wanglai.services.messages.queue_message import ADDRESS, BODY
from wanglai.services.messages.send_messages import AT_ONCE, is_mail_set
from wanglai.services.messages.words import (
    CHANNELS,
    EVENTS,
    KINDS,
    SIGNS,
    STATES,
    trouble_words,
)
from wanglai.services.searching import name_fits
from wanglai.store.models import (
    Message,
    MessageEvent,
    MessageFile,
    PaymentReminderLetter,
    StatementReminder,
    StatementSending,
)
from wanglai.store.secret_fields import decrypted, looked_up

PAGE_ROWS = 50


@dataclass(frozen=True)
class Wanted:
    """What of the list is asked for."""

    search: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""
    run_id: int | None = None
    customer_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    after: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True)
class MessageRow:
    """``shown`` is the masked address; ``trouble`` the newest in the server's words or ours."""

    id: int
    kind: Wording
    channel: Wording
    customer_id: int | None
    customer: str
    contact: str
    shown: str
    subject: str
    state: str
    state_words: Wording
    sign: str
    trouble: Wording | None
    queued_at: datetime
    sent_at: datetime | None
    next_at: datetime | None  # of one that waits
    attempts: int


@dataclass(frozen=True)
class MessageList:
    """One page, newest first. ``is_empty`` where none was ever queued in sight; ``counts`` are by state, of what fits the other filters."""

    rows: tuple[MessageRow, ...]
    next_after: int | None
    is_empty: bool
    counts: tuple[tuple[str, Wording, int], ...]
    is_mail_set: bool


@dataclass(frozen=True)
class EventRow:
    at: datetime
    what: Wording
    who: str
    code: int | None
    said: Wording | None


@dataclass(frozen=True)
class FileRow:
    name: str
    byte_size: int


@dataclass(frozen=True)
class MessagePage:
    """``body`` is empty for a code: nobody but its reader sees one. ``opens_at`` is when it may go out, where the hour keeps it."""

    row: MessageRow
    language: str
    body: str
    reference: str
    moves: int
    queued_by: str
    events: tuple[EventRow, ...]
    files: tuple[FileRow, ...]
    statement_id: int | None
    reminder_id: int | None  # of payment, that it asks by
    channel: str
    account: str  # by which a text or a notice was handed over last, as people call it
    length: Length | None  # of a text
    opens_at: datetime | None
    is_mail_set: bool


_TOKEN = re.compile(r"/portal/open/#\S+")  # a link is its contact's alone


def list_messages(*, company_id: int, actor: int, wanted: Wanted = EVERYTHING) -> MessageList:
    """Messages to the customers one sees, newest first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    seen = sight.of(Message.objects.filter(company_id=company_id))
    fitting = _fitting(company_id, seen, wanted)
    counts = _counts(fitting)
    rows = fitting.filter(state=wanted.state) if wanted.state else fitting
    rows = rows.filter(id__lt=wanted.after) if wanted.after else rows
    page = list(_told(rows).order_by("-id")[: PAGE_ROWS + 1])
    after = page[PAGE_ROWS - 1].id if len(page) > PAGE_ROWS else None
    return MessageList(
        tuple(map(_row, page[:PAGE_ROWS])), after, not page and not seen.exists(),
        tuple((name, words, counts.get(name, 0)) for name, words in STATES.items() if counts.get(name)),
        is_mail_set(),
    )  # fmt: skip


def message_page(*, company_id: int, actor: int, message_id: int) -> MessagePage:
    """One message. Refuses, in order: NotFound, NotPermitted, NotFound (message)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    found = _told(sight.of(Message.objects.filter(company_id=company_id, id=message_id))).first()
    if found is None:
        raise NotFound
    body = ""
    if found.kind != "code":
        body = _TOKEN.sub(
            "/portal/open/#…",
            decrypted(bytes(found.sealed_body), company_id=company_id, purpose=BODY),
        )
    row = _row(found)
    if any(may(role, "keep_contacts") for role in sight.roles):
        to = decrypted(bytes(found.sealed_to), company_id=company_id, purpose=ADDRESS)
        row = replace(row, shown=to)
    files = MessageFile.objects.filter(message_id=found.id).order_by("ordinal")
    sending = _statement_of(found)
    return MessagePage(
        row=row,
        language=found.language,
        body=body,
        reference=found.reference,
        moves=found.moves,
        queued_by=found.queued_by.get_full_name() if found.queued_by else "",
        events=_events(found),
        files=tuple(FileRow(*each) for each in files.values_list("name", "file__byte_size")),
        statement_id=sending,
        reminder_id=PaymentReminderLetter.objects.filter(message_id=found.id)
        .values_list("reminder_id", flat=True)
        .first(),
        channel=found.channel,
        account=f"{found.account.name} {found.account.shown}" if found.account else "",
        length=length_of(body) if found.channel == "sms" else None,
        opens_at=_opens_at(found),
        is_mail_set=is_mail_set() or found.channel != "email",
    )


@dataclass(frozen=True)
class MailRow:
    """How one mail stands, beside what caused it."""

    id: int
    shown: str
    words: Wording
    sign: str


def mails_of_keys(company_id: int, keys: Iterable[str]) -> dict[str, MailRow]:
    """Messages by the keys they were queued with, for pages that admitted already."""
    rows = Message.objects.filter(company_id=company_id, key__in=list(keys))
    return {
        each.key: MailRow(each.id, each.shown, STATES[each.state], SIGNS.get(each.state, ""))
        for each in rows
    }


def _statement_of(message: Message) -> int | None:
    """The statement it carries, or asks about again."""
    for kind in (StatementSending, StatementReminder):
        found = kind.objects.filter(message_id=message.id).values_list("statement_id", flat=True).first()  # fmt: skip
        if found is not None:
            return int(found)
    return None


def _opens_at(message: Message) -> datetime | None:
    if message.state != "queued" or message.kind in AT_ONCE:
        return None
    now = timezone.localtime()
    opens = hours_of(message.company_id).opens_at(max(now, timezone.localtime(message.next_at)))
    return opens if opens > now else None


def _events(message: Message) -> tuple[EventRow, ...]:
    rows = MessageEvent.objects.filter(message_id=message.id).select_related("actor")
    return tuple(
        EventRow(each.at, EVENTS[each.what], each.actor.get_full_name() if each.actor else "", each.code, trouble_words(each.said))
        for each in rows.order_by("-ordinal")
    )  # fmt: skip


def _fitting(company_id: int, rows: QuerySet[Message], wanted: Wanted) -> QuerySet[Message]:
    search = wanted.search.strip()
    if "@" in search:
        digest = looked_up(search.lower(), company_id=company_id, purpose=ADDRESS)
        rows = rows.filter(to_hash=digest)
    elif search:
        rows = rows.filter(
            name_fits(search) | Q(customer__number__iexact=search) | Q(subject__icontains=search)
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.customer_id is not None:
        rows = rows.filter(customer_id=wanted.customer_id)
    if wanted.run_id is not None:
        sent = StatementSending.objects.filter(company_id=company_id, statement__run_id=wanted.run_id)  # fmt: skip
        rows = rows.filter(id__in=sent.filter(message__isnull=False).values("message_id"))
    if wanted.from_on is not None:
        rows = rows.filter(queued_at__date__gte=wanted.from_on)
    if wanted.to_on is not None:
        rows = rows.filter(queued_at__date__lte=wanted.to_on)
    return rows


def _counts(rows: QuerySet[Message]) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(Count("id")))


def _told(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("customer", "contact", "queued_by", "account")


def _row(found: Message) -> MessageRow:
    return MessageRow(
        found.id, KINDS[found.kind], CHANNELS[found.channel], found.customer_id, found.customer.name if found.customer else "",
        found.contact.name if found.contact else "", found.shown, found.subject, found.state, STATES[found.state],
        SIGNS.get(found.state, ""), trouble_words(found.trouble), found.queued_at, found.sent_at,
        found.next_at if found.state == "queued" else None, found.attempts,
    )  # fmt: skip
