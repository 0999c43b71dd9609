"""What a customer looks at: the statement, masked before a code; the paper; one answer as a receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wanglai.services.portal.codes import DEMO_CODE
from wanglai.services.portal.show_statement import (
    PAGE_LINES,
    masked_statement,
    paper_to_take,
    receipt_of,
    whole_statement,
)
from wanglai.services.portal.words import ANSWERS, SCORES
from wanglai.services.refusals import Refusal
from wanglai.web.parts.asked import number_of
from wanglai.web.parts.sending import sent
from wanglai.web.portal.door import Caller, looks


@looks
def page(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Everything where a code was typed a little while ago, else the masked view."""
    return whole_page(request, caller) if caller.visitor.sees_all else masked_page(request, caller)


def masked_page(
    request: HttpRequest, caller: Caller, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """What a link alone shows."""
    shown = {
        "caller": caller,
        "page": masked_statement(visitor=caller.visitor),
        "refusal": refusal,
        "demo_code": DEMO_CODE,
    }
    return render(request, "portal/masked.html", shown, status=status)


def whole_page(
    request: HttpRequest, caller: Caller, *, refusal: Refusal | None = None, doing: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    """What a code shows. ``doing`` is the form that was refused: it stands open with what was typed."""
    lines_after = number_of(request.GET.get("after", "")) or 0
    items_after = number_of(request.GET.get("items", "")) or 0
    found = whole_statement(visitor=caller.visitor, lines_after=lines_after, items_after=items_after)  # fmt: skip
    shown: dict[str, Any] = {
        "caller": caller,
        "page": found,
        "refusal": refusal,
        "doing": doing,
        "key": uuid.uuid4().hex,  # of whichever form is sent: one page says one thing
        "said": request.POST,
        "answer_words": ANSWERS,
        "is_demo": caller.visitor.is_demo,
        "demo_code": DEMO_CODE,
        "next_lines": _next(lines_after, found.lines_total),
        "next_items": _next(items_after, found.items_total),
    }
    return render(request, "portal/page.html", shown, status=status)


def _next(after: int, total: int) -> int | None:
    return after + PAGE_LINES if after + PAGE_LINES < total else None


@looks
def pdf(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The paper, byte for byte as it was kept."""
    return sent(paper_to_take(visitor=caller.visitor))


@looks
def answer(request: HttpRequest, caller: Caller, answer_id: int) -> HttpResponse:
    """One answer of this statement, as a receipt; every other is as if absent."""
    receipt = receipt_of(visitor=caller.visitor, answer_id=answer_id)
    shown = {"caller": caller, "receipt": receipt, "words": ANSWERS[receipt.answer.kind], "key": uuid.uuid4().hex, "scores": SCORES.items()}  # fmt: skip
    return render(request, "portal/receipt.html", shown)
