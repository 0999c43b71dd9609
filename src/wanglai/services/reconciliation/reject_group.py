"""A group is taken apart by a person; its lines stand open again."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.reconciliation.deciding import members_of_row, open_result, record


@transaction.atomic
def reject_group(
    *, company_id: int, actor: int, reconciliation_id: int, row_id: str, reason: str = ""
) -> int:
    """Take the row apart; the engine will not propose it again. Returns the decision's id.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, RowIsGone, AlreadyDecided, NotAGroup, ReasonIsTooLong.
    """
    result = open_result(
        company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act="reject_group"
    )
    return record(result, kind="reject", members=members_of_row(result, row_id), reason=reason)
