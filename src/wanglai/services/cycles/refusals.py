"""What the verbs of settlement cycles say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class CycleIsNotOver(UnableTo):
    code_of_refusal = "cycle.not_over"
    why = Wording("结算周期尚未到截止日。", "The cut-off of the cycle has not come yet.")
    next_step = Wording(
        "请在截止日当天或之后关闭。", "Close it on the day of its cut-off or afterwards."
    )


class CycleIsClosed(UnableTo):
    code_of_refusal = "cycle.closed"
    why = Wording(
        "结算周期已关闭，不再打开。",
        "The cycle is closed, and what is closed is never opened again.",
    )
    next_step = Wording(
        "之后录入的交付计入下一周期。", "What is delivered or entered later goes to the next cycle."
    )


class CycleIsOpen(UnableTo):
    code_of_refusal = "cycle.open"
    why = Wording("结算周期尚未关闭。", "The cycle is not closed yet.")
    next_step = Wording("请先关闭，再开单。", "Close it first, then bill it.")


class CycleWasCutAnew(UnableTo):
    code_of_refusal = "cycle.cut_anew"
    why = Wording(
        "合同已修订或终止，该周期已按新条款重新划分。",
        "The contract was amended or ended, and the cycle was cut anew by the terms that hold now.",
    )
    next_step = Wording("请在看板中查看新的周期。", "Look for the new one on the board.")


class EarlierCycleIsOpen(UnableTo):
    code_of_refusal = "cycle.earlier_open"
    why = Wording(
        "该客户更早的结算周期尚未关闭。", "An earlier cycle of the customer is not closed yet."
    )
    next_step = Wording("请按先后顺序关闭。", "Close them in their order.")


class EarlierCycleIsNotBilled(UnableTo):
    code_of_refusal = "cycle.earlier_not_billed"
    why = Wording(
        "该客户更早的结算周期尚未开单。", "An earlier cycle of the customer is not billed yet."
    )
    next_step = Wording("请按先后顺序开单。", "Bill them in their order.")


class RateIsMissing(UnableTo):
    code_of_refusal = "cycle.rate"
    why = Wording(
        "外币账单没有汇率。", "There is no exchange rate for a bill in a foreign currency."
    )
    next_step = Wording(
        "请打开该周期，填写汇率后开单。", "Open the cycle, give the rate and bill it there."
    )
    http_status = 422


class CutOffsDiffer(UnableTo):
    code_of_refusal = "cycle.cut_offs_differ"
    why = Wording("所选结算周期的截止日不同。", "The chosen cycles end on different days.")
    next_step = Wording(
        "请只选择同一截止日的周期出对账单。",
        "Choose cycles of one cut-off for a run of statements.",
    )
    http_status = 422


class DaysOfPolicyOutOfRange(UnableTo):
    code_of_refusal = "cycle.policy_days"
    why = Wording(
        "自动关闭的天数不在 0 至 60 之间。",
        "A cycle closes by itself 0 to 60 days after its cut-off.",
    )
    next_step = Wording("请填写 0 至 60 的整数。", "Give a whole number from 0 to 60.")
    http_status = 422
