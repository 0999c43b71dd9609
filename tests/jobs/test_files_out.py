"""The worker makes an archive in a process of its own, and makes it again when that process is killed."""

from __future__ import annotations

import time

import psutil
import pytest

from tests.jobs.test_worker import PATIENCE_SECONDS, worker
from wanglai.formats.archive import check_archive
from wanglai.store.models import Archive

pytestmark = pytest.mark.database


def _until(archive_id: int, *states: str) -> Archive:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        archive = Archive.objects.get(id=archive_id)
        if archive.state in states:
            return archive
        time.sleep(0.05)
    raise AssertionError(f"the archive is {archive.state} still")


def test_the_worker_makes_the_archive_and_a_killed_one_is_made_again(transactional_db: None) -> None:  # fmt: skip
    from tests.ledgers import DOOR, open_ledger
    from wanglai.services.exports.archive_life import place_of
    from wanglai.services.exports.make_archive import make_archive

    book = open_ledger()
    for number in range(30):
        book.post("invoice", f"INV-{number}", "100.00", "01-05")
    make_archive(**book.books.scope("AUD"), origin=DOOR)
    archive_id = Archive.objects.get().id
    with worker() as process:
        _until(archive_id, "making", "ready")
        for child in psutil.Process(process.pid).children(recursive=True):
            if "archive" in child.cmdline():
                child.kill()
        archive = _until(archive_id, "ready", "failed")
    assert archive.state == "ready"
    found = check_archive(str(place_of(archive_id)))
    assert (found.faults, found.sha256) == ([], archive.sha256)
    book.prove()
