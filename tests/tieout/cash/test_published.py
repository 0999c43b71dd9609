"""Published payments with their true applications, run where they lie beside the project.

What the rules look for was learned from payers in general and seen in these two files: they are no proof of the unseen.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bench.published import published

from tests.tieout.cash.tables import items, receipts, remittances
from tieout.cash import apply_cash

FOLDER = published("matching", "cash_application")


def _minor(amount: object) -> int:
    return int(Decimal(str(amount)).scaleb(2).to_integral_value())


@pytest.mark.skipif(FOLDER is None, reason="the published files are not beside the project")
@pytest.mark.parametrize("size", [30, 100])
def test_the_published_payments_are_applied_as_they_were(size: int) -> None:
    assert FOLDER is not None
    said: dict[str, Any] = json.loads((FOLDER / f"cash_application_n{size}.json").read_text())
    bills, payments = said["invoices"], said["payments"]
    item_row = {one["invoice_id"]: row for row, one in enumerate(bills, start=2)}
    receipt_row = {one["payment_id"]: row for row, one in enumerate(payments, start=2)}
    found = apply_cash(
        items(*(
            {"customer_code": one["customer_id"], "customer_name": one["customer_name"],
             "document_number": one["invoice_id"], "document_date": date.fromisoformat(one["invoice_date"]),
             "due_date": date.fromisoformat(one["due_date"]), "open_amount": _minor(one["amount"]), "currency": "USD"}
            for one in bills
        )),
        receipts(*(
            {"date": date.fromisoformat(one["payment_date"]), "payer_name": one["payer_name"], "payer_account": None,
             "amount": _minor(one["amount"]), "currency": "USD", "text": one["reference_info"], "bank_reference": one["payment_id"]}
            for one in payments
        )),
        remittances(*(
            {"bank_reference": one["payment_id"], "document_number": one["invoice_ref"],
             "amount_paid": _minor(one["amount"]), "reason": one["memo"], "currency": "USD"}
            for one in said["remittance_lines"]
        )),
    )  # fmt: skip
    truth = {
        (receipt_row[one["payment_id"]], item_row[one["invoice_id"]], _minor(one["applied_amount"]))
        for one in said["ground_truth"]["applications"]
    }
    offered = {
        (one.receipt, item, part): one.status
        for one in found.allocations
        for item, part in one.parts
    }
    sure = {key for key, status in offered.items() if status == "auto"}
    assert len(truth & offered.keys()) >= 0.97 * len(truth)
    assert not sure - truth, "nothing that was booked without a person is wrong"
    assert len(offered.keys() - truth) <= 0.005 * len(offered)
