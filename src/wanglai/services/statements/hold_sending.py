"""The letters of a run as one: held where somebody says stop, let go on, and what failed sent again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.messages.queue_message import have_messages_sent
from wanglai.services.messages.words import RUN_AGAIN
from wanglai.services.statements.send_statements import KIND
from wanglai.store.models import Message, MessageEvent, StatementRun, StatementSending

_AT_ONCE = 500


@transaction.atomic
def hold_sending(*, company_id: int, actor: int, origin: str, run_id: int) -> int:
    """Hold every letter of a run that is not with the mail server yet; how many.

    Refuses, in order: NotFound, NotPermitted, NotFound (run).
    """
    return _moved(company_id, Who(actor, origin), run_id, "queued", "held", "held")


@transaction.atomic
def go_on_sending(*, company_id: int, actor: int, origin: str, run_id: int) -> int:
    """Let the letters of a run that were held go out; how many. Refuses, in order: NotFound, NotPermitted, NotFound (run)."""
    return _moved(company_id, Who(actor, origin), run_id, "held", "resumed", "queued")


@transaction.atomic
def send_failed_again(*, company_id: int, actor: int, origin: str, run_id: int) -> int:
    """Queue the letters of a run that the mail server refused once more; how many. What is uncertain is decided one by one.

    Refuses, in order: NotFound, NotPermitted, NotFound (run).
    """
    return _moved(company_id, Who(actor, origin), run_id, "failed", "again", "queued")


def _moved(company_id: int, who: Who, run_id: int, from_state: str, what: str, to_state: str) -> int:  # fmt: skip
    admit(company_id=company_id, actor=who.actor or 0, act=KIND)
    if not StatementRun.objects.filter(company_id=company_id, id=run_id).exists():
        raise NotFound
    sent = StatementSending.objects.filter(company_id=company_id, statement__run_id=run_id, message__isnull=False)  # fmt: skip
    rows = Message.objects.filter(company_id=company_id, id__in=sent.values("message_id"), state=from_state)  # fmt: skip
    held = list(rows.select_for_update(no_key=True).order_by("id"))
    if not held:
        return 0
    now, said = timezone.now(), RUN_AGAIN if what == "again" else ""
    MessageEvent.objects.bulk_create(
        (
            MessageEvent(
                company_id=company_id, message_id=each.id, ordinal=each.moves + 1, what=what, state=to_state, at=now,
                actor_id=who.actor, said=said,
            )
            for each in held
        ),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    fields: dict[str, Any] = {"since": now, "next_at": now} if to_state == "queued" else {}
    fields |= {"attempts": 0, "trouble": ""} if what == "again" else {}
    Message.objects.filter(id__in=[each.id for each in held]).update(state=to_state, moves=F("moves") + 1, **fields)  # fmt: skip
    if to_state == "queued":
        have_messages_sent()
    write_act(company_id, who, "hold_sending", {"run": run_id, "what": what, "count": len(held)})
    return len(held)
