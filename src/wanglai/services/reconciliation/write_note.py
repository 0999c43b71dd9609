"""A remark on a reconciliation, or on the lines of one row of its result."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.deciding import REASON_LENGTH_MAX, ReasonIsTooLong
from wanglai.services.reconciliation.row_members import members_of
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Note


class NoteIsEmpty(UnableTo):
    code_of_refusal = "note.empty"
    why = Wording("备注没有内容。", "The note is empty.")
    next_step = Wording("请写下备注再保存。", "Write something, then save it.")
    http_status = 422


@transaction.atomic
def write_note(
    *, company_id: int, actor: int, reconciliation_id: int, text: str, row_id: str | None = None
) -> int:
    """Keep a note; on a row it stays with the row's lines when the run is repeated. Returns its id.

    Refuses, in order: NotFound, NotPermitted, NoteIsEmpty, ReasonIsTooLong, RowIsGone.
    """
    admit(company_id=company_id, actor=actor, act="write_note")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id)
    text = text.strip()
    if not text:
        raise NoteIsEmpty
    if len(text) > REASON_LENGTH_MAX:
        raise ReasonIsTooLong
    members = members_of(found.id, row_id) if row_id else None
    note = Note.objects.create(
        company_id=company_id,
        reconciliation=found,
        ours_rows=list(members.ours) if members else [],
        theirs_rows=list(members.theirs) if members else [],
        text=text,
        author_id=actor,
    )
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind="note",
        facts={"note": note.id, "row": row_id},
    )
    return int(note.id)
