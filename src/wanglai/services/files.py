"""Files as they come and go: bytes kept once for each company, and what is handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
    return keep_files(company_id, actor, [upload])[0]


def keep_files(company_id: int, actor: int, uploads: Sequence[Upload]) -> list[int]:
    """The ids of many files' bytes in their order, stored now or known already; bytes that are known are not sent again."""
    digests = [hashlib.sha256(each.content).hexdigest() for each in uploads]
    known = _known(company_id, digests)
    new = {
        digest: StoredFile(
            company_id=company_id, sha256=digest, name=each.name, byte_size=len(each.content), content=each.content,
            stored_by_id=actor,
        )
        for digest, each in zip(digests, uploads, strict=True) if digest not in known
    }  # fmt: skip
    if new:
        StoredFile.objects.bulk_create(new.values(), ignore_conflicts=True)
        known = _known(company_id, digests)
    return [known[digest] for digest in digests]


def _known(company_id: int, digests: Sequence[str]) -> dict[str, int]:
    rows = StoredFile.objects.filter(company_id=company_id, sha256__in=set(digests))
    return dict(rows.values_list("sha256", "id"))
