"""What a person decides of one message: send again what failed or is uncertain, close it, take it out of the queue."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.messages.moving import held_message, move
from wanglai.services.messages.queue_message import have_messages_sent
from wanglai.services.messages.refusals import MessageSaysNotWhy, MessageStandsElsewhere
from wanglai.store.models import Message

KIND = "decide_message"
REASON_MAX = 300


@transaction.atomic
def send_again(
    *, company_id: int, actor: int, origin: str, message_id: int, reason: str, moves: int
) -> int:
    """Queue a failed or uncertain message once more, under the same Message-ID; the act's number.

    ``moves`` is how far the person saw it. Refuses, in order: NotFound, NotPermitted, NotFound (message),
    MessageStandsElsewhere, MessageSaysNotWhy.
    """
    message, why = _decided(company_id, actor, message_id, reason, moves, ("failed", "uncertain"))
    now = timezone.now()
    move(message, "again", "queued", actor=actor, said=why, attempts=0, since=now, next_at=now, trouble="")  # fmt: skip
    have_messages_sent()
    return _sealed(message, Who(actor, origin), "again", why)


@transaction.atomic
def close_message(
    *, company_id: int, actor: int, origin: str, message_id: int, reason: str, moves: int
) -> int:
    """Leave an uncertain message as it is, for a reason, such as that the customer has it; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (message), MessageStandsElsewhere, MessageSaysNotWhy.
    """
    message, why = _decided(company_id, actor, message_id, reason, moves, ("uncertain",))
    move(message, "closed", "closed", actor=actor, said=why, trouble=why)
    return _sealed(message, Who(actor, origin), "closed", why)


@transaction.atomic
def withdraw_message(
    *, company_id: int, actor: int, origin: str, message_id: int, reason: str, moves: int
) -> int:
    """Take a message out of the queue for good, before it is sent; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (message), MessageStandsElsewhere, MessageSaysNotWhy.
    """
    message, why = _decided(company_id, actor, message_id, reason, moves, ("queued", "held"))
    move(message, "withdrawn", "skipped", actor=actor, said=why, trouble=why)
    return _sealed(message, Who(actor, origin), "withdrawn", why)


def _decided(
    company_id: int, actor: int, message_id: int, reason: str, moves: int, states: tuple[str, ...]
) -> tuple[Message, str]:
    """The message as it was shown, held, and the reason on one line."""
    admit(company_id=company_id, actor=actor, act=KIND)
    message = held_message(message_id)
    if message is None or message.company_id != company_id:
        raise NotFound
    if message.state not in states or message.moves != moves:
        raise MessageStandsElsewhere
    why = " ".join(reason.split())[:REASON_MAX]
    if not why:
        raise MessageSaysNotWhy
    return message, why


def _sealed(message: Message, who: Who, what: str, why: str) -> int:
    facts = {"message": message.id, "what": what, "kind": message.kind, "customer": message.customer_id, "reason": why}  # fmt: skip
    return write_act(message.company_id, who, KIND, facts)
