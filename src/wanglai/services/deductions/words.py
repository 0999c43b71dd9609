"""Reasons and states of deductions, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

REASONS = {
    "price": Wording("价格差异", "Price"),
    "quantity": Wording("数量短缺", "Quantity"),
    "quality": Wording("质量问题", "Quality"),
    "damage": Wording("货物破损", "Damage"),
    "rebate": Wording("返利", "Rebate"),
    "freight": Wording("运费", "Freight"),
    "tax": Wording("税额差异", "Tax"),
    "discount_late": Wording("逾期享受折扣", "Discount taken late"),
    "duplicate": Wording("重复开票", "Invoiced twice"),
    "other": Wording("其他", "Other"),
}
STATES = {
    "open": Wording("处理中", "Open"),
    "accepted": Wording("已认可", "Accepted"),
    "rejected": Wording("已驳回", "Rejected"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
}
