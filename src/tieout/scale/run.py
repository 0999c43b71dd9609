"""A run over two Parquet files on one machine: key stage, buckets, wrong postings, one file of decisions.

What was finished stays in a run folder named after inputs, rules and version, so a run that was killed
goes on from there and ends with the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tieout.decisions import Pin
from tieout.lean import begin_worker
from tieout.learned import Learned, read_learned
from tieout.ledger import LINES, Side
from tieout.outcomes import RuleOutcome
from tieout.report.by_rule import as_values
from tieout.rules import ENGINE_VERSION, Rules
from tieout.scale.ahead import made_ahead
from tieout.scale.bucket import (
    Elsewhere,
    Whole,
    pair_rows,
    reconcile_bucket,
    stands_in,
    with_wrong_postings,
    wrong_postings,
)
from tieout.scale.by_rule import (
    lines_for_sums,
    note_outcomes,
    noted_outcomes,
    outcomes_of_keys,
    outcomes_of_lines,
)
from tieout.scale.kept import (
    basis_of,
    check_kept,
    keep,
    lay_down_digests,
    note_digests,
    outcomes_in,
    take_over,
)  # fmt: skip
from tieout.scale.keys import RULE
from tieout.scale.local_keys import (
    Machine,
    Parted,
    bucket_lines,
    connected,
    lay_down_unfinished,
    looked_at,
    settle_keys,
    write_out,
)
from tieout.scale.pins import digest_of_pins, lay_down_pins, pins_among
from tieout.scale.shortage import refusing
from tieout.scale.tables import (
    DECISIONS,
    OFTEN_SAID,
    DecisionHash,
    in_order_by_pieces,
    order_of,
    read_file,
    with_words_apart,
)

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
    accounts: int
    by_keys: int  # accounts that the key stage finished
    reused: int  # accounts whose outcome was kept from an earlier run
    decided: int  # accounts decided now
    again: int  # accounts decided once more, because a line of theirs stands on another account
    outcomes: tuple[RuleOutcome, ...]  # of each rule that did anything


@dataclass(frozen=True)
class Earlier:
    """What people and earlier runs decided, and whether this run keeps its outcomes for the next."""

    pins: Sequence[Pin] = ()
    since: Path | None = None  # the folder of an earlier run that kept its outcomes
    keep: bool = False
    learned: Learned | None = None  # what was known before both tables


_NOTHING_EARLIER = Earlier()


def run(
    ours: Path,
    theirs: Path,
    out: Path,
    rules: Rules,
    machine: Machine = _USUAL,
    tell: Callable[[Progress], None] = lambda _: None,
    earlier: Earlier = _NOTHING_EARLIER,
) -> Ran:
    """Decide every line of two Parquet files (schema LINES) and write ``decisions.parquet`` and ``run.json``.

    Refuses what is no such table, a full disk and too little memory; then nothing half-written stays.
    Also refuses ``earlier.since`` where nothing was kept (run.since).
    """
    with refusing(out):
        if earlier.since is not None:
            check_kept(earlier.since)
        task = _Task(ours, theirs, rules, looked_at(ours, theirs), machine, earlier)
        out.mkdir(parents=True, exist_ok=True)
        inputs = [_digest_of_file(path) for path in (ours, theirs)]
        folder = out / "runs" / _name_of_run(inputs, task)
        folder.mkdir(parents=True, exist_ok=True)
        if earlier.learned is not None:
            _replace(folder / _LEARNED, earlier.learned.as_bytes())
        started = time.monotonic()
        parted = _keys(task, folder, tell)
        resumed = _decide_buckets(task, folder, parted, tell, started)
        _write_finished(folder)
        elsewhere, again = _settle_wrong_postings(task, folder, parted.buckets)
        tell(Progress("writing", parted.lines, parted.lines, time.monotonic() - started))
        rows, name = _write_decisions(folder, out, parted.buckets, elsewhere)
        accounts = {
            "accounts": parted.accounts, "by_keys": parted.by_keys, "reused": parted.reused,
            "decided": parted.decided, "again": again,
        }  # fmt: skip
        outcomes = _outcomes(task, folder, parted.buckets)
        said = {
            "engine": ENGINE_VERSION, "ruleset": rules.digest,
            "inputs": dict(zip(("ours", "theirs"), inputs, strict=True)),
            "pins": digest_of_pins(earlier.pins) if earlier.pins else None,
            **({"learned": earlier.learned.named()} if earlier.learned else {}),
            "rows": rows, "decisions": name, **accounts,
            "rules": as_values(outcomes, ENGINE_VERSION),
        }  # fmt: skip
        _replace(out / "run.json", (json.dumps(said, indent=1) + "\n").encode())
        keep(folder, out)
        shutil.rmtree(folder)
        return Ran(out / "decisions.parquet", rows, name, resumed, **accounts, outcomes=outcomes)


@dataclass(frozen=True)
class _Task:
    """What a run was asked to do."""

    ours: Path
    theirs: Path
    rules: Rules
    whole: Whole
    machine: Machine
    earlier: Earlier


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def _name_of_run(inputs: Sequence[str], task: _Task) -> str:
    said = [ENGINE_VERSION, task.rules.digest, digest_of_pins(task.earlier.pins), *inputs]
    said.append("keep" if task.earlier.keep else "")
    said.append(_digest_of(task.earlier.learned))
    return hashlib.blake2b("|".join(said).encode(), digest_size=12).hexdigest()


def _digest_of(learned: Learned | None) -> str:
    return learned.digest if learned else ""


_LEARNED = "learned.json"


@cache
def _known_in(folder: Path) -> Learned | None:
    """The learned table of a run: each process reads it once, as it may be larger than a bucket."""
    path = folder / _LEARNED
    return read_learned(path) if path.exists() else None


def _keys(task: _Task, folder: Path, tell: Callable[[Progress], None]) -> Parted:
    """What is to be decided; the key stage is run where an earlier run did not finish it."""
    done = folder / "keys.json"
    if done.exists():
        return Parted(**json.loads(done.read_text()))
    lines = sum(pq.read_metadata(path).num_rows for path in (task.ours, task.theirs))
    tell(Progress("keys", 0, lines, 0.0))
    (folder / "decided").mkdir(exist_ok=True)
    since, whole = task.earlier.since, task.whole
    basis = basis_of(task.rules, whole, _digest_of(task.earlier.learned))
    with contextlib.closing(
        connected(task.ours, task.theirs, folder / "spill", task.machine)
    ) as connection:
        settle_keys(connection, whole)
        lay_down_pins(connection, task.earlier.pins)
        lay_down_unfinished(connection)
        if since is not None or task.earlier.keep:
            lay_down_digests(connection, by_party=whole.by_party)
        if since is not None:
            take_over(connection, since, folder, basis, by_party=whole.by_party)
        if task.earlier.keep:
            note_digests(connection, folder, basis)
        parted = write_out(connection, folder, whole, task.machine.buckets)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    _replace(done, json.dumps(asdict(parted)).encode())
    return parted


def _decide_buckets(
    task: _Task, folder: Path, parted: Parted, tell: Callable[[Progress], None], started: float
) -> int:
    """Decide the buckets that no earlier run has; returns how many these had finished."""
    buckets, lines = parted.buckets, parted.lines
    waiting = [at for at in range(buckets) if not _decided(folder, at).exists()]
    # The heaviest first, so that none is waited for.
    waiting.sort(key=lambda at: -_bytes_of(folder, at))
    rows = {at: _rows_of(folder, at) for at in range(buckets)}
    done = lines - sum(rows[at] for at in waiting)
    tell(Progress("buckets", done, lines, time.monotonic() - started))
    for at in _decided_one_by_one(task, folder, waiting, rows):
        done += rows[at]
        tell(Progress("buckets", done, lines, time.monotonic() - started))
    return buckets - len(waiting)


def _decided_one_by_one(
    task: _Task, folder: Path, waiting: Sequence[int], rows: Mapping[int, int]
) -> Iterator[int]:
    """Each bucket once it is decided. Few lines are decided here: processes take longer to start."""
    asked = task.rules, task.whole, tuple(task.earlier.pins)
    if sum(rows[at] for at in waiting) <= _FEW_LINES:
        for at in waiting:
            _decide_bucket(folder, at, *asked)
            yield at
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(task.machine.workers, context, initializer=begin_worker) as pool:
        tasks = {pool.submit(_decide_bucket, folder, at, *asked): at for at in waiting}
        try:
            for each in as_completed(tasks):
                each.result()
                yield tasks[each]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


_FEW_LINES = 20_000


def _decide_bucket(
    folder: Path, at: int, rules: Rules, whole: Whole, pins: tuple[Pin, ...]
) -> None:
    left, right = bucket_lines(folder, "ours", at), bucket_lines(folder, "theirs", at)
    own = pins_among(pins, left, right)
    outcomes = reconcile_bucket(left, right, rules, whole, pins=own, learned=_known_in(folder))
    note_outcomes(_noted(folder, at), outcomes_of_lines(outcomes, left, right))
    # In order already: to put all in order is then to go through each piece from first to last.
    _write_table(_decided(folder, at), outcomes.take(pa.array(order_of(outcomes))))


def _outcomes(task: _Task, folder: Path, buckets: int) -> tuple[RuleOutcome, ...]:
    """What each rule did in the whole run; wrong postings change classes only, never what is settled."""
    outcomes = outcomes_of_keys(folder / "finished_sums.parquet")
    for at in range(buckets):
        outcomes.add_all(noted_outcomes(_noted(folder, at)))
    reused = _decided(folder, "reused")
    if reused.exists():
        sides = (lines_for_sums(path) for path in (task.ours, task.theirs))
        outcomes.add_all(outcomes_of_lines(outcomes_in(read_file(reused)), *sides))
    return outcomes.told()


def _noted(folder: Path, at: int) -> Path:
    return folder / f"rules-{at}.json"


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
    pairs = read_file(folder / "finished.parquet")
    rows = [pairs[name].to_numpy().astype("int64") for name in ("our_row", "their_row")]
    order = np.argsort(rows[0])
    rows = [of_side[order] for of_side in rows]
    _write_table(_decided(folder, "finished"), pa.concat_tables(pair_rows(RULE, *rows)))


def _pieces(folder: Path, buckets: int) -> list[Path]:
    """The outcomes of this run's buckets, and those taken over from an earlier run."""
    reused = _decided(folder, "reused")
    return [_decided(folder, at) for at in range(buckets)] + [reused] * reused.exists()


