"""Small tables for cash application: only what a test says is set."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa

from tieout.cash.tables import ITEMS, PARTIES, RECEIPTS, REMITTANCES

DAY = datetime.date(2026, 3, 2)


def items(*rows: dict[str, Any]) -> pa.Table:
    usual = {
        "customer_code": "C1", "customer_name": "Acme Trading Ltd", "document_date": DAY,
        "due_date": DAY + datetime.timedelta(30), "currency": "CNY",
    }  # fmt: skip
    return _table(ITEMS, usual, rows)


def receipts(*rows: dict[str, Any]) -> pa.Table:
    usual = {
        "date": DAY + datetime.timedelta(20), "currency": "CNY", "payer_name": "ACME TRADING LIMITED",
        "text": "payment",
    }  # fmt: skip
    return _table(RECEIPTS, usual, rows)


def remittances(*rows: dict[str, Any]) -> pa.Table:
    return _table(REMITTANCES, {}, rows)


def parties(*rows: dict[str, Any]) -> pa.Table:
    return _table(PARTIES, {}, rows)


def _table(schema: pa.Schema, usual: dict[str, Any], rows: tuple[dict[str, Any], ...]) -> pa.Table:
    whole = [
        {name: ({"row": at} | usual | row).get(name) for name in schema.names}
        for at, row in enumerate(rows, 2)
    ]
    return pa.Table.from_pylist(whole, schema=schema)
