"""How often customers that did not answer a statement are asked again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.refusals import Refusal, http_status
from wanglai.services.statements.reminder_policy import reminder_policies, set_reminder_policy
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rules in force, those before, and the form of the next."""
    if request.method != "POST":
        return _shown(request, visit)
    most, days = (number_of(request.POST.get(name, "").strip()) for name in ("at_most", "days_between"))  # fmt: skip
    if most is None or days is None:
        return _shown(request, visit, problems=(_("Give both as whole numbers."),))
    try:
        set_reminder_policy(**visit.scope, origin=origin_of(request), at_most=most, days_between=days)  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The rules of reminders are in force."))
    return redirect("messages:reminders")


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    rows = reminder_policies(**visit.scope)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "messages",
        "now": rows[0],
        "said": request.POST,
        "rows": [each for each in rows if each.version],
        "refusal": refusal,
        "problems": problems,
        "may_set": "set_reminder_policy" in visit.company.acts,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "messages/reminders.html", shown, status=status)
