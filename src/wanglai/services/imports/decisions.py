"""What a person decided about an import is kept, with who and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wanglai.store.models import FileImport, ImportDecision


def decided(
    file_import: FileImport, actor: int, kind: str, facts: Mapping[str, Any], document_no: int | None = None
) -> None:  # fmt: skip
    """One more decision, in the transaction that carries it out."""
    ImportDecision.objects.create(
        company_id=file_import.company_id, file_import=file_import, kind=kind, document_no=document_no, facts=dict(facts),
        decided_by_id=actor,
    )  # fmt: skip
