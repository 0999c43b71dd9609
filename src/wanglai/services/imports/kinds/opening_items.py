"""Opening items: what customers owed when the book began, paper by paper."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="opening",
    words=Wording("期初未清项", "Opening items"),
    about=Wording(
        "建账时客户尚欠的每张单据。", "Every paper a customer still owed when the book began."
    ),
    manner=Manner("opening", None, has_customer_in_key=True, bears_tax=False),
    required=("customer", "number", "date"),
    figures=(("amount",),),
    optional=("due", "currency", "rate", "text"),
    example={
        "customer": "上海晨光贸易有限公司", "number": "INV-0001", "date": "2026-01-05", "due": "2026-02-04", "amount": "1130.00",
        "currency": "CNY", "text": "2025 年结转",
    },
)  # fmt: skip
