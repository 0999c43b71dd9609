"""Where a remittance advice stands, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

STATES = {
    "held": Wording("待决定", "Waits for a decision"),
    "open": Wording("等待到账", "Waits for its money"),
    "linked": Wording("已关联收款", "With its money"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
}
SOURCES = {
    "table": Wording("表格", "Table"),
    "text": Wording("文本", "Text"),
    "mail": Wording("邮件", "Mail"),
}
COLUMNS = {
    "number": Wording("单据号", "Document"),
    "paid": Wording("付款金额", "Paid"),
    "deduction": Wording("扣款", "Kept back"),
    "reason": Wording("原因", "Why"),
    "payment": Wording("付款编号", "Payment"),
    "day": Wording("付款日期", "Day of payment"),
}
LINKED_BY = {
    "reference": Wording("按付款附言号", "by the reference"),
    "amount": Wording("按客户、金额和日期", "by customer, amount and day"),
    "person": Wording("由人关联", "by a person"),
}
