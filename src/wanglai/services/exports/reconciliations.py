"""The list of reconciliations as a table, with the filters and the order of the screen."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, pages
from wanglai.services.reconciliation.queries import list_reconciliations
from wanglai.services.reconciliation.rows import ReconciliationList, ReconciliationRow

AT_ONCE = 200
_TITLE = Wording("对账清单", "Reconciliations")
_STATES = {
    "queued": Wording("进行中", "Running"),
    "reading": Wording("进行中", "Running"),
    "matching": Wording("进行中", "Running"),
    "storing": Wording("进行中", "Running"),
    "refused": Wording("已拒绝", "Refused"),
    "failed": Wording("失败", "Failed"),
    "cancelled": Wording("已停止", "Stopped"),
}
_WAITING = Wording("待处理", "To be decided")
_AGREED = Wording("无待处理", "Nothing open")
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("客户", "Customer", 30),
    ("备注", "Remark", 24),
    ("我方文件", "Our file", 26),
    ("对方文件", "Their file", 26),
    ("创建时间", "Made at", 20),
    ("创建人", "Made by", 18),
    ("状态", "State", 14),
    ("币种", "Currency", 9),
    ("差额", "Gap", 15),
    ("未解释", "Unexplained", 15),
    ("已一致行数", "Lines agreed", 10),
    ("待处理", "Open", 9),
)


def reconciliations_table(
    *, company_id: int, actor: int, search: str = "", status: str = "", order: str = ""
) -> Table:
    """Every reconciliation that fits. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> ReconciliationList:
        return list_reconciliations(
            company_id=company_id, actor=actor, search=search, status=status, order=order,
            after=after, limit=AT_ONCE,
        )  # fmt: skip

    first = part(None)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), *([search] if search else [])),
        columns=_COLUMNS,
        rows=(_row(row) for page in pages(first, part) for row in page.rows),
    )


def _row(row: ReconciliationRow) -> Row:
    done = _WAITING if row.open_rows else _AGREED
    currency = row.gap.currency if row.gap else None
    return (
        row.number, row.customer_name, row.title, row.ours_file, row.theirs_file, row.created_at,
        row.created_by, _STATES.get(row.state, done), currency, row.gap, row.unexplained,
        row.agreed_lines, row.open_rows,
    )  # fmt: skip
