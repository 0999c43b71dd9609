"""The page of what became of the ledger a customer handed in, its papers, and what the customer says of each difference."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from wanglai.services.exports.balance_statement import ledger_table
from wanglai.services.portal.answer_differences import (
    LINES_MAX,
    SaidOfDifference,
    answer_differences,
)
from wanglai.services.portal.show_ledger import (
    LedgerResult,
    LedgerRow,
    ledger_paper,
    ledger_result,
)
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.sending import sent, taken
from wanglai.web.portal.disputing import form_of
from wanglai.web.portal.door import Caller, looks, sends
from wanglai.web.portal.looking import masked_page

ANSWERS = {"agrees": True, "declines": False}


@looks
def page(request: HttpRequest, caller: Caller, answer_id: int) -> HttpResponse:
    """The differences as they were released."""
    return _shown(request, caller, answer_id) if caller.visitor.sees_all else masked_page(request, caller)  # fmt: skip


@looks
def pdf(request: HttpRequest, caller: Caller, answer_id: int) -> HttpResponse:
    """The sheet, byte for byte."""
    return sent(ledger_paper(visitor=caller.visitor, answer_id=answer_id))


@looks
def sheet(request: HttpRequest, caller: Caller, answer_id: int, language: str, form: str) -> HttpResponse:  # fmt: skip
    """The same as Excel or CSV."""
    return taken(ledger_table(visitor=caller.visitor, answer_id=answer_id), language, form)


@sends
def answer(request: HttpRequest, caller: Caller, answer_id: int) -> HttpResponse:
    """Of each difference whether the customer agrees."""
    form = form_of(request)
    del form["file"]
    try:
        shown = number_of(request.POST.get("sheet", "")) or 0
        answer_differences(**caller.scope, answer_id=answer_id, sheet_id=shown, said=_said(request), **form)  # fmt: skip
    except Refusal as refusal:
        now = caller.again()  # a link that is over meanwhile is answered as every other
        if not now.visitor.sees_all:
            return masked_page(request, now, refusal=refusal, status=http_status(refusal))
        if http_status(refusal) == 404:
            raise
        return _shown(request, now, answer_id, refusal=refusal)
    return redirect(f"{reverse('portal:ledger', args=[answer_id])}?said={shown}")


def _said(request: HttpRequest) -> list[SaidOfDifference]:
    """The differences that were chosen of; the rest waits."""
    return [
        SaidOfDifference(name[:40], ANSWERS[chosen], words_of(request.POST.get(f"words-{name}", ""), 2_000))
        for name in request.POST.getlist("difference")[:LINES_MAX]
        for chosen in [request.POST.get(f"answer-{name}", "")]
        if chosen in ANSWERS
    ]  # fmt: skip


def _shown(request: HttpRequest, caller: Caller, answer_id: int, *, refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    found = ledger_result(visitor=caller.visitor, answer_id=answer_id)
    # What was typed of a sheet that was overtaken is not carried to the one that took its place.
    typed = request.POST if request.POST.get("sheet") == str(found.sheet_id) else QueryDict()
    shown: dict[str, Any] = {
        "caller": caller,
        "page": found,
        "parts": [(part, [_typed(typed, row) for row in part.rows]) for part in found.parts],
        "refusal": refusal,
        "was_answered": request.GET.get("said") == str(found.sheet_id) and _has_answers(found),
        "said": request.POST,
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal is not None else 200
    return render(request, "portal/ledger.html", shown, status=status)


def _has_answers(found: LedgerResult) -> bool:
    """An address of the page before says nothing of a sheet of which nothing was answered."""
    return any(row.answer for part in found.parts for row in part.rows)


def _typed(given: QueryDict, row: LedgerRow) -> dict[str, Any]:
    """A difference with what was typed for it."""
    return {
        "row": row,
        "answer": given.get(f"answer-{row.name}", ""),
        "words": given.get(f"words-{row.name}", ""),
    }
