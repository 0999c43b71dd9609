"""What the verbs of cash application say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class LineIsElsewhere(UnableTo):
    code_of_refusal = "line.state"
    why = Wording("这笔流水现在不能这样处理。", "That cannot be done with the line now.")
    next_step = Wording("请刷新页面查看它的状态。", "Load the page again and see where it is.")


class LineHasChanged(UnableTo):
    code_of_refusal = "line.changed"
    why = Wording(
        "您打开之后，这笔流水已被他人处理。", "Somebody dealt with the line since you opened it."
    )
    next_step = Wording("请刷新页面后再处理。", "Load the page again and go on from there.")


class NoMoneyCameIn(UnableTo):
    code_of_refusal = "line.direction"
    why = Wording("这不是一笔收款。", "No money came in with this line.")
    next_step = Wording(
        "付款和退回请放到一边，或按退款处理。", "Put it aside, or deal with it as a return."
    )
    http_status = 422


class MoreThanTheLine(UnableTo):
    code_of_refusal = "line.sum"
    why = Wording("分配合计超过了这笔款可用的金额。", "More is settled than there is of the money.")
    next_step = Wording("请减少分配金额。", "Lower what is settled.")
    http_status = 422


class PartIsNotOpen(UnableTo):
    code_of_refusal = "line.part"
    why = Wording("所选未清项已不是未清，或没有这么多未清。", "An item that was chosen is not open any more, or not so far.")  # fmt: skip
    next_step = Wording("请刷新页面，重新选择。", "Load the page again and choose anew.")


class PartIsOfAnother(UnableTo):
    code_of_refusal = "line.customer"
    why = Wording("所选未清项属于其他客户或币种。", "An item that was chosen is of another customer or currency.")  # fmt: skip
    next_step = Wording("请在“其他客户”下分配，或先换汇。", "Give it under its own customer, or exchange the money first.")  # fmt: skip
    http_status = 422


class RateIsMissing(UnableTo):
    code_of_refusal = "line.rate"
    why = Wording("外币收款没有汇率。", "Money of another currency needs a rate.")
    next_step = Wording("请填写入账汇率。", "Give the rate it is booked at.")
    http_status = 422


class NobodyPaysForThem(UnableTo):
    code_of_refusal = "line.third_party"
    why = Wording(
        "付款人与该客户没有代付或上下级关系。",
        "The payer neither pays for that customer nor belongs to its group.",
    )
    next_step = Wording(
        "请先登记代付关系和授权文件，或申请由另一人同意这一笔代付。",
        "Enter that it pays for it, with the paper that allows it, or ask another person to accept it for this line.",
    )


class NothingIsUndone(UnableTo):
    code_of_refusal = "settlement.undone"
    why = Wording("这次核销已撤销。", "It was undone already.")
    next_step = Wording("请刷新页面。", "Load the page again.")


class NotTheLast(UnableTo):
    code_of_refusal = "settlement.order"
    why = Wording("这笔款之后还有别的核销。", "The money settled something else afterwards.")
    next_step = Wording("请先撤销较晚的核销。", "Undo the later one first.")


class NoDayIsOpen(UnableTo):
    code_of_refusal = "line.period"
    why = Wording("该日及其后没有未结账的期间。", "No period is open on that day or after it.")
    next_step = Wording("请先开启期间。", "Open a period first.")


class QuestionSaysNothing(UnableTo):
    code_of_refusal = "line.question"
    why = Wording("没有写明问题或回答。", "Nothing was written.")
    next_step = Wording("请写明要问或要答的内容。", "Write what is asked or answered.")
    http_status = 422


class PolicyMakesNoSense(UnableTo):
    code_of_refusal = "cash_policy.values"
    why = Wording("策略的数值不成立。", "The values of the policy make no sense.")
    next_step = Wording(
        "偶然数在 0 与 1 之间，金额与容差不为负，千分比不超过 100。",
        "Chance between 0 and 1, amounts and tolerances not below zero, at most 100 per mille.",
    )
    http_status = 422


class RunIsAtWork(UnableTo):
    code_of_refusal = "cash_run.at_work"
    why = Wording("已有一次匹配正在进行。", "The machine is at it already.")
    next_step = Wording("请等它结束。", "Wait until it is through.")


class ProposalsAreOthers(UnableTo):
    code_of_refusal = "cash_run.others"
    why = Wording("机器已重新匹配，或这些建议已处理完：列表与您看到的不同。", "The machine has looked again, or they are dealt with: the list is not the one you saw.")  # fmt: skip
    next_step = Wording("请再看一遍列表，然后再确认。", "Look at the list once more, then say so again.")  # fmt: skip


class BounceSaysNothing(UnableTo):
    code_of_refusal = "bounce.reason"
    why = Wording("没有写明退回的原因。", "Nothing says why the money went back.")
    next_step = Wording("请写明原因，例如“余额不足”。", "Write why, such as “not enough money”.")
    http_status = 422


class ReceiptHasBounced(UnableTo):
    code_of_refusal = "bounce.known"
    why = Wording("其中一笔流水已登记为退回。", "One of the two lines stands in another bounce.")
    next_step = Wording("请刷新页面查看。", "Load the page again and look.")


class ReturnDoesNotFit(UnableTo):
    code_of_refusal = "bounce.fit"
    why = Wording(
        "这笔退款与该收款的币种、金额或日期不符。",
        "The line and the receipt differ in currency, amount or day.",
    )
    next_step = Wording(
        "请选择较早的、同币种、金额相同或更大的收款；支票须全额退回。",
        "Choose an earlier receipt of the same currency, as large or larger; a cheque comes back as a whole.",
    )
    http_status = 422


class ReceiptWaits(UnableTo):
    code_of_refusal = "bounce.waits"
    why = Wording(
        "该收款尚未入账，不能只登记退回其中一部分。",
        "The receipt is not booked yet, so nothing says what part of it came back.",
    )
    next_step = Wording(
        "请先将该收款入账（可暂挂待查来款），再登记退回的部分。",
        "Book the receipt first, on suspense if need be; then say what part came back.",
    )


class RefundStands(UnableTo):
    code_of_refusal = "bounce.refunded"
    why = Wording(
        "同一客户有一笔相同金额的退款，其银行流水尚未到：这笔流水很可能就是该退款。",
        "So much was refunded to this customer, and the refund's line has not come: this is most likely it.",
    )
    next_step = Wording(
        "如果是该退款，请将此流水放到一边（已付出）。如果确是银行退回，请先将退款的流水放到一边，或先冲销该退款。",
        "If it is, put this line aside as paid out. If the bank did return the receipt, put the refund's own line aside first, or reverse the refund.",
    )


class ReturnedFromAnother(UnableTo):
    code_of_refusal = "bounce.moved_on"
    why = Wording(
        "该部分退回之后，这笔款已转给另一客户；撤销会把钱留在原客户（待查来款）名下。",
        "After this part went back the receipt was moved to another customer; withdrawn, so much would be left with the one before (suspense).",
    )
    next_step = Wording(
        "登记保持不变。如果退回的是别的收款：请在那笔收款的页面撤销核销，按少退回部分后的金额重新核销，再在其未清项页面用「转户」把退回的金额转给这笔款现在的客户，须经另一人同意。",
        "It stays as it is. If another receipt went back: undo what that one settled and settle it with so much less, then transfer what is left of it, on the page of its open item, to the customer who has this money now; another person has to agree.",
    )


class PartCameBack(UnableTo):
    code_of_refusal = "settlement.part_returned"
    why = Wording(
        "该收款有一部分已退回，不能整笔撤销。",
        "Part of this receipt came back, so the receipt cannot be taken back as a whole.",
    )
    next_step = Wording(
        "请先撤销该部分退回的登记，再撤销核销。",
        "Withdraw the return of that part first, then undo the settlement.",
    )


class BounceIsFinal(UnableTo):
    code_of_refusal = "bounce.final"
    why = Wording("该退回已撤销，或属于已拒付的票据。", "It was withdrawn already, or is of a dishonoured bill.")  # fmt: skip
    next_step = Wording(
        "票据拒付不能撤销；如之后收到票款，请登记收款。",
        "Dishonour is for good; if it was paid after all, post the receipt.",
    )


class BillIsNotOfThisLine(UnableTo):
    code_of_refusal = "line.bill"
    why = Wording("这笔款与该票据的币种或金额不符。", "The line and the bill differ in currency or amount.")  # fmt: skip
    next_step = Wording("请选择金额相同、在手或已提示付款的票据。", "Choose a bill of this amount that is with us or presented.")  # fmt: skip
    http_status = 422
