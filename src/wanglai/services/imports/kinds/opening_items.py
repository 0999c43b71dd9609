"""Opening items: what customers owed when the book began, and what they had paid ahead or were owed, paper by paper."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="opening",
    words=Wording("期初未清项", "Opening items"),
    about=Wording(
        "建账时客户尚欠的每张单据；负数为期初贷项（未核销收款、红字），类型写明预收的为期初预收。",
        "Every paper a customer still owed when the book began. Below zero it is an opening credit (money not applied, a credit note); where the type says so, an opening prepayment.",
    ),
    manner=Manner("opening", "open_credit", has_customer_in_key=True, bears_tax=False, ahead="open_advance"),
    required=("customer", "number", "date"),
    figures=(("amount",),),
    optional=("due", "kind", "currency", "rate", "text"),
    example={
        "customer": "上海晨光贸易有限公司", "number": "INV-0001", "date": "2026-01-05", "due": "2026-02-04", "amount": "1130.00",
        "currency": "CNY", "text": "2025 年结转",
    },
)  # fmt: skip
