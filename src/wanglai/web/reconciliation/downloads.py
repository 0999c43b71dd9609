"""Files to take away: the difference sheet, the JSON contract, the files as they were handed in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.rows import Download
from wanglai.web.parts.door import Visit, looks


def _sent(download: Download) -> HttpResponse:
    answer = HttpResponse(download.content, content_type=download.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, download.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@looks
def sheet(request: HttpRequest, visit: Visit, pk: int, language: str) -> HttpResponse:
    """The difference sheet in Chinese or English, decisions by hand applied."""
    if language not in ("zh", "en"):
        raise Http404
    return _sent(download_sheet(**visit.scope, reconciliation_id=pk, language=language))


@looks
def contract(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The same content for programs, as ``tieout match --json`` writes it."""
    found = download_sheet(
        **visit.scope, reconciliation_id=pk, language=visit.language, form="json"
    )
    return _sent(found)


@looks
def original(request: HttpRequest, visit: Visit, pk: int, side: str) -> HttpResponse:
    """One side's file, byte for byte."""
    return _sent(original_file(**visit.scope, reconciliation_id=pk, side=side))
