"""The audit trail as a workbook, with the filters of the screen."""

from __future__ import annotations

from dataclasses import replace

from tieout.refusal import Language, Wording
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.sheets import Download, workbook

ACTS_MAX = 100_000
_COLUMNS = (
    (Wording("序号", "Act"), 8),
    (Wording("时间", "Time"), 20),
    (Wording("人员", "Person"), 20),
    (Wording("审批人", "Approved by"), 20),
    (Wording("来源", "Door"), 18),
    (Wording("内容", "What happened"), 90),
    (Wording("封印（SHA-256）", "Seal (SHA-256)"), 68),
)
_TITLE = Wording("审计日志", "Audit trail")
_CUT = Wording(
    f"仅含最近 {ACTS_MAX} 条，请缩小时间范围。",
    f"Only the newest {ACTS_MAX} acts: choose a shorter time.",
)


def trail_sheet(
    *, company_id: int, actor: int, company_name: str, wanted: TrailFilter, language: Language
) -> Download:
    """All acts that fit, newest first. Refuses, in order: NotFound, NotPermitted."""
    found = trail(
        company_id=company_id, actor=actor, wanted=replace(wanted, after=None), limit=ACTS_MAX
    )
    facts = [company_name, *([_CUT.within(language)] if found.next_after else [])]
    return workbook(
        title=_TITLE.within(language),
        facts=facts,
        columns=[(words.within(language), width) for words, width in _COLUMNS],
        rows=(
            (row.seq, row.at, row.actor_name, row.approver_name, row.origin, row.sentence.within(language), row.link)
            for row in found.rows
        ),
        name=f"{_TITLE.within(language)}.xlsx",
    )  # fmt: skip
