"""Our command over a written case, and its JSON as the scorer takes it."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cash.case import minor
from bench.cash.scoring import Said
from bench.speed.measure import Measured, run_measured

_TIEOUT = [sys.executable, "-c", "from tieout.cli import main; main()"]


def run_engine(folder: Path, *, rules: Path | None = None) -> tuple[Measured, Path]:
    """``tieout apply`` in a fresh process; ``measured.failure`` tells when it did not end well."""
    out = folder / "said.json"
    command = [*_TIEOUT, "apply", str(folder / "items.csv"), str(folder / "receipts.csv")]
    command += ["--remittance", str(folder / "remittance.csv")] if _has_advice(folder) else []
    command += ["--parties", str(folder / "parties.csv"), "--json", str(out)]
    command += ["--rules", str(rules)] if rules else []
    return run_measured(command), out


def said_by(path: Path) -> Iterator[Said]:
    """Allocations of one receipt and status together, with what the command left unapplied."""
    said = json.loads(path.read_text(encoding="utf-8"))
    unapplied: dict[int, int] = defaultdict(int)
    for one in said["unapplied"]:
        unapplied[one["receipt"]] += minor(one["amount"])
    parts: dict[tuple[int, str], list[Mapping[str, Any]]] = defaultdict(list)
    for one in said["allocations"]:
        parts[one["receipt"], one["status"]].append(one)
    statuses = Counter(receipt for receipt, _ in parts)
    for (receipt, status), ones in parts.items():
        alone = status == "auto" and statuses[receipt] == 1
        yield Said(
            receipt,
            _parts(ones),
            status,
            tuple(_parts(other) for one in ones for other in one.get("alternatives") or ()),
            unapplied[receipt] if alone else None,
        )


def _parts(ones: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, int], ...]:
    return tuple((one["item"], minor(one["amount"])) for one in ones)


def _has_advice(folder: Path) -> bool:
    return len((folder / "remittance.csv").read_text(encoding="utf-8").splitlines()) > 1
