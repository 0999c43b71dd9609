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


def splink(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    """A model trained on the case itself, as its documentation says; a receipt goes to its one best item."""
    import pyarrow as pa
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def table(lines: list[Line]) -> Any:
        return pa.table(
            {
                "unique_id": [line["row"] for line in lines],
                "amount": [str(line["amount"]) for line in lines],
                "numbers": [line["numbers"] or None for line in lines],
                "name": [line["name"] or None for line in lines],
            }
        )

    api = DuckDBAPI()
    sides = [
        api.register(table(lines), dataset_display_name=name)
        for lines, name in ((items, "items"), (receipts, "receipts"))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.ExactMatch("amount").configure(term_frequency_adjustments=True),
            compare.LevenshteinAtThresholds("numbers", [1, 2]),
            compare.JaroWinklerAtThresholds("name", [0.92, 0.8]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("amount"),
            *([block_on("numbers")] if config == "amount or number" else []),
        ],
    )
    linker = Linker(sides, settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("numbers")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("amount"))
    training.estimate_parameters_using_expectation_maximisation(block_on("numbers"))
    threshold = 0.9 if config == "probability 0.9" else 0.5
    clusters = linker.clustering.cluster_using_single_best_links(
        linker.inference.predict(threshold_match_probability=threshold),
        duplicate_free_datasets=["items", "receipts"],
        threshold_match_probability=threshold,
        ties_method="drop",
    )
    pairs: dict[Any, dict[str, int]] = {}
    for row in clusters.as_record_list():
        pairs.setdefault(row["cluster_id"], {})[row["source_dataset"]] = row["unique_id"]
    return [(one["receipts"], [one["items"]]) for one in pairs.values() if len(one) == 2]


def recordlinkage(config: str, items: list[Line], receipts: list[Line]) -> Groups:
    """Pairs of equal amount, compared by its own measures; ambiguous ones are left out."""
    import pandas as pd
    from recordlinkage import Compare, ECMClassifier, Index

    def frame(lines: list[Line]) -> Any:
        return pd.DataFrame(
            {
                "amount": [str(line["amount"]) for line in lines],
                "numbers": [line["numbers"] or None for line in lines],
                "name": [line["name"] for line in lines],
            },
            index=[line["row"] for line in lines],
        )

    left, right = frame(items), frame(receipts)
    index = Index()
    index.block("amount")
    if config == "ecm":
        index.block("numbers")
    pairs = index.index(left, right)
    comparison = Compare()
    comparison.exact("amount", "amount", label="amount")
    comparison.string("numbers", "numbers", method="levenshtein", threshold=0.85, label="numbers")
    comparison.string("name", "name", method="jarowinkler", threshold=0.85, label="name")
    features = comparison.compute(pairs, left, right)
    if config == "ecm":
        found = ECMClassifier(binarize=0.5).fit_predict(features)
    else:
        found = features[features.sum(axis=1) >= (3 if config == "all three agree" else 2)].index
    chosen = pd.DataFrame(found.to_list(), columns=["item", "receipt"])
    alone = ~chosen["item"].duplicated(keep=False) & ~chosen["receipt"].duplicated(keep=False)
    return [(int(row.receipt), [int(row.item)]) for row in chosen[alone].itertuples()]


Peer = Callable[[str, list[Line], list[Line]], Groups]
PEERS: dict[str, tuple[Peer, tuple[str, ...]]] = {
    "bankstatementparser": (bankstatementparser, ("fuzzy 0.6", "fuzzy 0.8", "refs blanked")),
    "reconcile-py": (reconcile_py, ("threshold 0.4", "threshold 0.6", "ties kept")),
    "reconcile-mcp": (reconcile_mcp, ("one to one", "groups of 2", "groups of 3")),
    "civicpay": (civicpay, ("fuzzy 0.6", "fuzzy 0.75", "fuzzy 0.85")),
    "splink": (splink, ("amount", "amount or number", "probability 0.9")),
    "recordlinkage": (recordlinkage, ("amount and one more", "all three agree", "ecm")),
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
