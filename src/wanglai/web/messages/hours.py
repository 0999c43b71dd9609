"""When a company writes to its customers."""

from __future__ import annotations

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.messages.message_policy import message_policies, set_message_policy
from wanglai.services.messages.send_messages import is_mail_set
from wanglai.services.messages.words import CALENDARS
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The hours in force, those before, and the form of the next."""
    if request.method != "POST":
        return _shown(request, visit)
    open_from, open_to = (_time(request.POST.get(name, "")) for name in ("open_from", "open_to"))
    if open_from is None or open_to is None:
        return _shown(request, visit, problems=(_("Give both hours, such as 08:00."),))
    try:
        set_message_policy(
            **visit.scope, origin=origin_of(request), open_from=open_from, open_to=open_to,
            calendar=request.POST.get("calendar", "CN"),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The hours are in force."))
    return redirect("messages:hours")


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    rows = message_policies(**visit.scope)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "messages",
        "now": rows[0],
        "rows": [(each, CALENDARS[each.calendar]) for each in rows if each.version],
        "calendars": CALENDARS.items(),
        "calendar_words": CALENDARS[rows[0].calendar],
        "is_mail_set": is_mail_set(),
        "refusal": refusal,
        "problems": problems,
        "may_set": "set_message_policy" in visit.company.acts,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "messages/hours.html", shown, status=status)
