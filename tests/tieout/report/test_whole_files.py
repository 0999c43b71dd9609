"""Outputs appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tieout.report.whole_files import write_all


def test_both_files_appear_when_both_writers_succeed(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.xlsx"
    write_all(
        {first: lambda path: path.write_bytes(b"1"), second: lambda path: path.write_bytes(b"2")}
    )
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")
    assert sorted(os.listdir(tmp_path)) == ["a.json", "b.xlsx"]


def test_a_failing_writer_leaves_what_stood_there_and_no_rubbish(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.xlsx"
    first.write_bytes(b"old")

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_all({first: lambda path: path.write_bytes(b"new"), second: fail})
    assert first.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_files_get_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_bytes(b"")
    write_all({ours: lambda path: path.write_bytes(b"x")})
    assert plain.stat().st_mode == ours.stat().st_mode
