"""Archives of a company: how far each is, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.exports.archive_life import place_of
from wanglai.services.exports.make_archive import may_make
from wanglai.store.models import Archive
from wanglai.store.models.exports import ARCHIVE_ACTIVE

ARCHIVES_SHOWN = 50


@dataclass(frozen=True)
class ArchiveRow:
    """``state`` is queued, making, ready or failed; ``stage`` ledger, files, reconciliations or reports."""

    id: int
    state: str
    stage: str
    done: int
    total: int
    language: str
    asked_by: str
    approved_by: str
    asked_at: datetime
    finished_at: datetime | None
    head_seq: int
    sha256: str
    byte_size: int

    @property
    def is_over(self) -> bool:
        return self.state not in ARCHIVE_ACTIVE

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True)
class ArchivesPage:
    """``is_made_alone``: this person makes an archive without another's yes."""

    rows: tuple[ArchiveRow, ...]
    is_made_alone: bool

    @property
    def is_being_made(self) -> bool:
        return any(not row.is_over for row in self.rows)


@dataclass(frozen=True)
class ArchiveFile:
    name: str
    place: Path
    sha256: str


def archives_page(*, company_id: int, actor: int) -> ArchivesPage:
    """The newest first. Refuses, in order: NotFound, NotPermitted."""
    roles = admit(company_id=company_id, actor=actor, act="make_archive")
    rows = Archive.objects.filter(company_id=company_id).select_related("asked_by", "approved_by")
    return ArchivesPage(
        tuple(map(_row, rows.order_by("-id")[:ARCHIVES_SHOWN])), is_made_alone=may_make(roles)
    )


def archive_file(*, company_id: int, actor: int, archive_id: int) -> ArchiveFile:
    """Where a finished archive stands. Refuses, in order: NotFound, NotPermitted, NotFound (not ready, or its file is gone)."""
    admit(company_id=company_id, actor=actor, act="make_archive")
    found = Archive.objects.filter(company_id=company_id, id=archive_id, state="ready").first()
    if found is None or not place_of(archive_id).exists():
        raise NotFound
    name = f"wanglai-archive-{archive_id}-{found.asked_at:%Y-%m-%d}.zip"
    return ArchiveFile(name, place_of(archive_id), found.sha256)


def _row(each: Archive) -> ArchiveRow:
    return ArchiveRow(
        id=each.id,
        state=each.state,
        stage=each.stage,
        done=each.done,
        total=each.total,
        language=each.language,
        asked_by=each.asked_by.get_full_name(),
        approved_by=each.approved_by.get_full_name() if each.approved_by else "",
        asked_at=each.asked_at,
        finished_at=each.finished_at,
        head_seq=each.head_seq,
        sha256=each.sha256,
        byte_size=each.byte_size,
    )
