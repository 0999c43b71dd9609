"""Lines of both sides are put together by a person."""

from __future__ import annotations

from django.db import transaction

from tieout.decisions import Members
from tieout.refusal import Wording
from wanglai.services.reconciliation.deciding import AlreadyDecided, RowIsGone, open_result, record
from wanglai.services.refusals import UnableTo
from wanglai.store.models import LedgerLine

LINES_MAX = 2_000


class TooFewLines(UnableTo):
    code_of_refusal = "decision.too_few_lines"
    why = Wording("至少要选两行。", "At least two lines are needed.")
    next_step = Wording("请在两边各选至少一行。", "Choose at least one line on each side.")
    http_status = 422


class TooManyLines(UnableTo):
    code_of_refusal = "decision.too_many_lines"
    why = Wording("一次最多勾对 2,000 行。", "At most 2,000 lines can be linked at once.")
    next_step = Wording("请分几次勾对。", "Link them in several steps.")
    http_status = 422


@transaction.atomic
def relink_lines(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    ours: tuple[int, ...],
    theirs: tuple[int, ...],
    reason: str = "",
) -> int:
    """Link these source rows, wherever they stood; groups they leave are taken apart. Returns the decision's id.

    Lines of one side only may be linked (an invoice and its reversal). Refuses, in order: NotFound, NotPermitted,
    ResultIsNotReady, TooFewLines, TooManyLines, RowIsGone, AlreadyDecided, ReasonIsTooLong.
    """
    result = open_result(
        company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act="relink_lines"
    )
    members = Members(tuple(sorted(set(ours))), tuple(sorted(set(theirs))))
    count = len(members.ours) + len(members.theirs)
    if count < 2:
        raise TooFewLines
    if count > LINES_MAX:
        raise TooManyLines
    for side, rows in (("ours", members.ours), ("theirs", members.theirs)):
        known = LedgerLine.objects.filter(run_id=result.run.id, side=side, row__in=rows).count()
        if known != len(rows):
            raise RowIsGone(side)
    if any(
        each.decision.kind == "reject" and each.decision.members == members
        for each in result.overlaid.rows
    ):
        raise AlreadyDecided
    return record(result, kind="relink", members=members, reason=reason)
