"""Notes: on a line and on the whole, all in one place, taken back but never lost."""

from __future__ import annotations

import pytest

from tests.books import Books
from wanglai.services.access.scope import NotFound
from wanglai.services.reconciliation.queries import notes_of, timeline
from wanglai.services.reconciliation.rerun import rerun
from wanglai.services.reconciliation.rows import ListedNote
from wanglai.services.reconciliation.withdraw_note import (
    AlreadyWithdrawn,
    NotYourNote,
    withdraw_note,
)
from wanglai.services.reconciliation.write_note import write_note


@pytest.fixture
def noted(books: Books) -> Books:
    """A finished reconciliation with a note on the whole and one on our line 6."""
    books.finished()
    write_note(**books.here(), text="三月的账，对方财务换人了")
    row = books.row(ours=(6,), theirs=(5,))
    write_note(**books.here("FM"), text="差 0.50，问过对方", row_id=row.row_id)
    return books


def listed(books: Books) -> tuple[ListedNote, ...]:
    return notes_of(**books.here()).rows


def test_every_note_stands_in_one_list_with_author_and_line(noted: Books) -> None:
    on_line, on_whole = listed(noted)
    assert (on_line.text, on_line.author_name) == ("差 0.50，问过对方", "FM yuanjing")
    assert (on_line.side, on_line.row, on_line.lines) == ("ours", 6, 2)
    assert on_line.line is not None
    assert (on_line.line.document, on_line.line.amount.text) == ("INV-1003", "250.50")
    assert (on_whole.side, on_whole.line, on_whole.is_mine) == ("", None, True)
    assert not on_line.is_mine
    assert noted.page().notes == 2


def test_the_line_of_a_note_leads_to_the_one_row_it_stands_in(noted: Books) -> None:
    (row,) = noted.rows(line=("ours", 6))
    assert [line.row for line in row.theirs] == [5]
    assert [note.text for note in row.notes] == ["差 0.50，问过对方"]
    assert noted.rows(line=("theirs", 999)) == ()


def test_a_note_stays_with_its_line_when_the_run_is_repeated(noted: Books) -> None:
    rerun(**noted.here())
    noted.work()
    assert listed(noted)[0].line is not None
    (row,) = noted.rows(line=("ours", 6))
    assert len(row.notes) == 1


def test_a_withdrawn_note_leaves_its_row_and_stays_struck_out_in_the_list(noted: Books) -> None:
    note = listed(noted)[0]
    withdraw_note(**noted.here("FM"), note_id=note.id)
    (row,) = noted.rows(line=("ours", 6))
    assert row.notes == ()
    kept = listed(noted)[0]
    assert kept.text == note.text
    assert kept.withdrawn_at is not None
    assert noted.page().notes == 1
    happened = [event.kind for event in timeline(**noted.here())]
    assert happened[:2] == ["note_withdrawn", "note"]


def test_only_the_author_takes_a_note_back_and_only_once(noted: Books) -> None:
    of_manager, of_clerk = listed(noted)
    with pytest.raises(NotYourNote):
        withdraw_note(**noted.here(), note_id=of_manager.id)
    withdraw_note(**noted.here(), note_id=of_clerk.id)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_note(**noted.here(), note_id=of_clerk.id)
    with pytest.raises(NotFound):
        withdraw_note(**noted.here(), note_id=of_clerk.id + 999)


def test_a_long_list_of_notes_is_paged_without_loss(books: Books) -> None:
    books.finished()
    for number in range(7):
        write_note(**books.here(), text=f"note {number}")
    found, after = [], None
    while True:
        page = notes_of(**books.here(), after=after, limit=3)
        found += [note.text for note in page.rows]
        after = page.next_after
        if after is None:
            break
    assert found == [f"note {number}" for number in reversed(range(7))]
    assert page.total == 7
