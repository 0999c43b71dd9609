"""What is entered on a letter: its reply, what the difference is made of, what bears it out where nobody answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.confirmations.enter_reply import Part, Said, enter_reply, explain_difference
from wanglai.services.confirmations.other_procedures import bear_out_letter, say_impossible
from wanglai.services.confirmations.show_letter import letter_page
from wanglai.services.money import minor_of
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal
from wanglai.web.confirmations.letters import PARTS_SHOWN, shown
from wanglai.web.parts.asked import day_of, words_of
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of


@acts
def reply(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """Keep what came back; a further one beside those before."""
    received_on = day_of(request.POST.get("received_on", ""))
    figures = _figures(request, visit, letter_id) if request.POST.get("kind") == "differs" else {}
    if received_on is None or figures is None:
        problem = _("Give the day it came and every figure as an amount.")
        return shown(request, visit, letter_id, doing="reply", problems=(problem,))
    said = Said(
        request.POST.get("kind", ""), request.POST.get("came", ""), received_on, figures,
        words_of(request.POST.get("said", ""), 1_001),
    )  # fmt: skip
    file = request.FILES.get("file")
    upload = Upload(file.name or "", file.read()) if file is not None else None
    return _done(
        request, visit, letter_id, "reply", _("The reply is kept."),
        lambda: enter_reply(
            **visit.scope, origin=origin_of(request), letter_id=letter_id, said=said, key=_key(request), file=upload
        ),
    )  # fmt: skip


@acts
def explain(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """Keep what the difference of one account is made of."""
    currency = words_of(request.POST.get("currency", ""), 3)
    parts = _parts(request, currency)
    if parts is None:
        problem = _("Give every part as an amount.")
        return shown(request, visit, letter_id, doing=f"explain-{currency}", problems=(problem,))
    return _done(
        request, visit, letter_id, f"explain-{currency}", _("The explanation is kept."),
        lambda: explain_difference(
            **visit.scope, origin=origin_of(request), letter_id=letter_id, currency=currency, parts=parts, key=_key(request)
        ),
    )  # fmt: skip


@acts
def test(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """Keep the documents of the book as they were shown."""
    return _done(
        request, visit, letter_id, "test", _("The documents are kept as evidence."),
        lambda: bear_out_letter(
            **visit.scope, origin=origin_of(request), letter_id=letter_id, shown=request.POST.get("shown", "")
        ),
    )  # fmt: skip


@acts
def impossible(request: HttpRequest, visit: Visit, letter_id: int) -> HttpResponse:
    """Say why nothing can test it."""
    reason = words_of(request.POST.get("reason", ""), 1_001)
    return _done(
        request, visit, letter_id, "impossible", _("It is noted that nothing can be tested."),
        lambda: say_impossible(**visit.scope, origin=origin_of(request), letter_id=letter_id, reason=reason),
    )  # fmt: skip


def _done(
    request: HttpRequest, visit: Visit, letter_id: int, doing: str, told: str, act: Callable[[], int]
) -> HttpResponse:  # fmt: skip
    try:
        act()
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return shown(request, visit, letter_id, refusal=refusal, doing=doing)
    messages.success(request, told)
    return redirect("confirmations:letter", letter_id)


def _figures(
    request: HttpRequest, visit: Visit, letter_id: int
) -> dict[str, tuple[int, int]] | None:
    """What they say of each account of the letter; None where one is no amount. An empty field says nothing is owed."""
    found: dict[str, tuple[int, int]] = {}
    for account in letter_page(**visit.scope, letter_id=letter_id).accounts:
        currency = account.owed_to_us.currency
        fields = (request.POST.get(f"{name}_{currency}", "").strip() for name in ("to_us", "by_us"))
        to_us, by_us = (minor_of(words_of(text, 40) or "0", currency) for text in fields)
        if to_us is None or by_us is None:
            return None
        found[currency] = (to_us, by_us)
    return found


def _parts(request: HttpRequest, currency: str) -> list[Part] | None:
    """The lines that say an amount; None where one is none."""
    parts = []
    for no in range(PARTS_SHOWN):
        text = words_of(request.POST.get(f"amount_{no}", ""), 40)
        if not text:
            continue
        amount = minor_of(text, currency)
        if amount is None:
            return None
        said = [words_of(request.POST.get(f"{name}_{no}", ""), 501) for name in ("cause", "whose", "reason")]  # fmt: skip
        parts.append(Part(said[0], said[1], amount, said[2]))
    return parts


def _key(request: HttpRequest) -> str:
    return words_of(request.POST.get("key", ""), 100) or uuid.uuid4().hex
