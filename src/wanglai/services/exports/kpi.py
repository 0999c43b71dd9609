"""Figures of the work as tables."""

from __future__ import annotations

from datetime import date

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called
from wanglai.services.kpi.reconciling import (
    DEFINITIONS,
    GROUPS,
    IN_TIME_DAYS,
    KpiRow,
    reconciling_kpis,
)
from wanglai.services.kpi.targets import Target

_TITLE = Wording("对账指标", "Reconciliation KPIs")
_COLUMNS = columns(
    ("分组", "Group", 26),
    ("对账单", "Statements", 11),
    ("及时", "In time", 9),
    ("及时率 %", "Timeliness %", 13),
    ("已发出", "Sent", 9),
    ("已确认", "Confirmed", 11),
    ("确认率 %", "Confirmation %", 14),
    ("平均确认天数", "Mean days to confirm", 14),
    ("已答复", "Answered", 10),
    ("一次准确", "Right the first time", 12),
    ("准确率 %", "Accuracy %", 12),
    ("争议", "Disputes", 10),
    ("已了结或到期", "Closed or due", 14),
    ("按期了结", "Closed by their day", 14),
    ("异常处理率 %", "Handling %", 14),
)


def kpis_table(
    *, company_id: int, actor: int, by: str = "month", from_on: date | None = None, to_on: date | None = None,
    in_time_days: int = IN_TIME_DAYS,
) -> Table:  # fmt: skip
    """What ``reconciling_kpis`` tells, with what each figure means and the counts behind it. Refuses, in order: NotFound, NotPermitted."""
    found = reconciling_kpis(
        company_id=company_id, actor=actor, by=by, from_on=from_on, to_on=to_on, in_time_days=in_time_days
    )  # fmt: skip
    days = f"{from_on or ''} – {to_on or ''}" if from_on or to_on else ""
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(
            company_called(company_id), GROUPS[by], *([days] if days else ()), *definitions(in_time_days), *map(_target, found.targets)
        ),
        columns=_COLUMNS,
        rows=map(_row, found.rows),
        totals=(_row(found.total),),
    )  # fmt: skip


def _target(each: Target) -> Wording:
    """及时率 % 目标 ≥ 95.0（自 2026-01-01，陈静）."""
    said = f"{each.sign} {each.value}"
    return Wording(
        f"{each.words.zh} 目标 {said}（自 {each.from_on}，{each.set_by}）",
        f"Target of {each.words.en}: {said} (from {each.from_on}, {each.set_by})",
    )


def definitions(in_time_days: int) -> tuple[Wording, ...]:
    """What each figure means, with the days that count as in time."""
    days = str(in_time_days)
    return tuple(Wording(each.zh.replace("{days}", days), each.en.replace("{days}", days)) for each in DEFINITIONS.values())  # fmt: skip


def _row(row: KpiRow) -> Row:
    return (
        row.words, row.statements, row.timeliness.part, row.timeliness.percent, row.confirmation.whole, row.confirmation.part,
        row.confirmation.percent, row.days, row.accuracy.whole, row.accuracy.part, row.accuracy.percent, row.disputes,
        row.handling.whole, row.handling.part, row.handling.percent,
    )  # fmt: skip
