"""Adapters for peers: the files are read for them, so only their matching is compared.

Run as ``python -m bench.cash.peers PEER CONFIG FOLDER OUT`` in the peers' environment; writes
``[[receipt row, [item rows]]]``. Each peer has three configurations of its documentation.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

Line = dict[str, Any]  # row, date, amount, name, numbers
Groups = list[tuple[int, list[int]]]

WINDOW = 120  # days between an invoice and its payment


def read_items(folder: Path) -> list[Line]:
    return [
        {
            "row": row,
            "date": date.fromisoformat(r["document date"]),
            "amount": Decimal(r["open amount"]),
            "name": r["customer name"],
            "numbers": r["document number"],
        }
        for row, r in enumerate(_rows(folder / "items.csv"), 2)
    ]


def read_receipts(folder: Path) -> list[Line]:
    return [
        {
            "row": row,
            "date": date.fromisoformat(r["date"]),
            "amount": Decimal(r["amount"]),
            "name": r["payer name"],
            "numbers": _longest(r["text"]),
        }
        for row, r in enumerate(_rows(folder / "receipts.csv"), 2)
    ]


def bankstatementparser(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    from bankstatementparser.reconciliation import reconcile_payments_and_statements

    def record(line: Line) -> Line:
        return {
            "amount": str(line["amount"]),
            "currency": "CNY",
            "reference": "" if config == "refs blanked" else line["numbers"],
            "counterparty": line["name"],
            "date": line["date"].isoformat(),
            "row": line["row"],
        }

    threshold = 0.8 if config == "fuzzy 0.8" else 0.6
    report = reconcile_payments_and_statements(
        map(record, items),
        map(record, receipts),
        fuzzy_threshold=threshold,
        max_date_gap_days=WINDOW,
    )
    return [(m.statement_record["row"], [m.payment_record["row"]]) for m in report.matches]


def reconcile_py(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    from reconcile import FieldRule, ReconcileConfig, Record, reconcile

    def record(line: Line) -> Record:
        return Record(line["amount"], line["date"], line["numbers"], line["name"], str(line["row"]))

    rules = (
        FieldRule("amount", "gate", abs_tol=Decimal(0)),
        FieldRule("date", "gate", day_tol=WINDOW),
        FieldRule("reference", "grade", weight=0.5),
        FieldRule("counterparty", "grade", weight=0.5),
    )
    threshold = {"threshold 0.4": 0.4, "threshold 0.6": 0.6}.get(config, 0.4)
    result = reconcile(
        list(map(record, items)),
        list(map(record, receipts)),
        ReconcileConfig(rules, threshold=threshold, ambiguity_epsilon=0.05),
    )
    return [
        (int(match.right_ids[0]), [int(row) for row in match.left_ids])
        for match in result.matches
        if len(match.right_ids) == 1 and (config == "ties kept" or not match.ambiguous)
    ]


def reconcile_mcp(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    from reconcile_mcp.engine import reconcile

    def record(line: Line) -> Line:
        return {
            "id": str(line["row"]),
            "amount": str(line["amount"]),
            "currency": "CNY",
            "date": line["date"].isoformat(),
            "counterparty": line["name"],
            "reference": line["numbers"],
        }

    options: Line = {
        "date_window_days": WINDOW,
        "enable_one_to_many": config != "one to one",
        "max_combination": 2 if config == "groups of 2" else 3,
    }
    said = reconcile(list(map(record, items)), list(map(record, receipts)), options)
    return [
        (int(match["observed"][0]), [int(row) for row in match["expected"]])
        for match in said["matches"]
        if len(match["observed"]) == 1 and match["confidence"] == "high"  # else it asks for review
    ]


def civicpay(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    import pandas as pd
    from civicpay.recon.matcher import ReconConfig, reconcile

    def frame(lines: list[Line], identity: str, day: str) -> Any:
        return pd.DataFrame(
            {
                identity: [str(line["row"]) for line in lines],
                "reference_id": [line["numbers"] or f"none-{line['row']}" for line in lines],
                "amount": [float(line["amount"]) for line in lines],  # its own type
                day: [line["date"] for line in lines],
                "currency": ["CNY"] * len(lines),
            }
        )

    threshold = {"fuzzy 0.6": 0.6, "fuzzy 0.75": 0.75}.get(config, 0.85)
    results, _, _ = reconcile(
        frame(receipts, "payment_id", "payment_date"),
        frame(items, "transaction_id", "posting_date"),
        ReconConfig(amount_tolerance=0.0, date_window_days=WINDOW, fuzzy_threshold=threshold),
        "bench",
    )
    return [
        (int(one.payment_id), [int(one.ledger_transaction_id)])
        for one in results
        if one.match_status == "matched" and one.ledger_transaction_id
    ]


Peer = Callable[[str, list[Line], list[Line]], Groups]
PEERS: dict[str, tuple[Peer, tuple[str, ...]]] = {
    "bankstatementparser": (bankstatementparser, ("fuzzy 0.6", "fuzzy 0.8", "refs blanked")),
    "reconcile-py": (reconcile_py, ("threshold 0.4", "threshold 0.6", "ties kept")),
    "reconcile-mcp": (reconcile_mcp, ("one to one", "groups of 2", "groups of 3")),
    "civicpay": (civicpay, ("fuzzy 0.6", "fuzzy 0.75", "fuzzy 0.85")),
}


def _longest(text: str) -> str:
    found = re.findall(r"[A-Za-z0-9/-]*\d{4,}[A-Za-z0-9/-]*", text)
    return max(found, key=len, default="")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    name, config, folder, out = sys.argv[1:]
    groups = PEERS[name][0](config, read_items(Path(folder)), read_receipts(Path(folder)))
    Path(out).write_text(json.dumps(groups), encoding="utf-8")


if __name__ == "__main__":
    main()
