"""kill -9 of an import in the middle of its work: whole chunks stand, and whoever takes it up again finishes it, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.importing import csv_of
from tests.ledgers import Ledger
from tests.races.test_kills import ROOT
from wanglai.services.imports.queries import import_page
from wanglai.services.imports.rows import ImportPage
from wanglai.store.models import Customer, Entry, ImportRow, SalesOrder, SalesOrderLine

DOCUMENTS, CHUNK, KILLS = 2_400, 100, 4  # after the third a person must go on


def _child(book: Ledger, file: Path, kind: str, role: str) -> subprocess.Popen[str]:
    named = connection.get_connection_params()
    address = (
        "postgresql:///{dbname}?host={host}&port={port}&user={user}&password={password}".format(
            **{name: named.get(name, "") for name in ("dbname", "host", "port", "user", "password")}
        )
    )
    who = book.books.scope(role)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.importing", str(who["company_id"]), str(who["actor"]), kind, str(file)],
        env={**os.environ, "DATABASE_URL": address, "WANGLAI_DATABASE_POOL": "off"},
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def _killed_again_and_again(
    book: Ledger, file: Path, kind: str, role: str, there: Callable[[], int]
) -> ImportPage:
    """Kill the import at a different count each time, look at what stands, and let the last one finish."""
    chance = random.Random(3)
    killed_half_way = number = 0
    for _ in range(KILLS):
        child = _child(book, file, kind, role)
        assert child.stdout is not None
        number = int(child.stdout.readline().removeprefix("ordered "))
        wanted = there() + chance.randint(1, 4) * CHUNK
        deadline = time.monotonic() + 60
        while there() < min(wanted, DOCUMENTS) and child.poll() is None:
            assert time.monotonic() < deadline, "the import does not get on"
            time.sleep(0.002)
        assert child.poll() is None, "the import was over before it could be killed"
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        assert there() % CHUNK == 0, "a chunk is whole or not there"
        killed_half_way += 0 < there() < DOCUMENTS
        book.prove()
    assert killed_half_way, "no kill came in the middle: it proved nothing"
    last = _child(book, file, kind, role)
    last.communicate(timeout=120)
    assert last.returncode == 0
    page = import_page(**book.books.scope(role), import_id=number)
    assert (page.state, page.booked, page.coming, there()) == ("done", DOCUMENTS, 0, DOCUMENTS)
    book.prove()
    return page


@pytest.mark.skipif(sys.platform != "linux", reason="kill -9")
def test_nothing_is_half_imported_after_kill_9(book: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(csv_of((f"客户{n % 40}", f"INV-{n}", "2026-01-05", "", "12.34") for n in range(DOCUMENTS)))  # fmt: skip
    page = _killed_again_and_again(book, file, "invoices", "ARA", Entry.objects.count)
    assert page.proofs[0].is_even
    assert Entry.objects.values("document").distinct().count() == DOCUMENTS
    assert not ImportRow.objects.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="kill -9")
def test_no_order_is_half_written_after_kill_9(book: Ledger, tmp_path: Path) -> None:
    Customer.objects.filter(id=book.customer("远景")).update(manager_id=book.books.people["SAL"])
    file = tmp_path / "file.csv"
    head = ("客户", "订单号", "订单日期", "品名", "数量", "单价", "税率")
    lines = (("远景", f"SO-{n}", "2026-01-05", what, 2, "10.00", "13") for n in range(DOCUMENTS) for what in ("轴承", "螺母"))  # fmt: skip
    file.write_bytes(csv_of(lines, head))
    _killed_again_and_again(book, file, "orders", "SAL", SalesOrder.objects.count)
    assert SalesOrderLine.objects.count() == 2 * DOCUMENTS
    assert SalesOrder.objects.values("number").distinct().count() == DOCUMENTS
