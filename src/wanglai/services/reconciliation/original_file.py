"""The file of one side, byte for byte as it was handed in."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.files import Download
from wanglai.store.models import StoredFile


@transaction.atomic
def original_file(*, company_id: int, actor: int, reconciliation_id: int, side: str) -> Download:
    """The original of ``ours`` or ``theirs`` under the name it came with; recorded as looked at.

    Refuses, in order: NotFound, NotPermitted.
    """
    admit(company_id=company_id, actor=actor, act="original_file")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id)
    if side not in ("ours", "theirs"):
        raise NotFound(side)
    file_id = found.ours_file_id if side == "ours" else found.theirs_file_id
    if file_id is None:
        raise NotFound(side)  # our side is the book
    content = StoredFile.objects.values_list("content", flat=True).get(
        company_id=company_id, id=file_id
    )
    name = found.ours_name if side == "ours" else found.theirs_name
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind="original_taken",
        facts={"side": side},
    )
    return Download(name=name, content=bytes(content), content_type="application/octet-stream")
