"""What a request for a procedure asks for, in the words an approver reads: every step, who does it, in how many days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound
from wanglai.services.procedures.reading import found_in
from wanglai.services.procedures.set_procedure import KIND
from wanglai.services.procedures.words import StepLine


def told_of_procedure(company_id: int, kind: str, subject: Mapping[str, Any]) -> Wording | None:
    """``客户对账流程：出具对账单（应收会计，1 天）；…``; None for requests about something else."""
    if kind != KIND:
        return None
    try:
        found = found_in(company_id, subject["file_id"])
    except NotFound:
        return None
    name = found.procedure.name if found.procedure is not None else found.file_name
    zh = "；".join(f"{each.step.name}（{each.role.zh}{_days_zh(each)}）" for each in found.steps)
    en = "; ".join(f"{each.step.name} ({each.role.en}{_days_en(each)})" for each in found.steps)
    return Wording(f"{name}：{zh}", f"{name}: {en}")


def _days_zh(line: StepLine) -> str:
    return f"，{line.step.days} 个工作日" if line.step.days is not None else ""


def _days_en(line: StepLine) -> str:
    return f", {line.step.days} working days" if line.step.days is not None else ""
