"""A new round: the rule is typed, the draw is shown beside it, then it is kept for another person to agree to."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.confirmations import FORMS as FORM_KEYS
from wanglai.domain.confirmations import Rule
from wanglai.services.confirmations.draft_round import WantedRound, draft_round, preview_round
from wanglai.services.confirmations.words import FORMS
from wanglai.services.exports.table import own_currency
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.statements.words import LANGUAGES
from wanglai.web.confirmations.rounds import PLACE
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import day_of, words_of
from wanglai.web.parts.door import Visit, acts, looks_and_acts
from wanglai.web.parts.origin import origin_of

# The longest each may be, as it is stored.
TEXTS = {"purpose": 200, "auditor_name": 200, "auditor_address": 300, "auditor_contact": 200, "seed": 100}  # fmt: skip
COUNTS = ("draws", "zeros", "credits", "days_to_answer")


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; sent once the draw was looked at."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    if request.method != "POST":
        return _form(request, visit, _empty())
    said = _said(request)
    wanted = _wanted(said, own_currency(visit.company.id))
    if wanted is None:
        return _form(request, visit, said, problems=(_("Give the day, the threshold as an amount and the counts as whole numbers."),))  # fmt: skip
    try:
        if request.POST.get("step") != "keep":
            drawn = preview_round(**visit.scope, on=wanted.on, rule=wanted.rule)
            return _form(request, visit, said, drawn=drawn)
        made = draft_round(**visit.scope, origin=origin_of(request), wanted=wanted, key=said["key"])
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return _form(request, visit, said, refusal=refusal)
    return redirect("confirmations:round", made)


@acts
def preview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the rule draws, as a piece of the page: asked for while it is typed."""
    said = _said(request)
    on, rule = day_of(said["on"]), _rule(said, own_currency(visit.company.id))
    shown: dict[str, Any] = {"drawn": None, "refusal": None}
    if on is not None and rule is not None:
        try:
            shown["drawn"] = preview_round(**visit.scope, on=on, rule=rule)
        except Refusal as refusal:
            if refusal.code in ("access.denied", "access.not_found"):
                raise
            shown["refusal"] = refusal
    return render(request, "confirmations/drawn.html", shown)


def _form(
    request: HttpRequest, visit: Visit, said: dict[str, str], *, drawn: Any = None, refusal: Refusal | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    shown = {
        **PLACE,
        "said": said,
        "drawn": drawn,
        "refusal": refusal,
        "problems": problems,
        "forms": FORMS.items(),
        "languages": LANGUAGES.items(),
        "currency": own_currency(visit.company.id),
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "confirmations/new.html", shown, status=status)


def _empty() -> dict[str, str]:
    """The last day of the last month, and a seed of chance that a person may change."""
    today = timezone.localdate()
    return {
        "on": (today.replace(day=1) - timedelta(days=1)).isoformat(), "purpose": "", "auditor_name": "", "auditor_address": "",
        "auditor_contact": "", "form": "positive", "language": "zh", "days_to_answer": "10", "threshold": "", "draws": "10",
        "zeros": "1", "credits": "1", "seed": secrets.token_hex(6), "key": uuid.uuid4().hex,
    }  # fmt: skip


def _said(request: HttpRequest) -> dict[str, str]:
    sent = {name: words_of(request.POST.get(name, ""), TEXTS.get(name, 40)) for name in _empty()}
    return {**sent, "key": sent["key"] or uuid.uuid4().hex}


def _rule(said: dict[str, str], currency: str) -> Rule | None:
    threshold = minor_of(said["threshold"] or "0", currency)
    counts = [said[name] for name in COUNTS]
    if threshold is None or not all(text.isdecimal() and len(text) < 6 for text in counts):
        return None
    draws, zeros, credit, _days = map(int, counts)
    return Rule(threshold, draws, zeros, credit, said["seed"])


def _wanted(said: dict[str, str], currency: str) -> WantedRound | None:
    on, rule = day_of(said["on"]), _rule(said, currency)
    if on is None or rule is None or said["form"] not in FORM_KEYS or said["language"] not in LANGUAGES:  # fmt: skip
        return None
    return WantedRound(
        on=on, purpose=said["purpose"], auditor_name=said["auditor_name"], auditor_address=said["auditor_address"],
        threshold=rule.threshold, draws=rule.draws, zeros=rule.zeros, credits=rule.credits, seed=rule.seed,
        auditor_contact=said["auditor_contact"], form=said["form"],
        language=said["language"], days_to_answer=int(said["days_to_answer"]),
    )  # fmt: skip
