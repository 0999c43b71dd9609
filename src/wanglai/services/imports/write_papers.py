"""What the book does not post is written chunk by chunk, each with its counter in one transaction: never half, never twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.life import batch_key, tell_progress
from wanglai.services.imports.staging import with_lines
from wanglai.services.imports.ways import WAYS, Writing
from wanglai.services.ledger.book import Who
from wanglai.store.models import FileImport, ImportBatch, ImportedDocument

CHUNK = 500  # papers of one transaction


def write_papers(file_import: FileImport, request_hash: bytes) -> None:
    """Write what is ready and not written yet. Refuses: ChangedMeanwhile; whole chunks before it stand."""
    batch = _batch(file_import, request_hash)
    written = batch.posted
    while written < batch.documents:
        written = _write_chunk(file_import, batch.id)
        tell_progress(file_import.id, written, batch.documents)
    ImportBatch.objects.filter(id=batch.id, finished_at=None).update(finished_at=timezone.now())


@transaction.atomic
def _batch(file_import: FileImport, request_hash: bytes) -> ImportBatch:
    """The counter of this import, made once; from here on its rows stay as they are."""
    assert file_import.ordered_by_id is not None, "somebody ordered it"
    rows = ImportedDocument.objects.filter(file_import_id=file_import.id, batch_row__isnull=False)
    batch, _ = ImportBatch.objects.get_or_create(
        company_id=file_import.company_id,
        key=batch_key(file_import),
        defaults={
            "request_hash": request_hash,
            "documents": rows.count(),
            "started_by_id": file_import.ordered_by_id,
        },
    )
    FileImport.objects.filter(id=file_import.id, batch=None).update(batch_id=batch.id)
    return batch


@transaction.atomic
def _write_chunk(file_import: FileImport, batch_id: int) -> int:
    """The next papers, the counter and the act that says so, or nothing; how many are written by now."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(id=batch_id)
    last = min(batch.posted + CHUNK, batch.documents)
    rows = ImportedDocument.objects.filter(
        file_import_id=file_import.id, batch_row__gt=batch.posted, batch_row__lte=last
    )
    documents = with_lines(file_import.id, list(rows.order_by("batch_row")))
    if not documents:  # another process has written them
        return int(batch.posted)
    assert len(documents) == last - batch.posted, "places in a batch have no gaps"
    write = WAYS[KINDS[file_import.kind].way].write
    assert write is not None, "what is not posted is written"
    who = Who(file_import.ordered_by_id, file_import.origin or "import")
    write(
        Writing(
            company_id=file_import.company_id,
            who=who,
            import_id=file_import.id,
            first=batch.posted + 1,
            documents=documents,
            choices=file_import.choices,
        )
    )
    record(
        file_import.company_id, who, "write_imported", None,
        **{"import": file_import.id, "what": file_import.kind, "first": batch.posted + 1, "last": last},
    )  # fmt: skip
    batch.posted = last
    batch.save(update_fields=["posted"])
    return last
