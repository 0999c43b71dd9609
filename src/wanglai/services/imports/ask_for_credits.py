"""Who may not book the credit notes of a file alone asks for another's word, once for all of them."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.imports.credits import KIND, credits_of
from wanglai.services.imports.doors import admit_to_import
from wanglai.services.imports.life import import_within
from wanglai.services.imports.refusals import NothingToBook


@transaction.atomic
def ask_for_credits(*, company_id: int, actor: int, origin: str, import_id: int) -> int:
    """Ask that the import be booked as it stands; the request's id, the same while its credit notes are the same.

    Refuses, in order: NotFound, NotPermitted, NotFound (the import), ImportIsElsewhere, NothingToBook (no credit notes),
    then as ``request_approval``.
    """
    admit_to_import(company_id, actor, import_id)
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    lowering = credits_of(found)
    if lowering is None:
        raise NothingToBook
    return request_approval(
        company_id=company_id, actor=actor, origin=origin, kind=KIND, subject=lowering.subject(found),
        key=f"{KIND}:{import_id}:{lowering.print}",
    )  # fmt: skip
