"""What happens to a reconciliation is told once: on its own timeline, and in the sealed chain of a company with a book.

The chain keeps the digest of the timeline's row and of the note or decision it tells of, so whatever is changed, removed or
slipped in later is found by ``wanglai verify``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from wanglai.services.ledger.book import Who, write_act
from wanglai.store.models import (
    Act,
    ChainHead,
    Disposition,
    Event,
    HumanDecision,
    Note,
    SheetSignature,
)

KIND = "reconciliation"
DOOR = "reconciliation"
_AT_ONCE = 5_000


def tell(
    *, company_id: int, reconciliation_id: int, kind: str, facts: Mapping[str, Any], actor: int | None = None
) -> None:  # fmt: skip
    """Keep one event in the transaction of the act it tells of; ``actor`` None is the machine itself."""
    event = Event.objects.create(
        company_id=company_id, reconciliation_id=reconciliation_id, actor_id=actor, kind=kind, facts=dict(facts)
    )  # fmt: skip
    if ChainHead.objects.filter(company_id=company_id).exists():
        event.refresh_from_db()  # as the database keeps it: 1e16 comes back otherwise than it went
        sealed = {"event": event.id, "reconciliation": reconciliation_id, "what": kind, "sha256": _digest(event)}  # fmt: skip
        write_act(company_id, Who(actor, DOOR), KIND, sealed)


def untrue_events(company_id: int) -> Iterator[tuple[int, int, str]]:
    """Events that are not as they were sealed: act, event, and what differs. Seven events, one edited: one row."""
    told: set[int] = set()
    rows = Act.objects.filter(company_id=company_id, kind=KIND).order_by("seq")
    last = 0
    while acts := list(rows.filter(seq__gt=last).values_list("seq", "facts")[:_AT_ONCE]):
        last = acts[-1][0]
        sealed = {seq: _facts(text) for seq, text in acts}
        named = [each["event"] for each in sealed.values() if each]
        events = Event.objects.in_bulk(named)
        told |= set(named)
        for seq, said in sealed.items():
            if not said:
                yield seq, 0, "cannot be read from the act's facts"
                continue
            event = events.get(said["event"])
            if event is None:
                yield seq, said["event"], "is gone"
            elif event.company_id != company_id or _digest(event) != said["sha256"]:
                yield seq, said["event"], "is not as it was told"
    if told:
        later = Event.objects.filter(
            company_id=company_id, reconciliation__isnull=False, id__gt=min(told)
        )
        for event_id in later.order_by("id").values_list("id", flat=True).iterator():
            if event_id not in told:
                yield last, event_id, "was never told"


def _facts(text: str) -> dict[str, Any]:
    """The facts of an act, or nothing where they are not what ``tell`` writes."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    is_ours = isinstance(facts, dict) and isinstance(facts.get("event"), int)
    return facts if is_ours and isinstance(facts.get("sha256"), str) else {}


def _digest(event: Event) -> str:
    """SHA-256 of everything a row says and of the note or decision it names, in one form."""
    said = [
        event.company_id, event.reconciliation_id, event.actor_id, event.kind, event.facts,
        event.at.timestamp(), named_by(event),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def named_by(event: Event) -> list[Any]:
    """What the event's note, decision, disposition or signature says; all are only ever added."""
    if "note" in event.facts:
        notes = Note.objects.filter(id=event.facts["note"])
        return list(notes.values_list("text", "author_id"))
    if "disposition" in event.facts:
        said = Disposition.objects.filter(id=event.facts["disposition"])
        rows = said.values_list(
            "difference",
            "kind",
            "correction",
            "corrected_seq",
            "amount",
            "reason",
            "owner_id",
            "due_on",
            "actor_id",
        )
        return [[*each[:7], str(each[7]), each[8]] for each in rows]
    if "signature" in event.facts:
        signed = SheetSignature.objects.filter(id=event.facts["signature"])
        rows_signed = signed.values_list(
            "part",
            "way",
            "name",
            "said",
            "scan__sha256",
            "actor_id",
            "signed_on",
            "sheet__body_hash",
        )
        return [[*each[:6], str(each[6]), bytes(each[7]).hex()] for each in rows_signed]
    if "decision" in event.facts:
        decisions = HumanDecision.objects.filter(id=event.facts["decision"])
        return [list(each) for each in decisions.values_list("kind", "ours_rows", "theirs_rows", "reason", "actor_id")]  # fmt: skip
    return []
