"""The speed rows in small: the whole row runs, and its page and last line say what was measured."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from bench.speed.accuracy import Accuracy
from bench.speed.files import speed_case
from bench.speed.measure import Measured, run_measured
from bench.speed.peers import number_of, read_lines
from bench.speed.rows import ROWS, PeerResult, RowResult


def row(*peers: PeerResult) -> RowResult:
    fine, all_right = Measured(6.0, 800.0), Accuracy(1.0, 0.9, 100)
    return RowResult(
        "match-x",
        (10, 11),
        (1_000, 1_000),
        fine,
        all_right,
        fine,
        all_right,
        Measured(2.0, 100.0),
        peers,
    )


def test_the_rows_of_the_issue_are_there() -> None:
    assert {"match-csv-100k", "match-xlsx-20k"} <= set(ROWS)


def test_the_last_line_gives_seconds_and_ratios_of_the_same_run() -> None:
    done = PeerResult(
        "reconcile-py", "c", Measured(12.0, 1.0), Accuracy(1.0, 0.5, 9), Measured(1.0, 1.0), None
    )
    slow = PeerResult(
        "reconcile-py", "c", Measured(600.0, 1.0, "not finished"), None, Measured(1.0, 1.0), None
    )
    assert row(done, slow).line() == (
        "match-x ours=6.00s peer=12.00s limit=2.00s to_peer=0.50 to_limit=3.00"
    )
    assert "peer=none" in row(slow).line()


def test_a_peer_that_fails_is_shown_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    # peers are installed by `make bench` alone
    versions = {"duckdb": "2.0.0", "reconcile-py": "0.1.0"}
    monkeypatch.setattr("bench.speed.page.version", versions.__getitem__)
    slow = PeerResult(
        "reconcile-py",
        "c",
        Measured(600.0, 1.0, "not finished after 600 s"),
        None,
        Measured(1.0, 1.0),
        None,
    )
    assert "| reconcile-py 0.1.0, c | not finished after 600 s |" in row(slow).section()


def test_measuring_counts_the_memory_of_children() -> None:
    child = "x = bytearray(80_000_000); import time; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    measured = run_measured([sys.executable, "-c", parent])
    assert measured.failure == ""
    assert measured.peak_mb > 80
    assert measured.seconds > 0.5


def test_a_command_over_its_cap_is_ended_with_its_children() -> None:
    measured = run_measured([sys.executable, "-c", "import time; time.sleep(60)"], cap_seconds=0.5)
    assert "not finished" in measured.failure
    assert measured.seconds < 20


def test_a_command_that_fails_says_how() -> None:
    assert (
        "failed with 3: gone"
        in run_measured([sys.executable, "-c", "print('gone'); exit(3)"]).failure
    )


def test_the_limit_joins_what_the_truth_ties_by_number(tmp_path: Path) -> None:
    for file_format in ("csv", "xlsx"):
        folder = tmp_path / file_format
        case = speed_case(folder, lines=400, file_format=file_format)
        measured = run_measured([sys.executable, "-m", "bench.speed.limit", str(folder)])
        assert measured.failure == ""
        assert len(case.truth.ours.lines) > 380


def test_peers_are_given_every_line_with_its_amount_and_number(tmp_path: Path) -> None:
    for file_format in ("csv", "xlsx"):
        case = speed_case(tmp_path / file_format, lines=300, file_format=file_format)
        for side, known in (("ours", case.truth.ours), ("theirs", case.truth.theirs)):
            lines = read_lines(tmp_path / file_format, side)
            assert [
                (line["row"], int(line["amount"] * 100), str(line["date"])[:10]) for line in lines
            ] == [(line.row, line.amount, line.date) for line in known.lines]
            assert sum(bool(re.search(r"\d", number_of(line))) for line in lines) > 200
