"""Disputes as verbs hold them: in sight, locked after the book, and their steps with the digest their act seals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contested.owners import may_own
from wanglai.services.disputes.refusals import (
    DisputeHasNoOwner,
    DisputeIsLate,
    DisputeIsOver,
    DisputeSaysNothing,
)
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.portal.tell_contact import tell_of_dispute
from wanglai.store.models import Dispute, DisputeStep

SAID_MAX = 2_000
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Said:
    """One step before it is kept; amounts in minor units, people and files by id."""

    kind: str
    said: str = ""
    for_customer: bool = False
    file_id: int | None = None
    file_name: str = ""
    owner_id: int | None = None
    due_on: date | None = None
    due_before: date | None = None
    outcome: str = ""
    amount: int | None = None
    entry_seq: int | None = None


def held(
    company_id: int, who: Who, dispute_id: int, act: str, *, from_customer: int | None = None
) -> Dispute:
    """The dispute for whoever may carry the act, held until the end with the book, in that order as settling does.

    ``from_customer``: the customer speaks, whom the portal has let in, and sees its own alone; ``who.actor`` None is the machine.
    Refuses, in order: NotFound, NotPermitted, NotFound (dispute).
    """
    rows = Dispute.objects.filter(company_id=company_id, id=dispute_id)
    if from_customer is not None:
        rows = rows.filter(customer_id=from_customer)
    elif who.actor is not None:
        admit(company_id=company_id, actor=who.actor, act=act)
        rows = admit_to_rows(company_id=company_id, actor=who.actor, act="view_ledger").of(rows)
    if not rows.exists():
        raise NotFound
    known_act(company_id, "", b"")
    return Dispute.objects.select_for_update(no_key=True).get(id=dispute_id)


def held_open(company_id: int, who: Who, dispute_id: int, act: str, **more: Any) -> Dispute:
    """As ``held``, and it is open. Refuses further: DisputeIsOver."""
    found = held(company_id, who, dispute_id, act, **more)
    if found.state != "open":
        raise DisputeIsOver(str(dispute_id))
    return found


def checked_words(said: str) -> str:
    """Refuses: DisputeSaysNothing."""
    said = said.strip()
    if not said or len(said) > SAID_MAX:
        raise DisputeSaysNothing
    return said


def check_owner(company_id: int, owner_id: int) -> None:
    """Refuses: DisputeHasNoOwner."""
    if not may_own(company_id, owner_id, "keep_dispute"):
        raise DisputeHasNoOwner(str(owner_id))


def check_due(due_on: date) -> None:
    """Refuses: DisputeIsLate."""
    today = timezone.localdate()
    if not today <= due_on <= today + FURTHEST:
        raise DisputeIsLate(due_on.isoformat())


def tell(
    dispute: Dispute, who: Who, act: str, steps: Sequence[Said], *, from_customer: bool = False,
    key: str = "", asked: bytes = b"", portal: str = "", **facts: object,
) -> int:  # fmt: skip
    """Keep steps of a dispute with the act that seals their digest; the act's number. Words themselves are not sealed.

    A customer that raised it in the portal is written to when something is said to it; ``portal`` is what a link begins with.
    """
    told = {"dispute": dispute.id, "item": dispute.item_id, **facts, "steps_sha256": digest_of(steps)}  # fmt: skip
    seq = write_act(dispute.company_id, who, act, told, key=key, asked=asked)
    rows = DisputeStep.objects.filter(dispute_id=dispute.id).order_by("-no")
    last = rows.values_list("no", flat=True).first() or 0
    for no, step in enumerate(steps, start=last + 1):
        DisputeStep.objects.create(
            company_id=dispute.company_id, dispute=dispute, no=no, by_id=who.actor,
            from_customer=from_customer, seq=seq, **asdict(step),
        )  # fmt: skip
    if not from_customer and any(step.for_customer and step.kind != "opened" for step in steps):
        tell_of_dispute(who, dispute, seq=seq, portal=portal)
    return seq


def digest_of(steps: Sequence[Said]) -> str:
    """SHA-256 over everything the steps say, in their order."""
    text = json.dumps(
        [asdict(step) for step in steps], sort_keys=True, ensure_ascii=False, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_rows(rows: Sequence[DisputeStep]) -> str:
    """The same of steps as they were kept."""
    return digest_of(
        [Said(**{name: getattr(row, name) for name in Said.__dataclass_fields__}) for row in rows]
    )
