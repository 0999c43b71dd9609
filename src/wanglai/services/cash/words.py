"""States of proposals and facts of the engine, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

STATUSES = {
    "suggested": Wording("建议", "Suggested"),
    "ambiguous": Wording("有多个答案", "More than one answer"),
    "auto": Wording("可自动入账", "Certain"),
    "none": Wording("没有答案", "No answer"),
    "asked": Wording("询问中", "Asked about"),
    "new": Wording("尚未匹配", "Not looked at"),
}
ADJUSTMENTS = {
    "discount": Wording("现金折扣", "Cash discount"),
    "bank_fee": Wording("银行手续费", "Bank fee"),
    "tolerance": Wording("尾差", "Small difference"),
}
ORDERS = {
    "none": Wording("不代付款人选择", "Choose nothing for the payer"),
    "statutory": Wording("法定顺序（民法典 560、561）", "By law (Civil Code 560, 561)"),
    "oldest": Wording("先旧后新", "The oldest first"),
}
