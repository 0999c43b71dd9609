"""An ordered import is carried out in chunks: posted in the book, or written beside it; taken up again where it stopped, never twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Refusal
from wanglai.domain.incoming import entry_kind
from wanglai.domain.ledger import Document
from wanglai.services.imports.billing import bills_papers
from wanglai.services.imports.due import instalments_of
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.known import customers_by_name
from wanglai.services.imports.life import batch_key, import_within, refuse_import, tell_progress
from wanglai.services.imports.order_import import show_terms_anew
from wanglai.services.imports.problems import CREATE, SUSPENSE, SUSPENSE_NAME
from wanglai.services.imports.recheck import recheck
from wanglai.services.imports.refusals import NothingToBook, ProblemsAreOpen, TermsHaveChanged
from wanglai.services.imports.staging import incoming_of
from wanglai.services.imports.standing import STOOD, parameters
from wanglai.services.imports.write_invoices import WriteInvoices
from wanglai.services.imports.write_papers import write_papers
from wanglai.services.ledger.import_documents import Progress, import_documents
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Customer, FileImport, ImportBatch, ImportedDocument, StoredFile


def post_import(file_import: FileImport) -> None:
    """Book what is ready. What the book refuses stands on the import, which then waits for a person."""
    try:
        if file_import.state == "ordered":
            _settle(file_import)
        file_import.refresh_from_db()
        if KINDS[file_import.kind].is_posted:
            _post(file_import)
        else:
            write_papers(file_import, _request_hash(file_import))
        _finish(file_import.id, file_import.company_id)
    except Refusal as refusal:
        _undo_order(file_import.id)
        refuse_import(file_import.id, refusal)
        if isinstance(refusal, TermsHaveChanged):
            show_terms_anew(file_import.id)


@transaction.atomic
def _settle(file_import: FileImport) -> None:
    """Look at the book once more, make the customers that were chosen, and give every document its place.

    Refuses, in order: TermsHaveChanged, ProblemsAreOpen, NothingToBook.
    """
    held = import_within(company_id=file_import.company_id, import_id=file_import.id)
    assert held.state == "ordered", "an import is ordered before it is posted"
    if ImportedDocument.objects.filter(file_import_id=held.id, batch_row__isnull=False).exists():
        held.state = "posting"  # it was settled before, and stopped
        held.save()
        return
    kind = KINDS[held.kind]
    changed = recheck(held)
    if changed:
        raise TermsHaveChanged(str(changed))
    standings = dict(
        fetch(STOOD + "SELECT standing, count(*) FROM stood GROUP BY 1", parameters(held))
    )
    if standings.get("open"):
        raise ProblemsAreOpen(str(standings["open"]))
    if not standings.get("ready"):
        raise NothingToBook
    if kind.is_posted:
        _make_customers(held)
    _place(held)
    held.state = "posting"
    held.rows_done, held.rows_total = 0, standings["ready"]
    held.save()


def _place(file_import: FileImport) -> None:
    """Every document that is ready gets its place in the batch, in the order of the file."""
    rows = fetch(
        STOOD + "SELECT no FROM stood WHERE standing = 'ready' ORDER BY no", parameters(file_import)
    )
    fetch(_PLACES, {"import": file_import.id, "ready": [no for (no,) in rows]})


_PLACES = """
UPDATE store_importeddocument AS document SET batch_row = placed.place
  FROM unnest(%(ready)s::int[]) WITH ORDINALITY AS placed (no, place)
 WHERE document.file_import_id = %(import)s AND document.no = placed.no
RETURNING document.no
"""


def _make_customers(file_import: FileImport) -> None:
    """The suspense customer, and unknown ones, where that was chosen for all of their kind."""
    company_id = file_import.company_id
    rows = fetch(
        STOOD + "SELECT DISTINCT customer FROM stood WHERE standing = 'ready'",
        parameters(file_import),
    )
    known = customers_by_name(company_id)
    wanted = {name for (name,) in rows} - known.keys()
    names = sorted(wanted - {""}) if file_import.choices.get("customer.unknown") == CREATE else []
    if (
        "" in wanted
        and file_import.choices.get("customer.missing") == SUSPENSE
        and SUSPENSE_NAME not in known
    ):
        names.append(SUSPENSE_NAME)
    Customer.objects.bulk_create(
        [Customer(company_id=company_id, name=name) for name in names],
        batch_size=5_000,
        ignore_conflicts=True,
    )


def _post(file_import: FileImport) -> None:
    assert file_import.ordered_by_id is not None, "somebody ordered it"

    def told(progress: Progress) -> None:
        FileImport.objects.filter(id=file_import.id, batch=None).update(batch_id=progress.batch_id)
        tell_progress(file_import.id, progress.posted, progress.documents)

    done = import_documents(
        company_id=file_import.company_id,
        actor=file_import.ordered_by_id,
        origin=file_import.origin or "import",
        documents=_documents(file_import),
        key=batch_key(file_import),
        request_hash=_request_hash(file_import),
        told=told,
        approver=file_import.agreed_by_id,
        beside=WriteInvoices(file_import) if bills_papers(file_import) else None,
    )
    FileImport.objects.filter(id=file_import.id, batch=None).update(batch_id=done.batch_id)


def _request_hash(file_import: FileImport) -> bytes:
    """Of the file and everything decided about it: the rows cannot move once they are ordered."""
    sha256 = StoredFile.objects.values_list("sha256", flat=True).get(id=file_import.file_id)
    asked = [sha256, file_import.kind, file_import.id, file_import.options, file_import.choices]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).digest()


def _documents(file_import: FileImport) -> Iterator[Document]:
    manner = KINDS[file_import.kind].manner
    assert manner is not None, "what is posted has a manner"
    names = customers_by_name(file_import.company_id)
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id, batch_row__isnull=False)
    for stored in list(rows.order_by("batch_row")):
        kind = entry_kind(incoming_of(stored), manner)
        customer = names.get(stored.customer or SUSPENSE_NAME)
        assert kind is not None, "what is ordered has an amount"
        assert customer is not None, "what is ordered has a customer"
        assert stored.on is not None, "what is ordered has a day"
        assert stored.gross is not None, "what is ordered has an amount"
        gross = abs(stored.gross)
        yield Document(
            kind, customer, stored.number, stored.on, gross, abs(stored.tax), stored.currency, stored.rate or Decimal(1),
            instalments_of(stored), stored.text,
        )  # fmt: skip


@transaction.atomic
def _finish(import_id: int, company_id: int) -> None:
    found = import_within(company_id=company_id, import_id=import_id)
    if found.state == "posting":
        found.state, found.finished_at, found.refusal = "done", timezone.now(), None
        found.stop_requested_at = None
        found.rows_done = found.rows_total
        found.save()


@transaction.atomic
def _undo_order(import_id: int) -> None:
    """Where nothing was laid down, the rows are free again and people look at them once more."""
    found = FileImport.objects.select_for_update(no_key=True).get(id=import_id)
    laid_down = ImportBatch.objects.filter(
        company_id=found.company_id, key=batch_key(found)
    ).exists()
    if found.state == "posting" and not laid_down:
        found.state = "ordered"
        found.save()
        ImportedDocument.objects.filter(file_import_id=import_id).update(batch_row=None)
