"""A disk that takes no more: the command refuses, and what stood there stands unchanged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_LIMITED = """
import resource, sys
from tieout.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))
sys.argv = ["tieout", *sys.argv[1:], "--lang", "en"]
main()
"""
_LEDGER = "Date,Invoice,Amount\n" + "".join(
    f"2026-03-{day:02d},INV-{1000 + day},{day * 111}.07\n" for day in range(1, 15)
)
_ITEMS = "customer code,customer name,document number,document date,due date,open amount,currency\n" + "".join(
    f"C1,Acme Trading Ltd,SI-2026-{n:06d},2026-03-02,2026-04-01,{n * 100}.00,CNY\n" for n in range(1, 9)
)  # fmt: skip
_RECEIPTS = "date,amount,currency,payer name,text\n" + "".join(
    f"2026-03-20,{n * 100}.00,CNY,Acme Trading Ltd,SI-2026-{n:06d}\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("command", "left", "right", "option"),
    [
        ("match", _LEDGER, _LEDGER, "--json"),
        ("match", _LEDGER, _LEDGER, "--xlsx"),
        ("apply", _ITEMS, _RECEIPTS, "--json"),
    ],
)
def test_a_full_disk_leaves_what_stood_there(
    tmp_path: Path, command: str, left: str, right: str, option: str
) -> None:
    (tmp_path / "left.csv").write_text(left, encoding="utf-8")
    (tmp_path / "right.csv").write_text(right, encoding="utf-8")
    out = tmp_path / "out.json"
    out.write_text("yesterday", encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-c", _LIMITED, command, "left.csv", "right.csv", option, out.name],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert said.returncode == 2, said.stderr
    assert "output.not_written" in said.stderr
    assert "Traceback" not in said.stderr
    assert out.read_text(encoding="utf-8") == "yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["left.csv", "out.json", "right.csv"]
