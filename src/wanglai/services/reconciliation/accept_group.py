"""A suggested or ambiguous group is taken as right by a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.reconciliation.deciding import (
    members_of_row,
    open_result,
    record,
    record_several,
)
from wanglai.services.refusals import UnableTo

AT_ONCE_MAX = 500


class TooManyRows(UnableTo):
    code_of_refusal = "decision.too_many"
    why = Wording("一次选择的行太多。", "Too many rows at once.")
    next_step = Wording(f"一次最多 {AT_ONCE_MAX} 行。", f"Take {AT_ONCE_MAX} at most.")
    http_status = 422


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


@transaction.atomic
def accept_groups(
    *, company_id: int, actor: int, reconciliation_id: int, row_ids: Sequence[str]
) -> tuple[int, ...]:
    """Accept several rows, all or none; the decisions' ids in the order of the rows.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, TooManyRows, RowIsGone, AlreadyDecided, NotAGroup.
    """
    result = open_result(
        company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act="accept_group"
    )
    if len(row_ids) > AT_ONCE_MAX:
        raise TooManyRows(str(len(row_ids)))
    groups = [members_of_row(result, row_id) for row_id in row_ids]
    return record_several(result, kind="accept", groups=groups, reason="")
