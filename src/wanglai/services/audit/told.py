"""What happens to a reconciliation is told once: on its own timeline, and in the sealed chain of a company with a book.

The chain keeps the digest of the timeline's row, so a row that is changed or removed later is found by ``wanglai verify``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from wanglai.services.ledger.book import Who, write_act
from wanglai.store.models import Act, ChainHead, Event

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
        sealed = {"event": event.id, "reconciliation": reconciliation_id, "what": kind, "sha256": _digest(event)}  # fmt: skip
        write_act(company_id, Who(actor, DOOR), KIND, sealed)


def untrue_events(company_id: int) -> Iterator[tuple[int, int, str]]:
    """Events that are not as they were sealed: act, event, and what differs. Seven events, one edited: one row."""
    rows = Act.objects.filter(company_id=company_id, kind=KIND).order_by("seq")
    last = 0
    while acts := list(rows.filter(seq__gt=last).values_list("seq", "facts")[:_AT_ONCE]):
        last = acts[-1][0]
        sealed = {seq: json.loads(facts) for seq, facts in acts}
        events = Event.objects.in_bulk([each["event"] for each in sealed.values()])
        for seq, said in sealed.items():
            event = events.get(said["event"])
            if event is None:
                yield seq, said["event"], "is gone"
            elif event.company_id != company_id or _digest(event) != said["sha256"]:
                yield seq, said["event"], "is not as it was told"


def _digest(event: Event) -> str:
    """SHA-256 of everything a row says, in one form whatever the database does to its JSON."""
    said = [event.company_id, event.reconciliation_id, event.actor_id, event.kind, event.facts, event.at.timestamp()]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
