"""Imports to look at: the list, one import in every state, one document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wanglai.services.imports.correct_document import CORRECTED
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.queries import (
    document_of_import,
    documents_of_import,
    import_page,
    list_imports,
)
from wanglai.services.imports.rows import DocumentRow, ImportPage
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
        "may_import": "import_documents" in visit.company.acts,
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
        "may_import": "import_documents" in visit.company.acts,
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
    may = "import_documents" in visit.company.acts
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
    may = "import_documents" in visit.company.acts and found.state == "preview"
    shown = {
        "section": "book",
        "part": "imports",
        "page": found,
        "document": found.document,
        "fields": [(FIELDS[name], value) for name, value in _values(found.document).items()],
        "may_import": may,
        "refusal": refusal,
        "wrong": {each.field for each in found.document.problems},
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "imports/document.html", shown, status=status)


def _values(document: DocumentRow) -> dict[str, str]:
    """What the form shows, field by field."""
    amount = as_text(document.amount.minor, document.currency) if document.amount else ""
    values = {
        "number": document.number, "customer": document.customer, "date": document.on, "due": document.due,
        "currency": document.currency, "rate": document.rate, "amount": amount,
        "tax": as_text(document.tax.minor, document.currency),
    }  # fmt: skip
    assert set(values) == set(CORRECTED), "the form has every field that can be corrected"
    return {name: "" if value is None else str(value) for name, value in values.items()}
