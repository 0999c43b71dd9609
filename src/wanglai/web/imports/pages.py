"""Imports to look at: the list, one import in every state, one document."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wanglai.services.imports.doors import IMPORT_ACTS
from wanglai.services.imports.fields import FIELDS, Field
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.queries import (
    document_of_import,
    documents_of_import,
    import_page,
    list_imports,
)
from wanglai.services.imports.rows import DocumentPage, DocumentRow, ImportPage, LineRow
from wanglai.services.imports.words import STANDINGS
from wanglai.services.money import as_text
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.imports.forms import ReadingForm, RowsFilter
from wanglai.web.parts.door import Visit, looks

PAGE_ROWS = 50


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every import of the company, the newest first."""
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 18 else None
    rows = list_imports(**visit.scope, after=after, limit=PAGE_ROWS)
    shown = {
        "section": "book",
        "part": "imports",
        "rows": rows,
        "next_after": rows[-1].id if len(rows) == PAGE_ROWS else None,
        "may_import": bool(IMPORT_ACTS & visit.company.acts),
    }
    return render(request, "imports/list.html", shown)


@looks
def page(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """Where the import stands: progress, what is in the way, or the report."""
    return shown_import(request, visit, import_id)


def shown_import(
    request: HttpRequest, visit: Visit, import_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    """The page of one import, with what was refused on it."""
    found = import_page(**visit.scope, import_id=import_id)
    shown: dict[str, Any] = {
        "section": "book",
        "part": "imports",
        "page": found,
        "refusal": refusal,
        "may_import": found.kind.act in visit.company.acts,
    }
    if not found.is_working:
        shown |= _reading(found)
    if found.has_rows and not found.is_working:
        wanted = RowsFilter(request.GET).wanted()
        shown |= {
            "wanted": wanted,
            "standings": STANDINGS.items(),
            "found": documents_of_import(
                **visit.scope, import_id=import_id, standing=wanted.standing, code=wanted.code, search=wanted.search,
                after=wanted.after, limit=PAGE_ROWS,
            ),
        }  # fmt: skip
    status = http_status(refusal) if refusal else 200
    return render(request, "imports/page.html", shown, status=status)


def _reading(found: ImportPage) -> dict[str, Any]:
    options = dict(found.options)
    rates = ", ".join(f"{code}={rate}" for code, rate in options.pop("rates", {}).items())
    said = options.pop("columns", {})
    columns = [(each, said.get(each.field)) for each in found.columns]
    is_open = found.state == "refused" or any(
        each.is_needed and not each.column for each, _ in columns
    )
    return {
        "form": ReadingForm(initial={**options, "rates": rates}),
        "columns": columns,
        "is_reading_open": is_open,
        "denied": {name for name, label in said.items() if not label},
    }


@looks
def progress(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """The progress block; once the work is over the browser is sent to what came of it."""
    found = import_page(**visit.scope, import_id=import_id)
    if not found.is_working:
        address = reverse("imports:page", args=[import_id])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    may = found.kind.act in visit.company.acts
    return render(request, "imports/progress_block.html", {"page": found, "may_import": may})


@looks
def document(request: HttpRequest, visit: Visit, import_id: int, no: int) -> HttpResponse:
    """One document: what is in the way, its lines, who corrected what, and the form to correct it."""
    return shown_document(request, visit, import_id, no)


def shown_document(
    request: HttpRequest, visit: Visit, import_id: int, no: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    """The page of one document, with what was refused on it."""
    found = document_of_import(**visit.scope, import_id=import_id, no=no)
    may = found.kind.act in visit.company.acts and found.state == "preview"
    shown = {
        "section": "book",
        "part": "imports",
        "page": found,
        "document": found.document,
        "fields": _fields(found.kind, found.document),
        "lines": _lines(found),
        "may_import": may,
        "refusal": refusal,
        "wrong": {each.field for each in found.document.problems},
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "imports/document.html", shown, status=status)


def _fields(kind: ImportKind, document: DocumentRow) -> list[tuple[Field, str]]:
    """What the form shows, field by field."""
    values = {**_values(document), **document.said}
    return [(FIELDS[name], values.get(name, "")) for name in kind.corrected]


def _values(document: DocumentRow) -> dict[str, str]:
    amount = as_text(document.amount.minor, document.currency) if document.amount else ""
    values = {
        "number": document.number, "customer": document.customer, "date": document.on, "due": document.due,
        "currency": document.currency, "rate": document.rate, "amount": amount,
        "tax": as_text(document.tax.minor, document.currency),
    }  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in values.items()}


@dataclass(frozen=True)
class LineFields:
    """A line with the fields of it that can be put right, each with its name on the form and its value."""

    line: LineRow
    fields: tuple[tuple[str, Field, str], ...]


def _lines(found: DocumentPage) -> list[LineFields]:
    return [
        LineFields(
            line,
            tuple(
                (f"line_{line.line_no}_{name}", FIELDS[name], _of_line(line, name))
                for name in found.line_corrected
            ),
        )
        for line in found.lines
    ]


def _of_line(line: LineRow, name: str) -> str:
    """What stands there: the value, or the text no value could be read of."""
    values = {"line_text": line.text, "quantity": line.quantity, "price": line.price}
    value = values.get(name)
    if value is None:
        return line.said.get(name, "")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
