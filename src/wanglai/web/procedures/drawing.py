"""The procedure in force, and a drawing that is to follow it: handed in, looked at with all that is wrong, put in force."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.procedures.facts import FACTS
from wanglai.services.procedures.queries import drawing_of, procedure_page
from wanglai.services.procedures.reading import drawing_found, keep_drawing, ready_made
from wanglai.services.procedures.refusals import ProcedureCannotBeFollowed
from wanglai.services.procedures.set_procedure import KIND, set_procedure
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import sent
from wanglai.web.parts.waiting import waits_for_another

BYTES_MAX = 1 << 20
_PLACE = {"section": "book", "part": "statements", "sub": "procedure"}


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The procedure in force, drawn and as a table."""
    return _shown(request, visit)


def _shown(request: HttpRequest, visit: Visit, refusal: Refusal | None = None) -> HttpResponse:
    shown = {
        **_PLACE,
        "page": procedure_page(**visit.scope),
        "facts": FACTS.values(),
        "may_set": "set_procedure" in visit.company.acts,
        "refusal": refusal,
    }
    return render(request, "procedures/drawing.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@looks
def file(request: HttpRequest, visit: Visit, version: int) -> HttpResponse:
    """The file as it was handed in."""
    return sent(drawing_of(**visit.scope, version=version))


@acts
def hand_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A file, or the ready-made procedure, to be looked at."""
    language = request.POST.get("ready_made", "")
    given = request.FILES.get("drawing")
    if given is not None and (given.size or 0) > BYTES_MAX:
        return _shown(request, visit, ProcedureCannotBeFollowed(given.name or ""))
    if given is None and not language:
        messages.error(request, _("Choose a file first."))
        return redirect("procedures:drawing")
    upload = Upload(given.name or "procedure.bpmn", given.read()) if given is not None else ready_made(language)  # fmt: skip
    return redirect("procedures:draft", keep_drawing(**visit.scope, upload=upload))


@looks
def draft(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """The drawing, how it is understood, and what keeps it from being followed."""
    found = drawing_found(**visit.scope, file_id=file_id)
    shown = {**_PLACE, "found": found, "drawn": found.drawing.decode("utf-8", "replace") if found.procedure else ""}  # fmt: skip
    return render(request, "procedures/draft.html", shown)


@acts
def put_in_force(request: HttpRequest, visit: Visit, file_id: int) -> HttpResponse:
    """In force from now on, or after another agreed."""
    try:
        set_procedure(**visit.scope, origin=origin_of(request), file_id=file_id)
    except ApprovalIsNeeded:
        asked = request_approval(
            **visit.scope, origin=origin_of(request), kind=KIND, subject={"file_id": file_id}, key=f"{KIND}:{uuid.uuid4().hex}"
        )  # fmt: skip
        return waits_for_another(request, asked)
    messages.success(request, _("The procedure is in force for cases opened from now on."))
    return redirect("procedures:drawing")
