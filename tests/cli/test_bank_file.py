"""``wanglai bank-file``: what it says of a file, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.formats.bank_files import MT940
from wanglai.cli.app import app

RUN = CliRunner()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGLAI_LANG", "en")


def test_a_statement_that_closes_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "march.sta"
    file.write_text(MT940)
    told = RUN.invoke(app, ["bank-file", str(file)])
    assert (told.exit_code, told.output.splitlines()) == (0, [
        "37040044/0532013000 64/1 EUR: opening 1,000.00, 3 entries 137.50, closing 1,137.50",
        "mt940: 1 statements, 3 entries, 0 problems",
    ])  # fmt: skip


def test_a_gap_is_named_and_is_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "march.sta"
    file.write_text(MT940.replace("1137,50", "1137,51"))
    told = RUN.invoke(app, ["bank-file", str(file)])
    assert (told.exit_code, "bank.not_closing (2)" in told.output, "a gap of 0.01" in told.output) == (1, True, True)  # fmt: skip
    monkeypatch.setenv("WANGLAI_LANG", "zh")
    assert "相差 0.01" in RUN.invoke(app, ["bank-file", str(file)]).output
    everything = json.loads(RUN.invoke(app, ["bank-file", "--json", str(file)]).output)
    assert [each["amount"] for each in everything["statements"][0]["entries"]] == [25_000, -1_250, -10_000]  # fmt: skip


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    told = RUN.invoke(app, ["bank-file", str(tmp_path / "none.sta")])
    assert (told.exit_code, "bank_file.unreadable" in told.output) == (2, True)
