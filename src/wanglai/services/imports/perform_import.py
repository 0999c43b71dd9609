"""What a worker does with an import: read the file, or post what was ordered."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction

from tieout.reading.table import open_sheets
from tieout.refusal import Refusal
from wanglai.domain.incoming import Problem
from wanglai.services.imports.kinds import KINDS, ImportKind
from wanglai.services.imports.life import claim_import, refuse_import, tell_progress
from wanglai.services.imports.mapping import Mapped, map_file
from wanglai.services.imports.options import ImportOptions, options_of
from wanglai.services.imports.post_import import post_import
from wanglai.services.imports.read_einvoices import read_einvoices
from wanglai.services.imports.read_table import FileRead, read_rows
from wanglai.services.imports.staging import clear_rows, lay_down, write_problems
from wanglai.services.imports.ways import all_problems
from wanglai.services.money import as_text
from wanglai.store.models import Company, FileImport, ImportMapping, StoredFile


def perform_import(import_id: int) -> None:
    """Read or post; done twice it does nothing the second time. A refusal stands on the import, a fault is raised."""
    found = claim_import(import_id)
    if found is None:
        return
    if found.state == "reading":
        _read(found)
    else:
        post_import(found)


def _read(file_import: FileImport) -> None:
    kind = KINDS[file_import.kind]
    content = bytes(
        StoredFile.objects.values_list("content", flat=True).get(id=file_import.file_id)
    )
    seen: dict[str, Any] = {}
    try:
        read = _file_read(file_import, kind, content, seen)
        problems = all_problems(
            file_import.company_id, file_import.created_by_id, kind, read.documents
        )
    except Refusal as refusal:
        refuse_import(file_import.id, refusal, found=seen)
        return
    _keep(file_import, read, problems, seen)


def _file_read(
    file_import: FileImport, kind: ImportKind, content: bytes, seen: dict[str, Any]
) -> FileRead:  # fmt: skip
    """Everything the file says. Refuses what the reading of files refuses, and what mapping does."""

    def told(rows: int) -> None:
        tell_progress(file_import.id, rows)

    if kind.form == "einvoice":
        return read_einvoices(content, file_import.file_name, told)
    options = options_of(file_import.options)
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        place = Path(folder) / "file"
        place.write_bytes(content)
        grid = open_sheets(place, encoding=options.encoding or None, name=file_import.file_name)
    seen["sheets"] = [sheet.name for sheet in grid.sheets if sheet.name]
    seen["encoding"] = grid.encoding or ""
    mapped = map_file(grid, kind, options)
    if not file_import.options:
        mapped, options = _as_remembered(file_import, kind, grid, mapped, options)
    seen |= _shown(mapped)
    tell_progress(file_import.id, 0, len(mapped.table.rows))
    base = Company.objects.values_list("base_currency", flat=True).get(id=file_import.company_id)
    read = read_rows(mapped, kind, options, base=base, told=told)
    seen["decimal_mark"] = read.decimal_mark
    return read


def _as_remembered(
    file_import: FileImport, kind: ImportKind, grid: Any, mapped: Mapped, options: ImportOptions
) -> tuple[Mapped, ImportOptions]:
    """The way a file with this very heading was read before, where a person had said so."""
    header = [label for _, label in mapped.table.labels]
    rows = ImportMapping.objects.filter(
        company_id=file_import.company_id, kind=kind.key, header=header
    )
    known = rows.order_by("-id").first()
    if known is None or not known.options:
        return mapped, options
    file_import.options, file_import.is_remembered = known.options, True
    options = options_of(known.options)
    return map_file(grid, kind, options), options


def _shown(mapped: Mapped) -> dict[str, Any]:
    table = mapped.table
    return {
        "sheet": table.sheet.name,
        "header_row": table.header_row,
        "labels": [list(each) for each in table.labels],
        "columns": mapped.by_label,
        "missing": list(mapped.missing),
        "sample": [[row, list(cells)] for row, cells in table.sample],
    }


@transaction.atomic
def _keep(
    file_import: FileImport, read: FileRead, problems: list[list[Problem]], seen: dict[str, Any]
) -> None:  # fmt: skip
    """Everything of one reading at once: an earlier one is forgotten, or nothing changes."""
    mine = FileImport.objects.select_for_update(no_key=True).filter(
        id=file_import.id, state="reading", attempts=file_import.attempts
    )
    if not mine.exists():
        return
    clear_rows(file_import)
    lay_down(file_import, read.documents, problems)
    currency = next(iter(read.totals), "")
    wrong = [
        Problem(
            "total.row", "", each.label,
            {"row": str(each.row), "said": as_text(each.stated, currency), "found": as_text(each.computed, currency)},
        )
        for each in read.stated if not each.agrees
    ]  # fmt: skip
    write_problems(file_import.id, [(0, wrong)])
    mine.update(
        state="preview", refusal=None, found=seen, totals=read.totals, documents=len(read.documents), rows_done=read.rows,
        rows_total=read.rows, options=file_import.options, is_remembered=file_import.is_remembered, attempts=0, started_at=None,
    )  # fmt: skip
