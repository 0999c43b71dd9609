"""Many documents enter the book: laid down by COPY, checked whole, posted in chunks that can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from django.db import connection, transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.ledger import RULES, Document, first_fault
from wanglai.domain.money import converted, shares
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import KeyWasUsed, Who, answer_waits_for_disk, chart_of, refusing
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, ImportBatch, ImportRow, Period
from wanglai.store.prepared import fetched

CHUNK = 5_000  # documents of one transaction: a lost chunk costs half a second


class DocumentsAreFaulty(UnableTo):
    """Nothing was posted; ``problems`` names every row and why."""

    code_of_refusal = "import.faulty"
    why = Wording("有单据无法入账，整批未入账。", "Some documents cannot be posted; none was.")
    next_step = Wording("请修改列出的各行后重新导入。", "Correct the rows listed and import again.")
    http_status = 422

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(f"{len(problems)} · {first.row} · {first.fault}")
        self.problems = problems


@dataclass(frozen=True)
class Problem:
    """A row (counted from 1) and the first thing wrong with it: kind customer amount tax rate due period."""

    row: int
    document: str
    fault: str


@dataclass(frozen=True)
class Progress:
    batch_id: int
    documents: int
    posted: int

    @property
    def is_finished(self) -> bool:
        return self.posted == self.documents


class Beside(Protocol):
    """What is written in the transaction of each chunk: locks taken before the book is held, rows after its entries stand."""

    def hold(self, first: int, last: int) -> None:
        """Before the documents at these places (from 1) are posted."""

    def write(self, batch_id: int) -> None:
        """After they are."""


def import_documents(
    *,
    company_id: int,
    actor: int,
    origin: str,
    documents: Iterable[Document],
    key: str,
    request_hash: bytes,
    told: Callable[[Progress], None] | None = None,
    approver: int | None = None,
    beside: Beside | None = None,
) -> Progress:
    """Lay down every document, or none, then post them all; the same key goes on where it stopped.

    ``approver`` agreed to the credit notes among them, whose acts carry the name. Each chunk is a transaction of its own, so this is called outside of one. Refuses, in order: NotFound, NotPermitted,
    NoBook, KeyWasUsed, DocumentsAreFaulty (with every problem), PeriodIsNotOpen (closed since it was laid down).
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="import_documents")
    known = ImportBatch.objects.filter(company_id=company_id, key=key).first()
    if known is None:
        known = _laid_down(company_id, actor, documents, key, request_hash)
    elif bytes(known.request_hash) != request_hash:
        raise KeyWasUsed(key)
    return go_on(company_id=company_id, actor=actor, origin=origin, batch_id=known.id, told=told, approver=approver, beside=beside)  # fmt: skip


def go_on(
    *,
    company_id: int,
    actor: int,
    origin: str,
    batch_id: int,
    told: Callable[[Progress], None] | None = None,
    approver: int | None = None,
    beside: Beside | None = None,
) -> Progress:
    """Post what a batch has left. Refuses: NotFound, NotPermitted, PeriodIsNotOpen."""
    admit(company_id=company_id, actor=actor, act="import_documents")
    batch = ImportBatch.objects.filter(company_id=company_id, id=batch_id).first()
    if batch is None:
        raise NotFound
    progress = Progress(batch.id, batch.documents, batch.posted)
    who = Who(actor, origin, approver)
    while not progress.is_finished:
        with refusing(), transaction.atomic():
            answer_waits_for_disk()
            if beside is not None:
                beside.hold(*_next_chunk(batch.id))
            moved = fetched(_CHUNK, [company_id, *who.row, batch.id, CHUNK])[0][0]
            if beside is not None and moved:
                beside.write(batch.id)
        progress = Progress(batch.id, batch.documents, progress.posted + moved)
        if told is not None:
            told(progress)
        if not moved:  # another process took it up and has finished it
            break
    with transaction.atomic():
        ImportBatch.objects.filter(id=batch.id, finished_at=None).update(finished_at=timezone.now())
        ImportRow.objects.filter(batch_id=batch.id).delete()
    return Progress(batch.id, batch.documents, batch.documents)


