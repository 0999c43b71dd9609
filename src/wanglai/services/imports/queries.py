"""Imports as people look at them: the list, one import, its documents, one document."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound
from wanglai.services.imports.billing import bills_papers
from wanglai.services.imports.doors import admit_to_look
from wanglai.services.imports.due import BY_TERMS, falls_due, plan_of_record
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.kinds import KINDS, ImportKind
from wanglai.services.imports.problems import CHOICE_WORDS, PROBLEMS, in_order, said_of
from wanglai.services.imports.rows import (
    ColumnRow,
    DecisionRow,
    DocumentList,
    DocumentPage,
    DocumentRow,
    ImportListRow,
    ImportPage,
    KeptRefusal,
    LineRow,
    ProblemGroup,
    ProblemRow,
)  # fmt: skip
from wanglai.services.imports.standing import PROBLEMS_OF, STOOD, parameters, parts_of, proofs_of
from wanglai.services.imports.words import BY_HAND, DECISIONS, STANDINGS, STATES
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.searching import literal
from wanglai.store.models import Company, FileImport, ImportDecision, ImportedLine, ImportProblem

_LINES_SHOWN, _DECISIONS_SHOWN = 200, 50


def list_imports(
    *, company_id: int, actor: int, after: int | None = None, limit: int = 50
) -> tuple[ImportListRow, ...]:
    """The company's imports, newest first. Refuses, in order: NotFound, NotPermitted."""
    rows = _seen(company_id, actor).select_related("created_by", "batch")
    rows = rows.filter(id__lt=after) if after else rows
    return tuple(
        ImportListRow(
            each.id, each.file_name, KINDS[each.kind].words, each.state, STATES[each.state], each.documents,
            _booked(each), each.created_at, each.created_by.get_full_name(),
        )
        for each in rows.order_by("-id")[:limit]
    )  # fmt: skip


def _booked(file_import: FileImport) -> int:
    if file_import.batch is not None:
        return int(file_import.batch.posted)
    return file_import.rows_total if file_import.state == "done" else 0


def import_page(*, company_id: int, actor: int, import_id: int) -> ImportPage:
    """Everything about one import but its documents. Refuses, in order: NotFound, NotPermitted, NotFound (the import)."""
    found = _import(company_id, actor, import_id)
    kind = KINDS[found.kind]
    parts = parts_of(found)
    seen = found.found
    until = found.finished_at or timezone.now()
    return ImportPage(
        id=found.id, kind=kind, file_name=found.file_name, file_size=found.file_size, state=found.state, state_words=STATES[found.state],
        refusal=_refusal(found.refusal), options=found.options, is_remembered=found.is_remembered, columns=_columns(found, kind),
        labels=tuple((letter, label) for letter, label in seen.get("labels", ())),
        sample=tuple((row, tuple(cells)) for row, cells in seen.get("sample", ())),
        sheets=tuple(seen.get("sheets", ())), sheet=seen.get("sheet", ""), header_row=seen.get("header_row"),
        groups=_groups(found), parts=parts, proofs=proofs_of(found, parts) if kind.is_posted else (), decisions=_decisions(found),
        documents=found.documents, rows_done=found.rows_done, rows_total=found.rows_total,
        seconds=max(0.0, (until - (found.started_at or found.created_at)).total_seconds()),
        is_stopping=found.stop_requested_at is not None, created_at=found.created_at,
        created_by=found.created_by.get_full_name(), ordered_by=found.ordered_by.get_full_name() if found.ordered_by else "",
        finished_at=found.finished_at, base=Company.objects.values_list("base_currency", flat=True).get(id=company_id),
    )  # fmt: skip


def _seen(company_id: int, actor: int) -> QuerySet[FileImport]:
    """Imports the person sees. Refuses, in order: NotFound, NotPermitted."""
    only = admit_to_look(company_id, actor)
    rows = FileImport.objects.filter(company_id=company_id)
    return rows if only is None else rows.filter(created_by_id=only)


def _import(company_id: int, actor: int, import_id: int) -> Any:
    """Refuses, in order: NotFound, NotPermitted, NotFound (the import)."""
    rows = _seen(company_id, actor).filter(id=import_id)
    found = rows.select_related("created_by", "ordered_by").annotate(file_size=F("file__byte_size"))
    first = found.first()
    if first is None:
        raise NotFound
    return first


def _refusal(facts: dict[str, Any] | None) -> KeptRefusal | None:
    if facts is None:
        return None
    return KeptRefusal(
        facts["code"], facts["place"], Wording(**facts["reason"]), Wording(**facts["remedy"])
    )


def _columns(found: FileImport, kind: ImportKind) -> tuple[ColumnRow, ...]:
    columns = found.found.get("columns", {})
    said = found.options.get("columns", {})
    return tuple(
        ColumnRow(
            name, FIELDS[name].words, FIELDS[name].note, columns.get(name, said.get(name, "")), name in kind.required
        )
        for name in kind.fields
    )  # fmt: skip


def _groups(found: FileImport) -> tuple[ProblemGroup, ...]:
    rows = fetch(STOOD + _COUNTED, parameters(found))
    counted = {code: (documents, waiting) for code, documents, waiting in rows}
    return tuple(
        ProblemGroup(
            code, _group_words(code), PROBLEMS[code].remedy, *counted[code],
            tuple((choice, CHOICE_WORDS[choice]) for choice in PROBLEMS[code].choices),
            found.choices.get(code, ""), PROBLEMS[code].is_left_out,
        )
        for code in in_order(counted)
    )  # fmt: skip


