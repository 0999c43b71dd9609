"""What a customer says: confirmed, asked, promised, feedback, rated."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanglai.services.money import minor_of
from wanglai.services.portal.codes import prove_code
from wanglai.services.portal.confirm import confirm
from wanglai.services.portal.say import ask, give_feedback, promise, rate
from wanglai.services.portal.show_statement import paper_shown
from wanglai.services.portal.upload_ledger import LEDGER_MAX, upload_ledger
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.portal.door import Caller, sends
from wanglai.web.portal.looking import masked_page, whole_page

WORDS_MOST = 4000  # the verb says what is too much


@sends
def confirm_it(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The statement is confirmed; a fresh code may come along, where the one that opened the page is older than ten minutes."""

    def said(caller: Caller) -> int:
        if request.POST.get("code", ""):
            prove_code(visitor=caller.visitor, code=request.POST["code"][:40])
            caller = caller.again()
        return confirm(
            **caller.scope,
            key=_key(request),
            name=_name(request),
            shown=request.POST.get("shown", ""),
        )

    return _answered(request, caller, "confirm", said)


@sends
def ask_it(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A question to whoever sent the statement."""
    return _answered(request, caller, "ask", lambda caller: ask(**caller.scope, key=_key(request), name=_name(request), words=_words(request)))  # fmt: skip


@sends
def promise_it(request: HttpRequest, caller: Caller) -> HttpResponse:
    """So much will be paid by a day."""

    def said(caller: Caller) -> int:
        currency = paper_shown(visitor=caller.visitor).closing.currency
        amount = minor_of(words_of(request.POST.get("amount", "")), currency)
        on = day_of(request.POST.get("on", ""))
        return promise(**caller.scope, key=_key(request), name=_name(request), words=_words(request), amount=amount, on=on)  # fmt: skip

    return _answered(request, caller, "promise", said)


@sends
def feedback(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What was good, what was not."""
    is_complaint = request.POST.get("kind") == "complaint"
    return _answered(
        request, caller, "feedback",
        lambda caller: give_feedback(**caller.scope, key=_key(request), name=_name(request), words=_words(request), is_complaint=is_complaint),
    )  # fmt: skip


@sends
def rate_it(request: HttpRequest, caller: Caller) -> HttpResponse:
    """How easily the statement was checked, once it was confirmed."""
    score = number_of(request.POST.get("score", ""))
    return _answered(request, caller, "rate", lambda caller: rate(**caller.scope, key=_key(request), words=_words(request), score=score))  # fmt: skip


@sends
def hand_in(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The customer's own ledger of us."""

    def said(caller: Caller) -> int:
        file = request.FILES.get("file")
        # what is far too large is not read into memory only to be refused
        content = file.read(LEDGER_MAX + 1) if file is not None else b""
        upload = Upload(file.name or "ledger" if file is not None else "ledger", content)
        return upload_ledger(**caller.scope, key=_key(request), name=_name(request), words=_words(request), file=upload)  # fmt: skip

    return _answered(request, caller, "hand_in", said)


def _answered(request: HttpRequest, caller: Caller, doing: str, said: Callable[[Caller], int]) -> HttpResponse:  # fmt: skip
    """The receipt of what was said, or the page again with why not."""
    try:
        made = said(caller)
    except Refusal as refusal:
        now = caller.again()  # a link that is over meanwhile is answered as every other
        if not now.visitor.sees_all:
            return masked_page(request, now, refusal=refusal, status=http_status(refusal))
        return whole_page(request, now, refusal=refusal, doing=doing, status=http_status(refusal))
    return redirect("portal:answer", made)


def _name(request: HttpRequest) -> str:
    return words_of(request.POST.get("name", ""))


def _key(request: HttpRequest) -> str:
    return words_of(request.POST.get("key", ""), 64) or uuid.uuid4().hex


def _words(request: HttpRequest) -> str:
    return words_of(request.POST.get("words", ""), WORDS_MOST)
