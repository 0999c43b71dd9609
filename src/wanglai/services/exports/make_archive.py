"""Asks for the archive of the whole company; the worker makes it."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.matrix import DUTIES, Mark
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.exports.archive_life import queue_archive
from wanglai.services.ledger.book import NoBook, Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Archive, ChainHead
from wanglai.store.models.exports import ARCHIVE_ACTIVE

KIND = "archive"
_DUTY = DUTIES[23]


class ArchiveIsBeingMade(UnableTo):
    code_of_refusal = "archive.being_made"
    why = Wording("归档包正在生成。", "An archive is being made already.")
    next_step = Wording("请等它完成。", "Wait until it is ready.")


@transaction.atomic
def make_archive(
    *, company_id: int, actor: int, origin: str, language: str = "zh", approver: int | None = None
) -> int:
    """Queue an archive; the number of the act that sealed it. An auditor makes it, everybody else with a manager's yes.

    No licence is looked at: the data is the company's. Refuses, in order: NotFound, NotPermitted, NotFound (language),
    NoBook, ApprovalIsNeeded, ArchiveIsBeingMade.
    """
    roles = admit(company_id=company_id, actor=actor, act="make_archive")
    if language not in ("zh", "en"):
        raise NotFound(language)
    if not ChainHead.objects.filter(company_id=company_id).exists():
        raise NoBook
    if approver is None and not may_make(roles):
        raise ApprovalIsNeeded(KIND)
    if Archive.objects.filter(company_id=company_id, state__in=ARCHIVE_ACTIVE).exists():
        raise ArchiveIsBeingMade
    archive = Archive.objects.create(
        company_id=company_id, language=language, asked_by_id=actor, approved_by_id=approver
    )
    facts = {"archive": archive.id, "language": language}
    seq = write_act(company_id, Who(actor, origin, approver), "make_archive", facts)
    queue_archive(archive.id)
    return seq


def may_make(roles: tuple[str, ...]) -> bool:
    """Whether one of the roles makes an archive by itself, and need not ask."""
    return any(Mark.MAKE in _DUTY.marks(role) for role in roles)
