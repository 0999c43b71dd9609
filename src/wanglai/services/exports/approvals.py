"""Requests for approval as a table."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.approvals.queries import RequestRow, list_requests
from wanglai.services.audit.words import ACTS
from wanglai.services.exports.table import Row, Table, columns, company_called
from wanglai.services.ledger.words import KINDS

REQUESTS_MAX = 500
_TITLE = Wording("审批申请", "Requests for approval")
_STATES = {
    "waiting": Wording("待审批", "Waiting"),
    "done": Wording("已执行", "Done"),
    "rejected": Wording("已驳回", "Rejected"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
    "expired": Wording("已过期", "Expired"),
}
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("事项", "What", 20),
    ("单据或人员", "Document or person", 26),
    ("币种", "Currency", 9),
    ("金额", "Amount", 16),
    ("申请人", "Asked by", 20),
    ("已同意", "Said yes", 9),
    ("所需人数", "People needed", 9),
    ("状态", "State", 12),
    ("申请时间", "Asked at", 20),
    ("截止", "Until", 20),
)


def approvals_table(*, company_id: int, actor: int, state: str = "waiting") -> Table:
    """Requests in one state, '' for all; the newest first. Refuses, in order: NotFound, NotPermitted."""
    found = list_requests(company_id=company_id, actor=actor, state=state, limit=REQUESTS_MAX)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), *([_STATES[state]] if state else [])),
        columns=_COLUMNS,
        rows=map(_row, found),
    )


def _row(row: RequestRow) -> Row:
    kind = KINDS.get(row.kind) or ACTS.get(row.kind) or row.kind
    worth = (
        (row.currency, row.worth)
        if row.kind != "archive" and not row.is_of_people
        else (None, None)
    )
    return (
        row.id, kind, row.document, *worth, row.maker, row.approvals, row.people_needed,
        _STATES[row.state], row.made_at, row.expires_at,
    )  # fmt: skip