def _settle_wrong_postings(task: _Task, folder: Path, buckets: int) -> tuple[Elsewhere, int]:
    """Find what was posted on another account, and decide again the few accounts where that matters."""
    if not task.whole.by_party:
        return Elsewhere(), 0  # there is one account
    with ThreadPoolExecutor(_READERS) as readers:
        lone = list(readers.map(_left_open, _pieces(folder, buckets)))
    elsewhere, again = wrong_postings(pa.concat_tables(lone))
    if again and not (folder / "again.parquet").exists():
        left, right = (_of_accounts(task, folder, side, buckets, again) for side in _SIDES)
        own = pins_among(task.earlier.pins, left, right)
        learned = task.earlier.learned
        anew = reconcile_bucket(left, right, task.rules, task.whole, elsewhere, own, learned)
        _write_table(folder / "again.parquet", anew)
    return elsewhere, len(again)


def _left_open(piece: Path) -> pa.Table:
    found = read_file(piece)
    return outcomes_in(found.filter(pc.is_null(found["match_id"])))


_SIDES: tuple[Side, Side] = ("ours", "theirs")


def _of_accounts(task: _Task, folder: Path, side: Side, buckets: int, names: set[str]) -> pa.Table:
    """The lines of these accounts: from the buckets, or, where some were taken over, from the file."""
    if _decided(folder, "reused").exists():
        path = task.ours if side == "ours" else task.theirs
        lines = pq.read_table(path, columns=LINES.names, filters=_may_be_of(names, task.whole))
        return _of_names(lines.cast(LINES), names, task.whole)
    found = [_of_names(bucket_lines(folder, side, at), names, task.whole) for at in range(buckets)]
    return pa.concat_tables(found)


