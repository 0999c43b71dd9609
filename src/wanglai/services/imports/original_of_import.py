"""The file of an import, byte for byte as it was handed in."""

from __future__ import annotations

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import Download
from wanglai.store.models import FileImport, StoredFile


def original_of_import(*, company_id: int, actor: int, import_id: int) -> Download:
    """Under the name it came with. Refuses, in order: NotFound, NotPermitted, NotFound (the import)."""
    admit(company_id=company_id, actor=actor, act="view_imports")
    found = FileImport.objects.filter(company_id=company_id, id=import_id).first()
    if found is None:
        raise NotFound
    rows = StoredFile.objects.filter(company_id=company_id, id=found.file_id)
    content = bytes(rows.values_list("content", flat=True).get())
    return Download(found.file_name, "application/octet-stream", content)
