"""Decisions by hand: accept, reject, undo, notes. Each answers with the changed list and an Undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.reconciliation.accept_group import accept_group, accept_groups
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.reconciliation.withdraw_note import withdraw_note
from wanglai.services.reconciliation.write_note import write_note
from wanglai.web.parts.door import Visit, acts, is_fragment
from wanglai.web.reconciliation.forms import NoteForm, Reason


def decided(
    request: HttpRequest, pk: int, text: str, decisions: tuple[int, ...] = ()
) -> HttpResponse:
    """A message with Undo, and word to the page that its rows changed; without script, the page."""
    if not is_fragment(request):
        return redirect("reconciliation:page", pk)
    context: dict[str, Any] = {"pk": pk, "text": text, "decisions": decisions}
    answer = render(request, "reconciliation/decided_toast.html", context)
    answer["HX-Retarget"] = "#toasts"
    answer["HX-Reswap"] = "beforeend"
    answer["HX-Trigger"] = "rows:changed"
    return answer


def _reason(request: HttpRequest) -> str:
    form = Reason(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


@acts
def accept(request: HttpRequest, visit: Visit, pk: int, row_id: str) -> HttpResponse:
    """The row is right."""
    made = accept_group(**visit.scope, reconciliation_id=pk, row_id=row_id, reason=_reason(request))
    return decided(request, pk, _("Accepted."), (made,))


@acts
def accept_several(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Several rows at once, all or none."""
    made = accept_groups(**visit.scope, reconciliation_id=pk, row_ids=request.POST.getlist("row"))
    words = ngettext("%(n)d row accepted.", "%(n)d rows accepted.", len(made)) % {"n": len(made)}
    return decided(request, pk, words, made)


@acts
def reject(request: HttpRequest, visit: Visit, pk: int, row_id: str) -> HttpResponse:
    """The row is taken apart; its lines stand open again."""
    made = reject_group(**visit.scope, reconciliation_id=pk, row_id=row_id, reason=_reason(request))
    return decided(request, pk, _("Rejected: its lines stand open again."), (made,))


@acts
def undo(request: HttpRequest, visit: Visit, pk: int, decision_id: int) -> HttpResponse:
    """A decision, or several made together, reversed; both acts stay in the record."""
    also = [int(one) for one in request.POST.getlist("also") if one.isdecimal()]
    for one in (decision_id, *also):
        undo_decision(**visit.scope, reconciliation_id=pk, decision_id=one)
    if request.POST.get("from") == "history":
        return redirect("reconciliation:history", pk)
    return decided(request, pk, _("Undone."))


@acts
def note(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """A remark on the whole reconciliation."""
    form = NoteForm(request.POST)
    if form.is_valid():
        write_note(**visit.scope, reconciliation_id=pk, text=form.cleaned_data["text"])
        messages.success(request, _("Note saved."))
    else:
        messages.error(request, _("A note needs some text."))
    return redirect("reconciliation:notes", pk)


@acts
def withdraw(request: HttpRequest, visit: Visit, pk: int, note_id: int) -> HttpResponse:
    """The author takes a note back."""
    withdraw_note(**visit.scope, reconciliation_id=pk, note_id=note_id)
    messages.success(request, _("Note withdrawn."))
    return redirect("reconciliation:notes", pk)


@acts
def note_row(request: HttpRequest, visit: Visit, pk: int, row_id: str) -> HttpResponse:
    """A remark on one row."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return decided(request, pk, _("A note needs some text."))
    write_note(**visit.scope, reconciliation_id=pk, text=form.cleaned_data["text"], row_id=row_id)
    return decided(request, pk, _("Note saved."))
