"""What the verbs about banks say when the world is in their way."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo


class AccountHasNoName(UnableTo):
    code_of_refusal = "our_account.name"
    why = Wording("账户没有名称。", "The account has no name.")
    next_step = Wording("请填写名称，如“工行基本户”。", "Give it a name, like “ICBC main account”.")
    http_status = 422


class CurrencyIsUnknown(UnableTo):
    code_of_refusal = "our_account.currency"
    why = Wording("没有这个币种。", "There is no such currency.")
    next_step = Wording("请填写三位币种代码，如 CNY。", "Give its three letters, like CNY.")
    http_status = 422


class OurAccountIsKnown(UnableTo):
    code_of_refusal = "our_account.known"
    why = Wording("该账户已登记。", "The account is entered already.")
    next_step = Wording("请使用已有的账户。", "Use the one that is there.")


class FileIsElsewhere(UnableTo):
    code_of_refusal = "bank_file.state"
    why = Wording("该文件现在不能这样处理。", "That cannot be done with the file now.")
    next_step = Wording("请刷新页面查看它的状态。", "Load the page again and see where it is.")


class DecisionSaysNothing(UnableTo):
    code_of_refusal = "bank_file.reason"
    why = Wording("没有写明理由。", "No reason is given.")
    next_step = Wording(
        "请写明为何在余额不闭合时仍然入账。", "Say why it is taken although it does not close."
    )
    http_status = 422


class OwnFile(UnableTo):
    code_of_refusal = "bank_file.own"
    why = Wording(
        "自己导入的文件须由另一人决定。", "Another person decides about a file you brought in."
    )
    next_step = Wording("请由应收会计或财务经理决定。", "Leave it to an accountant or a manager.")
    http_status = 403


class LinesAreUnread(UnableTo):
    code_of_refusal = "bank_file.unread"
    why = Wording(
        "文件中有读不出金额或日期的分录，不能整份入账。",
        "Some entries of the file have no readable amount or day, so it cannot be taken whole.",
    )
    next_step = Wording("请向银行索取可读的文件。", "Ask the bank for a file that can be read.")
    http_status = 422


class LayoutIsIncomplete(UnableTo):
    code_of_refusal = "bank_file.layout"
    why = Wording(
        "还没有说明日期列和金额列。", "Nothing says yet which columns hold the day and the amount."
    )
    next_step = Wording(
        "请指明日期列，以及金额列或收入、支出两列。",
        "Name the column of the day, and one of the amount or two of money in and out.",
    )
    http_status = 422


class NothingToReconcile(UnableTo):
    code_of_refusal = "bank_reconciliation.no_statement"
    why = Wording(
        "到该日为止没有带期末余额的对账单。",
        "There is no statement with a closing balance up to that day.",
    )
    next_step = Wording("请先导入银行对账单。", "Bring in the bank's statement first.")


class ReconciliationIsStale(UnableTo):
    code_of_refusal = "bank_reconciliation.stale"
    why = Wording(
        "编制之后账或对账单有了变化。",
        "The book or the bank's lines changed after it was prepared.",
    )
    next_step = Wording("请重新编制后再签。", "Prepare it again, then sign.")


class OwnReconciliation(UnableTo):
    code_of_refusal = "bank_reconciliation.own"
    why = Wording("编制人不能自己签。", "Nobody signs what they prepared.")
    next_step = Wording("请由另一人签。", "Leave it to another person.")
    http_status = 403


class ReconciliationHasAGap(UnableTo):
    code_of_refusal = "bank_reconciliation.gap"
    why = Wording(
        "调节后两边仍不相等，不能签。",
        "Both sides differ even after what explains them: it cannot be signed.",
    )
    next_step = Wording(
        "请先处理未说明的差额，不得以调整数抹平。",
        "Settle the difference first; no plug makes it good.",
    )
