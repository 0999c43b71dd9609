"""The sheet both sides sign: what it says as of now, and its frozen form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from wanglai.services.reconciliation.adjusted import QUARTERS, Adjusted, Adjustment, adjusted
from wanglai.services.reconciliation.difference_names import LineNames
from wanglai.services.reconciliation.dispositions import (
    CORRECTION_WORDS,
    KIND_WORDS,
    dispositions_of,
)
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.open_differences import open_differences, without_crossings
from wanglai.services.reconciliation.words import class_words
from wanglai.services.statements.issuing import addressed
from wanglai.services.statements.letterhead import letterhead_in_force, printed_facts
from wanglai.store.models import (
    BookReading,
    BookSide,
    CarriedLine,
    LedgerLine,
    Reconciliation,
    Run,
)

LAYOUT = 1


@dataclass(frozen=True)
class SheetNow:
    """The statement as it stands, with the lines and the age of each of its rows."""

    run: Run
    adjusted: Adjusted
    lines: Mapping[tuple[str, int], LedgerLine]
    carried: Mapping[tuple[str, int], CarriedLine]
    names: LineNames
    waiting: int  # groups no person has decided about

    def lines_of(self, row: Adjustment) -> list[LedgerLine]:
        """The lines of a row, ours first; an opening has none."""
        held = [("ours", at) for at in row.difference.members.ours]
        held += [("theirs", at) for at in row.difference.members.theirs]
        return [self.lines[key] for key in held if key in self.lines]

    def since(self, row: Adjustment) -> CarriedLine | None:
        """The oldest line it is carried by, where it was open before."""
        held = [("ours", at) for at in row.difference.members.ours]
        held += [("theirs", at) for at in row.difference.members.theirs]
        known = [self.carried[key] for key in held if key in self.carried]
        return min(known, key=lambda each: each.open_since, default=None)


def sheet_now(found: Reconciliation, run: Run, waiting: int) -> SheetNow:
    """Everything the statement says now, read in a handful of queries."""
    every, names = open_differences(run, overlay_of(found.id, run.id))
    left = without_crossings(run, every)
    assert run.ours_balance is not None
    assert run.theirs_balance is not None
    decided = dispositions_of(found, [each.name for each in left])
    told = adjusted(run.ours_balance, run.theirs_balance, left, decided)
    lines: dict[tuple[str, int], LedgerLine] = {}
    for side in ("ours", "theirs"):
        wanted = sorted({at for each in told.rows for at in getattr(each.difference.members, side)})
        stored = LedgerLine.objects.filter(run_id=run.id, side=side, row__in=wanted)
        lines |= {(side, line.row): line for line in stored}
    return SheetNow(run, told, lines, names.carried, names, waiting)


def core_of(now: SheetNow) -> dict[str, Any]:
    """What is signed: balances, every adjustment with what becomes of it, the balance both come to."""
    told, run = now.adjusted, now.run
    return {
        "run": run.id,
        "currency": run.currency,
        "ours": told.ours,
        "theirs": told.theirs,
        "ours_adjusted": told.ours_adjusted,
        "theirs_adjusted": told.theirs_adjusted,
        "unexplained": run.unexplained,
        "quarters": {
            quarter: [_row(now, each) for each in told.of(quarter)] for quarter in QUARTERS
        },
        "sums": {quarter: told.sum_of(quarter) for quarter in QUARTERS},
    }


def body_of(found: Reconciliation, now: SheetNow, *, language: str, version: int) -> str:
    """The frozen form, as canonical JSON: the core, and what stands around it."""
    side = BookSide.objects.filter(reconciliation_id=found.id).first()
    read = BookReading.objects.filter(run_id=now.run.id).first()
    company = printed_facts(letterhead_in_force(found.company_id))
    said = {
        "layout": LAYOUT,
        "number": f"{found.number}/{version}" if version else str(found.number),
        "is_draft": not version,
        "language": language,
        "frozen_on": timezone.localdate().isoformat(),
        "company": {
            key: company[key] for key in ("name", "address", "tax_number", "contact", "logo")
        },
        "customer": addressed(found.company_id, [found.customer_id])[found.customer_id],
        "from": side.from_on.isoformat() if side else "",
        "through": side.through_on.isoformat() if side else "",
        "head": {"seq": read.known_seq, "hash": bytes(read.head_hash).hex()} if read else None,
        "core": core_of(now),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


def _row(now: SheetNow, row: Adjustment) -> dict[str, Any]:
    lines, since, word = now.lines_of(row), now.since(row), row.decided
    first = lines[0] if lines else None
    day: date | None = min((line.date for line in lines if line.date), default=None)
    kind = class_words(row.difference.difference_class)
    return {
        "name": row.difference.name,
        "on": day.isoformat() if day else "",
        "document": (first.document or first.order or first.voucher or "") if first else "",
        "text": (first.text or "") if first else "",
        "class": {"zh": kind.zh, "en": kind.en},
        "amount": row.amount,
        "becomes": _becomes(row),
        "is_theirs": word is not None and word.kind == "theirs",
        "reason": word.reason if word else "",
        "owner": word.owner_name if word else "",
        "due": word.due_on.isoformat() if word and word.due_on else "",
        "since": since.open_since.isoformat() if since else "",
    }


def _becomes(row: Adjustment) -> dict[str, str]:
    word = row.decided
    if word is None:
        return {"zh": "", "en": ""}
    said = KIND_WORDS[word.kind]
    if word.correction:
        how = CORRECTION_WORDS[word.correction]
        return {"zh": f"{said.zh}：{how.zh}", "en": f"{said.en}: {how.en}"}
    return {"zh": said.zh, "en": said.en}
