"""Sheets of long results: made once by the worker, kept while they say how it stands, made again when they do not."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection

from tests.books import Books
from wanglai.services.reconciliation import prepare_sheet as preparing
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.download_sheet import SheetIsNotPrepared, download_sheet
from wanglai.services.reconciliation.prepare_sheet import prepare_sheet, sheet_progress
from wanglai.services.reconciliation.rows import SheetProgress
from wanglai.services.reconciliation.run_life import ATTEMPTS_MAX
from wanglai.services.reconciliation.sheet_life import (
    beat_sheet,
    make_sheet,
    stalled_sheets,
    try_sheet_again,
)
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.store.models import Event, PreparedSheet


@pytest.fixture
def long(books: Books, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A finished reconciliation that counts as long."""
    books.finished()
    monkeypatch.setattr(preparing, "LINES_AT_ONCE", 5)
    return books


def ask(books: Books, language: str = "en") -> SheetProgress:
    return prepare_sheet(**books.here("AUD"), language=language)


def make_all() -> None:
    """What the worker would do with the waiting sheets."""
    for sheet in PreparedSheet.objects.filter(state="queued"):
        make_sheet(sheet.id)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'prepare_sheet'")
        return int(cursor.fetchone()[0])


def test_a_short_result_is_written_at_once_and_nothing_is_kept(books: Books) -> None:
    books.finished()
    assert ask(books).is_ready
    assert sheet_progress(**books.here(), language="en").is_ready
    assert download_sheet(**books.here(), language="en").content[:2] == b"PK"
    assert not PreparedSheet.objects.exists()


def test_a_long_result_is_prepared_once_however_often_it_is_asked_for(long: Books) -> None:
    assert [ask(long).state for _ in range(3)] == ["queued"] * 3
    assert jobs() == 1
    with pytest.raises(SheetIsNotPrepared):
        download_sheet(**long.here(), language="en")
    make_all()
    assert ask(long).is_ready
    assert sheet_progress(**long.here(), language="en").is_ready
    assert jobs() == 1


def test_the_prepared_sheet_is_the_sheet_written_at_once(
    long: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(long, "zh")
    make_all()
    kept = download_sheet(**long.here("AUD"), language="zh")
    monkeypatch.setattr(preparing, "LINES_AT_ONCE", 10_000)
    assert kept == download_sheet(**long.here("AUD"), language="zh")
    assert openpyxl.load_workbook(io.BytesIO(kept.content)).sheetnames
    assert Event.objects.filter(kind="downloaded").count() == 2


def test_a_decision_makes_the_kept_sheet_old_and_its_undoing_asks_for_it_again(
    long: Books,
) -> None:
    ask(long)
    make_all()
    waiting = long.rows(status="ambiguous")[0]
    decision = accept_group(**long.here(), row_id=waiting.row_id)
    assert ask(long).state == "queued"
    make_all()
    assert ask(long).is_ready
    assert PreparedSheet.objects.count() == 1, "only the newest sheet is kept"
    undo_decision(**long.here(), decision_id=decision)
    assert ask(long).state == "queued"


def test_a_decision_made_while_the_sheet_waits_is_in_the_sheet(long: Books) -> None:
    ask(long)
    waiting = long.rows(status="ambiguous")[0]
    accept_group(**long.here(), row_id=waiting.row_id)
    make_all()
    assert ask(long).is_ready, "it was made after the decision and says so"


def test_languages_and_forms_are_sheets_of_their_own(long: Books) -> None:
    ask(long)
    make_all()
    assert ask(long, "zh").state == "queued"
    assert prepare_sheet(**long.here(), language="en", form="json").state == "queued"


def test_a_sheet_whose_worker_died_is_tried_three_times_and_asked_for_anew(long: Books) -> None:
    ask(long)
    sheet = PreparedSheet.objects.get()
    for attempt in range(1, ATTEMPTS_MAX + 1):
        PreparedSheet.objects.update(state="making", attempts=attempt)
        beat_sheet(sheet.id)
        assert stalled_sheets() == []
        PreparedSheet.objects.update(heartbeat_at="2026-01-01T00:00:00Z")
        assert stalled_sheets() == [sheet.id]
        try_sheet_again(sheet.id)
    progress = sheet_progress(**long.here(), language="en")
    assert (progress.state, progress.is_over) == ("failed", True)
    assert jobs() == ATTEMPTS_MAX
    assert ask(long).state == "queued"
    make_all()
    assert ask(long).is_ready


def test_work_that_comes_too_late_keeps_nothing(
    long: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(long)
    sheet = PreparedSheet.objects.get()

    def overtaken(source: object) -> bytes:
        PreparedSheet.objects.update(attempts=2)
        return b"PK late"

    monkeypatch.setattr("wanglai.services.reconciliation.sheet_life.SheetSource.content", overtaken)
    make_sheet(sheet.id)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.content) == ("making", None)
