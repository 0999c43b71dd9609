"""What the verbs of disputes say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class DisputeHasNoReason(UnableTo):
    code_of_refusal = "dispute.reason"
    why = Wording("没有选择争议原因。", "No reason of the dispute is chosen.")
    next_step = Wording("请从列表中选择原因。", "Choose a reason from the list.")
    http_status = 422


class DisputeSaysNothing(UnableTo):
    code_of_refusal = "dispute.said"
    why = Wording(
        "没有写明内容，或超过 2000 字。", "Nothing is said, or more than 2,000 characters."
    )
    next_step = Wording("请简要写明。", "Say it in a few words.")
    http_status = 422


class DisputeDoesNotFit(UnableTo):
    code_of_refusal = "dispute.amount"
    why = Wording(
        "争议金额须大于零，币种一致，且不超过该项未清且未被争议或扣款的部分。",
        "The amount is nothing, of another currency, or more than is open of the item beside its other disputes and deductions.",
    )
    next_step = Wording(
        "请按未清且无争议的余额填写。", "Give at most what is open and not contested yet."
    )
    http_status = 422


class ClaimStands(UnableTo):
    code_of_refusal = "dispute.claimed"
    why = Wording("同一事项已有争议在处理中。", "The same is disputed already, and open.")
    next_step = Wording("请在已有争议中补充说明。", "Go on in the dispute that is there.")


class DisputeHasNoOwner(UnableTo):
    code_of_refusal = "dispute.owner"
    why = Wording("负责人不能处理争议。", "The owner may not settle disputes.")
    next_step = Wording("请选择应收会计、信用管理或财务经理。", "Choose a receivables accountant, a credit controller or a finance manager.")  # fmt: skip
    http_status = 422


class DisputeIsLate(UnableTo):
    code_of_refusal = "dispute.due"
    why = Wording("期限早于今天，或晚于一年后。", "The deadline lies before today, or more than a year ahead.")  # fmt: skip
    next_step = Wording("请填写今天起一年内的日期。", "Give a day from today on, within a year.")
    http_status = 422


class DisputeIsOver(UnableTo):
    code_of_refusal = "dispute.closed"
    why = Wording("该争议已有结论。", "The dispute has its outcome already.")
    next_step = Wording("如需继续，请重新打开。", "Open it again if it goes on.")


class DisputeIsOpen(UnableTo):
    code_of_refusal = "dispute.open"
    why = Wording("该争议仍在处理中。", "The dispute is still open.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class NobodyWouldRead(UnableTo):
    code_of_refusal = "dispute.nobody_reads"
    why = Wording("该争议不是客户在门户提出的，方案无人可答复。", "The customer did not raise it in the portal, so nobody there would answer.")  # fmt: skip
    next_step = Wording(
        "请直接了结，或另行联系客户。", "Close it, or ask the customer another way."
    )
    http_status = 422


class NothingIsProposed(UnableTo):
    code_of_refusal = "dispute.proposal"
    why = Wording("当前没有待答复的方案，或方案已更换。", "Nothing is proposed that waits for an answer, or another proposal took its place.")  # fmt: skip
    next_step = Wording("请刷新页面，阅读当前方案。", "Load the page again and read what is there.")


class NobodyIsAbove(UnableTo):
    code_of_refusal = "dispute.nobody_above"
    why = Wording("没有其他财务经理可以接手。", "There is no other finance manager to take it.")
    next_step = Wording("请直接转交给同事。", "Hand it to a colleague instead.")


class WasEscalated(UnableTo):
    code_of_refusal = "dispute.escalated"
    why = Wording("该期限已升级过一次。", "It was escalated for this deadline already.")
    next_step = Wording("请改期或转交。", "Move the deadline, or hand it over.")


class PartsDoNotAddUp(UnableTo):
    code_of_refusal = "dispute.parts"
    why = Wording(
        "各部分须大于零，合计不少于仍有争议的金额、不多于争议金额，入账的只能有一部分。",
        "The parts must be above zero, together between what still stands and the amount of the dispute, and one of them posts at most.",
    )
    next_step = Wording("请重新分配金额。", "Give the parts again.")
    http_status = 422


class RateIsMissing(UnableTo):
    code_of_refusal = "dispute.rate"
    why = Wording("外币争议没有可取用的单据汇率，也未填写汇率。", "No paper gives the rate of this currency, and none is given.")  # fmt: skip
    next_step = Wording("请填写入账汇率。", "Give the rate it is booked at.")
    http_status = 422


class NothingWasPosted(UnableTo):
    code_of_refusal = "dispute.outcome"
    why = Wording("没有凭证抵掉该项的这部分金额。", "No entry took so much off the item.")
    next_step = Wording(
        "请选择红字单据，或先为该项入账红字单据。",
        "Choose a credit note, or make one of the item's invoice first.",
    )
    http_status = 422


class ItemIsOfInvoice(UnableTo):
    code_of_refusal = "dispute.of_invoice"
    why = Wording(
        "该项由发票生成，红字须按发票行开具。",
        "An invoice made this item: its credit note is made of the invoice's lines.",
    )
    next_step = Wording(
        "请在发票页面开具红字单据草稿，再在争议中选择它。",
        "Make the credit note on the invoice's page as a draft, then choose it in the dispute.",
    )
    http_status = 422


class HasNoItem(UnableTo):
    code_of_refusal = "dispute.no_item"
    why = Wording("该争议不针对某一未清项。", "The dispute is about no item.")
    next_step = Wording(
        "没有可冲销的单据：请选择退款、补偿或驳回。",
        "There is nothing to take back: choose a refund, a compensation, or reject it.",
    )
    http_status = 422
