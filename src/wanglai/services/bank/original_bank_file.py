"""A file of the bank, byte for byte as it was handed in."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import Download
from wanglai.services.ledger.book import Who
from wanglai.store.models import BankFile, StoredFile


@transaction.atomic
def original_bank_file(*, company_id: int, actor: int, origin: str, file_id: int) -> Download:
    """Under the name it came with; who took it away stands in the trail with the SHA-256 of its bytes.

    Refuses, in order: NotFound, NotPermitted, NotFound (file).
    """
    admit(company_id=company_id, actor=actor, act="original_bank_file")
    found = BankFile.objects.filter(company_id=company_id, id=file_id).first()
    if found is None:
        raise NotFound
    kept = StoredFile.objects.get(company_id=company_id, id=found.file_id)
    record(
        company_id, Who(actor, origin), "take_original_bank_file", file=found.id, named=found.file_name, sha256=kept.sha256
    )  # fmt: skip
    return Download(found.file_name, "application/octet-stream", bytes(kept.content))
