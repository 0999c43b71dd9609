"""Which files stand against which, how their columns are meant, and what each label promises.

The labels are the publisher's; what outcome each stands for is said here, once, before anything is run.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Row = Mapping[str, str]
# paired: together with the lines it names; alone: with none; repeated: all but one of its kind are named duplicates
Outcome = Literal["paired", "alone", "repeated"]


@dataclass(frozen=True)
class File:
    """One side: where it lies, and by which columns a line is known.

    ``lists``: a column of several documents of the other side; without one a line speaks of its own document.
    """

    path: str
    amount: str
    date: str
    document: str
    voucher: str = ""
    order: str = ""
    text: str = ""
    lists: str = ""

    def names(self, row: Row) -> tuple[str, ...]:
        """What the line speaks of."""
        return tuple(row[self.lists].split("|")) if self.lists else (row[self.document],)


@dataclass(frozen=True)
class Trade:
    """Two sides, each of one file or several, and what the labels of their rows promise."""

    name: str
    ours: tuple[File, ...]
    theirs: tuple[File, ...]
    promised: Mapping[str, Outcome]


def rows_of(folder: Path, file: File) -> list[Row]:
    """The rows as they stand, labels and all."""
    path = folder / file.path
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    said = json.loads(path.read_text(encoding="utf-8"))
    found = (
        said if isinstance(said, list) else next(v for v in said.values() if isinstance(v, list))
    )
    return [{name: str(value) for name, value in row.items()} for row in found]


_CARDS, _BANK, _MARKET = (
    f"context-{name}/data/"
    for name in (
        "01-card-acquirer-settlement",
        "02-bank-statement-vs-ledger",
        "03-marketplace-payouts",
    )
)
_SALES = File(
    _CARDS + "ledger-midaz.csv", "amount", "occurred_at", "order_id", "ledger_tx_id",
    "authorization_code", "description",
)  # fmt: skip
_SETTLED = File(
    _CARDS + "acquirer-settlement.json", "gross_amount", "settlement_date", "order_id",
    "acquirer_tx_id", "authorization_code",
)  # fmt: skip
_BACK = replace(
    _SETTLED, path=_CARDS + "chargebacks.csv", amount="amount", date="occurred_at",
    voucher="chargeback_id",
)  # fmt: skip
_KEPT = replace(_SETTLED, amount="fee_amount", order="", text="settlement_id")
_FEES = replace(_KEPT, path=_CARDS + "acquirer-fees.csv", date="charged_at", voucher="fee_id")
_BOOK = File(
    _BANK + "midaz-ledger-export.json", "amount", "posted_at", "reference", "ledger_entry_id",
    "end_to_end_id", "description",
)  # fmt: skip
_STATEMENT = replace(
    _BOOK, path=_BANK + "bank-statement.csv", date="booking_date", voucher="bank_entry_id"
)
_ADJUSTED = replace(
    _BOOK, path=_BANK + "bank-adjustments.csv", date="adjustment_date", voucher="adjustment_id",
    text="reason",
)  # fmt: skip
_ORDERS = File(_MARKET + "orders.csv", "gross_amount", "order_date", "order_id", order="payment_id")
_CAPTURED = replace(
    _ORDERS, path=_MARKET + "gateway-transactions.json", date="captured_at", voucher="gateway_tx_id"
)
_NET = replace(_CAPTURED, amount="net_amount", order="")
_PAYOUTS = File(
    _MARKET + "seller-payouts.csv", "amount", "payout_date", "payout_id",
    text="included_order_ids", lists="included_order_ids",
)  # fmt: skip
_REFUNDS = File(
    _MARKET + "refunds.csv", "amount", "refunded_at", "order_id", "refund_id", text="gateway_tx_id"
)

TRADES = (
    Trade(
        "card sales and what the acquirer settled",
        (_SALES,),
        (_SETTLED, _BACK),
        {
            "ledger_sale_candidate": "paired",
            "ledger_chargeback": "paired",
            "ledger_only": "alone",
            "exact_order_and_authorization_match": "paired",
            "settlement_lag_candidate": "paired",
            "amount_tolerance_candidate": "paired",
            "amount_mismatch_outside_tolerance": "paired",
            "fee_variance_candidate": "paired",
            "duplicate_settlement_candidate": "repeated",
            "acquirer_only_settlement": "alone",
            "chargeback_links_to_original_order": "paired",
            "duplicate_chargeback_candidate": "repeated",
            "chargeback_only_unmatched": "alone",
        },
    ),
    Trade(
        "fees the acquirer kept and what it charges",
        (_KEPT,),
        (_FEES,),
        {
            "fee_matches_settlement": "paired",
            "fee_variance_candidate": "paired",
            "fee_only_unmatched": "alone",
        },
    ),
    Trade(
        "a ledger and its bank statement",
        (_BOOK,),
        (_STATEMENT,),
        {
            "ledger_bank_candidate": "paired",
            "missing_e2e_uses_reference_fallback": "paired",
            "ledger_only": "alone",
            "bank_statement_match_candidate": "paired",
            "amount_tolerance_candidate": "paired",
            "amount_mismatch_outside_tolerance": "paired",
            "duplicate_bank_line": "repeated",
            "bank_fee_only": "alone",
            "bank_only_unmatched": "alone",
        },
    ),
    Trade(
        "a ledger and adjustments of its references",
        (_BOOK,),
        (_ADJUSTED,),
        {
            "adjustment_links_to_ledger_and_bank": "paired",
            "adjustment_only_unmatched": "alone",
            "bank_fee_adjustment": "alone",
        },
    ),
    Trade(
        "orders and what the gateway captured",
        (_ORDERS,),
        (_CAPTURED,),
        {
            "order_gateway_payout_candidate": "paired",
            "order_has_refund": "paired",
            "order_needs_review": "paired",
            "order_not_captured_yet": "paired",  # its failed attempt is there, and its status says so
            "gateway_matches_order": "paired",
            "gateway_refunded": "paired",
            "gateway_failed_no_payout": "paired",
            "gateway_amount_tolerance_candidate": "paired",
            "gateway_amount_mismatch": "paired",
            "gateway_only_unmatched": "alone",
        },
    ),
    Trade(
        "what the gateway owes and what it paid out",
        (_NET,),
        (_PAYOUTS,),
        {
            "aggregate_payout_many_orders": "paired",
            "partial_payout_candidate": "paired",
            "refund_adjusted_payout": "paired",
            "payout_only_unmatched": "alone",
        },
    ),
    Trade(
        "captures and their refunds",
        (_CAPTURED,),
        (_REFUNDS,),
        {"refund_links_to_gateway_and_order": "paired", "refund_only_unmatched": "alone"},
    ),
)
