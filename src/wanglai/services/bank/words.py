"""States and reasons of bank files and lines, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

FILE_STATES = {
    "queued": Wording("排队中", "Queued"),
    "reading": Wording("正在读取", "Being read"),
    "held": Wording("待决定", "Waits for a decision"),
    "refused": Wording("未能读取", "Not readable"),
    "taken": Wording("已导入", "Taken"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
}
LINE_STATES = {
    "waiting": Wording("待处理", "Waiting"),
    "asked": Wording("询问中", "Asked about"),
    "posted": Wording("已入账", "Posted"),
    "aside": Wording("不入往来账", "Put aside"),
    "split": Wording("已拆分", "Split into payments"),
}
ASIDE = {
    "paid_out": Wording("付款", "Paid out"),
    "charge": Wording("银行手续费", "Bank charge"),
    "interest": Wording("利息", "Interest"),
    "own_transfer": Wording("内部转账", "Between our own accounts"),
    "not_a_customer": Wording("非客户款", "Not of a customer"),
    "bounced": Wording("退票、退汇", "Returned"),
}
KINDS = {
    "statement": Wording("对账单", "Statement"),
    "report": Wording("当日明细", "Report of the day"),
    "notice": Wording("到账通知", "Notice"),
}
WHY = {
    "waiting": Wording("银行已记、账上未记", "At the bank, not in the book"),
    "aside": Wording("银行已记、不属往来账", "At the bank, not of customers"),
    "later": Wording("账上记在该日之后", "In the book on a later day"),
    "book_only": Wording("账上已记、银行未记", "In the book, not at the bank"),
}
