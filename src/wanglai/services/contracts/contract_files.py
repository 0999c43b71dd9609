"""Papers of a contract: added whole, taken away as they came."""

from __future__ import annotations

import hashlib

from django.db import transaction

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.refused import admit_to_contracts, contract_within
from wanglai.services.files import Download
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models import ContractFile, StoredFile


@transaction.atomic
def attach_file(
    *, company_id: int, actor: int, origin: str, contract_id: int, upload: Upload
) -> int:
    """Add a paper to a contract; its id. The same bytes again change nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (contract), FileIsEmpty, FileIsTooBig.
    """
    sight = admit_to_contracts(company_id, actor, "file_contract")
    contract = contract_within(company_id, contract_id, sight, lock=True)
    upload = checked(upload)
    sha256 = hashlib.sha256(upload.content).hexdigest()
    stored, _ = StoredFile.objects.get_or_create(
        company_id=company_id,
        sha256=sha256,
        defaults={
            "name": upload.name,
            "byte_size": len(upload.content),
            "content": upload.content,
            "stored_by_id": actor,
        },
    )
    paper, is_new = ContractFile.objects.get_or_create(
        company_id=company_id,
        contract=contract,
        file=stored,
        defaults={"name": upload.name, "attached_by_id": actor},
    )
    if is_new:
        record(
            company_id, Who(actor, origin), "file_contract",
            contract=contract.id, customer=contract.customer_id, sha256=sha256,
        )  # fmt: skip
    return int(paper.id)


def take_file(*, company_id: int, actor: int, contract_id: int, paper_id: int) -> Download:
    """A paper byte for byte. Refuses, in order: NotFound, NotPermitted, NotFound (contract), NotFound (paper)."""
    sight = admit_to_contracts(company_id, actor, "view_contracts")
    contract = contract_within(company_id, contract_id, sight)
    rows = ContractFile.objects.select_related("file")
    paper = rows.filter(company_id=company_id, contract=contract, id=paper_id).first()
    if paper is None:
        raise NotFound
    return Download(
        name=paper.name,
        content=bytes(paper.file.content),
        content_type="application/octet-stream",
    )
