"""One move of a message: its event, then its row, held by whoever moves it. The database refuses a move without its event."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from wanglai.store.models import Message, MessageEvent

SAID_MAX = 300
_ADDRESS = re.compile(r"[^\s<>;:,()\"]+@[^\s<>;:,()\"]+")


def held_message(message_id: int) -> Message | None:
    """The message, kept from everybody else until the end of the transaction."""
    return Message.objects.select_for_update(no_key=True).filter(id=message_id).first()


def move(
    message: Message, what: str, state: str, *, actor: int | None = None, code: int | None = None, said: str = "",
    digest: str = "", **fields: Any,
) -> None:  # fmt: skip
    """Tell what happened and let the message stand as it does since; ``fields`` are columns that move along."""
    tell(message, what, state, actor=actor, code=code, said=said, digest=digest)
    Message.objects.filter(id=message.id).update(state=state, moves=message.moves + 1, **fields)
    message.refresh_from_db(fields=["state", "moves", *fields])


def note(message: Message, what: str, *, said: str, digest: str = "", code: int | None = None) -> None:  # fmt: skip
    """Tell of something that leaves the message where it stands."""
    tell(message, what, message.state, said=said, digest=digest, code=code)
    Message.objects.filter(id=message.id).update(moves=message.moves + 1)
    message.refresh_from_db(fields=["moves"])


def tell(
    message: Message, what: str, state: str, *, actor: int | None = None, code: int | None = None, said: str = "",
    digest: str = "",
) -> None:  # fmt: skip
    MessageEvent.objects.create(
        company_id=message.company_id, message_id=message.id, ordinal=message.moves + 1, what=what, state=state,
        at=timezone.now(), actor_id=actor, code=code, said=without_addresses(said), digest=digest,
    )  # fmt: skip


def without_addresses(text: str) -> str:
    """What a server said, on one line, with every mail address taken out: servers love to repeat them."""
    return _ADDRESS.sub("…", " ".join(text.split()))[:SAID_MAX]
