"""Twenty seeds of each kind of case: ours as it is and without each guard, and the baselines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.cash.baselines import BASELINES
from bench.cash.grid import grid_knobs, scored
from bench.cash.knobs import PRESETS, CashKnobs
from bench.cash.scoring import CashScore, interval

# Ours as it is, and without one of what it does: by the knob of ``CashRules`` that takes it away.
WITHOUT: Mapping[str, str] = {
    "tieout": "",
    "tieout, no bound on chance": 'accidents_max = "1000000"',
    "tieout, no natural sets": "structures = 0",
    "tieout, no sums of amounts": "combinations = 0",
    "tieout, every step once": "fixed_point = 0",
    "tieout, receipt by receipt": "joint = 0",
}
KINDS: Mapping[str, CashKnobs] = {
    "realistic": PRESETS["realistic"],
    "hard": PRESETS["hard"],
    "whole amounts, nothing quoted": grid_knobs("whole", 40),
}


@dataclass(frozen=True)
class Seeds:
    """One engine over the seeds of one kind of case."""

    kind: str
    engine: str
    score: CashScore | str  # or how it failed


def measure_seeds() -> Iterator[Seeds]:
    """Every kind of case by every engine; none begins another once it took its ``CAP``."""
    for kind, knobs in KINDS.items():
        for engine, knob in WITHOUT.items():
            with tempfile.TemporaryDirectory(prefix="cash-") as place:
                rules = Path(place) / "rules.toml"
                rules.write_text(f"[cash]\n{knob}\n", encoding="utf-8")
                yield Seeds(kind, engine, scored("tieout", knobs, rules=rules))
        for engine in BASELINES:
            yield Seeds(kind, engine, scored(engine, knobs))


def cells_of(score: CashScore | str) -> tuple[str, ...]:
    """The figures of one engine under ``HEAD``, or how it failed."""
    if isinstance(score, str):
        return (score,)
    spans = interval(score)
    shares = [
        cell
        for name, share in (("precision", score.precision), ("recall", score.recall))
        for cell in (
            "-" if share is None else f"{share:.4f}",
            "-" if share is None else "{:.4f} to {:.4f}".format(*spans[name]),
        )
    ]
    return f"{score.cases}", f"{score.receipts:,}", *shares, f"{score.seconds / score.cases:.2f}"


HEAD = ("cases", "receipts", "precision", "95 %", "recall", "95 %", "seconds a case")
