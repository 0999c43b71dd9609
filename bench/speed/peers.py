"""Adapters for peers: the layout is given to them, so only their matching is compared.

Run as ``python -m bench.speed.peers PEER CONFIG FOLDER OUT``; writes the groups the peer is sure of
as ``[[our rows], [their rows]]`` in JSON. Each peer has three configurations of its documentation.
Peers live in an environment of their own: what they bring along must not be loaded by our command.
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

import python_calamine

Line = dict[str, Any]  # row, date, amount, document, text
Groups = list[tuple[list[int], list[int]]]

PYTHON = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"
WINDOW = 10  # days between the two bookings that are still one event


def read_lines(folder: Path, side: str) -> list[Line]:
    """The lines of one file, sign resolved, by the layout that truth names."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))[side]
    path = folder / truth["file"]
    rows: list[list[Any]]
    if path.suffix == ".csv":
        with path.open(encoding=truth["encoding"], newline="") as file:
            rows = list(csv.reader(file))
    else:
        rows = (
            python_calamine.load_workbook(str(path)).get_sheet_by_name(truth["sheet"]).to_python()
        )
    place = {field: ord(letter) - ord("A") for field, letter in truth["letters"].items()}
    factor = -1 if truth["sign"] == "credit-debit" else 1
    lines = []
    for known in truth["lines"]:
        row = rows[known["row"] - 1]
        debit, credit = (Decimal(str(row[place[f]] or 0)) for f in ("debit", "credit"))
        day = row[place["date"]]
        lines.append(
            {
                "row": known["row"],
                "date": day if isinstance(day, date) else date.fromisoformat(day),
                "amount": factor * (debit - credit),
                "document": str(row[place["document"]] or ""),
                "text": str(row[place["text"]] or ""),
            }
        )
    return lines


def number_of(line: Line) -> str:
    """The document number, else the longest number in the text, plainly normalised."""
    number = line["document"]
    if not number:
        found = re.findall(r"[A-Za-z0-9/-]*\d{5,}[A-Za-z0-9/-]*", line["text"])
        number = max(found, key=len, default="")
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def bankstatementparser(config: str, ours: list[Line], theirs: list[Line]) -> Groups:
    from bankstatementparser.reconciliation import reconcile_payments_and_statements

    def record(line: Line) -> dict[str, Any]:
        reference = {"refs as printed": line["document"], "refs normalised": number_of(line)}
        return {
            "amount": str(line["amount"]),
            "currency": "CNY",
            "reference": reference.get(config, ""),
            "counterparty": line["text"] if config == "refs as printed" else "one customer",
            "date": line["date"].isoformat(),
            "row": line["row"],
        }

    report = reconcile_payments_and_statements(
        map(record, ours), map(record, theirs), fuzzy_threshold=0.6, max_date_gap_days=WINDOW
    )
    return [([m.payment_record["row"]], [m.statement_record["row"]]) for m in report.matches]


def reconcile_py(config: str, ours: list[Line], theirs: list[Line]) -> Groups:
    from reconcile import FieldRule, ReconcileConfig, Record, reconcile

    def record(line: Line) -> Record:
        return Record(line["amount"], line["date"], number_of(line), None, str(line["row"]))

    gates = (
        FieldRule("amount", "gate", abs_tol=Decimal(0)),
        FieldRule("date", "gate", day_tol=WINDOW),
    )
    if config == "gates only":
        rules = ReconcileConfig(gates)
    else:
        graded = FieldRule("reference", "grade", weight=1.0)
        threshold = 0.4 if config == "threshold 0.4" else 0.8
        rules = ReconcileConfig((*gates, graded), threshold=threshold, ambiguity_epsilon=0.05)
    result = reconcile(list(map(record, ours)), list(map(record, theirs)), rules)
    return [
        ([int(row) for row in match.left_ids], [int(row) for row in match.right_ids])
        for match in result.matches
        if not match.ambiguous
    ]


Peer = Callable[[str, list[Line], list[Line]], Groups]
PEERS: dict[str, tuple[Peer, tuple[str, ...]]] = {
    "bankstatementparser": (
        bankstatementparser,
        ("refs as printed", "refs normalised", "refs blanked"),
    ),
    "reconcile-py": (reconcile_py, ("gates only", "threshold 0.4", "threshold 0.8")),
}


def version_of(peer: str) -> str:
    """The version our requirement file pins: what stands in the peers' environment."""
    pinned = (PYTHON.parents[2] / "requirements-peers.txt").read_text("utf-8")
    found = re.search(rf"^{re.escape(peer)}==([^ \\\n]+)", pinned, re.MULTILINE)
    assert found, f"{peer} is not pinned"
    return found.group(1)


def main() -> None:
    name, config, folder, out = sys.argv[1:]
    lines = (read_lines(Path(folder), side) for side in ("ours", "theirs"))
    groups = PEERS[name][0](config, *lines)
    Path(out).write_text(json.dumps(groups), encoding="utf-8")


if __name__ == "__main__":
    main()