# Problems of the file itself stand at no 0, where there is no document.
_COUNTED = f"""
SELECT code, count(DISTINCT no), count(DISTINCT no) FILTER (WHERE code <> ALL(%(settled)s) AND standing = 'open')
  FROM (SELECT no, standing, code FROM stood CROSS JOIN LATERAL {PROBLEMS_OF.format(document="stood")}
        UNION ALL
        SELECT no, 'open', code FROM store_importproblem WHERE file_import_id = %(import)s AND no = 0) AS told
 GROUP BY code
"""


_FIGURES = ("row", "other", "base", "left", "zh", "en", "said", "said_tax", "found", "found_tax")


def _group_words(code: str) -> Wording:
    """The sentence of a whole group, without what stands in one row."""
    return said_of(code, "…", dict.fromkeys(_FIGURES, "…"))


def _decisions(found: FileImport, no: int | None = None) -> tuple[DecisionRow, ...]:
    rows = ImportDecision.objects.filter(company_id=found.company_id, file_import_id=found.id)
    rows = rows.filter(document_no=no) if no is not None else rows
    return tuple(
        DecisionRow(each.decided_at, each.decided_by.get_full_name(), DECISIONS[each.kind], each.document_no, each.facts)
        for each in rows.select_related("decided_by").order_by("-id")[:_DECISIONS_SHOWN]
    )  # fmt: skip


def documents_of_import(
    *, company_id: int, actor: int, import_id: int, standing: str = "", code: str = "", search: str = "",
    after: int = 0, limit: int | None = 50,
) -> DocumentList:  # fmt: skip
    """Documents in the order of the file, those of one standing or one kind of problem where asked.

    Refuses, in order: NotFound, NotPermitted, NotFound (the import).
    """
    found = _import(company_id, actor, import_id)
    wanted = parameters(found, standing=standing, code=code, search=f"%{literal(search)}%", after=after, limit=limit)  # fmt: skip
    total = fetch(STOOD + "SELECT count(*) FROM stood" + _WHERE, wanted)[0][0]
    rows = fetch(f"{STOOD} SELECT {_SHOWN} FROM stood {_WHERE} AND no > %(after)s ORDER BY no LIMIT %(limit)s", wanted)  # fmt: skip
    problems = _problems(found, [row[0] for row in rows])
    kind = KINDS[found.kind]
    shown = tuple(_document(kind, row, problems[row[0]]) for row in rows)
    is_more = limit is not None and len(shown) == limit
    return DocumentList(shown, total, shown[-1].no if is_more else None)


_SHOWN = """no, row, rows, number, customer, "on", due, currency, rate, gross, gross_read, tax, standing, why_ordinal, is_corrected,
            is_left_out, more -> 'said', plan"""
_WHERE = """ WHERE (%(standing)s = '' OR standing = %(standing)s)
   AND (%(code)s = '' OR no IN (SELECT no FROM store_importproblem WHERE file_import_id = %(import)s AND code = %(code)s))
   AND (number ILIKE %(search)s OR customer ILIKE %(search)s)"""


def _problems(found: FileImport, numbers: list[int]) -> dict[int, dict[int, ProblemRow]]:
    rows = ImportProblem.objects.filter(file_import_id=found.id, no__in=numbers).order_by(
        "no", "ordinal"
    )
    by_document: dict[int, dict[int, ProblemRow]] = defaultdict(dict)
    for each in rows:
        by_document[each.no][each.ordinal] = ProblemRow(
            each.code, each.field, each.excerpt, said_of(each.code, each.excerpt, each.values), PROBLEMS[each.code].remedy
        )  # fmt: skip
    return by_document


def _document(kind: ImportKind, row: Any, problems: dict[int, ProblemRow]) -> DocumentRow:
    (no, at, count, number, customer, on, due, currency, rate, gross, read, tax, standing, why, is_corrected, is_left_out, said, plan) = row  # fmt: skip
    minor = gross if gross is not None else read
    reason = problems[why].reason if why in problems and standing in ("open", "left_out") else None
    amount = Amount(minor, currency) if minor is not None else None
    is_billed = kind.manner is not None and kind.manner.above in BY_TERMS and (minor or 0) > 0
    return DocumentRow(
        no, at, count, number, customer, on, due, currency, rate, amount,
        Amount(tax, currency), standing, STANDINGS[standing], BY_HAND if is_left_out else reason, is_corrected, is_left_out,
        tuple(problems.values()), _record(said), falls_due(due, on, amount, plan_of_record(_record(plan)), is_billed=is_billed),
    )  # fmt: skip


def _record(said: Any) -> dict[str, Any]:
    """What a column of JSON holds, whether the driver has read it or not."""
    return dict(json.loads(said) if isinstance(said, str) else said or {})


def document_of_import(*, company_id: int, actor: int, import_id: int, no: int) -> DocumentPage:
    """One document with its lines and what was decided about it. Refuses, in order: NotFound, NotPermitted, NotFound."""
    found = _import(company_id, actor, import_id)
    rows = fetch(f"{STOOD} SELECT {_SHOWN} FROM stood WHERE no = %(no)s", parameters(found, no=no))
    if not rows:
        raise NotFound
    document = _document(KINDS[found.kind], rows[0], _problems(found, [no])[no])
    lines = ImportedLine.objects.filter(file_import_id=found.id, no=no).order_by("line_no")
    return DocumentPage(
        found.id, KINDS[found.kind], found.state, document,
        tuple(
            LineRow(
                each.line_no, each.row, each.text, each.quantity, each.price, Amount(each.amount, document.currency),
                each.said or {},
            )
            for each in lines[:_LINES_SHOWN]
        ),
        lines.count(), KINDS[found.kind].line_corrected if not KINDS[found.kind].is_posted or bills_papers(found) else (),
        _decisions(found, no),
    )  # fmt: skip
