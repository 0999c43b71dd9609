"""``tieout run``: the decisions of ``match`` from files, again after a kill, and clean refusals."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.scale.books import Books, write_books

from tieout import LINES, Refusal, Rules, match
from tieout.report.by_rule import as_values
from tieout.rules import ENGINE_VERSION
from tieout.scale import run as runner
from tieout.scale.local_keys import Machine
from tieout.scale.tables import decision_hash, decision_table


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """6,000 events of 300 customers: small accounts, of which the key stage finishes some."""
    return write_books(tmp_path_factory.mktemp("books"), events=6_000, parties=300)


@pytest.fixture(scope="module")
def expected(books: Books) -> str:
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    return decision_hash(decision_table(match(ours, theirs)))


@pytest.mark.parametrize(("workers", "buckets"), [(1, 1), (2, 3), (1, 50)])
def test_files_are_decided_as_tables_are(
    books: Books, expected: str, tmp_path: Path, workers: int, buckets: int
) -> None:
    ran = runner.run(
        books.ours, books.theirs, tmp_path, Rules(), Machine(workers=workers, buckets=buckets)
    )
    assert ran.name == expected
    assert decision_hash(pq.read_table(ran.decisions)) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "decisions.parquet",
        "run.json",
        "runs",
    ]


@pytest.mark.parametrize("since", [False, True])
def test_the_outcome_of_each_rule_is_that_of_match(
    books: Books, tmp_path: Path, since: bool
) -> None:
    """Finished by keys, decided in a bucket or taken over from an earlier run: counted alike."""
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    earlier = runner.Earlier(keep=True)
    machine = Machine(workers=1, buckets=3)
    runner.run(books.ours, books.theirs, tmp_path, Rules(), machine, earlier=earlier)
    if since:
        earlier = runner.Earlier(since=tmp_path)
        ran = runner.run(books.ours, books.theirs, tmp_path, Rules(), machine, earlier=earlier)
        assert ran.reused
    found = json.loads((tmp_path / "run.json").read_text())["rules"]
    assert found == as_values(match(ours, theirs).outcomes, ENGINE_VERSION)
    assert len(found) > 3


def test_the_order_of_rows_changes_nothing(books: Books, expected: str, tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    paths = []
    for path in (books.ours, books.theirs):
        table = pq.read_table(path)
        paths.append(tmp_path / path.name)
        pq.write_table(table.take(random.permutation(len(table))), paths[-1])
    assert runner.run(*paths, tmp_path / "out", Rules(), Machine(workers=1)).name == expected


def test_the_key_stage_finishes_accounts_in_which_all_agrees(tmp_path: Path) -> None:
    books = write_books(tmp_path, events=2_000, parties=20, mishaps=False)
    ran = runner.run(books.ours, books.theirs, tmp_path / "out", Rules(), Machine(workers=1))
    ours, theirs = (pq.read_table(path).cast(LINES) for path in (books.ours, books.theirs))
    assert ran.name == decision_hash(decision_table(match(ours, theirs)))
    assert set(pq.read_table(ran.decisions)["rule"].to_pylist()) == {"document_amount"}


def test_a_killed_run_goes_on_and_gives_the_same_bytes(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(workers=1, buckets=6)
    whole = runner.run(books.ours, books.theirs, tmp_path / "whole", Rules(), machine)

    def stop_half_way(progress: runner.Progress) -> None:
        if progress.stage == "buckets" and progress.done > progress.of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.run(books.ours, books.theirs, tmp_path / "killed", Rules(), machine, stop_half_way)
    assert not (tmp_path / "killed" / "decisions.parquet").exists()
    again = runner.run(books.ours, books.theirs, tmp_path / "killed", Rules(), machine)
    assert again.resumed > 0
    assert again.decisions.read_bytes() == whole.decisions.read_bytes()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (duckdb.OutOfMemoryException("Out of Memory Error"), "run.memory"),
        (MemoryError(), "run.memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "run.disk"),
        (duckdb.IOException("IO Error: No space left on device"), "run.disk"),
    ],
)
def test_short_memory_and_a_full_disk_are_refused(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_: object) -> None:
        (tmp_path / "decisions.parquet.part").write_bytes(b"half")
        raise error

    monkeypatch.setattr(runner, "_write_decisions", fail)
    with pytest.raises(Refusal) as refused:
        runner.run(books.ours, books.theirs, tmp_path, Rules(), Machine(workers=1, buckets=2))
    assert refused.value.code == code
    assert not list(tmp_path.rglob("*.part"))
    assert not (tmp_path / "decisions.parquet").exists()


def test_too_little_memory_in_truth(books: Books, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"run\.memory"):
        runner.run(books.ours, books.theirs, tmp_path, Rules(), Machine(memory="1MB", workers=1))
    assert not (tmp_path / "decisions.parquet").exists()


def test_a_table_without_the_columns_or_with_a_row_twice_is_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    pq.write_table(LINES.empty_table(), good)
    pq.write_table(pa.table({"row": [1]}), bad)
    with pytest.raises(Refusal, match=r"run.table \(bad.parquet\)"):
        runner.run(good, bad, tmp_path / "out", Rules())
    line = dict.fromkeys(LINES.names) | {"row": 1, "amount": 5}
    pq.write_table(pa.Table.from_pylist([line, line], LINES), bad)
    with pytest.raises(Refusal, match="row number stands twice"):
        runner.run(good, bad, tmp_path / "out", Rules())


def test_the_command_writes_a_folder(books: Books, expected: str, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tieout", "run", books.ours, books.theirs, "--out", tmp_path,
         "--workers", "2", "--buckets", "4", "--lang", "en", "--rules-outcome"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "rows/s" in said.stderr
    noted = json.loads((tmp_path / "run.json").read_text())
    assert noted["decisions"] == expected
    told = said.stdout.splitlines()
    assert told[1] == "By rule:"
    for one, shown in zip(noted["rules"], told[2:], strict=True):
        assert f"({one['rule']}, v{one['version']}): " in shown
        assert f" {one['auto']['count']:,} × CNY" in shown or not one["auto"]["count"]


_LIMITED = """
import resource, sys
from pathlib import Path
from tieout.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
sys.argv = ["tieout", "run", *sys.argv[1:], "--workers", "1", "--buckets", "4", "--lang", "en"]
main()
"""


def _on_a_small_disk(size: int, books: Books, out: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, none of whose files may grow beyond so many bytes."""
    code = _LIMITED.format(size=size)
    return subprocess.run(
        [sys.executable, "-c", code, str(books.ours), str(books.theirs), "--out", str(out)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def _nothing_half_written(out: Path) -> bool:
    return not list(out.rglob("*.part")) and not any(
        (out / name).exists() for name in ("decisions.parquet", "run.json")
    )


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_a_disk_that_is_truly_full_is_refused_and_later_resumed(
    books: Books, expected: str, tmp_path: Path, size: int
) -> None:
    """No file may grow beyond so many bytes: the write fails at the keys, or in a bucket."""
    said = _on_a_small_disk(size, books, tmp_path)
    assert said.returncode == 2, said.stderr
    assert "run.disk" in said.stderr
    assert "Traceback" not in said.stderr
    assert _nothing_half_written(tmp_path)
    again = runner.run(books.ours, books.theirs, tmp_path, Rules(), Machine(workers=1, buckets=4))
    assert again.name == expected


def test_a_worker_that_the_system_kills_for_its_memory_is_told(
    books: Books, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kernel does when memory ends: one worker is gone, without a word."""
    monkeypatch.setattr(runner, "_FEW_LINES", 0)

    def kill_a_worker(progress: runner.Progress) -> None:
        if progress.stage == "buckets":
            for worker in multiprocessing.active_children():
                os.kill(worker.pid or 0, signal.SIGKILL)

    machine = Machine(workers=1, buckets=6)
    with pytest.raises(Refusal, match=r"run\.memory"):
        runner.run(books.ours, books.theirs, tmp_path, Rules(), machine, kill_a_worker)
    assert _nothing_half_written(tmp_path)
    again = runner.run(books.ours, books.theirs, tmp_path, Rules(), machine)
    assert again.resumed > 0
    assert again.name == expected


def test_a_run_killed_outright_goes_on(books: Books, expected: str, tmp_path: Path) -> None:
    """SIGKILL, which no program can answer, as soon as the first bucket is finished."""
    command = [sys.executable, "-m", "tieout", "run", books.ours, books.theirs, "--out", tmp_path,
               "--workers", "1", "--buckets", "6"]  # fmt: skip
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    while running.poll() is None and not list(tmp_path.glob("runs/*/decided/[0-9]*.parquet")):
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it was over before it could be killed"
    assert not (tmp_path / "decisions.parquet").exists()
    machine = Machine(workers=1, buckets=6)
    again = runner.run(books.ours, books.theirs, tmp_path, Rules(), machine)
    assert again.resumed > 0
    assert again.name == expected
