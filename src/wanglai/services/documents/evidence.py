"""The paper that proves a delivery, kept whole under its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.documents.papers import NotInThisState, admit_to_customers, held
from wanglai.services.files import Download
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models import Delivery, StoredFile


@dataclass(frozen=True)
class Kept:
    id: int
    name: str
    sha256: str


def keep_file(company_id: int, actor: int, upload: Upload) -> Kept:
    """The file's bytes, stored now or known already. Refuses, in order: FileIsEmpty, FileIsTooBig."""
    sound = checked(upload)
    sha256 = hashlib.sha256(sound.content).hexdigest()
    row = StoredFile(
        company_id=company_id, sha256=sha256, name=sound.name, byte_size=len(sound.content),
        content=sound.content, stored_by_id=actor,
    )  # fmt: skip
    known = StoredFile.objects.filter(company_id=company_id, sha256=sha256).values_list("id", flat=True)  # fmt: skip
    if not known.exists():
        StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return Kept(int(known.get()), sound.name, sha256)


@transaction.atomic
def attach_evidence(
    *, company_id: int, actor: int, origin: str, delivery_id: int, upload: Upload
) -> None:
    """Keep the signed delivery note, or what else proves the delivery; a later one takes its place, both are kept.

    Refuses, in order: NotFound, NotPermitted, NotFound (delivery), NotInThisState, FileIsEmpty, FileIsTooBig.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_order")
    delivery: Delivery = held(Delivery, company_id, delivery_id, sight)
    if delivery.state == "cancelled":
        raise NotInThisState(delivery.number)
    kept = keep_file(company_id, actor, upload)
    delivery.evidence_id, delivery.evidence_name = kept.id, kept.name
    delivery.save(update_fields=["evidence", "evidence_name"])
    record(
        company_id, Who(actor, origin), "attach_evidence", delivery=delivery.id, paper=delivery.number,
        customer=delivery.customer_id, sha256=kept.sha256,
    )  # fmt: skip


def evidence_of(*, company_id: int, actor: int, delivery_id: int) -> Download:
    """The evidence byte for byte under its own name. Refuses, in order: NotFound, NotPermitted, NotFound (none)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    rows = sight.of(Delivery.objects.filter(company_id=company_id, id=delivery_id))
    found = rows.select_related("evidence").first()
    if found is None or found.evidence is None:
        raise NotFound
    content = bytes(found.evidence.content)
    return Download(
        name=found.evidence_name, content=content, content_type="application/octet-stream"
    )
