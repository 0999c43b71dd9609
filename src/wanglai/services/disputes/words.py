"""Reasons, states and steps of disputes, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

REASONS = {
    "price": Wording("价格差异", "Price"),
    "quantity": Wording("数量短缺", "Quantity"),
    "quality": Wording("质量问题", "Quality"),
    "damage": Wording("货物破损", "Damage"),
    "delivery": Wording("未收到货", "Not delivered"),
    "duplicate": Wording("重复开票", "Invoiced twice"),
    "payment": Wording("付款未入账", "Payment not shown"),
    "document": Wording("缺少单据", "Document missing"),
    "tax": Wording("税额差异", "Tax"),
    "rebate": Wording("返利未扣", "Rebate not given"),
    "not_ours": Wording("非本公司业务", "Not their business"),
    "other": Wording("其他", "Other"),
}
OUTCOMES = {
    "credit_note": Wording("红字冲减", "Credit note"),
    "correction": Wording("冲销更正", "Correction"),
    "refund": Wording("退款", "Refund"),
    "compensation": Wording("补偿", "Compensation"),
    "rejected": Wording("驳回", "Rejection"),
    "withdrawn": Wording("撤回", "Withdrawal"),
}
STATES = {
    "open": Wording("处理中", "Open"),
    **OUTCOMES,  # an outcome may still be a proposal; a state is what came of it
    "rejected": Wording("已驳回", "Rejected"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
    "split": Wording("分项处理", "Split"),
}
CLAIMS = {
    "payment": Wording("付款未显示或显示有误", "Payment not shown, or shown otherwise"),
    "line": Wording("已结清明细有误", "Settled line that is wrong"),
    "paper": Wording("缺少单据", "Paper missing"),
}
PAPERS = {
    "invoice": Wording("发票", "Invoice"),
    "credit_note": Wording("红字单据", "Credit note"),
    "delivery": Wording("送货单", "Delivery note"),
}
STEPS = {
    "opened": Wording("提出争议", "Raised"),
    "said": Wording("留言", "Said"),
    "attached": Wording("附上文件", "File"),
    "handed": Wording("转交", "Handed over"),
    "moved": Wording("改期", "Deadline moved"),
    "escalated": Wording("升级", "Escalated"),
    "proposed": Wording("提出方案", "Proposed"),
    "agreed": Wording("同意方案", "Agreed"),
    "declined": Wording("不同意方案", "Not agreed"),
    "resolved": Wording("结论", "Outcome"),
    "reopened": Wording("重新打开", "Opened again"),
}


def claimed(kind: str, reason: Wording) -> Wording:
    """Why a customer disputes, where it claims something beside what is open of an item: a settled line says its reason, too."""
    if not kind:
        return reason
    words = CLAIMS[kind]
    return Wording(f"{words.zh}：{reason.zh}", f"{words.en}: {reason.en}") if kind == "line" else words  # fmt: skip
