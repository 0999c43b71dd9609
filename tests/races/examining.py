"""Child program: after a kill, everything the posters were told is looked up, and what they do not know is sent again.

``python -m tests.races.examining FOLDER DEAD[,DEAD...] COMPANY:ACTOR...``; prints what it found as JSON. Posters
that live go on meanwhile: their last request is under way, not in doubt.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count

from tests.races.invoices import invoice, load
from wanglai.services.ledger import queries
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.verify import verify_company
from wanglai.store.models import Act, Entry


@dataclass
class Journal:
    """What a poster wrote: keys it sent, acknowledged as (act, number), and in doubt."""

    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)


def read_journal(path: Path, *, is_dead: bool) -> Journal:
    """Whole lines of a poster's journal; a dead poster's last request is in doubt if nothing came of it.

    What an examination before this one sent again is acknowledged since.
    """
    journal = Journal()
    for line in path.read_text().split("\n")[:-1]:
        word, key, *more = line.split()
        if word == "sent":
            journal.sent.append(key)
        elif word == "doubt":
            journal.doubtful.append(key)
        else:
            journal.acknowledged[key] = int(more[0]), int(more[1])
    last = journal.sent[-1] if journal.sent else ""
    if is_dead and last and last not in journal.doubtful:
        journal.doubtful.append(last)
    journal.doubtful = [key for key in journal.doubtful if key not in journal.acknowledged]
    return journal


def main() -> None:
    folder, dead = Path(sys.argv[1]), set(sys.argv[2].split(","))
    found = {
        "sent": 0,
        "acknowledged": 0,
        "in_doubt": 0,
        "of_these_committed": 0,
        "lost": 0,
        "doubled": 0,
    }
    wrong: list[str] = []
    for pair in sys.argv[3:]:
        company, actor = map(int, pair.split(":"))
        for path in sorted(folder.glob(f"{company}-*")):
            journal = read_journal(path, is_dead=path.name in dead)
            _look_up(company, journal, found)
            with path.open("a") as again:
                again.writelines(_sent_again(company, actor, journal, found, wrong))
        doubles = Entry.objects.filter(company_id=company).values("document").annotate(n=Count("*"))
        found["doubled"] += doubles.filter(n__gt=1).count()
        wrong += _whole(company, actor)
    print(json.dumps({**found, "wrong": wrong}))


def _look_up(company: int, journal: Journal, found: dict[str, int]) -> None:
    """Every acknowledged posting stands as it was acknowledged."""
    told = journal.acknowledged
    rows = Entry.objects.filter(company_id=company, document__in=list(told))
    stand = {
        document: (seq, number)
        for document, seq, number in rows.values_list("document", "seq", "number")
    }
    found["sent"] += len(journal.sent)
    found["acknowledged"] += len(told)
    found["lost"] += sum(stand.get(key) != answer for key, answer in told.items())


def _sent_again(
    company: int, actor: int, journal: Journal, found: dict[str, int], wrong: list[str]
) -> Iterator[str]:
    """What is in doubt is sent twice: it is posted where it was not, and both answers are one."""
    customer = load(company)
    scope = {"company_id": company, "actor": actor, "origin": "again"}
    for key in journal.doubtful:
        before = Act.objects.filter(company_id=company, key=key).count()
        first, second = (
            post_document(**scope, document=invoice(customer, key), key=key) for _ in "12"
        )
        found["in_doubt"] += 1
        found["of_these_committed"] += before
        if (first.seq, first.number) != (second.seq, second.number) or not second.repeated:
            wrong.append(f"{key}: {first} then {second}")
        if (
            first.repeated != bool(before)
            or Act.objects.filter(company_id=company, key=key).count() != 1
        ):
            wrong.append(f"{key}: stood {before} times, answered {first}")
        yield f"ack {key} {first.seq} {first.number}\n"


def _whole(company: int, actor: int) -> list[str]:
    """The trial balance and the chain, as of one moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        balances = queries.trial_balance(company_id=company, actor=actor, on=date(9999, 1, 1))
        gap = sum(row.base_amount for row in balances)
        faults = [str(fault) for fault in verify_company(company).faults]
        proof = queries.proof(company_id=company, actor=actor, on=date(9999, 1, 1))
    return [
        *([f"the trial balance is off by {gap}"] if gap else []),
        *(f"items are off by {row.gap}" for row in proof if row.gap),
        *faults,
    ]


if __name__ == "__main__":
    main()
