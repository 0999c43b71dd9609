"""Receipts: money that came in, not settled yet."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="receipts",
    words=Wording("收款", "Receipts"),
    about=Wording(
        "已到账的款项，导入后再核销。", "Money that came in; it is settled after the import."
    ),
    manner=Manner("receipt", None, has_customer_in_key=True, bears_tax=False),
    required=("customer", "number", "date"),
    figures=(("amount",),),
    optional=("currency", "rate", "text"),
    example={
        "customer": "上海晨光贸易有限公司", "number": "RC-2001", "date": "2026-01-20", "amount": "1130.00", "currency": "CNY",
        "text": "货款",
    },
)  # fmt: skip