def _may_be_of(names: set[str], whole: Whole) -> pc.Expression:
    """The lines of the parties of these accounts, and all without a party."""
    if not whole.by_party:
        return pc.scalar(True)
    parties = sorted({name.split("\x1f")[0] for name in names})
    return pc.field("party").isin(parties) | pc.field("party").is_null()


def _of_names(lines: pa.Table, names: set[str], whole: Whole) -> pa.Table:
    party = pc.fill_null(lines["party"], "") if whole.by_party else pa.repeat("", len(lines))
    account = pc.binary_join_element_wise(party, pc.fill_null(lines["currency"], ""), "\x1f")
    return lines.filter(pc.is_in(account, pa.array(sorted(names))))


def _write_decisions(
    folder: Path, out: Path, buckets: int, elsewhere: Elsewhere
) -> tuple[int, str]:
    """All decisions in order, in pieces of a fixed size: the same decisions are the same bytes."""
    anew = _decided_again(folder)
    pieces = [_decided(folder, "finished"), *_pieces(folder, buckets)]
    with ThreadPoolExecutor(_READERS) as readers:
        tables = list(readers.map(lambda piece: _as_it_ends(piece, elsewhere, anew), pieces))
    found = pa.concat_tables([*tables, with_words_apart(anew)])
    del tables
    name = DecisionHash()
    part = out / "decisions.parquet.part"
    with (
        pq.ParquetWriter(part, DECISIONS, compression="zstd", use_dictionary=OFTEN_SAID) as writer,
        ThreadPoolExecutor(1) as namer,
    ):
        for piece in made_ahead(in_order_by_pieces(found)):
            named = namer.submit(name.add, piece)
            writer.write_table(piece)
            named.result()
    part.replace(out / "decisions.parquet")
    return found.num_rows, name.name()


_READERS = 2  # Arrow's work, which needs no one's turn


def _decided_again(folder: Path) -> pa.Table:
    path = folder / "again.parquet"
    return read_file(path, DECISIONS.names) if path.exists() else DECISIONS.empty_table()


def _as_it_ends(piece: Path, elsewhere: Elsewhere, anew: pa.Table) -> pa.Table:
    """The decisions of a piece but for those made again, wrong postings put right."""
    coded = [name for name in OFTEN_SAID if name != "class"]
    found = with_wrong_postings(read_file(piece, DECISIONS.names, coded=coded), elsewhere)
    for side in _SIDES if anew.num_rows else ():
        rows = anew.filter(pc.equal(anew["side"], side))["row"]
        found = found.filter(pc.invert(stands_in(found, side, rows.combine_chunks())))
    return with_words_apart(found)


def _write_table(path: Path, table: pa.Table) -> None:
    part = path.with_suffix(".part")
    pq.write_table(table, part, use_dictionary=OFTEN_SAID)
    part.replace(path)


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
