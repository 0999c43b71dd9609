"""Files to take away: the report, the original, the templates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from wanglai.services.imports.import_sheet import import_sheet
from wanglai.services.imports.import_template import import_template
from wanglai.services.imports.original_of_import import original_of_import
from wanglai.web.parts.door import Visit, looks
from wanglai.web.parts.sending import sent


@looks
def sheet(request: HttpRequest, visit: Visit, import_id: int, language: str) -> HttpResponse:
    """Every document, booked or left out and why, in Excel."""
    if language not in ("zh", "en"):
        raise Http404
    return sent(
        import_sheet(**visit.scope, import_id=import_id, company_name=visit.company.name, language=language)
    )  # fmt: skip


@looks
def template(request: HttpRequest, visit: Visit, kind: str, language: str) -> HttpResponse:
    """An empty workbook of a kind with its columns."""
    if language not in ("zh", "en"):
        raise Http404
    return sent(import_template(**visit.scope, kind=kind, language=language))


@looks
def original(request: HttpRequest, visit: Visit, import_id: int) -> HttpResponse:
    """The file as it was handed in."""
    return sent(original_of_import(**visit.scope, import_id=import_id))
