"""Invoices, with or without lines; what is below zero is a credit note."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.domain.incoming_billing import REFERENCES
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="invoices",
    words=Wording("发票", "Invoices"),
    about=Wording(
        "每张一行，或每条明细一行（按单据号合并）；负数记作贷项通知。未写到期日的按生效合同的账期与分期推算；没有合同的以单据日期为到期日。写明交付单号的，开票数量从该交付扣减。",
        "A row for each, or for each line of one (put together by number); below zero it is a credit note. Without a due day the contract in force gives it, instalments included; without a contract it is due on its date. Where a delivery is named, its quantities are taken.",
    ),
    manner=Manner("invoice", "credit_note", has_customer_in_key=False, bears_tax=True),
    required=("customer", "number", "date"),
    figures=(("amount",), ("net", "tax"), ("quantity", "price")),
    optional=(
        "due", "tax", "net", "total", "delivery", "order", "line_no", "line_text", "quantity", "currency", "rate", "text",
    ),
    said=REFERENCES,
    line_said=(*REFERENCES, "line_no"),
    line_corrected=(*REFERENCES, "line_no", "line_text", "quantity"),
    example={
        "customer": "上海晨光贸易有限公司", "number": "INV-1001", "date": "2026-01-08", "due": "2026-02-07", "amount": "1130.00",
        "tax": "130.00", "currency": "CNY", "line_text": "轴承 6204", "quantity": "100", "price": "11.30",
    },
)  # fmt: skip
