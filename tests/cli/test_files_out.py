"""``wanglai ageing`` and ``wanglai verify-archive``: figures and verdicts for scripts, with exit codes."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from wanglai.cli import ageing as command
from wanglai.cli.app import app
from wanglai.domain.seal import BEGINNING
from wanglai.formats.archive import ArchiveWriter
from wanglai.formats.archive.checking import TABLES

if TYPE_CHECKING:
    from tests.ledgers import Ledger

RUN = CliRunner()


@pytest.fixture
def book(db: None, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A book in the database of the tests, which the command takes for that of its data folder."""
    from tests.ledgers import open_ledger

    @contextlib.contextmanager
    def here(*_: object) -> Iterator[str]:
        yield ""

    monkeypatch.setattr(command, "database_for", here)
    monkeypatch.setattr(command, "load_django", lambda _: None)
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "USD-1", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    return ledger


def test_the_ageing_is_printed_as_json_with_the_totals_of_the_service(book: Ledger) -> None:
    from tests.ledgers import day
    from wanglai.services.ageing.queries import ageing

    asked = RUN.invoke(app, ["ageing", "--company", "yuanjing", "--on", "2026-03-31", "--json"])
    assert asked.exit_code == 0, asked.output
    told = json.loads(asked.stdout)
    assert told["contract"] == "wanglai.ageing/1"
    report = ageing(**book.reader, on=day("03-31"))
    figures = {each["currency"]: int(each["total"].replace(".", "")) for each in told["totals"]}
    assert figures == {total.currency: total.aged.columns.total for total in report.totals}
    assert figures == {"CNY": 113000, "USD": 1000}
    plain = RUN.invoke(app, ["ageing", "--company", str(book.company_id), "--on", "2026-03-31", "--currency", "USD"])  # fmt: skip
    assert plain.stdout.splitlines()[-1].split("\t")[-1] == "10.00"
    assert "1,130.00" not in plain.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--company", "nobody"], "ageing.company"),
        (["--company", "yuanjing", "--basis", "moon"], "ageing.question"),
        (["--company", "yuanjing", "--by", "moon"], "ageing.question"),
        (["--company", "yuanjing", "--on", "yesterday"], "ageing.day"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(book: Ledger, arguments: list[str], code: str) -> None:  # fmt: skip
    asked = RUN.invoke(app, ["ageing", *arguments])
    assert asked.exit_code == 2
    assert asked.stderr.startswith(f"{code}: ")
    assert asked.stdout == ""


def test_an_archive_is_checked_without_a_database(tmp_path: Path) -> None:
    place = tmp_path / "a.zip"
    writer = ArchiveWriter(place)
    for table in TABLES:
        writer.put_table(table, ["seq"], [[]])
    facts = {"company": {"id": 1, "name": "x"}, "head": {"seq": 0, "hash": BEGINNING.hex()}}
    writer.finish(facts, "# x")
    whole = RUN.invoke(app, ["verify-archive", str(place)])
    assert whole.exit_code == 0, whole.output
    with zipfile.ZipFile(place, "a") as file:
        file.writestr("files/evil", b"x")
    changed = RUN.invoke(app, ["verify-archive", str(place)])
    assert changed.exit_code == 1
    assert changed.stdout.splitlines()[0] == "files/evil: is not in manifest.json"
