"""What the verbs of differences and deductions say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class NoToleranceIsSet(UnableTo):
    code_of_refusal = "tolerance.none"
    why = Wording(
        "公司没有为这个币种设定尾差容差。", "The company lets no difference of this currency go."
    )
    next_step = Wording(
        "请登记为扣款，或先在收款策略中设定容差。",
        "Open a deduction, or set a tolerance in the policy of cash application.",
    )
    http_status = 422


class DifferenceIsTooLarge(UnableTo):
    code_of_refusal = "tolerance.item"
    why = Wording("差额超过了该项允许的尾差。", "The difference is larger than the tolerance allows for this item.")  # fmt: skip
    next_step = Wording("请登记为扣款并写明原因。", "Open a deduction with its reason.")
    http_status = 422


class TooMuchThisMonth(UnableTo):
    code_of_refusal = "tolerance.cap"
    why = Wording(
        "该客户本月的尾差已到上限。",
        "This customer's small differences reach the cap of the month.",
    )
    next_step = Wording(
        "请登记为扣款，问清为什么总是少付。", "Open a deduction and ask why it keeps paying short."
    )
    http_status = 422


class FeeIsTooLarge(UnableTo):
    code_of_refusal = "bank_fee.limit"
    why = Wording(
        "手续费超过了银行注明的扣费与策略允许的尾差之和。",
        "The fee is more than the bank says it took off and the policy lets go of this money.",
    )
    next_step = Wording(
        "请把其余登记为扣款，或申请坏账核销。",
        "Open a deduction for the rest, or ask for a write-off.",
    )
    http_status = 422


class DiscountIsNotAgreed(UnableTo):
    code_of_refusal = "discount.not_agreed"
    why = Wording(
        "按生效合同，这笔款不能享受这么多现金折扣：未约定、已过期、未全额付清，或金额过大。",
        "The contract in force gives no such discount: none is agreed, it came too late, not all is paid, or it is too much.",
    )
    next_step = Wording(
        "请按约定金额折扣，其余登记为扣款。",
        "Take what was agreed, and open a deduction for the rest.",
    )
    http_status = 422


class DeductionDoesNotFit(UnableTo):
    code_of_refusal = "deduction.amount"
    why = Wording(
        "扣款金额须大于零，且不超过该项未清且未登记扣款的部分。",
        "The amount is nothing, or more than is open of the item beside its other deductions.",
    )
    next_step = Wording("请按未清余额填写。", "Give at most what is open and not deducted yet.")
    http_status = 422


class DeductionHasNoReason(UnableTo):
    code_of_refusal = "deduction.reason"
    why = Wording("没有选择扣款原因。", "No reason of the deduction is chosen.")
    next_step = Wording("请从列表中选择原因。", "Choose a reason from the list.")
    http_status = 422


class DeductionHasNoOwner(UnableTo):
    code_of_refusal = "deduction.owner"
    why = Wording("负责人不能处理扣款。", "The owner may not settle deductions.")
    next_step = Wording("请选择应收会计、信用管理或财务经理。", "Choose a receivables accountant, a credit controller or a finance manager.")  # fmt: skip
    http_status = 422


class DeductionIsLate(UnableTo):
    code_of_refusal = "deduction.due"
    why = Wording("期限早于今天。", "The deadline lies before today.")
    next_step = Wording("请填写今天或以后的日期。", "Give today or a later day.")
    http_status = 422


class DeductionIsClosed(UnableTo):
    code_of_refusal = "deduction.closed"
    why = Wording("这笔扣款已了结。", "The deduction is closed already.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class DeductionSaysNothing(UnableTo):
    code_of_refusal = "deduction.note"
    why = Wording(
        "没有写明结论，或超过 500 字。", "It is not said how it ended, or in more than 500 characters."
    )  # fmt: skip
    next_step = Wording("请简要写明结论。", "Say in a few words how it ended.")
    http_status = 422


class NothingCoversIt(UnableTo):
    code_of_refusal = "deduction.outcome"
    why = Wording(
        "认可扣款须有红字单据、核销、折扣或尾差抵掉该项的这部分金额。",
        "A deduction is accepted by a credit note, write-off, discount or small difference that took so much off the item.",
    )
    next_step = Wording(
        "请先入账红字单据或核销，再认可扣款。",
        "Post the credit note or write-off first, then accept the deduction.",
    )
    http_status = 422
