"""A note is taken back by its author; its words and the act stay in the record."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Note, NoteWithdrawn


class NotYourNote(UnableTo):
    code_of_refusal = "note.not_yours"
    why = Wording("这条备注是别人写的。", "Somebody else wrote this note.")
    next_step = Wording(
        "请让作者撤回，或另写一条备注。", "Ask its author, or write a note of your own."
    )
    http_status = 403


class AlreadyWithdrawn(UnableTo):
    code_of_refusal = "note.already_withdrawn"
    why = Wording("这条备注已经撤回。", "This note has been withdrawn already.")
    next_step = Wording("请刷新页面查看现状。", "Load the page again to see how it stands.")


@transaction.atomic
def withdraw_note(*, company_id: int, actor: int, reconciliation_id: int, note_id: int) -> None:
    """Take a note of one's own back: it leaves the rows and stays, struck out, in the list of notes.

    Refuses, in order: NotFound, NotPermitted, NotFound (note), NotYourNote, AlreadyWithdrawn.
    """
    admit(company_id=company_id, actor=actor, act="withdraw_note")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, lock=True
    )
    note = Note.objects.filter(reconciliation=found, id=note_id).first()
    if note is None:
        raise NotFound
    if note.author_id != actor:
        raise NotYourNote
    if NoteWithdrawn.objects.filter(note=note).exists():
        raise AlreadyWithdrawn
    NoteWithdrawn.objects.create(note=note, company_id=company_id, actor_id=actor)
    tell(
        company_id=company_id,
        reconciliation_id=found.id,
        actor=actor,
        kind="note_withdrawn",
        facts={"note": note.id},
    )
