"""Statements on paper: handed over, come back signed with a scan, or what was entered so taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.one_line import one_line
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import Download, keep_file
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.portal.make_link import is_replaced
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.statements.issuing import number_of
from wanglai.services.statements.queries import statement_in_sight
from wanglai.services.statements.refusals import PaperSaysTooLittle, PaperStandsElsewhere
from wanglai.store.models import Act, Statement, StatementOnPaper
from wanglai.store.models.on_paper import HANDED, SIGNED, TAKEN_BACK
from wanglai.store.secret_fields import looked_up

KIND = "enter_on_paper"
NAME_MOST, NOTE_MOST = 120, 300
WORDS = {
    HANDED: Wording("纸质件已送达", "Handed over on paper"),
    SIGNED: Wording("签章回单", "Signed copy came back"),
    TAKEN_BACK: Wording("撤回登记", "Taken back"),
}


@dataclass(frozen=True)
class OnPaper:
    """What happened: ``kind`` is ``handed`` or ``signed``, ``name`` of who took or signed it as read on the paper."""

    kind: str
    on: date
    name: str
    note: str = ""


@dataclass(frozen=True)
class PaperRow:
    """One entry; ``counts`` while it was not taken back."""

    kind: str
    words: Wording
    on: date
    name: str
    note: str
    file_name: str  # empty: without a scan
    ordinal: int
    entered_by: str
    entered_at: datetime
    counts: bool


@transaction.atomic
def enter_on_paper(
    *, company_id: int, actor: int, origin: str, statement_id: int, said: OnPaper, key: str, file: Upload | None = None
) -> int:  # fmt: skip
    """Keep that the newest version of a statement was handed over on paper, or came back signed; the act's number.

    Issued on 1 April, handed to the bookkeeper on the 2nd, signed and stamped on the 9th: sent on the 2nd, confirmed on the
    9th, and no reminder after that. A signed copy needs its scan.
    Refuses, in order: NotFound, NotPermitted, FileIsEmpty, FileIsTooBig, NotFound (statement), KeyWasUsed, PaperSaysTooLittle,
    PaperStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    upload = checked(file) if file is not None else None
    found = _held(company_id, statement_id)
    file_id = keep_file(company_id, actor, upload) if upload is not None else None
    asked = request_hash({"statement": statement_id, "said": asdict(said), "file": file_id})
    if (done := known_act(company_id, key, asked)) is not None:
        return done
    name, note = one_line(said.name, NAME_MOST), one_line(said.note, NOTE_MOST)
    first = timezone.localtime(found.issued_at).date()
    if (
        said.kind not in (HANDED, SIGNED)
        or not name
        or not first <= said.on <= timezone.localdate()
        or (said.kind == SIGNED and file_id is None)
    ):
        raise PaperSaysTooLittle(number_of(found))
    rows = StatementOnPaper.objects.filter(statement=found)
    standing = {row.kind for row in _counting(rows)}
    if is_replaced(found) or said.kind in standing or SIGNED in standing:
        raise PaperStandsElsewhere(number_of(found))
    row = StatementOnPaper(
        company_id=company_id, statement=found, ordinal=rows.count() + 1, kind=said.kind, on=said.on, name=name, note=note,
        file_id=file_id, entered_by_id=actor,
    )  # fmt: skip
    return _kept(row, Who(actor, origin), {"on": said.on.isoformat(), "file": file_id}, key, asked)


