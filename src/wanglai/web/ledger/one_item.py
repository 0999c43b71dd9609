"""One item: what settled it, and what can be done with what is left."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import transfer
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.allocation.write_off import write_off
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.ledger.name_customer import customer_named
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.ledger.show_items import ItemPage, item_page
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.ledger.forms import DayForm, MovingForm
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.waiting import waits_for_another

_VERBS: dict[str, Callable[..., int]] = {
    "write_off": write_off,
    "refund": refund,
    "transfer": transfer,
}


def show_item(
    request: HttpRequest, visit: Visit, item_id: int, *, refusal: Refusal | None = None,
    problems: tuple[Any, ...] = (), doing: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of one item, with what stopped the last act."""
    page = item_page(**visit.scope, item_id=item_id)
    state = book_state(**visit.scope)
    shown = {
        "section": "book",
        "part": "customers",
        "page": page,
        "state": state,
        "day_text": max(state.day, page.document_on).isoformat(),
        "customers": customers(**visit.scope, limit=200) if not page.amount_open.is_zero else (),
        "refusal": refusal,
        "problems": problems,
        "doing": doing,
        "said": request.POST,
        "keys": [uuid.uuid4().hex for _place in range(4)],
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "ledger/item.html", shown, status=status)


@looks
def item(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """The item as it stands now."""
    return show_item(request, visit, item_id)


@acts
def move(request: HttpRequest, visit: Visit, item_id: int, kind: str) -> HttpResponse:
    """Write off, refund or transfer; what needs another person's word is asked for at once."""
    if kind not in _VERBS:
        raise Http404
    form = MovingForm(request.POST)
    if not form.is_valid():
        problems = tuple(error for errors in form.errors.values() for error in errors)
        return show_item(request, visit, item_id, problems=problems, doing=kind)
    page = item_page(**visit.scope, item_id=item_id)
    try:
        subject = _subject(visit, page, kind, form)
    except ValidationError as problem:
        return show_item(request, visit, item_id, problems=tuple(problem.messages), doing=kind)
    origin, key = origin_of(request), form.cleaned_data["key"]
    try:
        seq = _VERBS[kind](**visit.scope, **subject, origin=origin, key=key)
    except ApprovalIsNeeded:
        subject["on"] = subject["on"].isoformat()
        asked = request_approval(
            **visit.scope, origin=origin, kind=kind, subject=subject, key=f"{key}:asked"
        )
        return waits_for_another(request, asked)
    except Refusal as refusal:
        return show_item(request, visit, item_id, refusal=refusal, doing=kind)
    messages.success(request, _("Done; this is the entry it made."))
    return redirect("ledger:entry", seq)


def _subject(visit: Visit, page: ItemPage, kind: str, form: MovingForm) -> dict[str, Any]:
    sound = form.cleaned_data
    subject: dict[str, Any] = {
        "item_id": page.id,
        "on": sound["on"],
        "amount": form.minor(page.amount.currency),
    }
    if kind == "write_off":
        if not sound["reason"].strip():
            raise ValidationError(_("Say why it will not be paid."))
        subject["reason"] = sound["reason"].strip()
    if kind == "transfer":
        name = sound["customer_name"].strip()
        target = customer_named(**visit.scope, name=name) if name else page.customer_id
        if target is None:
            raise ValidationError(_("There is no customer of this name."))
        subject |= {"customer_id": target, "account": sound["account"]}
    return subject


@acts
def undo(request: HttpRequest, visit: Visit, item_id: int, seq: int) -> HttpResponse:
    """Take a settlement apart again, from a day on."""
    form = DayForm(request.POST)
    if not form.is_valid():
        problems = tuple(error for errors in form.errors.values() for error in errors)
        return show_item(request, visit, item_id, problems=problems)
    sound = form.cleaned_data
    try:
        unallocate(
            **visit.scope, origin=origin_of(request), seq=seq, on=sound["on"], key=sound["key"]
        )
    except Refusal as refusal:
        return show_item(request, visit, item_id, refusal=refusal)
    messages.success(request, _("The settlement is undone; both items are open again."))
    return redirect("ledger:item", item_id)
