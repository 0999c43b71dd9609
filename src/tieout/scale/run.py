"""A run over two Parquet files on one machine: key stage, buckets, wrong postings, one file of decisions.

What was finished stays in a run folder named after inputs, rules and version, so a run that was killed
goes on from there and ends with the same bytes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tieout.refusal import Refusal, Wording
from tieout.rules import ENGINE_VERSION, Rules
from tieout.scale.ahead import made_ahead
from tieout.scale.bucket import (
    OUTCOMES,
    Elsewhere,
    Whole,
    pair_rows,
    reconcile_bucket,
    with_wrong_postings,
    wrong_postings,
)
from tieout.scale.keys import RULE
from tieout.scale.local_keys import (
    Machine,
    bucket_lines,
    connected,
    looked_at,
    settle_keys,
    write_out,
)
from tieout.scale.tables import DECISIONS, DecisionHash, in_order_by_pieces

_USUAL = Machine()


@dataclass(frozen=True)
class Progress:
    """How far a run has come: lines decided of all, since it was started."""

    stage: str  # keys | buckets | writing
    done: int
    of: int
    seconds: float

    @property
    def rows_per_second(self) -> int:
        return int(self.done / self.seconds) if self.seconds > 0 else 0

    @property
    def seconds_left(self) -> int | None:
        """At this pace; None while nothing is done."""
        rate = self.rows_per_second
        return (self.of - self.done) // rate if rate else None


@dataclass(frozen=True)
class Ran:
    """What a run wrote."""

    decisions: Path
    rows: int
    name: str  # hash of all decisions
    resumed: int  # buckets that an earlier run had finished


def run(
    ours: Path,
    theirs: Path,
    out: Path,
    rules: Rules,
    machine: Machine = _USUAL,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Ran:
    """Decide every line of two Parquet files (schema LINES) and write ``decisions.parquet`` and ``run.json``.

    Refuses what is no such table, a full disk and too little memory; then nothing half-written stays.
    """
    with _refusing(out):
        whole = looked_at(ours, theirs)
        out.mkdir(parents=True, exist_ok=True)
        folder = out / "runs" / _name_of_run(ours, theirs, rules)
        folder.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        buckets, lines = _keys(ours, theirs, folder, whole, machine, tell)
        resumed = _decide_buckets(folder, buckets, rules, whole, machine, tell, started, lines)
        _write_finished(folder)
        elsewhere = _settle_wrong_postings(folder, buckets, rules, whole)
        tell(Progress("writing", lines, lines, time.monotonic() - started))
        rows, name = _write_decisions(folder, out, buckets, elsewhere)
        said = {"engine": ENGINE_VERSION, "ruleset": rules.digest, "rows": rows, "decisions": name}
        _replace(out / "run.json", (json.dumps(said, indent=1) + "\n").encode())
        shutil.rmtree(folder)
        return Ran(out / "decisions.parquet", rows, name, resumed)


def _name_of_run(ours: Path, theirs: Path, rules: Rules) -> str:
    found = hashlib.blake2b(f"{ENGINE_VERSION}|{rules.digest}".encode(), digest_size=12)
    for path in (ours, theirs):
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "blake2b").digest())
    return found.hexdigest()


def _keys(
    ours: Path, theirs: Path, folder: Path, whole: Whole, machine: Machine,
    tell: Callable[[Progress], None],
) -> tuple[int, int]:  # fmt: skip
    """How many buckets and lines there are; the key stage is run where an earlier run did not finish it."""
    done = folder / "keys.json"
    if done.exists():
        said = json.loads(done.read_text())
        return said["buckets"], said["lines"]
    lines = sum(pq.read_metadata(path).num_rows for path in (ours, theirs))
    tell(Progress("keys", 0, lines, 0.0))
    with contextlib.closing(connected(ours, theirs, folder / "spill", machine)) as connection:
        settle_keys(connection, whole)
        buckets = write_out(connection, folder, whole, machine.buckets)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    (folder / "decided").mkdir(exist_ok=True)
    _replace(done, json.dumps({"buckets": buckets, "lines": lines, **asdict(whole)}).encode())
    return buckets, lines


def _decide_buckets(
    folder: Path, buckets: int, rules: Rules, whole: Whole, machine: Machine,
    tell: Callable[[Progress], None], started: float, lines: int,
) -> int:  # fmt: skip
    """Decide the buckets that no earlier run has; returns how many these had finished."""
    waiting = [at for at in range(buckets) if not _decided(folder, at).exists()]
    waiting.sort(
        key=lambda at: -_bytes_of(folder, at)
    )  # the heaviest first, so that none is waited for
    rows = {at: _rows_of(folder, at) for at in range(buckets)}
    done = lines - sum(rows[at] for at in waiting)
    tell(Progress("buckets", done, lines, time.monotonic() - started))
    if not waiting:
        return buckets
    with ProcessPoolExecutor(machine.workers, mp_context=get_context("spawn")) as pool:
        tasks = {pool.submit(_decide_bucket, folder, at, rules, whole): at for at in waiting}
        try:
            for task in as_completed(tasks):
                task.result()
                done += rows[tasks[task]]
                tell(Progress("buckets", done, lines, time.monotonic() - started))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return buckets - len(waiting)


def _decide_bucket(folder: Path, at: int, rules: Rules, whole: Whole) -> None:
    left, right = bucket_lines(folder, "ours", at), bucket_lines(folder, "theirs", at)
    _write_table(_decided(folder, at), reconcile_bucket(left, right, rules, whole))


def _decided(folder: Path, at: int | str) -> Path:
    return folder / "decided" / f"{at}.parquet"


def _bytes_of(folder: Path, at: int) -> int:
    return sum(file.stat().st_size for file in folder.glob(f"*/bucket={at}/*.parquet"))


def _rows_of(folder: Path, at: int) -> int:
    return sum(pq.read_metadata(file).num_rows for file in folder.glob(f"*/bucket={at}/*.parquet"))


def _write_finished(folder: Path) -> None:
    """The decisions about accounts that the key stage finished."""
    if _decided(folder, "finished").exists():
        return
    pairs = pq.read_table(folder / "finished.parquet")
    rows = [pairs[name].to_numpy().astype("int64") for name in ("our_row", "their_row")]
    _write_table(_decided(folder, "finished"), pa.concat_tables(pair_rows(RULE, *rows)))


def _settle_wrong_postings(folder: Path, buckets: int, rules: Rules, whole: Whole) -> Elsewhere:
    """Find what was posted on another account, and decide again the few accounts where that matters."""
    lone = pa.concat_tables(
        [
            pq.read_table(_decided(folder, at), filters=pc.is_null(pc.field("match_id")))
            for at in range(buckets)
        ]
    ).select(OUTCOMES.names)
    elsewhere, again = wrong_postings(lone)
    if again and not (folder / "again.parquet").exists():
        sides = [_of_accounts(folder, side, buckets, again, whole) for side in ("ours", "theirs")]
        anew = reconcile_bucket(sides[0], sides[1], rules, whole, elsewhere)
        _write_table(folder / "again.parquet", anew)
    return elsewhere


def _of_accounts(folder: Path, side: str, buckets: int, names: set[str], whole: Whole) -> pa.Table:
    found = []
    wanted = pa.array(sorted(names))
    for at in range(buckets):
        lines = bucket_lines(folder, side, at)
        party = pc.fill_null(lines["party"], "") if whole.by_party else pa.repeat("", len(lines))
        account = pc.binary_join_element_wise(party, pc.fill_null(lines["currency"], ""), "\x1f")
        found.append(lines.filter(pc.is_in(account, wanted)))
    return pa.concat_tables(found)


def _write_decisions(
    folder: Path, out: Path, buckets: int, elsewhere: Elsewhere
) -> tuple[int, str]:
    """All decisions in order, in pieces of a fixed size: the same decisions are the same bytes."""
    tables = [pq.read_table(_decided(folder, at)) for at in ("finished", *range(buckets))]
    found = with_wrong_postings(pa.concat_tables(tables), elsewhere).select(DECISIONS.names)
    if (folder / "again.parquet").exists():
        anew = pq.read_table(folder / "again.parquet").select(DECISIONS.names)
        found = pa.concat_tables(
            [found.join(anew.select(["side", "row"]), ["side", "row"], join_type="left anti"), anew]
        )
    name = DecisionHash()
    part = out / "decisions.parquet.part"
    with pq.ParquetWriter(part, DECISIONS, compression="zstd") as writer:
        for piece in made_ahead(in_order_by_pieces(found)):
            name.add(piece)
            writer.write_table(piece)
    part.replace(out / "decisions.parquet")
    return found.num_rows, name.name()


def _write_table(path: Path, table: pa.Table) -> None:
    part = path.with_suffix(".part")
    pq.write_table(table, part)
    part.replace(path)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


@contextlib.contextmanager
def _refusing(out: Path) -> Iterator[None]:
    """Too little memory and a full disk end in one sentence; what was finished is kept for the next run."""
    try:
        yield
    except (MemoryError, BrokenProcessPool, duckdb.OutOfMemoryException, pa.ArrowMemoryError):
        raise _short(out, "memory") from None
    except (OSError, duckdb.IOException) as error:
        if not _is_full(error):
            raise
        raise _short(out, "disk") from None
    finally:
        for part in out.rglob("*.part"):
            part.unlink(missing_ok=True)


def _is_full(error: Exception) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "errno", None) in full or os.strerror(errno.ENOSPC) in str(error)


def _short(out: Path, what: str) -> Refusal:
    if what == "disk":
        return Refusal(
            "run.disk",
            place=str(out.name),
            reason=Wording("磁盘已满。", "the disk is full."),
            remedy=Wording(
                "请腾出空间后重新运行，已完成的部分会保留。",
                "Make room and run it again: what was finished is kept.",
            ),
        )
    return Refusal(
        "run.memory",
        place=str(out.name),
        reason=Wording("内存不足。", "the memory is not enough."),
        remedy=Wording(
            "请增大 --memory 或 --buckets，或减少 --workers，再重新运行；已完成的部分会保留。",
            "Give more with --memory or --buckets, or fewer --workers, and run it again: what was finished is kept.",
        ),
    )
