"""One case: its place in the drawing, the steps that wait, what was done; doing a step, stopping it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.procedures.cases import do_step, look_for_facts, stop_case
from wanglai.services.procedures.queries import case_page
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@looks
def page(request: HttpRequest, visit: Visit, case_id: int) -> HttpResponse:
    """The case as it stands."""
    return _shown(request, visit, case_id)


def _shown(
    request: HttpRequest, visit: Visit, case_id: int, *, refusal: Refusal | None = None, doing: str = ""
) -> HttpResponse:  # fmt: skip
    found = case_page(**visit.scope, case_id=case_id)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "cases",
        "page": found,
        "done_ids": " ".join(dict.fromkeys(each.id for each in found.done)),
        "here_ids": " ".join(each.step.id for each in found.waiting),
        "late_ids": " ".join(each.step.id for each in found.waiting if each.is_late),
        "has_facts": any(each.facts for each in found.waiting),
        "may_follow": "follow_procedure" in visit.company.acts,
        "doing": doing,
        "said": request.POST,
        "refusal": refusal,
    }
    return render(request, "procedures/case.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@acts
def do(request: HttpRequest, visit: Visit, case_id: int) -> HttpResponse:
    """A step is done, with its answer."""
    step = words_of(request.POST.get("step", ""), 100)
    try:
        do_step(
            **visit.scope, origin=origin_of(request), case_id=case_id, step=step, done=number_of(request.POST.get("done", "")) or 0,
            way=words_of(request.POST.get("way", ""), 100), said=words_of(request.POST.get("said", ""), 500),
        )  # fmt: skip
    except Refusal as refusal:
        if http_status(refusal) == 404:
            raise
        return _shown(request, visit, case_id, refusal=refusal, doing=step)
    messages.success(request, _("The step is done."))
    return redirect("procedures:case", case_id)


@acts
def look(request: HttpRequest, visit: Visit, case_id: int) -> HttpResponse:
    """What the machine does every few minutes, now: steps that facts have done."""
    count = look_for_facts(**visit.scope, origin=origin_of(request), case_id=case_id)
    said = ngettext("%(n)d step is done by a fact.", "%(n)d steps are done by facts.", count) % {"n": count}  # fmt: skip
    (messages.success if count else messages.info)(request, said if count else _("No fact did a step yet."))  # fmt: skip
    return redirect("procedures:case", case_id)


@acts
def stop(request: HttpRequest, visit: Visit, case_id: int) -> HttpResponse:
    """The case ends before its end."""
    try:
        stop_case(**visit.scope, origin=origin_of(request), case_id=case_id, reason=words_of(request.POST.get("reason", ""), 500))  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, case_id, refusal=refusal, doing="stop")
    messages.success(request, _("The case is stopped."))
    return redirect("procedures:case", case_id)
