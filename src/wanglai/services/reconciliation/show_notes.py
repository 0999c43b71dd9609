"""All notes of a reconciliation in one place: on its lines, on the whole, and those taken back."""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.services.access.scope import admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.by_hand import LineKey
from wanglai.services.reconciliation.deciding import result_run
from wanglai.services.reconciliation.row_parts import line_row
from wanglai.services.reconciliation.rows import LineRow, ListedNote, NoteList
from wanglai.store.models import LedgerLine, Note

_LIMIT_MAX = 200


def notes_of(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    after: int | None = None,
    limit: int = 50,
) -> NoteList:
    """Notes newest first, withdrawn ones among them; ``after`` is the id of the last one shown."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    limit = max(1, min(limit, _LIMIT_MAX))
    every = Note.objects.filter(reconciliation=found)
    page = every if after is None else every.filter(id__lt=after)
    related = page.select_related("author", "notewithdrawn")
    notes = list(related.order_by("-id")[: limit + 1])
    lines = _lines(found.id, notes[:limit])
    return NoteList(
        rows=tuple(_row(each, actor, lines) for each in notes[:limit]),
        next_after=notes[limit - 1].id if len(notes) > limit else None,
        total=every.count(),
    )


def _first_line(note: Note) -> LineKey | None:
    for side, rows in (("ours", note.ours_rows), ("theirs", note.theirs_rows)):
        if rows:
            return side, rows[0]
    return None


def _lines(reconciliation_id: int, notes: Iterable[Note]) -> dict[LineKey, LineRow]:
    """The first line of each note as the newest result has it."""
    run = result_run(reconciliation_id)
    keys = {key for note in notes if (key := _first_line(note))}
    if run is None or not keys:
        return {}
    found: dict[LineKey, LineRow] = {}
    for side in ("ours", "theirs"):
        rows = [row for one, row in keys if one == side]
        lines = LedgerLine.objects.filter(run_id=run.id, side=side, row__in=rows)
        found |= {(side, line.row): line_row(line, run.currency) for line in lines}
    return found


def _row(note: Note, actor: int, lines: dict[LineKey, LineRow]) -> ListedNote:
    key = _first_line(note)
    withdrawn = getattr(note, "notewithdrawn", None)
    return ListedNote(
        id=note.id,
        author_name=note.author.get_full_name(),
        written_at=note.written_at,
        text=note.text,
        side=key[0] if key else "",
        row=key[1] if key else 0,
        line=lines.get(key) if key else None,
        lines=len(note.ours_rows) + len(note.theirs_rows),
        withdrawn_at=withdrawn.withdrawn_at if withdrawn else None,
        is_mine=note.author_id == actor,
    )
