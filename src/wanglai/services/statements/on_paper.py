"""Statements on paper: handed over, come back signed with a scan, or what was entered so taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import Download, keep_file
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.statements.issuing import further_version, number_of
from wanglai.services.statements.queries import statement_in_sight
from wanglai.services.statements.refusals import PaperSaysTooLittle, PaperStandsElsewhere
from wanglai.store.models import Statement, StatementOnPaper
from wanglai.store.models.on_paper import HANDED, SIGNED, TAKEN_BACK

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
    name, note = _one_line(said.name, NAME_MOST), _one_line(said.note, NOTE_MOST)
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
    is_replaced = Statement.objects.filter(further_version(), id=found.id).exists()
    if is_replaced or said.kind in standing or SIGNED in standing:
        raise PaperStandsElsewhere(number_of(found))
    facts = {
        "statement": number_of(found), "customer": found.customer_id, "what": said.kind,
        "on": said.on.isoformat(), "file": file_id,
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, facts, key=key, asked=asked)
    rows.create(
        company_id=company_id, statement=found, ordinal=rows.count() + 1, kind=said.kind, on=said.on, name=name, note=note,
        file_id=file_id, entered_by_id=actor, seq=seq,
    )  # fmt: skip
    return seq


@transaction.atomic
def take_back_on_paper(*, company_id: int, actor: int, origin: str, statement_id: int, reason: str) -> int:  # fmt: skip
    """What was entered about a statement on paper counts no more, and stays to be read; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement), PaperSaysTooLittle, PaperStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    found = _held(company_id, statement_id)
    why = _one_line(reason, NOTE_MOST)
    if not why:
        raise PaperSaysTooLittle(number_of(found))
    known_act(company_id, "", b"")  # takes the book: two people take it back once
    rows = StatementOnPaper.objects.filter(statement=found)
    if not _counting(rows):
        raise PaperStandsElsewhere(number_of(found))
    facts = {"statement": number_of(found), "customer": found.customer_id, "what": TAKEN_BACK, "reason": why}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), KIND, facts)
    rows.create(
        company_id=company_id, statement=found, ordinal=rows.count() + 1, kind=TAKEN_BACK, on=timezone.localdate(), note=why,
        entered_by_id=actor, seq=seq,
    )  # fmt: skip
    return seq


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


def _one_line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most]
