"""What is done with a line beside settling it: a question, aside, back, a proposal rejected, a settlement undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.bank.words import ASIDE
from wanglai.services.cash.deciding import (
    answer_question,
    ask_colleague,
    bring_back,
    reject_proposal,
    set_aside,
)
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.refusals import Refusal
from wanglai.web.cash.line import shown_line
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door


@acts
def ask(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Ask a colleague; the line waits apart until somebody answers."""
    of = request.POST.get("asked_of", "")
    ask_colleague(
        **visit.scope, line_id=line_id, question=request.POST.get("question", ""),
        asked_of=int(of) if of.isdecimal() else None,
    )  # fmt: skip
    messages.success(request, _("The line waits for the answer."))
    return redirect("cash:queue")


@acts
def answer(request: HttpRequest, visit: Visit, question_id: int) -> HttpResponse:
    """Answer; the line is in the queue again."""
    answer_question(**visit.scope, question_id=question_id, answer=request.POST.get("answer", ""))
    messages.success(request, _("The line is in the queue again."))
    return redirect("cash:queue")


@acts
def aside(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """The line is not a customer's."""
    kind, version = request.POST.get("kind", ""), request.POST.get("version", "")
    set_aside(
        **visit.scope, origin=origin_of(request), line_id=line_id, kind=kind if kind in ASIDE else "not_a_customer",
        note=request.POST.get("note", ""), version=int(version) if version.isdecimal() else None,
    )  # fmt: skip
    messages.success(request, _("The line is put aside; the bank reconciliation names it."))
    return redirect("cash:queue")


@acts
def back(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """It waits again."""
    bring_back(**visit.scope, origin=origin_of(request), line_id=line_id)
    return redirect("cash:line", line_id)


@acts
def reject(request: HttpRequest, visit: Visit, proposal_id: int) -> HttpResponse:
    """The machine is wrong about it."""
    reject_proposal(**visit.scope, proposal_id=proposal_id)
    messages.success(request, _("The proposal is gone; the line waits for you."))
    line = request.POST.get("line", "")
    return redirect("cash:line", int(line)) if line.isdecimal() else redirect("cash:queue")


@acts
def undo(request: HttpRequest, visit: Visit, settlement_id: int) -> HttpResponse:
    """Take back what was made of the line."""
    line = request.POST.get("line", "")
    try:
        undo_settlement(**visit.scope, origin=origin_of(request), settlement_id=settlement_id)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        if not line.isdecimal():
            raise
        return shown_line(request, visit, int(line), refusal=refusal)
    messages.success(request, _("It is taken back: the items are open again, at their old age."))
    return redirect("cash:line", int(line)) if line.isdecimal() else redirect("cash:queue")
