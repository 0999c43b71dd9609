"""Who belongs to the company, what each may do, and the duties behind it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.access.disable_person import disable_person, enable_person
from wanglai.services.access.give_role import give_role
from wanglai.services.access.invite_person import invite_person
from wanglai.services.access.matrix import CELLS, DUTIES, HARD_PAIRS, ROLE_NAMES, SOFT_PAIRS
from wanglai.services.access.people import people, soft_conflicts
from wanglai.services.access.report_conflicts import conflict_reports, sign_conflicts
from wanglai.services.access.take_role import take_role
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.people.forms import InviteForm, RoleForm

_VERBS: dict[str, Callable[..., int]] = {
    "give_role": give_role,
    "take_role": take_role,
    "invite_person": invite_person,
    "enable_person": enable_person,
}


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everybody with their roles, and the pairs of roles a manager should know of."""
    shown = {
        "section": "people",
        "people": people(**visit.scope),
        "conflicts": soft_conflicts(**visit.scope),
        "reports": conflict_reports(**visit.scope),
        "roles": ROLE_NAMES.items(),
        "may_sign": "sign_conflicts" in visit.company.acts,
        "may_manage": "manage_people" in visit.company.acts,
    }
    return render(request, "people/list.html", shown)


@looks
def matrix(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The duty matrix as it is in force, to print: words of both languages stand beside each other."""
    rows = [
        {"number": duty.number, "words": duty.words, "cells": [CELLS[cell].words for cell in duty.cells.values()]}
        for duty in DUTIES.values()
    ]  # fmt: skip
    pairs = [
        {"first": ROLE_NAMES[pair.codes[0]], "second": ROLE_NAMES[pair.codes[1]], "codes": pair.codes, "why": pair.why, "is_hard": is_hard}
        for is_hard, kept in ((True, HARD_PAIRS), (False, SOFT_PAIRS))
        for pair in kept
    ]  # fmt: skip
    shown = {"section": "people", "rows": rows, "roles": ROLE_NAMES.items(), "pairs": pairs}
    return render(request, "people/matrix.html", shown)


@acts
def invite(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Another person joins; they choose a password by "forgotten password"."""
    said = InviteForm(request.POST).said()
    done = _("Added. They set their password by “Forgotten password”.")
    return _change(request, visit, "invite_person", said, done)


@acts
def give(request: HttpRequest, visit: Visit, person_id: int) -> HttpResponse:
    """One more role."""
    subject = {"person_id": person_id, "role": RoleForm(request.POST).said()}
    return _change(request, visit, "give_role", subject, _("The role is given."))


@acts
def take(request: HttpRequest, visit: Visit, person_id: int) -> HttpResponse:
    """One role fewer."""
    subject = {"person_id": person_id, "role": RoleForm(request.POST).said()}
    return _change(request, visit, "take_role", subject, _("The role is taken away."))


def _change(
    request: HttpRequest, visit: Visit, kind: str, subject: dict[str, Any], done: str
) -> HttpResponse:
    """Do it, or ask the manager whose word it needs."""
    origin = origin_of(request)
    try:
        _VERBS[kind](**visit.scope, origin=origin, **subject)
    except ApprovalIsNeeded:
        key = f"{kind}:{uuid.uuid4().hex}"
        asked = request_approval(**visit.scope, origin=origin, kind=kind, subject=subject, key=key)
        messages.info(request, _("A manager has to agree: your request waits for their word."))
        return redirect("approvals:page", asked)
    messages.success(request, done)
    return redirect("people:list")


@acts
def sign(request: HttpRequest, visit: Visit, month: str) -> HttpResponse:
    """A manager has seen the month's report."""
    sign_conflicts(**visit.scope, origin=origin_of(request), month=month)
    messages.success(request, _("Signed: the report of this month was seen."))
    return redirect("people:list")


@acts
def disable(request: HttpRequest, visit: Visit, person_id: int) -> HttpResponse:
    """The sign-in works no longer, from the next click on."""
    disable_person(**visit.scope, origin=origin_of(request), person_id=person_id)
    messages.success(request, _("Switched off: this person is signed out everywhere."))
    return redirect("people:list")


@acts
def enable(request: HttpRequest, visit: Visit, person_id: int) -> HttpResponse:
    """The sign-in works again."""
    return _change(
        request, visit, "enable_person", {"person_id": person_id}, _("Switched on again.")
    )
