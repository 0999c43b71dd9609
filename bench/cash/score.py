"""Scores cash application: ``python -m bench.cash.score --preset realistic --seeds 20``.

``--engine`` is ``tieout`` or one of the baselines; ``all`` prints a line for each.
"""

from __future__ import annotations

import json
import tempfile
import time
from math import inf
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.cash.baselines import BASELINES, run_baseline
from bench.cash.case import draw_case, write_case
from bench.cash.engine import run_engine, said_by
from bench.cash.knobs import PRESETS, CashKnobs
from bench.cash.scoring import CashScore, interval, score_cash

ENGINES = ("tieout", *BASELINES)
console = Console(width=max(150, Console().width))


class EngineFailed(Exception):
    """The command ended badly; the message is its last line."""


def main(
    preset: Annotated[str, typer.Option(help=f"One of: {', '.join(PRESETS)}.")] = "realistic",
    seeds: Annotated[int, typer.Option(help="How many seeds, from the first.")] = 20,
    first: Annotated[int, typer.Option(help="From 1000 validation, from 2000 the test.")] = 0,
    engine: Annotated[str, typer.Option(help=f"{', '.join(ENGINES)}, or all.")] = "tieout",
    rules: Annotated[
        Path | None, typer.Option(help="Rules for tieout, for an ablation: the file of --rules.")
    ] = None,
    verbose: Annotated[bool, typer.Option(help="What was wrong and missed, by event.")] = False,
) -> None:
    """Print one line per engine; exit 1 when one failed or money did not add up."""
    if preset not in PRESETS or engine not in (*ENGINES, "all"):
        raise typer.BadParameter(f"Take a preset of {', '.join(PRESETS)}, an engine of {ENGINES}.")
    table = Table(title=f"{preset}: {seeds} seeds from {first}")
    for label in ("engine", *FIGURES):
        table.add_column(label)
    bad = False
    for name in ENGINES if engine == "all" else (engine,):
        try:
            total = score_seeds(name, PRESETS[preset], range(first, first + seeds), rules=rules)
        except EngineFailed as failure:
            console.print(f"{name}: {failure}", highlight=False, markup=False)
            bad = True
            continue
        bad |= total.closure_error != 0
        table.add_row(name, *figures(total))
        if verbose:
            console.print(f"{name} wrong: {total.wrong_by.most_common(15)}", highlight=False)
            console.print(f"{name} missed: {total.missed_by.most_common(15)}", highlight=False)
    console.print(table)
    raise typer.Exit(1 if bad else 0)


def score_seeds(
    engine: str,
    knobs: CashKnobs,
    seeds: range,
    *,
    rules: Path | None = None,
    cap_seconds: float = inf,
) -> CashScore:
    """The cases of all these seeds together; no other is begun once they took ``cap_seconds``."""
    total = CashScore()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="cash-") as place:
            folder = write_case(draw_case(knobs, seed), Path(place))
            total.add(score_folder(engine, folder, rules=rules))
        if total.seconds > cap_seconds:
            break
    return total


def score_folder(engine: str, folder: Path, *, rules: Path | None = None) -> CashScore:
    """Scores one engine on a case that is already on disk."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    if engine == "tieout":
        measured, out = run_engine(folder, rules=rules)
        if measured.failure:
            raise EngineFailed(measured.failure)
        score = score_cash(truth, said_by(out))
        score.seconds = measured.seconds
        return score
    start = time.perf_counter()
    said = list(run_baseline(engine, folder))
    seconds = time.perf_counter() - start
    score = score_cash(truth, said)
    score.seconds = seconds
    return score


FIGURES = (
    "receipts",
    "P",
    "P 95 %",
    "R",
    "R 95 %",
    "F1",
    "money P",
    "wrong per million",
    "coverage at 99.9 %",
    "wrong below",
    "ambiguous with truth",
    "lucky",
    "closure",
    "seconds",
)


def figures(score: CashScore) -> tuple[str, ...]:
    spans = interval(score)
    return (
        f"{score.receipts}",
        _shown(score.precision),
        "{:.4f}-{:.4f}".format(*spans["precision"]),
        _shown(score.recall),
        "{:.3f}-{:.3f}".format(*spans["recall"]),
        f"{score.f1:.4f}",
        _shown(score.money_precision),
        "-" if score.wrong_per_million is None else f"{score.wrong_per_million:.0f}",
        f"{score.coverage:.3f}",
        f"{score.wrong_upper:.4%}",
        f"{score.ambiguous_with_truth} of {score.ambiguous}",
        f"{score.lucky}",
        f"{score.closure_error}",
        f"{score.seconds:.1f}",
    )


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.4f}"


if __name__ == "__main__":
    typer.run(main)
