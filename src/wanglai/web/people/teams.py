"""Teams: who looks after the same customers and sees them together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.access.people import people
from wanglai.services.access.teams import form_team, join_team, leave_team, teams
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.people.forms import MemberForm, TeamForm


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every team with its people and how many customers it looks after."""
    shown = {
        "section": "people",
        "teams": teams(**visit.scope),
        "people": [each for each in people(**visit.scope) if each.is_active],
        "may_manage": "manage_people" in visit.company.acts,
    }
    return render(request, "people/teams.html", shown)


@acts
def form(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new team."""
    form_team(**visit.scope, origin=origin_of(request), name=TeamForm(request.POST).said())
    messages.success(request, _("The team is there; now add its people."))
    return redirect("people:teams")


@acts
def join(request: HttpRequest, visit: Visit, team_id: int) -> HttpResponse:
    """One more person in the team."""
    person = MemberForm(request.POST).said()
    join_team(**visit.scope, origin=origin_of(request), team_id=team_id, person_id=person)
    return redirect("people:teams")


@acts
def leave(request: HttpRequest, visit: Visit, team_id: int, person_id: int) -> HttpResponse:
    """One person fewer in the team."""
    leave_team(**visit.scope, origin=origin_of(request), team_id=team_id, person_id=person_id)
    return redirect("people:teams")
