"""Files as they come and go: bytes kept once for each company, and what is handed out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import StoredFile


@dataclass(frozen=True)
class Download:
    """A file to take away."""

    name: str
    content_type: str
    content: bytes


def keep_file(company_id: int, actor: int, upload: Upload) -> int:
    """The id of the file's bytes, stored now or known already."""
    sha256 = hashlib.sha256(upload.content).hexdigest()
    known = StoredFile.objects.filter(company_id=company_id, sha256=sha256).values_list(
        "id", flat=True
    )
    if not known.exists():
        row = StoredFile(
            company_id=company_id,
            sha256=sha256,
            name=upload.name,
            byte_size=len(upload.content),
            content=upload.content,
            stored_by_id=actor,
        )
        StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return int(known.get())
