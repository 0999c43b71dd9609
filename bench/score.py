"""Scores the engine on generated cases: ``python -m bench.score --preset realistic --seeds 20``.

Exits with 1 when a figure is below its threshold, so that a build can stand on it.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.cases import PRESETS
from bench.scoring.faults import Score
from bench.scoring.run import score_seed

RECALL = {"easy": 0.95, "realistic": 0.90, "hard": 0.75}
PRECISION, CLASSES, DETECTION = 0.999, 0.90, 0.98

console = Console(width=max(120, Console().width))


def main(
    preset: Annotated[
        str, typer.Option(help=f"One of: {', '.join(PRESETS)}, or all.")
    ] = "realistic",
    seeds: Annotated[int, typer.Option(help="How many seeds, from the first.")] = 20,
    first: Annotated[int, typer.Option(help="The first seed.")] = 0,
    permute: Annotated[
        bool, typer.Option(help="Also decide each case in other row orders.")
    ] = True,
    verbose: Annotated[bool, typer.Option(help="List everything that was wrong, and why.")] = False,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one per core.")] = 0,
) -> None:
    """Print a table per preset and exit 1 below a threshold."""
    if preset not in (*PRESETS, "all"):
        raise typer.BadParameter(
            f"There is no preset {preset!r}; take one of {', '.join(PRESETS)}."
        )
    names = list(PRESETS) if preset == "all" else [preset]
    failed = False
    for name in names:
        scores = _score_all(name, range(first, first + seeds), permute=permute, workers=workers)
        total = Score()
        for seed, score in scores.items():
            total.add(score)
            if verbose:
                for fault in score.faults:
                    console.print(f"{name} {seed}: {fault}", highlight=False, markup=False)
        failed |= report(name, total, console)
    raise typer.Exit(1 if failed else 0)


def _score_all(name: str, seeds: range, *, permute: bool, workers: int) -> dict[int, Score]:
    workers = workers or os.cpu_count() or 1
    if workers == 1:
        return {seed: score_seed(name, seed, permute=permute) for seed in seeds}
    with ProcessPoolExecutor(workers) as pool:
        runs = {seed: pool.submit(score_seed, name, seed, permute=permute) for seed in seeds}
        return {seed: run.result() for seed, run in runs.items()}


def report(name: str, total: Score, console: Console) -> bool:
    """Prints one preset's table; True when something is below its threshold."""
    table = Table(title=f"{name}: {total.cases} cases, {total.seconds:.1f} s of engine time")
    for label in ("measure", "figure", "threshold", ""):
        table.add_column(label)
    failed = False
    for label, value, threshold, counts in _figures(name, total):
        good = value is None or threshold is None or value >= threshold
        failed |= not good
        shown = "-" if value is None else f"{value:.4f}"
        needed = "" if threshold is None else f">= {threshold}"
        style = "" if good else "bold red"
        table.add_row(label, shown, needed, counts, style=style)
    console.print(table)
    wrong = {pair: count for pair, count in total.confusion.items() if pair[0] != pair[1]}
    if wrong:
        worst = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:12]
        listed = ", ".join(f"{true} as {said} x{count}" for (true, said), count in worst)
        console.print(f"differences said otherwise: {listed}", highlight=False)
    if total.checks_failed:
        listed = ", ".join(f"{name} x{count}" for name, count in total.checks_failed.most_common())
        console.print(f"reading checks failed: {listed}", highlight=False)
    return failed


def _figures(name: str, total: Score) -> list[tuple[str, float | None, float | None, str]]:
    auto = total.auto_right + total.auto_wrong
    closed = None if not total.layouts else float(total.closing_error == 0 and not total.gaps_wrong)
    return [
        ("auto precision", total.precision, PRECISION, f"{total.auto_wrong} of {auto} wrong"),
        (
            "auto recall",
            total.recall,
            RECALL.get(name),
            f"{total.truth_found} of {total.truth_groups}",
        ),
        ("pair precision", _share(total.pairs_right, total.pairs_said), None, ""),
        ("pair recall", _share(total.pairs_right, total.pairs_true), None, ""),
        (
            "difference classes right",
            total.classes_right,
            CLASSES,
            f"{total.differences_right} of {total.differences}, {total.differences_spurious} too much",
        ),
        (
            "closes to the cent",
            closed,
            1.0,
            f"error {total.closing_error} minor units, {total.gaps_wrong} gaps wrong",
        ),
        (
            "layouts read right",
            total.detection,
            DETECTION,
            f"{total.layouts_right} of {total.layouts}",
        ),
        (
            "refused when due",
            _share(total.refusals_made, total.refusals_due),
            1.0,
            f"{total.refusals_in_family} for the expected reason",
        ),
        (
            "same in any row order",
            _share(total.permutations_identical, total.permutations),
            1.0,
            f"{total.permutations_identical} of {total.permutations}",
        ),
        (
            "ambiguous holds the truth",
            _share(total.ambiguous_holds_truth, total.ambiguous),
            None,
            f"{total.ambiguous} ambiguous, {total.suggested} suggested, {total.auto_lucky} lucky",
        ),
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


if __name__ == "__main__":
    typer.run(main)
