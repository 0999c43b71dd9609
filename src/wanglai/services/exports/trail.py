"""The audit trail as a table, with the filters of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.audit.queries import ActRow, Trail, TrailFilter, trail
from wanglai.services.exports.table import Row, Table, columns, company_called, pages

ACTS_MAX = 1_000_000  # a sheet holds about as many rows
AT_ONCE = 2_000
_TITLE = Wording("审计日志", "Audit trail")
_CUT = Wording(
    f"最多 {ACTS_MAX} 条，由新到旧；更早的请缩小时间范围。",
    f"At most {ACTS_MAX} acts, the newest first: for older ones choose a shorter time.",
)
_COLUMNS = columns(
    ("序号", "Act", 8),
    ("时间", "Time", 20),
    ("人员", "Person", 20),
    ("审批人", "Approved by", 20),
    ("来源", "Door", 18),
    ("内容", "What happened", 90),
    ("封印（SHA-256）", "Seal (SHA-256)", 68),
)


def trail_table(*, company_id: int, actor: int, wanted: TrailFilter) -> Table:
    """All acts that fit, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> Trail:
        asked = replace(wanted, after=after)
        return trail(company_id=company_id, actor=actor, wanted=asked, limit=AT_ONCE)

    def rows() -> Iterator[Row]:
        count = 0
        for page in pages(first, part):
            yield from map(_row, page.rows)
            count += len(page.rows)
            if count >= ACTS_MAX:
                return

    first = part(None)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id), _CUT),
        columns=_COLUMNS,
        rows=rows(),
    )


def _row(row: ActRow) -> Row:
    return row.seq, row.at, row.actor_name, row.approver_name, row.origin, row.sentence, row.link
