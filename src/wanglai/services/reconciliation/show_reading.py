"""How one side's file was read, as a page shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tieout.ledger import ColumnChoice, Reading
from tieout.reading import FIELDS
from wanglai.services.access.scope import NotFound, Sight, admit_to_rows, reconciliation_within
from wanglai.services.reconciliation.deciding import result_run
from wanglai.services.reconciliation.queue import newest_mapping
from wanglai.services.reconciliation.rows import (
    Amount,
    CheckRow,
    ColumnChoiceRow,
    ProblemRow,
    ReadingRow,
)
from wanglai.services.reconciliation.stored_reading import as_reading
from wanglai.services.reconciliation.words import field_words
from wanglai.store.models import ConfirmedMapping, ReadingRecord, Reconciliation, Run, StoredFile


def reading_of(
    *, company_id: int, actor: int, reconciliation_id: int, side: str
) -> ReadingRow | None:
    """How one side (``ours`` or ``theirs``) was read by the newest finished run; None before there is one."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_reconciliation")
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, sight=sight
    )
    if side not in ("ours", "theirs"):
        raise NotFound(side)
    run = result_run(found.id)
    return None if run is None else seen_by(sight, reading_row(found, run, side))


def seen_by(sight: Sight, row: ReadingRow) -> ReadingRow:
    """A file may hold other customers, too: who sees their own alone gets no raw cells of it."""
    return row if sight.only is None else replace(row, sample=(), skipped=())


def reading_row(found: Reconciliation, run: Run, side: str) -> ReadingRow:
    """The stored reading of a finished run with the file's size and what was said about it."""
    stored = ReadingRecord.objects.values_list("reading", flat=True).get(run_id=run.id, side=side)
    file_id = found.ours_file_id if side == "ours" else found.theirs_file_id
    size = 0  # of the book
    if file_id is not None:
        size = StoredFile.objects.values_list("byte_size", flat=True).get(id=file_id)
    return _row(side, as_reading(stored), size, _said(found, run, side))


def _said(found: Reconciliation, run: Run, side: str) -> dict[str, Any]:
    mapping: ConfirmedMapping | None = newest_mapping(found.customer_id, side)
    return {
        "options": getattr(run, f"{side}_options"),
        "from_mapping": getattr(run, f"{side}_mapping_id") is not None,
        "confirmed": mapping.options if mapping else None,
    }


def _row(side: str, reading: Reading, byte_size: int, said: dict[str, Any]) -> ReadingRow:
    def amount(minor: int | None) -> Amount | None:
        return None if minor is None else Amount(minor, reading.currency)

    corrected = said["options"].get("columns", {}) if not said["from_mapping"] else {}
    confirmed = said["confirmed"]
    return ReadingRow(
        side=side,
        file=reading.file,
        sha256=reading.sha256,
        byte_size=byte_size,
        sheet=reading.sheet,
        sheets=reading.sheets,
        header_row=reading.header_row,
        encoding=reading.encoding,
        sign=reading.sign,
        date_format=reading.date_format,
        decimal_mark=reading.decimal_mark,
        currency=reading.currency,
        rows=reading.rows,
        opening=amount(reading.opening),
        closing=amount(reading.closing),
        total=Amount(reading.total, reading.currency),
        balance=Amount(reading.balance, reading.currency),
        choices=tuple(_choice(each, corrected) for each in reading.choices),
        fields_without_column=tuple(
            (name, field_words(name)) for name in FIELDS if name not in reading.columns
        ),
        header_labels=reading.header_labels,
        unused_columns=reading.unused_columns,
        sample=reading.sample,
        checks=tuple(
            CheckRow(
                each.row,
                each.kind,
                each.label,
                amount(each.stated),
                amount(each.computed),
                each.agrees,
            )
            for each in reading.totals
        ),
        problems=tuple(
            ProblemRow(each.row, each.column, each.excerpt, each.reason, each.remedy)
            for each in reading.problems
        ),
        skipped=reading.skipped,
        options=said["options"],
        from_mapping=said["from_mapping"],
        is_confirmed=confirmed is not None
        and confirmed.get("columns") == {**dict(reading.columns), **corrected}
        and confirmed.get("sign") == reading.sign,
    )


def _choice(choice: ColumnChoice, corrected: dict[str, str]) -> ColumnChoiceRow:
    return ColumnChoiceRow(
        field=choice.field,
        field_label=field_words(choice.field),
        column=choice.column,
        letter=choice.letter,
        score=choice.score,
        evidence=choice.evidence,
        rejected=choice.rejected,
        is_corrected=choice.field in corrected,
    )
