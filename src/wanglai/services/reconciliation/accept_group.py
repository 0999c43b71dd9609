"""A suggested or ambiguous group is taken as right by a person."""

from __future__ import annotations

from django.db import transaction

from wanglai.services.reconciliation.deciding import members_of_row, open_result, record


@transaction.atomic
def accept_group(
    *, company_id: int, actor: int, reconciliation_id: int, row_id: str, reason: str = ""
) -> int:
    """Accept the row as it stands; returns the decision's id.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, RowIsGone, AlreadyDecided, NotAGroup, ReasonIsTooLong.
    """
    result = open_result(
        company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act="accept_group"
    )
    return record(result, kind="accept", members=members_of_row(result, row_id), reason=reason)
