"""Bills of exchange: the list, a new one with what it pays, one with its steps."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.domain.bills import BillPaper
from wanglai.services.documents.bill_steps import (
    discount_bill,
    dishonour_bill,
    endorse_bill,
    mature_bill,
    present_bill,
)
from wanglai.services.documents.billable import OwedItem, items_to_pay
from wanglai.services.documents.lists import bills as list_bills
from wanglai.services.documents.lists import customer_for_paper, customers_for_papers
from wanglai.services.documents.receive_bill import Pays, receive_bill
from wanglai.services.documents.show_papers import BillPage, bill_page
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal
from wanglai.web.documents.forms import BillForm, BillStepForm, numbered
from wanglai.web.documents.shown import customer_of, problems_of, show, show_list
from wanglai.web.parts.door import Visit, acts, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bills, newest first."""
    return show_list(request, visit, "bills", list_bills)


def _open(visit: Visit, name: str) -> tuple[OwedItem, ...]:
    """What the customer owes on receivables, to be paid by the bill."""
    customer_id = customer_for_paper(**visit.scope, name=name.strip()) if name.strip() else None
    return items_to_pay(**visit.scope, customer_id=customer_id) if customer_id else ()


def _form(
    request: HttpRequest, visit: Visit, form: BillForm, *, refusal: Refusal | None = None,
    problems: tuple[Any, ...] = (),
) -> HttpResponse:  # fmt: skip
    rows = _open(visit, str(form["customer_name"].value() or ""))
    return show(
        request, "new_bill", "bills", form=form, refusal=refusal, problems=problems,
        open=[(row, request.POST.get(f"pays-{row.id}", "")) for row in rows],
        customers=customers_for_papers(**visit.scope),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; its first button shows what the customer owes, its second takes the bill."""
    if request.method != "POST":
        day = timezone.localdate()
        first = {
            "key": uuid.uuid4().hex,
            "customer_name": request.GET.get("customer", ""),
            "currency": book_state(**visit.scope).currency,
            "received_on": day,
        }
        return _form(request, visit, BillForm(initial=first))
    if request.POST.get("step") == "show":
        return _form(request, visit, BillForm(initial=request.POST.dict()))
    form = BillForm(request.POST)
    if not form.is_valid():
        return _form(request, visit, form)
    customer_id = customer_of(visit, form, _("There is no customer of this name."))
    if customer_id is None:
        return _form(request, visit, form)
    sound = form.cleaned_data
    paper = BillPaper(
        kind=sound["kind"], customer_id=customer_id, number=sound["number"], drawer=sound["drawer"],
        drawee=sound["drawee"], amount=sound["minor"], issued_on=sound["issued_on"],
        matures_on=sound["matures_on"], received_on=sound["received_on"], currency=sound["currency"],
        rate=sound["rate"] if sound["rate"] is not None else Decimal(1),
    )  # fmt: skip
    try:
        made = receive_bill(
            **visit.scope, origin=origin_of(request), bill=paper,
            pays=_pays(request, sound["currency"]), key=sound["key"],
        )  # fmt: skip
    except ValidationError as problem:
        return _form(request, visit, form, problems=tuple(problem.messages))
    except Refusal as refusal:
        return _form(request, visit, form, refusal=refusal)
    messages.success(request, _("The bill is taken; it is money when it is paid."))
    return redirect("documents:bill", made)


def _pays(request: HttpRequest, currency: str) -> list[Pays]:
    found = []
    for name, typed in numbered(request.POST, "pays-"):
        amount = minor_of(typed, currency)
        if amount is None or not (name.isascii() and name.isdecimal()):
            raise ValidationError(_("Write the amount in figures, such as 1,234.56."))
        if amount:
            found.append(Pays(int(name), amount))
    return found


def _page(request: HttpRequest, visit: Visit, bill_id: int, **wrong: Any) -> HttpResponse:
    page = bill_page(**visit.scope, bill_id=bill_id)
    today = timezone.localdate()
    days = {
        "today": max(today, page.received_on).isoformat(),
        "matured": max(today, page.matures_on).isoformat(),
        "before": min(max(today, page.received_on), page.matures_on).isoformat(),
    }
    return show(request, "bill", "bills", page=page, days=days, **wrong)


@looks
def page(request: HttpRequest, visit: Visit, bill_id: int) -> HttpResponse:
    """One bill, what it paid, and what can become of it."""
    return _page(request, visit, bill_id)


@acts
def move(request: HttpRequest, visit: Visit, bill_id: int, step: str) -> HttpResponse:
    """Present, discount, endorse, mature or dishonour."""
    form = BillStepForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, bill_id, problems=problems_of(form))
    page = bill_page(**visit.scope, bill_id=bill_id)
    try:
        _move(request, visit, page, step, form)
    except ValidationError as problem:
        return _page(request, visit, bill_id, problems=tuple(problem.messages))
    except Refusal as refusal:
        return _page(request, visit, bill_id, refusal=refusal)
    return redirect("documents:bill", bill_id)


def _move(
    request: HttpRequest, visit: Visit, page: BillPage, step: str, form: BillStepForm
) -> None:
    asked: dict[str, Any] = {**visit.scope, "origin": origin_of(request), "bill_id": page.id}
    sound = form.cleaned_data
    if step == "present":
        present_bill(**asked)
        return
    if step not in ("mature", "dishonour", "discount", "endorse"):
        raise Http404
    if sound["on"] is None:
        raise ValidationError(_("Give a day."))
    if step == "mature":
        mature_bill(**asked, on=sound["on"])
    elif step == "dishonour":
        dishonour_bill(**asked, on=sound["on"], reason=sound["why"])
    elif step == "endorse":
        endorse_bill(**asked, on=sound["on"], to=sound["to"])
    else:
        proceeds = minor_of(sound["proceeds"], page.amount.currency)
        if proceeds is None:
            raise ValidationError(_("Write the amount in figures, such as 1,234.56."))
        discount_bill(**asked, on=sound["on"], proceeds=proceeds, to=sound["to"])
