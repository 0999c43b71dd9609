"""What one speed row does: files, our command, the limit, the peers, and what came out."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from bench.cases import Case
from bench.kinds import Kind
from bench.speed.accuracy import Accuracy, of_our_json, of_peer_json
from bench.speed.files import speed_case
from bench.speed.measure import Measured, run_measured
from bench.speed.page import about, section
from bench.speed.peers import PEERS, PYTHON

REPEATS = int(
    os.environ.get("WANGLAI_BENCH_REPEATS", "3")
)  # ours and the limit: the median; peers run once
SMALL_LINES = 2_000  # where every peer finishes, so that accuracy can be compared
_TIEOUT = [sys.executable, "-c", "from tieout.cli import main; main()"]

console = Console(stderr=True)


@dataclass(frozen=True)
class PeerResult:
    name: str
    config: str
    full: Measured
    full_accuracy: Accuracy | None
    small: Measured
    small_accuracy: Accuracy | None


@dataclass(frozen=True)
class RowResult:
    """Seconds are medians; memory is the highest sum over the process tree."""

    name: str
    lines: tuple[int, int]
    bytes: tuple[int, int]
    ours: Measured
    accuracy: Accuracy
    small: Measured
    small_accuracy: Accuracy
    limit: Measured
    peers: tuple[PeerResult, ...] = field(default=())

    @property
    def best_peer(self) -> PeerResult | None:
        done = [peer for peer in self.peers if not peer.full.failure]
        return min(done, key=lambda peer: peer.full.seconds) if done else None

    def section(self) -> str:
        """The row on the page."""
        return section(self, SMALL_LINES)

    def line(self) -> str:
        """The row's last line, for scripts."""
        peer, ours, limit = self.best_peer, self.ours.seconds, self.limit.seconds
        shown = f"{peer.full.seconds:.2f}s" if peer else "none"
        ratio = f"{ours / peer.full.seconds:.2f}" if peer else "none"
        return (
            f"{self.name} ours={ours:.2f}s peer={shown} limit={limit:.2f}s "
            f"to_peer={ratio} to_limit={ours / limit:.2f}"
        )


def match_row(name: str, *, lines: int, file_format: str) -> RowResult:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        console.print(f"{name}: writing two files of about {lines:,} lines")
        big = speed_case(folder / "big", lines=lines, file_format=file_format)
        small = speed_case(folder / "small", lines=SMALL_LINES, file_format=file_format)
        console.print(f"{name}: our command, runs: {REPEATS}")
        ours, accuracy = _ours(big, folder)
        small_ours, small_accuracy = _ours(small, folder)
        limit = _median([sys.executable, "-m", "bench.speed.limit", str(big.ours.parent)])
        peers = tuple(_peer(peer, configs, big, small) for peer, (_, configs) in PEERS.items())
        return RowResult(
            name=name,
            lines=(len(big.truth.ours.lines), len(big.truth.theirs.lines)),
            bytes=(big.ours.stat().st_size, big.theirs.stat().st_size),
            ours=ours,
            accuracy=accuracy,
            small=small_ours,
            small_accuracy=small_accuracy,
            limit=limit,
            peers=peers,
        )


def _median(command: list[str]) -> Measured:
    runs = [run_measured(command) for _ in range(REPEATS)]
    for run in runs:
        if run.failure:
            raise SystemExit(f"{' '.join(command)}: {run.failure}")
    seconds = statistics.median(run.seconds for run in runs)
    return Measured(seconds, max(run.peak_mb for run in runs))


def _ours(case: Case, folder: Path) -> tuple[Measured, Accuracy]:
    out = folder / "said.json"
    command = [*_TIEOUT, "match", str(case.ours), str(case.theirs), "--json", str(out), "--quiet"]
    measured = _median(command)
    return measured, of_our_json(case.truth, out)


def _peer(name: str, configs: tuple[str, ...], big: Case, small: Case) -> PeerResult:
    """The configuration that finds most on the small case runs on the big one, once."""
    tried = [(config, *_run_peer(name, config, small)) for config in configs]
    done = [trial for trial in tried if trial[2] is not None]
    if not done:
        failed = tried[0][1]
        return PeerResult(name, configs[0], failed, None, failed, None)
    config, measured, accuracy = max(done, key=lambda trial: _f1(trial[2]))
    console.print(f"{name} ({config}): {measured} on {SMALL_LINES:,} lines, {accuracy}")
    full, full_accuracy = _run_peer(name, config, big)
    console.print(f"{name} ({config}): {full} on all lines, {full_accuracy or 'no answer'}")
    return PeerResult(name, config, full, full_accuracy, measured, accuracy)


def _run_peer(name: str, config: str, case: Case) -> tuple[Measured, Accuracy | None]:
    out = case.ours.parent / "peer.json"
    adapter = [str(PYTHON), "-m", "bench.speed.peers"]
    command = [*adapter, name, config, str(case.ours.parent), str(out)]
    measured = run_measured(command)
    return measured, None if measured.failure else of_peer_json(case.truth, out)


def _f1(accuracy: Accuracy | None) -> float:
    if accuracy is None or not accuracy.precision or not accuracy.recall:
        return 0.0
    precision, recall = accuracy.precision, accuracy.recall
    return 2 * precision * recall / (precision + recall)


def match_csv_100k() -> RowResult:
    """Two CSV files of 100,000 lines each, end to end, in a fresh process."""
    return match_row("match-csv-100k", lines=100_000, file_format="csv")


def match_xlsx_20k() -> RowResult:
    """Two workbooks of 20,000 lines each, end to end, in a fresh process."""
    return match_row("match-xlsx-20k", lines=20_000, file_format="xlsx")


ROWS: dict[str, Callable[[], RowResult]] = {
    "match-csv-100k": match_csv_100k,
    "match-xlsx-20k": match_xlsx_20k,
}
MATCHING = Kind("Reconciliation", lambda: about(REPEATS), ROWS)
