"""Debit and credit notes: a column says which, else the sign."""

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner
from wanglai.services.imports.kinds.kind import ImportKind

KIND = ImportKind(
    key="notes",
    words=Wording("借项、贷项通知", "Debit and credit notes"),
    about=Wording(
        "类型列写明借项或贷项；没有时正数为借项，负数为贷项。",
        "A column says debit or credit; without one, above zero is a debit note and below zero a credit note.",
    ),
    manner=Manner("debit_note", "credit_note", has_customer_in_key=False, bears_tax=True),
    required=("customer", "number", "date"),
    figures=(("amount",),),
    optional=("kind", "due", "tax", "currency", "rate", "text"),
    example={
        "customer": "上海晨光贸易有限公司", "number": "CN-0007", "date": "2026-01-15", "kind": "贷项", "amount": "113.00", "tax": "13.00",
        "currency": "CNY", "text": "退货",
    },
)  # fmt: skip
