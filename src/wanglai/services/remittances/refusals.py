"""What the verbs about remittance advices say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class AdviceSaysNothing(UnableTo):
    code_of_refusal = "remittance.nothing"
    why = Wording("没有找到单据号和金额。", "No document with an amount was found in it.")
    next_step = Wording(
        "请确认文件含有我方单据号和付款金额。", "Check that it names our documents with the amounts paid."
    )  # fmt: skip
    http_status = 422


class AdviceHasNoColumns(UnableTo):
    code_of_refusal = "remittance.columns"
    why = Wording("看不出哪一列是单据号或付款金额。", "Nothing says which column holds the document or the amount paid.")  # fmt: skip
    next_step = Wording(
        "请把表头写为“发票号”“付款金额”，或直接粘贴文本。",
        "Name the columns “invoice” and “paid”, or paste the text instead.",
    )
    http_status = 422


class CurrencyOfAdviceIsUnknown(UnableTo):
    code_of_refusal = "remittance.currency"
    why = Wording("没有这个币种。", "There is no such currency.")
    next_step = Wording("请填写三位币种代码，如 CNY。", "Give its three letters, like CNY.")
    http_status = 422


class AdviceHasNoTotal(UnableTo):
    code_of_refusal = "remittance.total"
    why = Wording("填写的付款总额不是金额。", "The total that was typed is no amount.")
    next_step = Wording(
        "请填写如 1,234.00 的金额，或留空。", "Write it like 1,234.00, or leave it blank."
    )
    http_status = 422


class AdviceWaits(UnableTo):
    code_of_refusal = "remittance.waits"
    why = Wording(
        "该付款通知金额不符或有未读出的行，尚未决定是否使用。",
        "The advice does not add up or was not read whole, and nobody has decided about it.",
    )
    next_step = Wording(
        "请先在通知页面说明理由并决定使用，或撤回。",
        "On its page, decide with a reason that it is used, or withdraw it.",
    )


class DecisionSaysNothing(UnableTo):
    code_of_refusal = "remittance.reason"
    why = Wording("没有说明理由。", "No reason is given.")
    next_step = Wording("请说明为什么按现状使用。", "Say why it is used as it is.")
    http_status = 422


class NothingToDecide(UnableTo):
    code_of_refusal = "remittance.decided"
    why = Wording("该付款通知金额相符，或已决定过。", "The advice adds up, or was decided about.")
    next_step = Wording("无需再决定。", "There is nothing to decide.")


class LineIsAdvised(UnableTo):
    code_of_refusal = "remittance.line_taken"
    why = Wording("该笔收款已有另一份付款通知。", "Another advice speaks of this line already.")
    next_step = Wording("请先解除原有的关联。", "Part the line from that advice first.")


class AdviceIsOfOtherMoney(UnableTo):
    code_of_refusal = "remittance.other_money"
    why = Wording(
        "该笔不是收款，或币种与通知不同。",
        "The line is no money that came in, or of another currency than the advice.",
    )
    next_step = Wording("请选择同币种的收款。", "Choose a receipt of its currency.")
    http_status = 422


class AdviceIsWithdrawn(UnableTo):
    code_of_refusal = "remittance.withdrawn"
    why = Wording("该付款通知已撤回。", "The advice was withdrawn.")
    next_step = Wording("如仍需要，请重新交入。", "Hand it in again if it is needed.")
