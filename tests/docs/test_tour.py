"""The commands of the README do what the README says they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_tour_on_the_command_line_prints_what_the_page_shows(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"(?:^    .+\n)+", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    commands = [line for line in lines if line.startswith(".venv/bin/tieout ")]
    shown = [line for line in lines if "✓" in line]
    assert len(commands) == 1
    assert shown
    (tmp_path / "src").symlink_to(ROOT / "src")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    run = subprocess.run(
        [sys.executable, "-m", "tieout", *commands[0].split()[1:]],
        cwd=tmp_path,
        env={**environment, "LANG": "en_GB.UTF-8", "COLUMNS": "120", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    for line in shown:
        assert line in run.stdout
    assert (tmp_path / "sheet.xlsx").stat().st_size > 10_000


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    block = next(
        block
        for block in re.findall(r"(?:^    .*\n|^\n)+", page, flags=re.MULTILINE)
        if "read_pair" in block
    )
    demo = ROOT / "src/wanglai/demo/alder"
    code = re.sub(r"^    ", "", block, flags=re.MULTILINE)
    code = code.replace('"ours.xlsx"', repr(str(demo / "ours.xlsx"))).replace(
        '"theirs.csv"', repr(str(demo / "theirs.csv"))
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split()[-1] == "0"
