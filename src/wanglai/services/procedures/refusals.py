"""What is refused of procedures and their cases."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class ProcedureCannotBeFollowed(UnableTo):
    code_of_refusal = "procedure.wrong"
    why = Wording("这张流程图不能照着执行。", "Nobody could follow this procedure.")
    next_step = Wording("请按页面列出的问题修改后重新上传。", "Mend what the page lists, and hand it in again.")  # fmt: skip
    http_status = 422


class NoProcedure(UnableTo):
    code_of_refusal = "procedure.none"
    why = Wording("还没有生效的流程。", "No procedure is in force.")
    next_step = Wording("请先上传流程，或采用现成的流程。", "Hand one in first, or take the ready-made one.")  # fmt: skip


class CaseHasNoTitle(UnableTo):
    code_of_refusal = "case.title"
    why = Wording("没有写明这件事是什么。", "It is not said what the case is about.")
    next_step = Wording("请写明期间，例如“2026 年 3 月对账”。", "Say which period: “Reconciliation of March 2026”.")  # fmt: skip
    http_status = 422


class StepDoesNotWait(UnableTo):
    code_of_refusal = "case.step"
    why = Wording("这一步现在不能做，或已经做了。", "This step cannot be done now, or is done already.")  # fmt: skip
    next_step = Wording("请刷新页面。", "Load the page again.")


class StepIsAnothers(UnableTo):
    code_of_refusal = "case.role"
    why = Wording("这一步由另一角色完成。", "This step is another role's.")
    next_step = Wording("请由流程图上注明的角色来做。", "Let the role do it that the drawing names.")  # fmt: skip
    http_status = 403


class StepHasNoAnswer(UnableTo):
    code_of_refusal = "case.answer"
    why = Wording("没有说明接下来走哪条路。", "It is not said which way it goes on.")
    next_step = Wording("请选择一个结果。", "Choose one of the answers.")
    http_status = 422


class FactIsAwaited(UnableTo):
    code_of_refusal = "case.fact"
    why = Wording("这一步由事实自动完成。", "A fact does this step by itself.")
    next_step = Wording("如果事情发生在系统之外，请在备注中写明。", "If it happened where the system does not see it, say so in the note.")  # fmt: skip
    http_status = 422


class StopHasNoReason(UnableTo):
    code_of_refusal = "case.reason"
    why = Wording("没有写明中止原因。", "There is no reason for stopping it.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422
