"""What was read is laid down beside the book: documents, lines and problems, each by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from wanglai.domain.incoming import Incoming, Line, Problem
from wanglai.services.imports.due import plan_of_record, record_of_plan
from wanglai.services.imports.read_table import incoming_lines
from wanglai.store.models import FileImport, ImportedDocument, ImportedLine, ImportProblem

_BLOCK = 20_000


def clear_rows(file_import: FileImport) -> None:
    """Forget an earlier reading."""
    for model in (ImportProblem, ImportedLine, ImportedDocument):
        model.objects.filter(file_import_id=file_import.id).delete()


def lay_down(
    file_import: FileImport, documents: list[Incoming], problems: Sequence[Sequence[Problem]]
) -> None:
    """Every document under its number from 1, with its lines and problems."""
    number = file_import.id
    _copy(
        _DOCUMENTS, (_document_row(number, no, each) for no, each in enumerate(documents, start=1))
    )
    lines = incoming_lines(documents)
    says_more = any(line.said for document in documents for line in document.lines[:1])
    _copy(
        _LINES_SAID if says_more else _LINES,
        (
            (number, no, line_no, line.row, _storable(line.text), line.quantity, line.price, line.amount, line.tax,
             *((json.dumps(dict(line.said or {})),) if says_more else ()))
            for no, line_no, line in lines
        ),
    )  # fmt: skip
    write_problems(number, enumerate(problems, start=1))


def write_problems(number: int, problems: Iterable[tuple[int, Sequence[Problem]]]) -> None:
    """Problems by document; number 0 is the file itself."""
    _copy(
        _PROBLEMS,
        (
            (number, no, ordinal, each.code, each.field, _storable(each.excerpt)[:200], json.dumps(dict(each.values)))
            for no, those in problems
            for ordinal, each in enumerate(those, start=1)
        ),
    )  # fmt: skip


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        waiting = iter(rows)
        while block := list(islice(waiting, _BLOCK)):
            with cursor.copy(statement) as copy:
                for row in block:
                    copy.write_row(row)


_DOCUMENTS = """COPY store_importeddocument (file_import_id, no, row, rows, number, customer, "on", due, currency, rate, gross, tax,
                gross_read, text, more, plan, is_left_out, is_corrected) FROM STDIN"""
_LINES = "COPY store_importedline (file_import_id, no, line_no, row, text, quantity, price, amount, tax) FROM STDIN"
_LINES_SAID = _LINES.replace("tax)", "tax, said)")
_PROBLEMS = 'COPY store_importproblem (file_import_id, no, ordinal, code, field, excerpt, "values") FROM STDIN'


def _document_row(number: int, no: int, each: Incoming) -> tuple[Any, ...]:
    is_unread = "amount" in each.unread
    return (
        number, no, each.row, each.rows, _storable(each.number)[:200], _storable(each.customer)[:400], each.on, each.due,
        each.currency[:12], each.rate, None if is_unread else each.gross, each.tax, each.gross, _storable(each.text)[:1000],
        json.dumps(more_of(each)), json.dumps(record_of_plan(each.plan)) if each.plan else None, False, False,
    )  # fmt: skip


def _storable(text: str) -> str:
    """The database keeps no NUL."""
    return text.replace("\x00", "")


def more_of(document: Incoming) -> dict[str, Any]:
    """What has no column of its own; only what there is."""
    facts: dict[str, Any] = {
        "unread": {name: _storable(said)[:200] for name, said in document.unread.items()},
        "names": list(document.names),
        "said": {name: _storable(said)[:500] for name, said in document.said.items()},
        "kind_said": document.kind_said[:100],
        "total_said": document.total_said,
        "net_said": document.net_said,
        "noticed": [
            {"code": each.code, "field": each.field, "excerpt": each.excerpt[:200], "values": dict(each.values)}
            for each in document.noticed
        ],
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value not in (None, "", {}, [])}


def incoming_of(stored: ImportedDocument) -> Incoming:
    """A document as it was read and corrected, without its lines."""
    more = stored.more
    return Incoming(
        row=stored.row, number=stored.number, customer=stored.customer, on=stored.on, due=stored.due, currency=stored.currency,
        rate=stored.rate, gross=stored.gross, tax=stored.tax, text=stored.text, kind_said=more.get("kind_said", ""),
        total_said=more.get("total_said"), net_said=more.get("net_said"), rows=stored.rows,
        names=tuple(more.get("names", ())), said=dict(more.get("said", {})), unread=dict(more.get("unread", {})),
        noticed=[Problem(**each) for each in more.get("noticed", ())], plan=plan_of_record(stored.plan),
    )  # fmt: skip


def with_lines(file_import_id: int, stored: Sequence[ImportedDocument]) -> list[Incoming]:
    """Documents with their lines, in the order given."""
    numbers = [each.no for each in stored]
    rows = ImportedLine.objects.filter(file_import_id=file_import_id, no__in=numbers)
    documents = {each.no: incoming_of(each) for each in stored}
    for line in rows.order_by("no", "line_no"):
        documents[line.no].lines.append(
            Line(
                line.row,
                line.text,
                line.quantity,
                line.price,
                line.amount,
                line.tax,
                line.said or {},
            )
        )
    return [documents[no] for no in numbers]
