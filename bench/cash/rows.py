"""The rows of cash application: one large case against the peers, the grid, and twenty seeds without each guard."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from bench.cash.case import draw_case, write_case
from bench.cash.engine import run_engine, said_by
from bench.cash.grid import CAP, SEEDS, Cell, measure_grid, write_picture
from bench.cash.knobs import PRESETS
from bench.cash.peers import PEERS
from bench.cash.scoring import CashScore, Said, score_cash
from bench.cash.seeds import HEAD, Seeds, cells_of, measure_seeds
from bench.kinds import Kind, section_of
from bench.speed.measure import Measured, run_measured
from bench.speed.peers import PYTHON

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "cash-grid.svg"
LARGE, SMALL = 4250, 80  # customers: about 36,000 receipts x 51,000 items, and 626 x 822

console = Console(stderr=True)

_SEEDS = (
    f"{SEEDS} seeds of each kind of case, whole receipts right or wrong, intervals over customers drawn anew (the lower end of the precision never above that of Clopper and Pearson). Ours is a command in a "
    f"process of its own with its files, the baselines are functions in this one; no engine begins another case after {CAP:.0f} s."
)


@dataclass(frozen=True)
class Run:
    name: str
    size: str
    measured: Measured
    score: CashScore | None

    def line(self) -> str:
        if self.score is None:
            return f"| {self.name} | {self.size} | {self.measured.failure} | | | |"
        precision = "-" if self.score.precision is None else f"{self.score.precision:.4f}"
        return (
            f"| {self.name} | {self.size} | {self.measured.seconds:.2f} s | "
            f"{self.measured.peak_mb:.0f} MB | {precision} | {self.score.recall or 0:.4f} |"
        )


@dataclass(frozen=True)
class ApplyResult:
    runs: tuple[Run, ...]

    def section(self) -> str:
        head = "| engine | receipts x items | seconds | peak | group P | group R |\n|---|---|---|---|---|---|"
        return "\n".join(["### apply-35k\n", head, *(run.line() for run in self.runs), ""])

    def line(self) -> str:
        ours = self.runs[0]
        if ours.score is None:
            return f"apply-35k ours={ours.measured.failure}"
        return (
            f"apply-35k ours={ours.measured.seconds:.2f}s peak={ours.measured.peak_mb:.0f}MB "
            f"P={ours.score.precision or 0:.4f} R={ours.score.recall or 0:.4f}"
        )


@dataclass(frozen=True)
class GridResult:
    cells: tuple[Cell, ...]

    def section(self) -> str:
        about = f"Nothing is quoted; ten customers a case. {_SEEDS}\n\n![Precision by open items](images/cash-grid.svg)"
        rows = [
            (each.granularity, f"{each.open_items}", each.engine, *cells_of(each.score))
            for each in self.cells
        ]
        return section_of("cash-grid", about, ("amounts", "open items", "engine", *HEAD), rows)

    def line(self) -> str:
        done = sum(isinstance(cell.score, CashScore) for cell in self.cells)
        return f"cash-grid cells={done} of {len(self.cells)}"


@dataclass(frozen=True)
class SeedsResult:
    found: tuple[Seeds, ...]

    def section(self) -> str:
        about = f"Ours as it is and without one of what it does, and the baselines. {_SEEDS}"
        rows = [(each.kind, each.engine, *cells_of(each.score)) for each in self.found]
        return section_of("cash-seeds", about, ("cases", "engine", *HEAD), rows)

    def line(self) -> str:
        ours = self.found[0].score
        if isinstance(ours, str):
            return f"cash-seeds ours={ours}"
        return f"cash-seeds seeds={SEEDS} P={ours.precision or 0:.4f} R={ours.recall or 0:.4f}"


def apply_35k() -> ApplyResult:
    """About 36,000 receipts x 51,000 items; peers choose their configuration on the small case."""
    with tempfile.TemporaryDirectory(prefix="cash-") as place:
        large, small = (_case(Path(place), customers) for customers in (LARGE, SMALL))
        runs = [_ours(large), _ours(small)]
        for name, (_, configs) in PEERS.items():
            tried = [_peer(name, config, small) for config in configs]
            best = max(tried, key=lambda run: run.score.f1 if run.score else -1.0)
            runs.append(best)
            if best.score:
                runs.append(_peer(name, best.name.removeprefix(f"{name}, "), large))
            for run in runs[-2:]:
                console.print(run.line(), highlight=False)
        return ApplyResult(tuple(runs))


def cash_grid() -> GridResult:
    cells = measure_grid()
    write_picture(cells, PICTURE)
    return GridResult(tuple(cells))


def cash_seeds() -> SeedsResult:
    """Ours with and without each guard, and the baselines, over twenty seeds of three kinds of case."""
    return SeedsResult(tuple(measure_seeds()))


def _case(place: Path, customers: int) -> Path:
    knobs = replace(PRESETS["realistic"], preset=f"apply-{customers}", customers=customers)
    return write_case(draw_case(knobs, 1), place / str(customers))


def _ours(folder: Path) -> Run:
    measured, out = run_engine(folder)
    score = None if measured.failure else score_cash(_truth(folder), said_by(out))
    return Run("tieout", _size(folder), measured, score)


def _peer(name: str, config: str, folder: Path) -> Run:
    out = folder / "peer.json"
    command = [str(PYTHON), "-m", "bench.cash.peers", name, config, str(folder), str(out)]
    measured = run_measured(command)
    shown = f"{name}, {config}"
    if measured.failure:
        return Run(shown, _size(folder), measured, None)
    truth = _truth(folder)
    left = {item["row"]: item["amount"] for item in truth["items"]}
    groups = json.loads(out.read_text(encoding="utf-8"))
    said = [Said(receipt, tuple((row, left[row]) for row in rows)) for receipt, rows in groups]
    return Run(shown, _size(folder), measured, score_cash(truth, said))


def _truth(folder: Path) -> Mapping[str, list[Mapping[str, int]]]:
    truth: Mapping[str, list[Mapping[str, int]]] = json.loads(
        (folder / "truth.json").read_text(encoding="utf-8")
    )
    return truth


def _size(folder: Path) -> str:
    truth = _truth(folder)
    return f"{len(truth['receipts']):,} x {len(truth['items']):,}"


def _about() -> str:
    return (
        "Open items of many customers and their bank receipts, drawn with truth "
        "(`python -m bench.cash.generate`). A receipt counts as right when its whole set of "
        "allocations is; receipts whose truth no evidence tells earn nothing. Peers are given the "
        "files read, and the best of three documented configurations; "
        "`WANGLAI_BENCH_CAP_SECONDS` shortens their cap of ten minutes.\n"
    )


ROWS: dict[str, Callable[[], ApplyResult | GridResult | SeedsResult]] = {
    "apply-35k": apply_35k,
    "cash-grid": cash_grid,
    "cash-seeds": cash_seeds,
}
CASH = Kind("Cash application", _about, ROWS)