@transaction.atomic
def take_back_on_paper(*, company_id: int, actor: int, origin: str, statement_id: int, reason: str) -> int:  # fmt: skip
    """What was entered about a statement on paper counts no more, and stays to be read; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement), PaperSaysTooLittle, PaperStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    found = _held(company_id, statement_id)
    why = one_line(reason, NOTE_MOST)
    if not why:
        raise PaperSaysTooLittle(number_of(found))
    known_act(company_id, "", b"")  # takes the book: two people take it back once
    rows = StatementOnPaper.objects.filter(statement=found)
    if not _counting(rows):
        raise PaperStandsElsewhere(number_of(found))
    row = StatementOnPaper(
        company_id=company_id, statement=found, ordinal=rows.count() + 1, kind=TAKEN_BACK, on=timezone.localdate(), note=why,
        entered_by_id=actor,
    )  # fmt: skip
    return _kept(row, Who(actor, origin), {"reason": why})


def on_paper_of(*, company_id: int, actor: int, statement_id: int) -> tuple[PaperRow, ...]:
    """Everything entered of a statement on paper, newest first. Refuses, in order: NotFound, NotPermitted, NotFound (statement)."""
    found = statement_in_sight(company_id, actor, statement_id)
    rows = StatementOnPaper.objects.filter(statement=found).select_related("entered_by", "file")
    kept = list(rows.defer("file__content").order_by("-ordinal"))
    counting = {row.ordinal for row in _counting(rows)}
    return tuple(
        PaperRow(
            row.kind, WORDS[row.kind], row.on, row.name, row.note, row.file.name if row.file else "", row.ordinal,
            row.entered_by.get_full_name(), row.entered_at, row.ordinal in counting,
        )
        for row in kept
    )  # fmt: skip


def paper_scan(*, company_id: int, actor: int, statement_id: int, ordinal: int) -> Download:
    """The scan of one entry as it came. Refuses, in order: NotFound, NotPermitted, NotFound (statement, entry, scan)."""
    found = statement_in_sight(company_id, actor, statement_id)
    row = StatementOnPaper.objects.select_related("file").filter(statement=found, ordinal=ordinal).first()  # fmt: skip
    if row is None or row.file is None:
        raise NotFound
    return Download(row.file.name, "application/octet-stream", bytes(row.file.content))


def untrue_on_paper(company_id: int) -> Iterator[tuple[int, str]]:
    """The act and what is wrong: an entry that is not what its act sealed, and acts whose entry is gone.

    The day of a signed copy moved from the 9th to the 2nd has another digest than its act tells.
    """
    acts = Act.objects.filter(company_id=company_id, kind=KIND).order_by("seq")
    told = {seq: json.loads(facts).get("row_sha256") for seq, facts in acts.values_list("seq", "facts")}  # fmt: skip
    for row in StatementOnPaper.objects.filter(company_id=company_id).order_by("seq"):
        if told.pop(row.seq, None) != _digest(row):
            yield row.seq, "what was entered of a statement on paper is not what its act says"
    for seq in told:
        yield seq, "what was entered of a statement on paper is gone"


def _kept(row: StatementOnPaper, who: Who, more: Mapping[str, Any], key: str = "", asked: bytes = b"") -> int:  # fmt: skip
    """The entry with its act, which holds its digest; names stand in the row alone."""
    facts = {
        "statement": number_of(row.statement), "customer": row.statement.customer_id, "what": row.kind,
        "row_sha256": _digest(row), **more,
    }  # fmt: skip
    row.seq = write_act(row.company_id, who, KIND, facts, key=key, asked=asked)
    row.save(force_insert=True)
    return int(row.seq)


def _digest(row: StatementOnPaper) -> str:
    """SHA-256 of everything an entry says; the name goes in by its keyed hash."""
    name = looked_up(row.name, company_id=row.company_id, purpose="name on paper").hex()
    said = [row.statement_id, row.ordinal, row.kind, row.on.isoformat(), name, row.note, row.file_id, row.entered_by_id]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _held(company_id: int, statement_id: int) -> Statement:
    found = Statement.objects.filter(company_id=company_id, id=statement_id).defer("body").first()
    if found is None:
        raise NotFound
    return found


def _counting(rows: QuerySet[StatementOnPaper]) -> list[StatementOnPaper]:
    """Those entered after the last was taken back."""
    kept: list[StatementOnPaper] = []
    for row in rows.order_by("ordinal"):
        kept = [] if row.kind == TAKEN_BACK else [*kept, row]
    return kept
