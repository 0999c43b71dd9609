"""One dispute: what was said and done, its files, another owner or deadline, and sending it up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.disputes.escalate_dispute import escalate_dispute
from wanglai.services.disputes.hand_over_dispute import hand_over_dispute, move_dispute_deadline
from wanglai.services.disputes.queries import dispute_file, dispute_owners, dispute_page
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.say_in_dispute import attach_to_dispute, say_in_dispute
from wanglai.services.disputes.words import OUTCOMES
from wanglai.services.ledger.book import Who
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent


class HandForm(forms.Form):
    owner = forms.IntegerField()
    said = forms.CharField(max_length=2_000)


class MoveForm(forms.Form):
    due_on = forms.DateField()
    said = forms.CharField(max_length=2_000)


@looks
def page(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """The dispute as it stands."""
    return shown(request, visit, dispute_id)


def shown(
    request: HttpRequest, visit: Visit, dispute_id: int, *, refusal: Refusal | None = None, problems: tuple[Any, ...] = (),
    doing: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of one dispute, with what stopped the last act."""
    found = dispute_page(**visit.scope, dispute_id=dispute_id)
    carried = visit.company.acts
    context = {
        "section": "book",
        "part": "disputes",
        "page": found,
        "may_keep": "keep_dispute" in carried,
        "may_say": "dispute_item" in carried,
        "may_credit": "credit_note" in carried,
        "may_correct": "reverse_entry" in carried,
        "may_refund": "refund" in carried,
        "owners": dispute_owners(**visit.scope) if "keep_dispute" in carried else (),
        "outcomes": OUTCOMES.items(),
        "today": timezone.localdate().isoformat(),
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "doing": doing,
        "said": request.POST,
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "disputes/page.html", context, status=status)


def _done(
    request: HttpRequest, visit: Visit, dispute_id: int, doing: str, verb: Callable[[], int], words: str
) -> HttpResponse:  # fmt: skip
    try:
        verb()
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown(request, visit, dispute_id, refusal=refusal, doing=doing)
    messages.success(request, words)
    return redirect("disputes:page", dispute_id)


@acts
def say(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """Words, a file, or both; among ourselves unless the customer may read them."""
    who, words = Who(visit.scope["actor"], origin_of(request)), request.POST.get("said", "")
    wanted: dict[str, Any] = {
        "company_id": visit.company.id, "who": who, "dispute_id": dispute_id,
        "for_customer": request.POST.get("for_customer") == "1", "said": words,
        "portal": portal_address(request),
    }  # fmt: skip
    given = request.FILES.get("file")

    def verb() -> int:
        if given is None:
            return say_in_dispute(**wanted)
        return attach_to_dispute(**wanted, upload=Upload(given.name or "file", given.read()))

    return _done(request, visit, dispute_id, "say", verb, _("Kept in the conversation."))


@acts
def hand(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """Another owner."""
    form = HandForm(request.POST)
    if not form.is_valid():
        return _wrong(request, visit, dispute_id, form, "hand")
    sound = form.cleaned_data

    def verb() -> int:
        return hand_over_dispute(
            **visit.scope, origin=origin_of(request), dispute_id=dispute_id, owner_id=sound["owner"], said=sound["said"],
        )  # fmt: skip

    return _done(request, visit, dispute_id, "hand", verb, _("It was handed over."))


@acts
def move(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """Another deadline, with the reason."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _wrong(request, visit, dispute_id, form, "move")
    sound = form.cleaned_data

    def verb() -> int:
        return move_dispute_deadline(
            **visit.scope, origin=origin_of(request), dispute_id=dispute_id, due_on=sound["due_on"], said=sound["said"],
        )  # fmt: skip

    return _done(request, visit, dispute_id, "move", verb, _("The deadline was moved."))


def _wrong(request: HttpRequest, visit: Visit, dispute_id: int, form: forms.Form, doing: str) -> HttpResponse:  # fmt: skip
    errors = tuple(error for each in form.errors.values() for error in each)
    return shown(request, visit, dispute_id, problems=errors, doing=doing)


@acts
def escalate(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """Up to a finance manager."""

    def verb() -> int:
        words = request.POST.get("said", "")
        return escalate_dispute(**visit.scope, origin=origin_of(request), dispute_id=dispute_id, said=words)  # fmt: skip

    return _done(request, visit, dispute_id, "escalate", verb, _("It went up."))


@acts
def reopen(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """Open again."""

    def verb() -> int:
        words = request.POST.get("said", "")
        return reopen_dispute(**visit.scope, origin=origin_of(request), dispute_id=dispute_id, said=words)  # fmt: skip

    return _done(request, visit, dispute_id, "reopen", verb, _("The dispute is open again."))


@looks
def file(request: HttpRequest, visit: Visit, dispute_id: int, no: int) -> HttpResponse:
    """A file of the conversation."""
    return sent(dispute_file(**visit.scope, dispute_id=dispute_id, no=no))
