"""States, kinds and reasons of documents in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

ORDER_STATES = {
    "draft": Wording("草稿", "draft"),
    "confirmed": Wording("已确认", "confirmed"),
    "closed": Wording("已关闭", "closed"),
    "cancelled": Wording("已作废", "cancelled"),
}
DELIVERY_STATES = {
    "delivered": Wording("已交付", "delivered"),
    "accepted": Wording("已验收", "accepted"),
    "cancelled": Wording("已作废", "cancelled"),
}
PAPER_STATES = {
    "draft": Wording("草稿", "draft"),
    "posted": Wording("已入账", "posted"),
    "reversed": Wording("已冲销", "reversed"),
    "cancelled": Wording("已作废", "cancelled"),
}
ORDER, DELIVERY = Wording("订单", "order"), Wording("交付", "delivery")
PAPER_KINDS = {
    "invoice": Wording("发票", "invoice"),
    "debit_note": Wording("补收单", "debit note"),
    "credit_note": Wording("红字单据", "credit note"),
}
CREDIT_REASONS = {
    "return": Wording("退货", "goods came back"),
    "quantity": Wording("数量更正", "quantity"),
    "price": Wording("价格调整", "price"),
}
BILL_STATES = {
    "received": Wording("在手", "in hand"),
    "presented": Wording("已提示付款", "presented"),
    "endorsed": Wording("已背书", "endorsed"),
    "discounted": Wording("已贴现", "discounted"),
    "settled": Wording("已兑付", "paid"),
    "dishonoured": Wording("已拒付", "not paid"),
}
BILL_KINDS = {
    "bank": Wording("银行承兑汇票", "bank acceptance"),
    "commercial": Wording("商业承兑汇票", "commercial acceptance"),
    "cheque": Wording("支票", "cheque"),
}
