"""余额调节表 on the screen: what becomes of each difference, and who signed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.exports.balance_statement import balance_table
from wanglai.services.portal.release_sheet import release_sheet
from wanglai.services.portal.take_back_release import take_back_release
from wanglai.services.reconciliation.dispose_difference import (
    CORRECTIONS,
    KINDS,
    REASON_MAX,
    dispose_differences,
    note_correction,
    withdraw_disposition,
)
from wanglai.services.reconciliation.dispositions import CORRECTION_WORDS, KIND_WORDS
from wanglai.services.reconciliation.show_balance import balance_page, draft_paper, signed_paper
from wanglai.services.reconciliation.sign_sheet import answer_sheet, approve_sheet, freeze_sheet
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import sent, taken

PAPERS = (("zh", "中文"), ("en", "English"), ("both", "中文 English"))


class DisposeForm(forms.Form):
    """The same said of every ticked difference."""

    difference = forms.TypedMultipleChoiceField(coerce=str)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    correction = forms.ChoiceField(
        required=False, choices=[(each, each) for each in ("", *CORRECTIONS)]
    )
    cause = forms.CharField(max_length=20, required=False, strip=True)
    reason = forms.CharField(max_length=REASON_MAX, strip=True)
    owner = forms.IntegerField()
    due_on = forms.DateField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["difference"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.valid_value = lambda value: len(str(value)) <= 40  # type: ignore[method-assign]


class AnswerForm(forms.Form):
    """Who signed for the other side, when, and the page they signed."""

    name = forms.CharField(max_length=200, strip=True)
    signed_on = forms.DateField()
    said = forms.CharField(max_length=500, required=False, strip=True)
    scan = forms.FileField(allow_empty_file=True)


@looks
def page(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Both balances and four quarters."""
    return _show(request, visit, pk)


@acts
def dispose(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Says what becomes of the ticked differences."""
    form = DisposeForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, pk, problem=_("Tick differences, and say what becomes of them, why, who sees to it and until when."))  # fmt: skip
    said = form.cleaned_data
    try:
        made = dispose_differences(
            **visit.scope, reconciliation_id=pk, differences=said["difference"], kind=said["kind"], reason=said["reason"],
            cause=said["cause"] or "other", origin=origin_of(request), owner_id=said["owner"], due_on=said["due_on"], correction=said["correction"] if said["kind"] == "ours" else "",
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Kept for %(n)s differences.") % {"n": len(made)})
    return redirect("reconciliation:balance", pk)


@acts
def withdraw(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Takes back what was said of a difference."""
    try:
        withdraw_disposition(
            **visit.scope, reconciliation_id=pk, difference=request.POST.get("difference", "")[:40],
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    return redirect("reconciliation:balance", pk)


@acts
def corrected(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Names the entry that corrected a difference."""
    seq = request.POST.get("seq", "")
    try:
        note_correction(
            **visit.scope, reconciliation_id=pk, difference=request.POST.get("difference", "")[:40],
            seq=int(seq) if seq.isdecimal() and len(seq) < 18 else 0,
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Kept. Run it again: the next run puts both together."))
    return redirect("reconciliation:balance", pk)


@acts
def freeze(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Freezes the statement and signs it for who prepared it."""
    try:
        freeze_sheet(**visit.scope, reconciliation_id=pk, language=request.POST.get("language", ""))
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Frozen and signed. Another of you signs next."))
    return redirect("reconciliation:balance", pk)


@acts
def approve(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """The second of ours signs."""
    try:
        approve_sheet(**visit.scope, reconciliation_id=pk, sheet_id=sheet_id)
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Signed. Send it to the customer and keep what comes back."))
    return redirect("reconciliation:balance", pk)


@acts
def release(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """The customer whose ledger it is reads the sheet in the portal from now on."""
    try:
        release_sheet(
            **visit.scope, origin=origin_of(request), reconciliation_id=pk, sheet_id=sheet_id, portal=portal_address(request)
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Released. The customer gets a mail."))
    return redirect("reconciliation:balance", pk)


@acts
def take_back(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """The customer reads the sheet no more."""
    try:
        take_back_release(
            **visit.scope, origin=origin_of(request), reconciliation_id=pk, sheet_id=sheet_id, reason=request.POST.get("reason", "")
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Taken back. The customer reads it no more."))
    return redirect("reconciliation:balance", pk)


@acts
def answer(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """Keeps the other side's signature."""
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, visit, pk, problem=_("Name who signed and when, and attach the signed page."))  # fmt: skip
    said = form.cleaned_data
    file = said["scan"]
    try:
        answer_sheet(
            **visit.scope, reconciliation_id=pk, sheet_id=sheet_id, name=said["name"], signed_on=said["signed_on"],
            said=said["said"], scan=Upload(file.name or "signed", file.read()),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, visit, pk, refusal)
    messages.success(request, _("Both sides have signed: this period is closed."))
    return redirect("reconciliation:balance", pk)


@looks
def draft(request: HttpRequest, visit: Visit, pk: int, language: str) -> HttpResponse:
    """The statement as it stands, as PDF."""
    return sent(draft_paper(**visit.scope, reconciliation_id=pk, language=language))


@looks
def paper(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """A frozen sheet, byte for byte."""
    return sent(signed_paper(**visit.scope, reconciliation_id=pk, sheet_id=sheet_id, part=""))


@looks
def scan(request: HttpRequest, visit: Visit, pk: int, sheet_id: int) -> HttpResponse:
    """The page the other side signed."""
    return sent(signed_paper(**visit.scope, reconciliation_id=pk, sheet_id=sheet_id, part="theirs"))  # fmt: skip


@looks
def workbook(request: HttpRequest, visit: Visit, pk: int, part: str, language: str, form: str) -> HttpResponse:  # fmt: skip
    """The statement, or what they are asked to correct, as Excel or CSV."""
    table = balance_table(**visit.scope, reconciliation_id=pk, only_theirs=part == "theirs")
    return taken(table, language, form)


def _refused(request: HttpRequest, visit: Visit, pk: int, refusal: Refusal) -> HttpResponse:
    leave_to_the_door(refusal)
    return _show(request, visit, pk, refusal=refusal)


def _show(
    request: HttpRequest,
    visit: Visit,
    pk: int,
    *,
    refusal: Refusal | None = None,
    problem: str = "",
) -> HttpResponse:
    shown = {
        "page": balance_page(**visit.scope, reconciliation_id=pk),
        "refusal": refusal,
        "problems": (problem,) if problem else (),
        "kinds": KIND_WORDS.items(),
        "corrections": CORRECTION_WORDS.items(),
        "papers": PAPERS,
        "actor": visit.actor,
        "today": timezone.localdate(),
        "parts": (("prepared", _("Prepared")), ("approved", _("Approved")), ("theirs", _("The other side"))),
    }  # fmt: skip
    status = http_status(refusal) if refusal else 422 if problem else 200
    return render(request, "reconciliation/balance.html", shown, status=status)
