"""What the verbs of rounds say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class RoundRuleMakesNoSense(UnableTo):
    code_of_refusal = "round.rule"
    why = Wording(
        "对账频率须为每月、每季或每年；不能设为从不。",
        "Every class is due each month, each quarter or each year; none is never due.",
    )
    next_step = Wording("请为每一类客户选择频率。", "Choose one of the three for each class.")
    http_status = 422


class NobodyReconciles(UnableTo):
    code_of_refusal = "round.no_clerk"
    why = Wording("没有可以负责对账的人员。", "There is nobody whose work reconciling is.")
    next_step = Wording(
        "请选择在岗且可出具对账单的人员。", "Choose people at work who may issue statements."
    )
    http_status = 422


class RoundIsPlanned(UnableTo):
    code_of_refusal = "round.planned"
    why = Wording("该期间已有轮次。", "There is a round of this period already.")
    next_step = Wording("请打开该轮次。", "Open it from the list.")


class RoundIsTooFar(UnableTo):
    code_of_refusal = "round.too_far"
    why = Wording(
        "轮次只能在其期间开始前 31 天内或期间内开启。",
        "A round is opened in its period, or in the 31 days before it.",
    )
    next_step = Wording("请选择当前或下一期间。", "Choose the period of today or the next one.")
    http_status = 422


class RoundHasNobody(UnableTo):
    code_of_refusal = "round.nobody"
    why = Wording("按规则本期没有客户需要对账。", "By the rule no customer is due in this round.")
    next_step = Wording(
        "请检查规则，或选择其他期间。", "Look at the rule, or choose another period."
    )
    http_status = 422


class RoundIsAgreed(UnableTo):
    code_of_refusal = "round.agreed"
    why = Wording(
        "计划已经同意，日期与客户不再变更。",
        "The plan is agreed: its days and customers stay as they are.",
    )
    next_step = Wording(
        "可以转交负责人，或申请免除某位客户。",
        "Hand customers over to another clerk, or ask that one be excused.",
    )


class OwnPlan(UnableTo):
    code_of_refusal = "round.own"
    why = Wording("计划不能由编制人同意。", "Who had a hand in a plan does not agree to it.")
    next_step = Wording("请由另一位经理同意。", "Leave it to another manager.")
    http_status = 403


class PlanLeavesSomebodyOut(UnableTo):
    code_of_refusal = "round.left_out"
    why = Wording(
        "有客户本年有余额或发生额，但不在本年任何轮次中。",
        "Customers with a balance or movement in the year stand in no round of it.",
    )
    next_step = Wording(
        "系统每晚自动补入；也可在计划中按「补入」后再同意。",
        "The night takes them in; press *Take in who is missing* to do it now.",
    )


class DayIsOutside(UnableTo):
    code_of_refusal = "round.day"
    why = Wording("日期不在本轮期间内。", "The day does not lie in the round's period.")
    next_step = Wording("请填写期间内的日期。", "Give a day of the period.")
    http_status = 422


class CustomerStays(UnableTo):
    code_of_refusal = "round.stays"
    why = Wording(
        "该客户由规则、上期未了或年度最低要求列入，不能删除。",
        "The rule, the round before or the yearly minimum put the customer in: it is not taken out.",
    )
    next_step = Wording(
        "请申请免除并写明原因，由另一人同意。",
        "Ask that it be excused, with a reason; another person agrees.",
    )


class CustomerIsIn(UnableTo):
    code_of_refusal = "round.member"
    why = Wording("该客户已在本轮中。", "The customer is in this round already.")
    next_step = Wording("请在列表中查找。", "Look for it in the list.")


class ExcuseSaysNotWhy(UnableTo):
    code_of_refusal = "round.excuse_reason"
    why = Wording("没有写明原因。", "There is no reason.")
    next_step = Wording("请写明原因。", "Say why.")
    http_status = 422


class ExcuseStandsElsewhere(UnableTo):
    code_of_refusal = "round.excuse_state"
    why = Wording(
        "该客户已对账、已申请或已免除，或申请已有答复。",
        "The customer is reconciled, or an excuse was asked for, agreed or answered already.",
    )
    next_step = Wording("请刷新页面。", "Load the page again.")


class OwnExcuse(UnableTo):
    code_of_refusal = "round.own_excuse"
    why = Wording("不能答复自己的申请。", "Nobody answers what they asked for themselves.")
    next_step = Wording("请由另一人答复。", "Leave it to another person.")
    http_status = 403
