"""``wanglai import`` over a data folder of its own: what it shows, what it books, and its exit codes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import wanglai

COMPANY, CLERK = "往来演示公司 Wanglai Demo", "accountant@demo.wanglai.example"
ROWS = """Customer,Invoice No,Date,Amount
Maison Fontaine SA,X-1,05/12/2011,120.00
Nobody yet,X-2,06/12/2011,5.00
"""


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="h-"))
    folder.chmod(0o711)
    home = folder / "home"
    for command in ("migrate", "demo"):
        assert wanglai(command, home=home).returncode == 0
    yield home
    shutil.rmtree(folder, ignore_errors=True)


def test_a_file_is_shown_then_booked_and_never_twice(home: Path) -> None:
    file = home.parent / "x.csv"
    file.write_text(ROWS)
    common = ("import", str(file), "--kind", "invoices", "--company", COMPANY, "--email", CLERK)
    undecided = wanglai(*common, home=home)
    assert undecided.returncode == 2
    assert undecided.stderr.startswith("dates.undecidable")
    said = (*common, "--date-order", "DMY")
    shown = wanglai(*said, home=home)
    assert (shown.returncode, "customer.unknown 1" in shown.stdout) == (1, True)
    assert "gap 0.00" in shown.stdout
    booked = wanglai(*said, "--choose", "customer.unknown=create", "--book", home=home)
    assert (booked.returncode, "2 booked" in booked.stdout) == (0, True), booked.stderr
    again = wanglai(*said, "--book", home=home)
    assert (again.returncode, "2 left out, 0 booked" in again.stdout) == (0, True)
    stranger = wanglai(*common[:-1], "nobody@x.example", home=home)
    assert (stranger.returncode, stranger.stderr.startswith("access.not_found")) == (2, True)
