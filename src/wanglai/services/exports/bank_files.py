"""Files of banks as a table."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.refusal import Wording
from wanglai.services.bank.queries import PAGE_ROWS, list_bank_files
from wanglai.services.bank.rows import FileRow
from wanglai.services.exports.table import Row, Table, columns, company_called

_TITLE = Wording("银行文件", "Bank files")
_COLUMNS = columns(
    ("编号", "No.", 8),
    ("文件", "File", 34),
    ("格式", "Form", 16),
    ("状态", "State", 14),
    ("笔数", "Movements", 12),
    ("新增", "New", 12),
    ("问题", "Problems", 12),
    ("导入人", "Handed in by", 20),
    ("导入时间", "Handed in at", 20),
)


def bank_files_table(*, company_id: int, actor: int) -> Table:
    """Every file that was handed in, the newest first. Refuses, in order: NotFound, NotPermitted."""
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id),),
        columns=_COLUMNS,
        rows=map(_row, list(_every(company_id, actor))),
    )


def _every(company_id: int, actor: int) -> Iterator[FileRow]:
    after = None
    while True:
        page = list_bank_files(company_id=company_id, actor=actor, after=after)
        yield from page
        if len(page) < PAGE_ROWS:
            return
        after = page[-1].id


def _row(row: FileRow) -> Row:
    return (
        row.id, row.name, row.form, row.state_words, row.entries, row.fresh, row.problems, row.handed_in_by,
        row.handed_in_at,
    )  # fmt: skip
