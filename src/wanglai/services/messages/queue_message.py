"""Puts messages into the outbox, in the transaction of whatever causes them: either both stand or neither does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wanglai.domain.masking import masked_email, masked_phone
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import Message, MessageEvent, MessageFile
from wanglai.store.models.messages import MESSAGE_CHANNELS, MESSAGE_KINDS
from wanglai.store.secret_fields import encrypted, looked_up

SEND_JOB = "send_messages"
BODY = "message body"  # purposes of the encrypted columns
ADDRESS = "message address"
REFERENCE = "message reference"
SUBJECT_MAX = 200
_AT_ONCE = 500


@dataclass(frozen=True)
class Attachment:
    """A file that goes along: its bytes, or a file of the company that is kept already."""

    name: str
    content_type: str
    content: bytes = b""
    file_id: int | None = None


@dataclass(frozen=True)
class ToQueue:
    """One message to be queued; the fields are those of ``queue_message``. ``to`` is an address, a number or a group's name."""

    key: str
    customer_id: int | None
    contact_id: int | None
    to: str
    channel: str
    kind: str
    language: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()


@transaction.atomic
def queue_message(
    *, company_id: int, who: Who, key: str, customer_id: int | None, contact_id: int | None, to: str, channel: str,
    kind: str, language: str, subject: str, body: str, attachments: Sequence[Attachment] = (),
) -> int:  # fmt: skip
    """Queue one message, to be sent once; its id, the same for the same key, which is the company's for ever.

    ``to`` is the whole address, ``kind`` one of MESSAGE_KINDS, ``language`` zh or en. Whoever calls has asked whether the
    person may and whether the contact consents.
    """
    wanted = ToQueue(key, customer_id, contact_id, to, channel, kind, language, subject, body, tuple(attachments))  # fmt: skip
    return queue_messages(company_id, who, [wanted])[key]


@transaction.atomic
def queue_messages(company_id: int, who: Who, wanted: Sequence[ToQueue]) -> dict[str, int]:
    """Queue many; each key's message, queued now or before."""
    for each in wanted:
        assert each.kind in MESSAGE_KINDS, each.kind
        assert each.channel in MESSAGE_CHANNELS, each.channel
        assert 0 < len(each.key) <= 150, each.key
    new = _new_ones(company_id, wanted)
    Message.objects.bulk_create(
        [_row(company_id, who, each) for each in new], batch_size=_AT_ONCE, ignore_conflicts=True
    )
    keys = [each.key for each in wanted]
    found: dict[str, int] = dict(Message.objects.filter(company_id=company_id, key__in=keys).values_list("key", "id"))  # fmt: skip
    # Two at once with one key: whoever's row stands has its first event already or writes it in the same breath.
    told = set(MessageEvent.objects.filter(message_id__in=[found[each.key] for each in new]).values_list("message_id", flat=True))  # fmt: skip
    mine = [each for each in new if found[each.key] not in told]
    MessageEvent.objects.bulk_create(
        (MessageEvent(company_id=company_id, message_id=found[each.key], ordinal=1, what="queued", state="queued", actor_id=who.actor) for each in mine),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    MessageFile.objects.bulk_create(
        (
            MessageFile(
                company_id=company_id, message_id=found[each.key], ordinal=ordinal, name=_one_line(file.name),
                content_type=file.content_type, file_id=_kept(company_id, who, file),
            )
            for each in mine
            for ordinal, file in enumerate(each.attachments, start=1)
        ),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    if mine:
        have_messages_sent()
    return found


def have_messages_sent(*, in_seconds: int = 0) -> None:
    """Let the worker send what is due, once however often it is asked."""
    job = app.configure_task(
        SEND_JOB, queue=QUEUE, queueing_lock=SEND_JOB,
        schedule_in={"seconds": in_seconds} if in_seconds else None,
    )  # fmt: skip
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(timestamp=0)


def mail_domain() -> str:
    """The domain our mails come from, by the address they are sent with."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").strip() or "localhost"


def _new_ones(company_id: int, wanted: Sequence[ToQueue]) -> list[ToQueue]:
    known = set(Message.objects.filter(company_id=company_id, key__in=[each.key for each in wanted]).values_list("key", flat=True))  # fmt: skip
    return list({each.key: each for each in wanted if each.key not in known}.values())


def _row(company_id: int, who: Who, each: ToQueue) -> Message:
    to = each.to.strip()
    reference = looked_up(each.key, company_id=company_id, purpose=REFERENCE).hex()[:40]
    return Message(
        company_id=company_id, key=each.key, customer_id=each.customer_id, contact_id=each.contact_id,
        channel=each.channel, kind=each.kind, language=each.language if each.language in ("zh", "en") else "zh",
        subject=_one_line(each.subject), sealed_to=encrypted(to, company_id=company_id, purpose=ADDRESS),
        to_hash=looked_up(to.lower(), company_id=company_id, purpose=ADDRESS), shown=_shown(each.channel, to),
        sealed_body=encrypted(each.body, company_id=company_id, purpose=BODY),
        reference=f"<{reference}@{mail_domain()}>", queued_by_id=who.actor,
    )  # fmt: skip


def _shown(channel: str, to: str) -> str:
    """What everybody may see of where it goes; a group's name is no address."""
    if channel == "email":
        return masked_email(to)
    return masked_phone(to) if channel == "sms" else to


def _one_line(text: str) -> str:
    """A subject or a file's name has no line breaks: what follows one would be a header of its own."""
    return " ".join(text.split())[:SUBJECT_MAX]


def _kept(company_id: int, who: Who, file: Attachment) -> int:
    if file.file_id is not None:
        return file.file_id
    assert who.actor is not None, "bytes are kept in somebody's name"
    return keep_file(company_id, who.actor, Upload(_one_line(file.name), file.content))
