"""Steps, states and reasons of settlement cycles in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

STEP_WORDS = {
    "cut_off": Wording("截止", "Cut-off"),
    "billed": Wording("开单", "Billed"),
    "posted": Wording("入账（开票）", "Invoice posted"),
    "statement": Wording("出对账单", "Statement"),
    "sent": Wording("发送", "Sent"),
    "confirmed": Wording("客户确认", "Confirmed"),
    "due": Wording("到期", "Due"),
    "paid": Wording("付清", "Paid"),
}
# What a cycle waits for.
WAITS_WORDS = {
    "running": Wording("周期进行中", "Still running"),
    "cut_off": Wording("待截止", "To be closed"),
    "billed": Wording("待开单", "To be billed"),
    "posted": Wording("待入账", "To be posted"),
    "statement": Wording("待出对账单", "Statement to come"),
    "sent": Wording("待发送", "To be sent"),
    "confirmed": Wording("待客户确认", "To be confirmed"),
    "due": Wording("未到期", "Not due yet"),
    "paid": Wording("逾期未付清", "Overdue"),
    "done": Wording("已办结", "Done"),
}
CELL_WORDS = {
    "done": Wording("完成", "done"),
    "waits": Wording("等待", "waits"),
    "late": Wording("逾期", "late"),
    "ahead": Wording("尚未到", "ahead"),
    "none": Wording("无需", "nothing to do"),
    "silent": Wording("逾期未答复", "no answer in time"),
}
HOLDERS = {
    "us": Wording("我方", "Us"),
    "customer": Wording("客户", "Customer"),
    "": Wording("—", "—"),
}
STATES = {
    "open": Wording("未关闭", "open"),
    "closed": Wording("已关闭", "closed"),
    "dropped": Wording("已按新条款重新划分", "cut anew by other terms"),
}
REASONS = {
    "not_accepted": Wording("尚未验收：账期自验收起算", "not accepted yet: the terms count from acceptance"),
    "accepted_later": Wording("截止日后才验收：计入下一周期", "accepted after the cut-off: goes to the next cycle"),
    "entered_later": Wording("关闭或开单后才录入、验收：计入下一周期", "became known after the closing: goes to the next cycle"),
    "refused": Wording("验收时拒收的数量", "quantity the customer refused"),
    "by_order": Wording("按订单开票，不随周期", "invoiced by order, not by cycle"),
    "free": Wording("仅有零价货物：随下一张账单", "goods without a price alone: they go with the next bill"),
}  # fmt: skip