def _next_chunk(batch_id: int) -> tuple[int, int]:
    """The places of the first and the last document of the next chunk, which nobody else can post meanwhile."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(id=batch_id)
    return batch.posted + 1, min(batch.posted + CHUNK, batch.documents)


_CHUNK = "SELECT book_import_chunk(%s, ROW(%s, %s, %s)::book_who, %s, %s)"


@transaction.atomic
def _laid_down(
    company_id: int, actor: int, documents: Iterable[Document], key: str, request_hash: bytes
) -> ImportBatch:
    base = chart_of(company_id).base
    batch = ImportBatch.objects.create(
        company_id=company_id, key=key, request_hash=request_hash, documents=0, started_by_id=actor
    )
    checked = _Checked(company_id, base)
    rows = checked.rows(documents, batch.id)
    with connection.cursor() as cursor:
        # A block at a time: while COPY runs, whoever gives us documents could not ask the database.
        while block := list(islice(rows, CHUNK)):
            with cursor.copy(_COPY) as copy:
                for row in block:
                    copy.write_row(row)
    if checked.problems:
        raise DocumentsAreFaulty(tuple(checked.problems))
    ImportBatch.objects.filter(id=batch.id).update(documents=checked.count)
    batch.documents = checked.count
    return batch


_COPY = """COPY store_importrow (batch_id, row_no, kind, customer_id, document, entry_on, due_on, currency, rate,
                                 gross, tax, gross_base, tax_base, text, parts) FROM STDIN"""


class _Checked:
    """Documents as rows for COPY, one after the other, with every problem noted on the way."""

    def __init__(self, company_id: int, base: str) -> None:
        self.base = base
        self.problems: list[Problem] = []
        self.count = 0
        self._customers = set(
            Customer.objects.filter(company_id=company_id).values_list("id", flat=True)
        )
        self._open = tuple(
            Period.objects.filter(company_id=company_id, closed_seq=None).values_list(
                "from_on", "to_on"
            )
        )

    def rows(self, documents: Iterable[Document], batch_id: int) -> Iterator[tuple[object, ...]]:
        for number, document in enumerate(documents, start=1):
            self.count = number
            fault = self._fault(document)
            if fault:
                self.problems.append(Problem(number, document.number, fault))
            elif not self.problems:
                yield self._row(document, batch_id, number)

    def _fault(self, document: Document) -> str:
        if document.kind not in RULES:
            return "kind"
        if document.customer_id not in self._customers:
            return "customer"
        fault = first_fault(document, self.base)
        if fault is not None:
            return fault
        return "" if self._is_open(document.on) else "period"

    def _is_open(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self._open)

    def _row(self, document: Document, batch_id: int, number: int) -> tuple[object, ...]:
        due = document.instalments[0].due_on if document.instalments else document.on
        gross_base = self._in_base(document.gross, document)
        return (
            batch_id, number, document.kind, document.customer_id, document.number, document.on, due,
            document.currency, document.rate, document.gross, document.tax,
            gross_base, self._in_base(document.tax, document), document.text, _parts(document, gross_base),
        )  # fmt: skip

    def _in_base(self, amount: int, document: Document) -> int:
        if document.currency == self.base or not amount:
            return amount
        return converted(amount, currency=document.currency, base=self.base, rate=document.rate)


def _parts(document: Document, gross_base: int) -> str | None:
    """Several parts, or one whose day is not known yet; None where its day says it all."""
    parts = document.instalments
    if not parts or (len(parts) == 1 and parts[0].due_on):
        return None
    bases = shares(gross_base, [each.amount for each in parts])
    return json.dumps(
        [
            (each.amount, each.due_on.isoformat() if each.due_on else None, base)
            for each, base in zip(parts, bases, strict=True)
        ]
    )
