"""Forms that make and change a customer, its group, its contacts and accounts; problems stand beside their fields."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.customers.bank_accounts import (
    AccountSaid,
    add_bank_account,
    change_bank_account,
)
from wanglai.services.customers.change_customer import (
    change_customer,
    resume_customer,
    set_parent,
    stop_customer,
)
from wanglai.services.customers.contacts import add_contact
from wanglai.services.customers.create_customer import create_customer
from wanglai.services.customers.named import named_customer
from wanglai.services.customers.show_customer import CustomerPage, customer_page
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.customers.asking import beside_its_field, done_or_asked, to_customer
from wanglai.web.customers.forms import (
    AccountForm,
    ContactForm,
    CustomerForm,
    GroupForm,
    ReasonForm,
)
from wanglai.web.parts.door import Visit, acts, looks_and_acts
from wanglai.web.parts.origin import origin_of


def _show(
    request: HttpRequest, form: forms.Form, title: str, page: CustomerPage | None = None,
    refusal: Refusal | None = None, lead: str = "",
) -> HttpResponse:  # fmt: skip
    shown = {"section": "customers", "form": form, "title": title, "page": page, "refusal": refusal, "lead": lead}  # fmt: skip
    status = http_status(refusal) if refusal else 422 if form.errors else 200
    return render(request, "customers/form.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A customer nobody has entered yet."""
    title = _("New customer")
    if request.method != "POST":
        first = {"tax_country": "CN", "name": request.GET.get("name", "")}
        return _show(request, CustomerForm(initial=first), title)
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return _show(request, form, title)
    made: list[int] = []

    def create(**wanted: object) -> int:
        made.append(create_customer(**wanted))  # type: ignore[arg-type]
        return made[0]

    try:
        subject = {"said": form.said()}
        asked = done_or_asked(request, visit, "create_customer", create, subject, done=_("The customer is there."))  # fmt: skip
    except Refusal as refusal:
        is_beside = beside_its_field(form, refusal)
        return _show(request, form, title, refusal=None if is_beside else refusal)
    return asked or to_customer(made[0])


@require_http_methods(["GET", "POST"])
@looks_and_acts
def change(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """What is typed of a customer, all fields at once; what does not differ is not changed."""
    page = customer_page(**visit.scope, customer_id=customer_id)
    title = _("Change the customer")
    if request.method != "POST":
        return _show(request, CustomerForm.of(page), title, page)
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return _show(request, form, title, page)
    version = form.cleaned_data["version"] or page.version
    subject = {"customer_id": customer_id, "version": version, "said": form.said()}
    try:
        asked = done_or_asked(request, visit, "change_customer", change_customer, subject, done=_("Kept."))  # fmt: skip
    except Refusal as refusal:
        is_beside = beside_its_field(form, refusal)
        return _show(request, form, title, page, None if is_beside else refusal)
    return asked or to_customer(customer_id)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def contact(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One more contact, or one in the place of another (``?replaces=``)."""
    page = customer_page(**visit.scope, customer_id=customer_id)
    named = request.GET.get("replaces", "")
    replaced = next((each for each in page.contacts if str(each.id) == named), None)
    title = _("Change the contact") if replaced else _("New contact")
    if request.method != "POST":
        first = {"language": "zh"}
        if replaced:
            first = {field: getattr(replaced, field) for field in ("name", "role", "language", "consent_on", "consent_how", "is_for_statements", "is_for_reminders", "takes_texts")}  # fmt: skip
            first |= {each.channel: each.value for each in replaced.channels}
        return _show(request, ContactForm(initial=first), title, page)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _show(request, form, title, page)
    try:
        add_contact(
            **visit.scope, origin=origin_of(request), customer_id=customer_id, said=form.said(),
            replaces=replaced.id if replaced else None,
        )  # fmt: skip
    except Refusal as refusal:
        is_beside = beside_its_field(form, refusal)
        return _show(request, form, title, page, None if is_beside else refusal)
    messages.success(request, _("Kept. A contact somebody asked for waits until an accountant or manager agrees."))  # fmt: skip
    return to_customer(customer_id)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def account(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One more bank account; it counts once another person agreed."""
    page = customer_page(**visit.scope, customer_id=customer_id)
    title = _("New bank account")
    lead = _("The number is encrypted. It counts once another person has compared it with the customer's own letter and agreed.")  # fmt: skip
    if request.method != "POST":
        return _show(request, AccountForm(), title, page, lead=lead)
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _show(request, form, title, page, lead=lead)
    try:
        asked = _entered(request, visit, customer_id, form.said())
    except Refusal as refusal:
        is_beside = beside_its_field(form, refusal)
        return _show(request, form, title, page, None if is_beside else refusal, lead)
    return asked or to_customer(customer_id)


def _entered(request: HttpRequest, visit: Visit, customer_id: int, said: AccountSaid) -> HttpResponse | None:  # fmt: skip
    account_id = add_bank_account(**visit.scope, origin=origin_of(request), customer_id=customer_id, said=said)  # fmt: skip
    subject = {"customer_id": customer_id, "account_id": account_id, "does": "agree"}
    return done_or_asked(request, visit, "change_bank_account", change_bank_account, subject, done=_("The account is in force."))  # fmt: skip


@acts
def group(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Say to which customer this one belongs; empty: to none."""
    name = GroupForm(request.POST).sound()["parent"]
    parent_id = named_customer(**visit.scope, name=name)
    subject = {"customer_id": customer_id, "parent_id": parent_id}
    return done_or_asked(request, visit, "set_parent", set_parent, subject, done=_("Kept.")) or to_customer(customer_id)  # fmt: skip


@acts
def stop(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """No new business with this customer."""
    subject = {"customer_id": customer_id, "reason": ReasonForm(request.POST).sound()["reason"]}
    done = _("Stopped: the customer is marked everywhere.")
    return done_or_asked(request, visit, "stop_customer", stop_customer, subject, done=done) or to_customer(customer_id)  # fmt: skip


@acts
def resume(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Business goes on."""
    subject = {"customer_id": customer_id}
    done = _("Business goes on.")
    return done_or_asked(request, visit, "resume_customer", resume_customer, subject, done=done) or redirect("customers:page", customer_id)  # fmt: skip
