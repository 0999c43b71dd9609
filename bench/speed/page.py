"""``docs/benchmarks.md``: what was measured, on what, and how to measure it again."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.speed.measure import CAP_SECONDS
from bench.speed.peers import version_of
from bench.speed.rows import REPEATS, SMALL_LINES, PeerResult, RowResult

BUDGETS = {"match-csv-100k": "8 s, 1 GB", "match-xlsx-20k": "8 s"}


def page_of(results: list[RowResult]) -> str:
    parts = [_intro()]
    parts += [_row(result) for result in results]
    return "\n".join(parts).rstrip() + "\n"


def write_page(path: Path, results: list[RowResult]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_of(results), encoding="utf-8")


def _intro() -> str:
    memory = psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0]
    return f"""# Benchmarks

Written by `make bench`; do not edit. Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores,
{memory:.0f} GB, {platform.system()} {platform.machine()}, Python {platform.python_version()}, DuckDB {version("duckdb")};
load average {load:.1f} at the end of the run (a machine at rest shows about 1 to 2 here; seconds of a busy one are too high).

`make bench only=NAME` measures one row and ends with one line. Ours is the whole `tieout match` command in a
fresh process, imports, reading in limited children, matching, classification, proof and JSON included
(median of {REPEATS} runs); memory is the highest sum of resident memory over the process and its children. The limit is
DuckDB SQL that is told the layout and only joins document and amount (median of {REPEATS} runs, fresh process). Peers are
told the layout as well, each in the best of three configurations chosen on the small case, once, with a cap of
{CAP_SECONDS} s. P is the share of stated groups whose members are exactly right, R the share of decidable groups found
(`bench/scoring`). The files are generated with truth (`bench/cases`, preset realistic, plain layout) by people
who did not write the matcher; still they are synthetic.
"""


def _row(result: RowResult) -> str:
    ours, theirs = result.lines
    sizes = " and ".join(f"{size / 1e6:.1f} MB" for size in result.bytes)
    budget = BUDGETS.get(result.name, "none")
    lines = [
        f"## {result.name}",
        "",
        f"{ours:,} and {theirs:,} lines, {sizes}. Budget: {budget}.",
        "",
        f"| | seconds | peak MB | accuracy | seconds at {SMALL_LINES:,} lines | accuracy there |",
        "|---|---|---|---|---|---|",
        _our_line(result),
        f"| limit: DuckDB SQL, join only | {result.limit.seconds:.2f} | {result.limit.peak_mb:.0f} | | | |",
        *(_peer(peer) for peer in result.peers),
        "",
        f"`{result.line()}`",
        "",
    ]
    return "\n".join(lines)


def _our_line(result: RowResult) -> str:
    return (
        f"| Wanglai (`tieout match`) | {result.ours.seconds:.2f} | {result.ours.peak_mb:.0f} | "
        f"{result.accuracy} | {result.small.seconds:.2f} | {result.small_accuracy} |"
    )


def _peer(peer: PeerResult) -> str:
    full = peer.full.failure or f"{peer.full.seconds:.2f}"
    small = peer.small.failure or f"{peer.small.seconds:.2f}"
    return (
        f"| {peer.name} {version_of(peer.name)}, {peer.config} | {full} | {peer.full.peak_mb:.0f} | "
        f"{peer.full_accuracy or ''} | {small} | {peer.small_accuracy or ''} |"
    )
