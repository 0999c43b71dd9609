"""The match rows on the page: how they are measured, and one section each."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from bench.speed.measure import CAP_SECONDS
from bench.speed.peers import version_of

if TYPE_CHECKING:
    from bench.speed.rows import PeerResult, RowResult

BUDGETS = {"match-csv-100k": "8 s, 1 GB", "match-xlsx-20k": "8 s"}


def about(repeats: int) -> str:
    return f"""Ours is the whole `tieout match` command in a
fresh process, imports, reading in limited children, matching, classification, proof and JSON included
(median of {repeats} runs); memory is the highest sum of resident memory over the process and its children. The limit is
DuckDB {version("duckdb")} SQL that is told the layout and only joins document and amount (median of {repeats} runs, fresh process). Peers are
told the layout as well, each in the best of three configurations chosen on the small case, once, with a cap of
{CAP_SECONDS} s. P is the share of stated groups whose members are exactly right, R the share of decidable groups found
(`bench/scoring`). The files are generated with truth (`bench/cases`, preset realistic, plain layout) by people
who did not write the matcher; still they are synthetic.
"""


def section(result: RowResult, small_lines: int) -> str:
    ours, theirs = result.lines
    sizes = " and ".join(f"{size / 1e6:.1f} MB" for size in result.bytes)
    budget = BUDGETS.get(result.name, "none")
    lines = [
        f"### {result.name}",
        "",
        f"{ours:,} and {theirs:,} lines, {sizes}. Budget: {budget}.",
        "",
        f"| | seconds | peak MB | accuracy | seconds at {small_lines:,} lines | accuracy there |",
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
