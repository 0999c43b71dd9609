"""A contract is filled in with its days of payment in sight: drafted, changed while a draft, amended once signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.contracts.amend_contract import Amendment, amend_contract
from wanglai.services.contracts.draft_contract import DraftWanted, change_draft, draft_contract
from wanglai.services.contracts.preview import preview_terms
from wanglai.services.contracts.queries import ContractPage, contract_page, list_contracts
from wanglai.services.contracts.refused import AgreementIsMistaken
from wanglai.services.contracts.words import problem_words
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.contracts.forms import (
    AgreementForm,
    AmendForm,
    DraftForm,
    PreviewForm,
    first_fields,
)
from wanglai.web.contracts.views import weekdays
from wanglai.web.parts.door import Visit, acts, looks_and_acts
from wanglai.web.parts.origin import origin_of

CUSTOMERS_MAX = 500


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new contract."""
    if request.method != "POST":
        today = timezone.localdate()
        first = {"customer_name": request.GET.get("customer", ""), "from_on": today, "signed_on": today}  # fmt: skip
        return _show(request, visit, DraftForm(initial={"roll": "next", **first}))

    def keep(form: DraftForm) -> int:
        return draft_contract(**visit.scope, origin=origin_of(request), wanted=_wanted(visit, form))

    return _kept(request, visit, DraftForm(request.POST), keep)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def change(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """A draft, written anew."""
    page = contract_page(**visit.scope, contract_id=contract_id, on=timezone.localdate())
    if request.method != "POST":
        return _show(request, visit, DraftForm(initial=_of_draft(page)), page=page)

    def keep(form: DraftForm) -> int:
        wanted = _wanted(visit, form)
        change_draft(
            **visit.scope, origin=origin_of(request), contract_id=contract_id, wanted=wanted
        )
        return contract_id

    return _kept(request, visit, DraftForm(request.POST), keep, page=page)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def amend(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """New terms for a contract in force; an amendment that waits already is filled in."""
    today = timezone.localdate()
    page = contract_page(**visit.scope, contract_id=contract_id, on=today)
    if request.method != "POST":
        draft = page.draft
        first = {"from_on": today, "signed_on": today}
        if draft is not None:
            first = {"from_on": draft.from_on, "signed_on": draft.signed_on, "reason": draft.reason}  # type: ignore[dict-item]
        record = draft.record if draft else page.record
        return _show(request, visit, AmendForm(initial={**first_fields(record), **first}), page=page)  # fmt: skip

    def keep(form: AmendForm) -> int:
        sound = form.cleaned_data
        amendment = Amendment(
            form.agreement(), sound["from_on"], sound["signed_on"], sound["reason"]
        )
        amend_contract(
            **visit.scope, origin=origin_of(request), contract_id=contract_id, amendment=amendment
        )
        return contract_id

    return _kept(request, visit, AmendForm(request.POST), keep, page=page)


@acts
def preview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The days of payment of what is filled in so far; nothing is kept, so POST is only for its length."""
    shown = {"is_swapped": True, **_previewed(request, visit)}
    return render(request, "contracts/preview_block.html", shown)


def _kept(
    request: HttpRequest, visit: Visit, form: Any, keep: Callable[[Any], int], *,
    page: ContractPage | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the days again where that was asked for, else keep what was filled in."""
    if request.POST.get("step") == "preview" or not form.is_valid() or _names_nobody(visit, form):
        return _show(request, visit, form, page=page)
    try:
        contract_id = keep(form)
    except Refusal as refusal:
        return _show(request, visit, form, page=page, refusal=refusal)
    messages.success(request, _("Kept. It holds once it is signed."))
    return redirect("contracts:page", contract_id)


def _show(
    request: HttpRequest, visit: Visit, form: AgreementForm, *, page: ContractPage | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    is_amendment = isinstance(form, AmendForm)
    shown = {
        "section": "book",
        "part": "contracts",
        "form": form,
        "page": page,
        "is_amendment": is_amendment,
        "refusal": refusal,
        "mistaken": _mistaken(refusal),
        "customers": () if is_amendment else customers(**visit.scope, limit=CUSTOMERS_MAX),
        **_previewed(request, visit, form),
    }
    is_wrong = form.is_bound and bool(form.errors) and request.POST.get("step") != "preview"
    status = http_status(refusal) if refusal else 422 if is_wrong else 200
    return render(request, "contracts/form.html", shown, status=status)


def _previewed(
    request: HttpRequest, visit: Visit, form: AgreementForm | None = None
) -> dict[str, Any]:
    """The preview of the fields as they are, or what is in its way."""
    data: Any = request.POST
    if request.method != "POST":
        assert form is not None
        data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    fields = PreviewForm(data)
    if not fields.is_valid():
        return {"preview": None, "wrong": fields.errors.values(), "weekdays": weekdays()}
    try:
        shown = preview_terms(
            **visit.scope,
            agreement=fields.agreement(),
            **fields.days_shown(timezone.localdate()),
        )
    except AgreementIsMistaken as refusal:
        return {"preview": None, "mistaken": _mistaken(refusal), "weekdays": weekdays()}
    return {"preview": shown, "weekdays": weekdays()}


def _mistaken(refusal: Refusal | None) -> tuple[Any, ...]:
    """What is wrong with an agreement, field by field, in words."""
    if not isinstance(refusal, AgreementIsMistaken):
        return ()
    return tuple(problem_words(problem) for problem in refusal.problems)


def _names_nobody(visit: Visit, form: AgreementForm) -> bool:
    """Whether a customer or a contract is named that is not there; the field says so."""
    if not isinstance(form, DraftForm):
        return False
    if not _customer(visit, form):
        form.add_error("customer_name", _("There is no customer of this name."))
    if form.cleaned_data["replaces"].strip() and not _replaced(visit, form):
        form.add_error("replaces", _("There is no contract of this number."))
    return bool(form.errors)


def _customer(visit: Visit, form: DraftForm) -> int | None:
    name = form.cleaned_data["customer_name"].strip()
    found = customers(**visit.scope, search=name, limit=50)
    return next((each.id for each in found if each.name == name), None)


def _replaced(visit: Visit, form: DraftForm) -> int | None:
    number = form.cleaned_data["replaces"].strip()
    if not number:
        return None
    found = list_contracts(**visit.scope, on=timezone.localdate(), search=number)
    return next((row.id for row in found if row.number == number), None)


def _wanted(visit: Visit, form: DraftForm) -> DraftWanted:
    """What was filled in, with the customer and the contract that were named; both are there."""
    sound = form.cleaned_data
    return DraftWanted(
        customer_id=_customer(visit, form) or 0,
        number=sound["number"],
        title=sound["title"],
        scope=sound["scope"],
        from_on=sound["from_on"],
        to_on=sound["to_on"],
        signed_on=sound["signed_on"],
        replaces=_replaced(visit, form),
        agreement=form.agreement(),
    )


def _of_draft(page: ContractPage) -> dict[str, Any]:
    row = page.row
    return {
        **first_fields(page.record),
        "customer_name": row.customer_name,
        "number": row.number,
        "title": row.title,
        "scope": row.scope,
        "from_on": row.from_on,
        "to_on": row.last_on,
        "signed_on": page.draft.signed_on if page.draft else row.from_on,
        "replaces": page.replaces.number if page.replaces else "",
    }
