"""The life of an archive: queued -> making -> ready, or failed after three attempts.

As with runs and sheets, each function is a short transaction of its own, so that a page sees how far it is.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.runtime.home import Home, default_home
from wanglai.services.exports.archive_content import Progress, write_archive
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import (
    ATTEMPTS_MAX,
    without_worker,
)
from wanglai.store.models import Archive
from wanglai.store.models.exports import ARCHIVE_ACTIVE

ARCHIVE_JOB = "make_archive"
DOOR = "job:archive"


def queue_archive(archive_id: int) -> None:
    """Hand the archive to a worker, within the transaction that is open now."""
    app.configure_task(ARCHIVE_JOB, queue=QUEUE).defer(archive_id=archive_id)


def place_of(archive_id: int) -> Path:
    """Where the file stands in the data folder."""
    return Home(default_home()).files / "archives" / f"{archive_id}.zip"


def perform_archive(archive_id: int) -> None:
    """Write the archive and keep it; done twice it does nothing the second time."""
    archive = _claim(archive_id)
    if archive is None:
        return
    place = place_of(archive.id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_suffix(f".{archive.attempts}.part")
    reader = archive.approved_by_id or archive.asked_by_id
    try:
        head = write_archive(
            unfinished, company_id=archive.company_id, reader=reader, language=archive.language,
            progress=lambda progress: _tell(archive.id, progress),
        )  # fmt: skip
        unfinished.replace(place)
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
    _keep(archive, place, head)


@transaction.atomic
def beat_archive(archive_id: int) -> None:
    """Sign of life from the worker that watches."""
    Archive.objects.filter(id=archive_id, state="making").update(heartbeat_at=timezone.now())


@transaction.atomic
def try_archive_again(archive_id: int) -> None:
    """Its worker died, or it took too long: back into the queue, or failed after the third attempt."""
    archive = Archive.objects.select_for_update().filter(id=archive_id).first()
    if archive is None or archive.state not in ARCHIVE_ACTIVE:
        return
    is_last = archive.attempts >= ATTEMPTS_MAX
    archive.state = "failed" if is_last else "queued"
    archive.finished_at = timezone.now() if is_last else None
    archive.heartbeat_at = timezone.now()
    archive.save()
    if not is_last:
        queue_archive(archive.id)


def stalled_archives() -> list[int]:
    """Archives nobody works on though they are not over: their worker was killed."""
    rows = Archive.objects.filter(without_worker(("making",), asked="asked_at"))
    return list(rows.order_by("id").values_list("id", flat=True))


@transaction.atomic
def _claim(archive_id: int) -> Archive | None:
    archive = Archive.objects.select_for_update().filter(id=archive_id, state="queued").first()
    if archive is None:
        return None
    archive.state = "making"
    archive.attempts += 1
    archive.heartbeat_at = timezone.now()
    archive.save()
    return archive


@transaction.atomic
def _tell(archive_id: int, progress: Progress) -> None:
    """How far it is; this is a sign of life as well."""
    Archive.objects.filter(id=archive_id, state="making").update(
        stage=progress.stage, done=progress.done, total=progress.total, heartbeat_at=timezone.now()
    )


@transaction.atomic
def _keep(archive: Archive, place: Path, head: int) -> None:
    """Ready with its hash, and sealed: whoever holds the file can ask the book whether it is the one."""
    with place.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = place.stat().st_size
    mine = Archive.objects.select_for_update().filter(
        id=archive.id, attempts=archive.attempts, state="making"
    )
    if not mine.exists():
        return
    mine.update(
        state="ready", stage="", sha256=sha256, byte_size=size, head_seq=head, finished_at=timezone.now()
    )  # fmt: skip
    facts = {"archive": archive.id, "sha256": sha256, "bytes": size, "head": head}
    write_act(archive.company_id, Who(None, DOOR), "archive_made", facts)
