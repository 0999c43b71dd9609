"""Statements on their way to customers: sent, held, let go on, and what failed sent again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.refusals import Refusal
from wanglai.services.statements.hold_reminders import resume_reminders, stop_reminders
from wanglai.services.statements.hold_sending import go_on_sending, hold_sending, send_failed_again
from wanglai.services.statements.send_statements import send_statement, send_statements
from wanglai.web.parts.asked import words_of
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.language import house_language
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.statements.one import shown_statement


@acts
def send(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Queue what the run issued and was not sent yet."""
    try:
        seq = send_statements(
            **visit.scope, origin=origin_of(request), run_id=run_id, portal=portal_address(request)
        )
    except Refusal as refusal:
        leave_to_the_door(refusal)
        messages.error(request, refusal.reason.within(house_language()))
        return redirect("statements:run", run_id)
    _say(request, is_new=bool(seq))
    return redirect("statements:run", run_id)


@acts
def send_one(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """Queue one statement for those it was not sent to yet."""
    seq = send_statement(
        **visit.scope, origin=origin_of(request), statement_id=statement_id, portal=portal_address(request)
    )  # fmt: skip
    _say(request, is_new=bool(seq))
    return redirect("statements:page", statement_id)


@acts
def hold(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Stop what is not with the mail server yet."""
    count = hold_sending(**visit.scope, origin=origin_of(request), run_id=run_id)
    messages.success(request, _("%(count)s letters are held; what the server has is gone.") % {"count": count})  # fmt: skip
    return redirect("statements:run", run_id)


@acts
def go_on(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Let go on what was held."""
    count = go_on_sending(**visit.scope, origin=origin_of(request), run_id=run_id)
    messages.success(request, _("%(count)s letters go on.") % {"count": count})
    return redirect("statements:run", run_id)


@acts
def send_failed(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Once more what the mail server refused."""
    count = send_failed_again(**visit.scope, origin=origin_of(request), run_id=run_id)
    messages.success(request, _("%(count)s letters are queued once more.") % {"count": count})
    return redirect("statements:run", run_id)


@acts
def stop_reminding(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """Ask no more about the statement, for a reason."""
    return _held(request, visit, statement_id, is_stopped=True)


@acts
def remind_on(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """Ask about it again, for a reason."""
    return _held(request, visit, statement_id, is_stopped=False)


def _held(request: HttpRequest, visit: Visit, statement_id: int, *, is_stopped: bool) -> HttpResponse:  # fmt: skip
    verb = stop_reminders if is_stopped else resume_reminders
    reason = words_of(request.POST.get("reason", ""), 300)
    try:
        verb(**visit.scope, origin=origin_of(request), statement_id=statement_id, reason=reason)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal)
    if is_stopped:
        messages.success(request, _("The reminders of this statement are stopped; none that waits is sent."))  # fmt: skip
    else:
        messages.success(request, _("The reminders of this statement go on."))
    return redirect("statements:page", statement_id)


def _say(request: HttpRequest, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("Queued. Below stands to whom, and why some go to nobody."))
    else:
        messages.info(request, _("Nothing new to send: nobody gets a statement twice."))
