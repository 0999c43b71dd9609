"""The pages on which a customer disputes lines of its statement: what is open of them, or what is settled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wanglai.services.money import minor_of
from wanglai.services.portal.dispute_lines import (
    DisputedLine,
    LinesToDispute,
    LineToDispute,
    dispute_lines,
    dispute_settled_lines,
    lines_to_dispute,
    settled_lines,
)
from wanglai.services.portal.disputing import EVIDENCE_MAX, LINES_MAX, currency_to_dispute
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.portal.door import Caller, looks, sends
from wanglai.web.portal.looking import masked_page

WORDS_MOST = 4000  # the verb says what is too much


@dataclass(frozen=True)
class Way:
    """One of the two pages of lines: where it is, what it offers and what its form does."""

    name: str
    here: str
    to: str
    offered: Callable[..., LinesToDispute]
    verb: Callable[..., int]


OPEN = Way("open", "portal:dispute", "portal:send_dispute", lines_to_dispute, dispute_lines)
SETTLED = Way("settled", "portal:settled", "portal:send_settled", settled_lines, dispute_settled_lines)  # fmt: skip


@looks
def page(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The lines that are open, fifty at a time."""
    return _shown(request, caller, OPEN) if caller.visitor.sees_all else masked_page(request, caller)  # fmt: skip


@looks
def settled(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The lines that are settled, fifty at a time."""
    return _shown(request, caller, SETTLED) if caller.visitor.sees_all else masked_page(request, caller)  # fmt: skip


@sends
def send(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Each chosen line becomes a dispute; the receipt names them."""
    return _sent(request, caller, OPEN)


@sends
def send_settled(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The same of settled lines."""
    return _sent(request, caller, SETTLED)


def _sent(request: HttpRequest, caller: Caller, way: Way) -> HttpResponse:
    def said() -> int:
        currency = currency_to_dispute(visitor=caller.visitor)
        return way.verb(**caller.scope, **form_of(request), lines=_chosen(request, currency))

    return answered(request, caller, said, lambda now, refusal: _shown(request, now, way, refusal))


def answered(
    request: HttpRequest, caller: Caller, said: Callable[[], int], again: Callable[[Caller, Refusal], HttpResponse]
) -> HttpResponse:  # fmt: skip
    """The receipt of what was disputed, or the page again with why not."""
    try:
        made = said()
    except Refusal as refusal:
        now = caller.again()  # a link that is over meanwhile is answered as every other
        if not now.visitor.sees_all:
            return masked_page(request, now, refusal=refusal, status=http_status(refusal))
        return again(now, refusal)
    return redirect("portal:answer", made)


def form_of(request: HttpRequest) -> dict[str, Any]:
    """Who disputes, in which words, with which file, as every verb of a dispute takes them."""
    return {
        "name": words_of(request.POST.get("name", "")),
        "words": words_of(request.POST.get("words", ""), WORDS_MOST),
        "file": evidence_of(request),
        "key": words_of(request.POST.get("key", ""), 64) or uuid.uuid4().hex,
    }


def evidence_of(request: HttpRequest) -> Upload | None:
    """The file that came along; what is far too large is not read into memory only to be refused."""
    file = request.FILES.get("file")
    return Upload(file.name or "file", file.read(EVIDENCE_MAX + 1)) if file is not None else None


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


def _shown(request: HttpRequest, caller: Caller, way: Way, refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    after = number_of(request.GET.get("after", "")) or 0
    found = way.offered(visitor=caller.visitor, after=after)
    shown: dict[str, Any] = {
        "caller": caller,
        "page": found,
        "way": way,
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
    """A line with what was typed for it; at first the whole of what is there."""
    return {
        "row": row,
        "is_chosen": str(row.item_id) in request.POST.getlist("line"),
        "amount": request.POST.get(f"amount-{row.item_id}", row.free.text),
        "reason": request.POST.get(f"reason-{row.item_id}", ""),
    }
