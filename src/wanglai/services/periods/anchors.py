"""Chain heads handed outside the database: a chain shorter or other than its anchors was rewritten."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from wanglai.runtime.home import Home, default_home
from wanglai.services.ledger.book import answer_waits_for_disk
from wanglai.store.models import Anchor, ChainHead

FILE = "anchors.jsonl"


def anchor_head(company_id: int, *, reason: str) -> int:
    """Keep the head in the database and append it to ``anchors.jsonl`` in the data folder; its act.

    The line is written once the caller has committed and before it answers, so nobody hears of a closed
    period whose head is not outside.
    """
    head = ChainHead.objects.get(company_id=company_id)
    at = datetime.now(UTC)
    Anchor.objects.get_or_create(
        company_id=company_id,
        seq=head.seq,
        reason=reason,
        defaults={"hash": bytes(head.hash), "at": at},
    )
    line = {
        "company": company_id,
        "seq": head.seq,
        "hash": bytes(head.hash).hex(),
        "at": at.isoformat(),
        "reason": reason,
    }
    answer_waits_for_disk()  # before the line goes outside
    transaction.on_commit(lambda: _append(json.dumps(line, ensure_ascii=False)))
    return int(head.seq)


@transaction.atomic
def anchor_every_head() -> int:
    """Once a day: every head that moved since it was last handed outside; how many there were."""
    moved = 0
    for head in ChainHead.objects.filter(seq__gt=0).order_by("company_id"):
        if not Anchor.objects.filter(company_id=head.company_id, seq=head.seq).exists():
            anchor_head(head.company_id, reason="daily")
            moved += 1
    return moved


def anchors_outside(company_id: int, place: Path | None = None) -> list[tuple[int, bytes]]:
    """The anchors of a company in the data folder, or in a copy kept elsewhere."""
    path = place or _place()
    if not path.exists():
        return []
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [
        (line["seq"], bytes.fromhex(line["hash"]))
        for line in lines
        if line["company"] == company_id
    ]


def _place() -> Path:
    return Home(default_home()).path / FILE


def _append(line: str) -> None:
    with _place().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
