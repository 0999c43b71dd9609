"""An open item is flagged as promised by a day, or its flag is taken away; that it is disputed follows from its disputes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.promises.note_promise import end_promise, note_promise
from wanglai.services.refusals import Refusal
from wanglai.web.ledger.one_item import show_item
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of

_VERBS: dict[str, Any] = {
    "promise": note_promise,
    "end_promise": end_promise,
}


class FlagForm(forms.Form):
    """The note the service asks for, and the day of a promise."""

    note = forms.CharField(required=False, max_length=1000)
    until = forms.DateField(required=False)


@acts
def flag(request: HttpRequest, visit: Visit, item_id: int, kind: str) -> HttpResponse:
    """One flag up or down, with what is said of it."""
    if kind not in _VERBS:
        raise Http404
    form = FlagForm(request.POST)
    sound = form.cleaned_data if form.is_valid() else {}
    until = sound.get("until")
    if kind == "promise" and until is None:
        words = _("Give the day the customer promised.")
        return show_item(request, visit, item_id, problems=(words,), doing=kind)
    days = {"until_on": until} if kind == "promise" else {}
    note = sound.get("note", "")
    try:
        _VERBS[kind](**visit.scope, origin=origin_of(request), item_id=item_id, note=note, **days)
    except Refusal as refusal:
        return show_item(request, visit, item_id, refusal=refusal, doing=kind)
    messages.success(request, _("Noted; the amount is as it was."))
    return redirect("ledger:item", item_id)
