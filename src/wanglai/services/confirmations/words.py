"""What is said of confirmation letters, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording
from tieout.sentences import CLASS_NAMES

CAUSES = CLASS_NAMES
ROUND_STATES = {
    "drafted": Wording("待同意", "To be agreed"),
    "agreed": Wording("函证中", "Out for answers"),
    "closed": Wording("已关闭", "Closed"),
    "dropped": Wording("已放弃", "Dropped"),
}
FORMS = {
    "positive": Wording("积极式", "Positive"),
    "negative": Wording("消极式", "Negative"),
}
TAKEN = {
    "key": Wording("重点项目", "Key item"),
    "drawn": Wording("货币单元抽样", "Drawn by monetary unit"),
    "zero": Wording("零余额抽样", "Zero balance"),
    "credit": Wording("贷方余额抽样", "Credit balance"),
    "along": Wording("同一客户的其他币种", "Another currency of the same customer"),
    "": Wording("未选中", "Not asked"),
}
LETTER_STATES = {
    "waiting": Wording("等待回函", "Waiting"),
    "overdue": Wording("逾期未回函", "No answer in time"),
    "agreed": Wording("相符", "Agrees"),
    "unexplained": Wording("不符，待说明", "Differs, to be explained"),
    "explained": Wording("不符，已说明", "Differs, explained"),
    "returned": Wording("退回", "Came back"),
    "tested": Wording("已做替代程序", "Tested otherwise"),
    "impossible": Wording("无法测试", "Cannot be tested"),
    "unopposed": Wording("未提异议（消极式）", "No objection (negative form)"),
}
STANDINGS = {
    "agreed": Wording("回函相符", "Confirmed"),
    "differs": Wording("回函不符", "Answered with a difference"),
    "tested": Wording("替代程序", "Other procedures"),
    "impossible": Wording("无法测试", "Cannot be tested"),
    "unopposed": Wording("未提异议", "No objection"),
    "waiting": Wording("尚无结果", "Nothing yet"),
}
REPLIES = {
    "agrees": Wording("相符", "Agrees"),
    "differs": Wording("不符", "Differs"),
    "returned": Wording("无法投递退回", "Returned undelivered"),
}
CAME = {
    "scan": Wording("寄回原件的扫描件", "Paper that came back, scanned"),
    "email": Wording("电子邮件", "E-mail"),
    "hand": Wording("当面交审计人员", "By hand to the auditor"),
}
WHOSE = {
    "timing": Wording("时间性差异", "On its way"),
    "theirs": Wording("对方差错", "Their error"),
    "ours": Wording("我方差错", "Our error"),
    "unknown": Wording("原因不明", "Not known"),
}
FINDINGS = {
    "receipt": Wording("期后收款", "Receipt since"),
    "delivery": Wording("发票及交付凭据", "Invoice with evidence of delivery"),
}
SHOWN = {
    "all": Wording("全部", "All"),
    "drafted": ROUND_STATES["drafted"],
    "agreed": ROUND_STATES["agreed"],
    "closed": ROUND_STATES["closed"],
    "dropped": ROUND_STATES["dropped"],
}
