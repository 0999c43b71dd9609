"""States of proposals and facts of the engine, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping

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
FACTS = {
    "items": Wording("单据", "items"),
    "count": Wording("笔数", "how many"),
    "amount": Wording("金额", "amount"),
    "cause": Wording("少付原因", "why short"),
    "chance": Wording("偶然凑成的期望个数", "answers expected by chance"),
    "strange": Wording("附言中的号码", "number in the text"),
    "alike": Wording("金额相同的未清项", "items of this amount"),
    "receipts": Wording("一并考虑的收款", "receipts looked at together"),
    "jointly": Wording("相同的收款", "receipts that say the same"),
    "contested": Wording("另有收款可支付", "another receipt could pay it"),
    "receipt": Wording("收款", "receipt"),
    "rate": Wording("惯常折扣", "usual discount"),
    "statement": Wording("对账单", "statement"),
}
RETURN_FACTS = {
    "bank_reference": Wording("银行流水号相同", "same reference of the bank"),
    "reference": Wording("付款附言号相同", "same reference of the payer"),
    "account": Wording("对方账号相同", "same account of the other side"),
    "name": Wording("对方户名相同", "same name"),
}
RECEIPT_STATES = {
    "promised": Wording("已承诺", "Promised"),
    "received": Wording("已收到", "Received"),
    "in_clearing": Wording("清算中", "In clearing"),
    "cleared": Wording("已到账", "Cleared"),
    "bounced": Wording("已退回", "Bounced"),
}
RECEIPT_KINDS = {
    "line": Wording("银行收款", "Money at the bank"),
    "entry": Wording("手工收款", "Entered by hand"),
    "bill": Wording("票据", "Bill or cheque"),
    "promise": Wording("付款承诺", "Promise"),
    "advice": Wording("付款通知", "Remittance advice"),
}


def wording_of(kept: Mapping[str, str] | str | None) -> Wording | None:
    """A sentence as it is kept beside a proposal or a run."""
    kept = json.loads(kept) if isinstance(kept, str) else kept
    return Wording(kept["zh"], kept["en"]) if kept else None
