"""The page on which a customer disputes lines of its statement."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wanglai.services.money import minor_of
from wanglai.services.portal.dispute_lines import (
    EVIDENCE_MAX,
    LINES_MAX,
    DisputedLine,
    LineToDispute,
    dispute_lines,
    lines_to_dispute,
)
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.portal.door import Caller, looks, sends
from wanglai.web.portal.looking import masked_page

WORDS_MOST = 4000  # the verb says what is too much


@looks
def page(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The lines that may be disputed, fifty at a time."""
    if not caller.visitor.sees_all:
        return masked_page(request, caller)
    return _shown(request, caller)


@sends
def send(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Each chosen line becomes a dispute; the receipt names them."""
    try:
        made = _disputed(request, caller)
    except Refusal as refusal:
        now = caller.again()  # a link that is over meanwhile is answered as every other
        if not now.visitor.sees_all:
            return masked_page(request, now, refusal=refusal, status=http_status(refusal))
        return _shown(request, now, refusal=refusal)
    return redirect("portal:answer", made)


def _disputed(request: HttpRequest, caller: Caller) -> int:
    file = request.FILES.get("file")
    # what is far too large is not read into memory only to be refused
    upload = Upload(file.name or "file", file.read(EVIDENCE_MAX + 1)) if file is not None else None
    currency = lines_to_dispute(visitor=caller.visitor).currency
    return dispute_lines(
        **caller.scope, name=words_of(request.POST.get("name", "")), words=words_of(request.POST.get("words", ""), WORDS_MOST),
        lines=_chosen(request, currency), file=upload, key=words_of(request.POST.get("key", ""), 64) or uuid.uuid4().hex,
    )  # fmt: skip


def _chosen(request: HttpRequest, currency: str) -> list[DisputedLine]:
    """The ticked lines as they were typed; what cannot be read is for the verb to refuse."""
    return [
        DisputedLine(
            number_of(said) or 0,
            minor_of(words_of(request.POST.get(f"amount-{said}", "")), currency),
            words_of(request.POST.get(f"reason-{said}", ""), 20),
        )
        for said in request.POST.getlist("line")[: LINES_MAX + 1]
    ]


def _shown(request: HttpRequest, caller: Caller, *, refusal: Refusal | None = None) -> HttpResponse:
    after = number_of(request.GET.get("after", "")) or 0
    found = lines_to_dispute(visitor=caller.visitor, after=after)
    shown: dict[str, Any] = {
        "caller": caller,
        "page": found,
        "refusal": refusal,
        "lines": [_typed(request, row) for row in found.rows],
        "after": after,
        "next_lines": after + LINES_MAX if after + LINES_MAX < found.total else None,
        "said": request.POST,
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    status = http_status(refusal) if refusal is not None else 200
    return render(request, "portal/dispute.html", shown, status=status)


def _typed(request: HttpRequest, row: LineToDispute) -> dict[str, Any]:
    """A line with what was typed for it; at first the whole of what is open."""
    return {
        "row": row,
        "is_chosen": str(row.item_id) in request.POST.getlist("line"),
        "amount": request.POST.get(f"amount-{row.item_id}", row.free.text),
        "reason": request.POST.get(f"reason-{row.item_id}", ""),
    }
