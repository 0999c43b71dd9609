"""The four tables that cash application reads, as Arrow schemas.

``row`` is the 1-based row of the source as a spreadsheet program shows it. Amounts are signed
integer minor units of ``currency``; credits and money paid back are negative.
"""

from __future__ import annotations

import pyarrow as pa

ITEMS = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("customer_code", pa.string()),
        pa.field("customer_name", pa.string()),
        pa.field("document_number", pa.string()),
        pa.field("document_date", pa.date32()),
        pa.field("due_date", pa.date32()),
        pa.field("open_amount", pa.int64(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("order_number", pa.string()),
        pa.field("text", pa.string()),
    ]
)

RECEIPTS = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("date", pa.date32()),
        pa.field("amount", pa.int64(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("payer_name", pa.string()),
        pa.field("payer_account", pa.string()),
        pa.field("text", pa.string()),
        pa.field("bank_reference", pa.string()),
    ]
)

REMITTANCES = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("bank_reference", pa.string()),
        pa.field("date", pa.date32()),
        pa.field("payment_amount", pa.int64()),
        pa.field("document_number", pa.string()),
        pa.field("amount_paid", pa.int64(), nullable=False),
        pa.field("deduction_amount", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("currency", pa.string()),
    ]
)

PARTIES = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("aliases", pa.list_(pa.string())),
        pa.field("bank_accounts", pa.list_(pa.string())),
        pa.field("parent_code", pa.string()),
        pa.field("pays_for", pa.list_(pa.string())),
    ]
)
