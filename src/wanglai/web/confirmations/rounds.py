"""Rounds of letters: the list, one with its letters and figures, and its steps."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.confirmations.agree_round import agree_round, ask_again
from wanglai.services.confirmations.audit_file import take_audit_file
from wanglai.services.confirmations.close_round import close_round
from wanglai.services.confirmations.draft_round import drop_round
from wanglai.services.confirmations.queries import (
    WantedLetters,
    WantedRounds,
    list_rounds,
    round_page,
)
from wanglai.services.confirmations.words import LETTER_STATES, SHOWN
from wanglai.services.exports.confirmations import letters_table, rounds_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import sent, taken

PLACE = {"section": "book", "part": "confirmations"}


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Rounds that fit, newest first."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    wanted = _wanted_rounds(request)
    shown = {
        **PLACE,
        "found": list_rounds(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": SHOWN.items(),
    }
    return render(request, "confirmations/list.html", shown)


@looks
def list_sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every round that fits, to take away."""
    return taken(rounds_table(**visit.scope, wanted=_wanted_rounds(request)), language, form)


@looks
def page(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """The draw to be agreed, or the letters with what came of them."""
    return _shown(request, visit, round_id)


def _shown(
    request: HttpRequest, visit: Visit, round_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    wanted = _wanted_letters(request)
    found = round_page(**visit.scope, round_id=round_id, wanted=wanted)
    held = visit.company.acts
    shown = {
        **PLACE,
        "page": found,
        "wanted": wanted,
        "refusal": refusal,
        "said": request.POST,
        "key": uuid.uuid4().hex,
        "may_agree": "agree_confirmations" in held and not found.is_own,
        "may_drop": "draft_confirmations" in held,
        "may_answer": "answer_confirmations" in held,
        "may_close": "agree_confirmations" in held and not found.is_own and not found.has_answered,
        "may_take": "take_confirmations" in held,
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "confirmations/round.html", shown, status=status)


@looks
def sheet(
    request: HttpRequest, visit: Visit, round_id: int, language: str, form: str
) -> HttpResponse:
    """Every account asked and what came of it, to take away."""
    table = letters_table(**visit.scope, round_id=round_id, wanted=_wanted_letters(request))
    return taken(table, language, form)


@acts
def agree(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """Another person's word for the sample as it was shown."""
    try:
        agree_round(
            **visit.scope, origin=origin_of(request), round_id=round_id, shown=request.POST.get("shown", "")
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, round_id, refusal)
    messages.success(request, _("Agreed: the letters are numbered, sealed and being printed."))
    return redirect("confirmations:round", round_id)


@acts
def drop(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """The draft is dropped; it stays on the list."""
    try:
        drop_round(**visit.scope, origin=origin_of(request), round_id=round_id)
    except Refusal as refusal:
        return _refused(request, visit, round_id, refusal)
    messages.success(request, _("The round is dropped."))
    return redirect("confirmations:round", round_id)


@acts
def again(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """A further request for every letter whose time is over."""
    key = words_of(request.POST.get("key", ""), 100) or uuid.uuid4().hex
    try:
        count = ask_again(**visit.scope, origin=origin_of(request), round_id=round_id, key=key)
    except Refusal as refusal:
        return _refused(request, visit, round_id, refusal)
    said = ngettext("%(n)s letter is written again.", "%(n)s letters are written again.", count)
    messages.success(request, said % {"n": count})
    return redirect("confirmations:round", round_id)


@acts
def close(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """Over, with a conclusion."""
    conclusion = words_of(request.POST.get("conclusion", ""), 2_000)
    try:
        close_round(
            **visit.scope, origin=origin_of(request), round_id=round_id, conclusion=conclusion
        )
    except Refusal as refusal:
        return _refused(request, visit, round_id, refusal)
    messages.success(request, _("The round is closed; nothing is added to it any more."))
    return redirect("confirmations:round", round_id)


@acts
def file(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """The audit file; that it was taken is sealed."""
    return sent(take_audit_file(**visit.scope, origin=origin_of(request), round_id=round_id))


def _refused(request: HttpRequest, visit: Visit, round_id: int, refusal: Refusal) -> HttpResponse:
    if refusal.code in ("access.denied", "access.not_found"):
        raise refusal
    return _shown(request, visit, round_id, refusal=refusal)


def _wanted_rounds(request: HttpRequest) -> WantedRounds:
    show = request.GET.get("show", "")
    return WantedRounds(
        search=words_of(request.GET.get("q", "")),
        show=show if show in SHOWN else "all",
        after=number_of(request.GET.get("after", "")),
    )


def _wanted_letters(request: HttpRequest) -> WantedLetters:
    state = request.GET.get("state", "")
    return WantedLetters(
        state=state if state in LETTER_STATES else "",
        search=words_of(request.GET.get("q", "")),
        after=number_of(request.GET.get("after", "")) or 0,
    )
