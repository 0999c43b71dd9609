"""kill -9 of an import in the middle of its booking: whole chunks stand, and whoever takes it up again finishes it, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.importing import csv_of
from tests.ledgers import Ledger
from tests.races.test_kills import ROOT
from wanglai.services.imports.queries import import_page
from wanglai.store.models import Entry, ImportRow

DOCUMENTS, CHUNK, KILLS = 2_400, 100, 4  # after the third a person must go on


def _child(book: Ledger, file: Path) -> subprocess.Popen[str]:
    named = connection.get_connection_params()
    address = (
        "postgresql:///{dbname}?host={host}&port={port}&user={user}&password={password}".format(
            **{name: named.get(name, "") for name in ("dbname", "host", "port", "user", "password")}
        )
    )
    who = book.books.scope("ARA")
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.importing", str(who["company_id"]), str(who["actor"]), str(file)],
        env={**os.environ, "DATABASE_URL": address, "WANGLAI_DATABASE_POOL": "off"},
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="kill -9")
def test_nothing_is_half_imported_after_kill_9(book: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(csv_of((f"客户{n % 40}", f"INV-{n}", "2026-01-05", "", "12.34") for n in range(DOCUMENTS)))  # fmt: skip
    chance = random.Random(3)
    killed_half_way = 0
    state = ""
    for _ in range(KILLS):
        child = _child(book, file)
        assert child.stdout is not None
        number = int(child.stdout.readline().removeprefix("ordered "))
        before = Entry.objects.count()
        wanted = before + chance.randint(1, 4) * CHUNK
        deadline = time.monotonic() + 60
        while Entry.objects.count() < min(wanted, DOCUMENTS) and child.poll() is None:
            assert time.monotonic() < deadline, "the import does not get on"
            time.sleep(0.002)
        assert child.poll() is None, "the import was over before it could be killed"
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        booked = Entry.objects.count()
        assert booked % CHUNK == 0, "a chunk is whole or not there"
        killed_half_way += 0 < booked < DOCUMENTS
        book.prove()
    assert killed_half_way, "no kill came in the middle: it proved nothing"
    last = _child(book, file)
    last.communicate(timeout=120)
    assert last.returncode == 0
    page = import_page(**book.books.scope("ARA"), import_id=number)
    state = page.state
    assert (state, page.booked, page.coming) == ("done", DOCUMENTS, 0)
    assert page.proofs[0].is_even
    assert Entry.objects.count() == DOCUMENTS == Entry.objects.values("document").distinct().count()
    assert not ImportRow.objects.exists()
    book.prove()
