"""A procedure is put in force: one person draws it, another agrees; cases that are under way keep the one they began with."""

from __future__ import annotations

from django.db import transaction

from wanglai.formats.bpmn.frames import told_of
from wanglai.services.access.membership import require_word
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.procedures.reading import found_in
from wanglai.services.procedures.refusals import NoProcedure, ProcedureCannotBeFollowed
from wanglai.store.models import ProcedureVersion, StoredFile

KIND = "set_procedure"


@transaction.atomic
def set_procedure(
    *, company_id: int, actor: int, origin: str, file_id: int, approver: int | None = None
) -> int:  # fmt: skip
    """A new version, for cases opened from now on; the act's number. The drawing in force again changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (file), ProcedureCannotBeFollowed, ApprovalIsNeeded, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    found = found_in(company_id, file_id)
    if found.procedure is None or not found.can_be_followed:
        raise ProcedureCannotBeFollowed(found.file_name)
    require_word(company_id, KIND, approver)
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    newest = newest_version(company_id)
    if newest is not None and newest.file_id == file_id:
        return newest.seq
    version = newest.version + 1 if newest is not None else 1
    digest = StoredFile.objects.values_list("sha256", flat=True).get(company_id=company_id, id=file_id)  # fmt: skip
    name = found.procedure.name or found.file_name.rpartition(".")[0] or found.file_name
    facts = {"version": version, "procedure": name, "steps": len(found.procedure.tasks), "file": digest}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin, approver), KIND, facts)
    ProcedureVersion.objects.create(
        company_id=company_id, version=version, name=name, file_id=file_id, told=told_of(found.procedure),
        made_by_id=actor, agreed_by_id=approver, seq=seq,
    )  # fmt: skip
    return seq


def newest_version(company_id: int) -> ProcedureVersion | None:
    """The procedure in force."""
    return ProcedureVersion.objects.filter(company_id=company_id).order_by("-version").first()


def version_in_force(company_id: int) -> ProcedureVersion:
    """As ``newest_version``. Refuses: NoProcedure."""
    found = newest_version(company_id)
    if found is None:
        raise NoProcedure
    return found
