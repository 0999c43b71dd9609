"""The rows for many customers: the key stage alone, all stages, and one customer with everything.

Sizes come from the environment, so that a row can be tried small: ``WANGLAI_BENCH_SCALE=0.01``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from bench.kinds import Kind
from bench.scale.books import Books, write_books
from bench.speed.measure import Measured, run_measured
from tieout import LINES

SIZE = float(os.environ.get("WANGLAI_BENCH_SCALE", "1"))

_KEYS = """
import sys; from pathlib import Path
from tieout.scale.local_keys import Machine, connected, looked_at, settle_keys
ours, theirs, spill = map(Path, sys.argv[1:])
connection = connected(ours, theirs, spill, Machine())
settle_keys(connection, looked_at(ours, theirs), every_account=True)
print(connection.execute("select count(*) from pairs").fetchall())
"""
_PLAIN_JOIN = """
import sys, duckdb
connection = duckdb.connect()
connection.execute("set memory_limit = '4GB'"); connection.execute("set threads = 2")
connection.execute(f"set temp_directory = '{sys.argv[3]}'")
key = "replace(replace(replace(lower(document), '/', ''), '-', ''), ' ', '')"
side = "select party, amount, {} as number, count(*) as n, max(row) as row from '{}' group by all"
print(connection.execute(f'''select count(*) from ({side.format(key, sys.argv[1])}) a
    join ({side.format(key, sys.argv[2])}) b using (party, amount, number)
    where a.n = 1 and b.n = 1''').fetchall())
"""


@dataclass(frozen=True)
class ScaleResult:
    """Seconds and the highest memory of the process tree; ``right`` of the pairs that both booked alike."""

    name: str
    lines: tuple[int, int]
    ours: Measured
    limit: Measured | None
    right: float | None
    asked: str = "Pairs booked alike and found"

    def section(self) -> str:
        limit = f"| the same join in plain DuckDB | {_shown(self.limit)} |\n" if self.limit else ""
        right = "" if self.right is None else f"\n{self.asked}: {self.right:.4%}.\n"
        return (
            f"### {self.name}\n\n{self.lines[0]:,} lines of ours, {self.lines[1]:,} of theirs.\n\n"
            f"| what | seconds, memory |\n|---|---|\n| ours | {_shown(self.ours)} |\n{limit}{right}"
        )

    def line(self) -> str:
        shown = f" limit={self.limit}" if self.limit else ""
        right = "" if self.right is None else f" right={self.right:.5f}"
        return f"{self.name} lines={sum(self.lines)} ours={self.ours} peak={self.ours.peak_mb:.0f}MB{shown}{right}"


def _shown(measured: Measured | None) -> str:
    return f"{measured}, {measured.peak_mb / 1000:.1f} GB" if measured else ""


def _lines(books: Books) -> tuple[int, int]:
    return pq.read_metadata(books.ours).num_rows, pq.read_metadata(books.theirs).num_rows


def keys_20m() -> ScaleResult:
    """The key stage over 20 million lines a side, beside the same join with the spelling known."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        books = write_books(folder, events=int(20_000_000 * SIZE), parties=50_000)
        files = [str(books.ours), str(books.theirs), str(folder / "spill")]
        ours = run_measured([sys.executable, "-c", _KEYS, *files])
        limit = run_measured([sys.executable, "-c", _PLAIN_JOIN, *files])
        return ScaleResult("keys-20m", _lines(books), ours, limit, None)


def whole_run(name: str, *, events: int, parties: int) -> ScaleResult:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        books = write_books(folder, events=events, parties=parties)
        command = [sys.executable, "-m", "tieout", "run", str(books.ours), str(books.theirs)]
        ours = run_measured([*command, "--out", str(folder / "out"), "--quiet"])
        right = None if ours.failure else share_right(books, folder / "out" / "decisions.parquet")
        return ScaleResult(name, _lines(books), ours, None, right)


def share_right(books: Books, decisions: Path) -> float:
    """Of the events that both sides booked alike, the share whose two lines were matched surely."""
    ((found, of),) = duckdb.execute(f"""
        select count(*) filter (where a.match_id = b.match_id and a.status = 'auto'), count(*)
        from '{books.truth}' t join '{decisions}' a on a.side = 'ours' and a.row = our_row
        join '{decisions}' b on b.side = 'theirs' and b.row = their_row where t.kind = 'alike'""").fetchall()
    return float(found) / max(1, of)


def all_5m() -> ScaleResult:
    """All stages, 5 million lines a side, 50,000 customers, one event in ten gone wrong."""
    return whole_run("all-5m", events=int(5_000_000 * SIZE), parties=max(2, int(50_000 * SIZE)))


def all_500k() -> ScaleResult:
    """A tenth of it, for the growth."""
    return whole_run("all-0.5m", events=int(500_000 * SIZE), parties=max(2, int(5_000 * SIZE)))


def one_party_300k() -> ScaleResult:
    """One customer with 300,000 lines a side."""
    return whole_run("one-party-300k", events=int(300_000 * SIZE), parties=1)


def equal_100k() -> ScaleResult:
    """One customer, 100,000 lines a side of one amount and without a number, on 28 days."""
    count = max(28, int(100_000 * SIZE))
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        files = [folder / "ours.parquet", folder / "theirs.parquet"]
        for file in files:
            pq.write_table(equal_lines(count), file)
        command = [sys.executable, "-m", "tieout", "run", *map(str, files)]
        ours = run_measured([*command, "--out", str(folder / "out"), "--quiet"])
        right = None if ours.failure else share_interchangeable(folder / "out/decisions.parquet")
        asked = "Lines in a certain set whose members are interchangeable"
        return ScaleResult("equal-100k", (count, count), ours, None, right, asked)


def equal_lines(count: int) -> pa.Table:
    """Receipts of 500.00 over the 28 days of a month, nothing else said of them."""
    said = {
        "row": pa.array(range(2, count + 2), pa.int32()),
        "date": pa.array([date(2026, 3, day % 28 + 1) for day in range(count)]),
        "kind": pa.repeat("receipt", count),
        "currency": pa.repeat("CNY", count),
        "amount": pa.repeat(pa.scalar(-50_000, pa.int64()), count),
    }
    columns = [said.get(field.name, pa.nulls(count, field.type)) for field in LINES]
    return pa.table(columns, schema=LINES)


def share_interchangeable(decisions: Path) -> float:
    ((found, of),) = duckdb.execute(
        f"select count(*) filter (where status = 'auto' and interchangeable), count(*) from '{decisions}'"
    ).fetchall()
    return float(found) / max(1, of)


ROWS: dict[str, Callable[[], ScaleResult]] = {
    "keys-20m": keys_20m, "all-5m": all_5m, "all-0.5m": all_500k, "one-party-300k": one_party_300k,
    "equal-100k": equal_100k,
}  # fmt: skip
SCALE = Kind(
    "Many customers",
    lambda: (
        "Two Parquet tables in a fresh process, files written by `bench/scale/books.py`, once each."
    ),
    ROWS,
)
