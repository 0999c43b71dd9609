"""The customer portal of one statement, for staff: a link is made, shown once, withdrawn; what the customer handed in is taken and reconciled; questions are replied to."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.portal.make_link import make_link, revoke_link
from wanglai.services.portal.reconcile_answer import reconcile_answer
from wanglai.services.portal.reply import reply_to_question
from wanglai.services.portal.show_links import answered_file
from wanglai.services.refusals import Refusal
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent
from wanglai.web.statements.one import shown_statement

WORDS_MOST = 4000  # the verb says what is too much


@acts
def make(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """A link for one contact, shown this once: nobody can show it again."""
    try:
        made = make_link(
            **visit.scope, origin=origin_of(request), statement_id=statement_id,
            contact_id=number_of(request.POST.get("contact", "")) or 0,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal)
    return shown_statement(request, visit, statement_id, link=portal_address(request) + made.token)


@acts
def revoke(request: HttpRequest, visit: Visit, statement_id: int, link_id: int) -> HttpResponse:
    """Nothing opens by it any more, in browsers where it is open neither."""
    revoke_link(**visit.scope, origin=origin_of(request), link_id=link_id)
    messages.success(request, _("The link is withdrawn. Nothing opens by it any more."))
    return redirect("statements:page", statement_id)


@acts
def reply(request: HttpRequest, visit: Visit, statement_id: int, answer_id: int) -> HttpResponse:
    """What the customer reads in the portal below its question."""
    try:
        reply_to_question(
            **visit.scope, origin=origin_of(request), statement_id=statement_id, answer_id=answer_id,
            words=words_of(request.POST.get("words", ""), WORDS_MOST),
            key=words_of(request.POST.get("key", ""), 64) or uuid.uuid4().hex, portal=portal_address(request),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal, replying=answer_id)
    messages.success(request, _("The reply is kept; the customer reads it in the portal."))
    return redirect("statements:page", statement_id)


@acts
def reconcile(request: HttpRequest, visit: Visit, statement_id: int, answer_id: int) -> HttpResponse:  # fmt: skip
    """The ledger the customer handed in, laid beside our book."""
    try:
        begun = reconcile_answer(**visit.scope, statement_id=statement_id, answer_id=answer_id)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal)
    return redirect("reconciliation:page", begun)


@looks
def file(request: HttpRequest, visit: Visit, statement_id: int, answer_id: int) -> HttpResponse:
    """What the customer handed in, as it came."""
    return sent(answered_file(**visit.scope, statement_id=statement_id, answer_id=answer_id))
