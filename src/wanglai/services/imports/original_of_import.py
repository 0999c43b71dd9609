"""The file of an import, byte for byte as it was handed in."""

from __future__ import annotations

from wanglai.services.access.scope import NotFound
from wanglai.services.files import Download
from wanglai.services.imports.doors import admit_to_look
from wanglai.store.models import FileImport, StoredFile


def original_of_import(*, company_id: int, actor: int, import_id: int) -> Download:
    """Under the name it came with. Refuses, in order: NotFound, NotPermitted, NotFound (the import)."""
    only = admit_to_look(company_id, actor)
    found = FileImport.objects.filter(company_id=company_id, id=import_id).first()
    if found is None or only not in (None, found.created_by_id):
        raise NotFound
    rows = StoredFile.objects.filter(company_id=company_id, id=found.file_id)
    content = bytes(rows.values_list("content", flat=True).get())
    return Download(found.file_name, "application/octet-stream", content)
