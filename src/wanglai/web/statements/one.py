"""One statement: what it says, its file, a further version of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.exports.statements import statement_table
from wanglai.services.portal.show_links import portal_of_statement
from wanglai.services.portal.words import ANSWERS, LINK_STATES, STANDINGS
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.statements.issue_statement import reissue_statement
from wanglai.services.statements.on_paper import on_paper_of
from wanglai.services.statements.queries import PAGE_LINES, printed_statement, statement_page
from wanglai.services.statements.show_reminders import reminders_of_statement
from wanglai.services.statements.show_sending import sending_of_statement
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent, taken


@looks
def page(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """The statement as it was issued."""
    return shown_statement(request, visit, statement_id)


def shown_statement(
    request: HttpRequest, visit: Visit, statement_id: int, *, refusal: Refusal | None = None, link: str = "", replying: int = 0,
    is_on_paper: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page, with what was refused, or with a link that is shown this once."""
    lines_after = number_of(request.GET.get("after", "")) or 0
    items_after = number_of(request.GET.get("items", "")) or 0
    found = statement_page(
        **visit.scope, statement_id=statement_id, lines_after=lines_after, items_after=items_after
    )
    may_issue = "issue_statement" in visit.company.acts
    on_paper = on_paper_of(**visit.scope, statement_id=statement_id)
    may_enter = "enter_on_paper" in visit.company.acts
    is_signed = any(each.counts and each.kind == "signed" for each in on_paper)
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "list",
        "page": found,
        "refusal": refusal,
        "said": request.POST,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "letters": sending_of_statement(**visit.scope, statement_id=statement_id),
        "reminders": reminders_of_statement(**visit.scope, statement_id=statement_id),
        "may_hold": "hold_reminders" in visit.company.acts and not found.row.is_replaced,
        "may_send": "send_statements" in visit.company.acts and not found.row.is_replaced,
        "may_issue_again": may_issue and found.is_newest,
        "on_paper": on_paper,
        "may_enter_paper": may_enter and found.is_newest and not is_signed,
        "may_take_back": may_enter and any(each.counts for each in on_paper),
        "paper_refused": refusal is not None and is_on_paper,
        "next_lines": _next(lines_after, found.lines_total),
        "portal": portal_of_statement(**visit.scope, statement_id=statement_id),
        "standing_words": STANDINGS,
        "link_states": LINK_STATES,
        "answer_words": ANSWERS,
        "made_link": link,
        "replying": replying,  # the question whose reply was refused: its form stands open with what was typed
        "portal_open": portal_address(request),
        "may_reply": "reply_to_question" in visit.company.acts,
        "may_reconcile": "start_reconciliation" in visit.company.acts,
        "may_open_disputes": "view_ledger" in visit.company.acts,
        "may_link": "make_portal_link" in visit.company.acts,
        "next_items": _next(items_after, found.items_total),
    }
    return render(
        request, "statements/page.html", shown, status=http_status(refusal) if refusal else 200
    )


def _next(after: int, total: int) -> int | None:
    """Where the next stretch begins; None behind the last."""
    return after + PAGE_LINES if after + PAGE_LINES < total else None


@looks
def pdf(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """The paper, byte for byte as it was kept."""
    return sent(printed_statement(**visit.scope, statement_id=statement_id))


@looks
def sheet(
    request: HttpRequest, visit: Visit, statement_id: int, language: str, form: str
) -> HttpResponse:
    """Every line of it as a table."""
    return taken(statement_table(**visit.scope, statement_id=statement_id), language, form)


@acts
def again(request: HttpRequest, visit: Visit, statement_id: int) -> HttpResponse:
    """A further version, with the reason."""
    try:
        made = reissue_statement(
            **visit.scope, origin=origin_of(request), statement_id=statement_id,
            reason=words_of(request.POST.get("reason", ""), 1000), key=words_of(request.POST.get("key", ""), 100) or uuid.uuid4().hex,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_statement(request, visit, statement_id, refusal=refusal)
    messages.success(request, _("The further version is issued; the one before stays as it was."))
    return redirect("statements:page", made)
