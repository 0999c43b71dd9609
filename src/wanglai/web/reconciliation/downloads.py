"""Files to take away: the difference sheet, the JSON contract, the files as they were handed in."""

from __future__ import annotations

from typing import TypedDict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from wanglai.services.files import Download
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.original_file import original_file
from wanglai.services.reconciliation.prepare_sheet import prepare_sheet, sheet_progress
from wanglai.services.reconciliation.queries import reconciliation_page
from wanglai.web.parts.door import Visit, is_fragment, looks


class Wanted(TypedDict):
    """Which sheet: of what, in which language, as what."""

    reconciliation_id: int
    language: str
    form: str


def _sent(download: Download) -> HttpResponse:
    answer = HttpResponse(download.content, content_type=download.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, download.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sheet(visit: Visit, pk: int, language: str, form: str) -> HttpResponse:
    """The sheet, or the page that waits for it where the result is long.

    Asking for it queues the work, on GET as well: asked twice it is made once, and nothing a person sees changes.
    """
    wanted: Wanted = {"reconciliation_id": pk, "language": language, "form": form}
    if prepare_sheet(**visit.scope, **wanted).is_ready:
        return _sent(download_sheet(**visit.scope, **wanted))
    return redirect("reconciliation:preparing", pk, language, form)


@looks
def sheet(request: HttpRequest, visit: Visit, pk: int, language: str) -> HttpResponse:
    """The difference sheet in Chinese or English, decisions by hand applied."""
    if language not in ("zh", "en"):
        raise Http404
    return _sheet(visit, pk, language, "xlsx")


@looks
def contract(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The same content for programs, as ``tieout match --json`` writes it."""
    return _sheet(visit, pk, visit.language, "json")


@looks
def preparing(
    request: HttpRequest, visit: Visit, pk: int, language: str, form: str
) -> HttpResponse:
    """How far the sheet is; once it is ready it is taken by itself."""
    wanted: Wanted = {"reconciliation_id": pk, "language": language, "form": form}
    shown = {
        "progress": sheet_progress(**visit.scope, **wanted),
        "pk": pk,
        "wanted": wanted,
        "address": reverse("reconciliation:contract", args=[pk])
        if form == "json"
        else reverse("reconciliation:sheet", args=[pk, language]),
    }
    if is_fragment(request):
        return render(request, "reconciliation/preparing_block.html", shown)
    shown["page"] = reconciliation_page(**visit.scope, reconciliation_id=pk)
    return render(request, "reconciliation/preparing.html", shown)


@looks
def original(request: HttpRequest, visit: Visit, pk: int, side: str) -> HttpResponse:
    """One side's file, byte for byte."""
    return _sent(original_file(**visit.scope, reconciliation_id=pk, side=side))
