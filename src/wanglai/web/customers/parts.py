"""Small acts on one customer's page: tags, contacts, accounts, addresses, payers, files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.customers import contacts, papers, tags
from wanglai.services.customers.bank_accounts import change_bank_account, see_bank_account
from wanglai.services.reconciliation.uploads import Upload
from wanglai.web.customers.asking import done_or_asked, to_customer
from wanglai.web.customers.forms import (
    AddressForm,
    FileForm,
    LastDayForm,
    PayerForm,
    TagForm,
)
from wanglai.web.customers.page import shown_page
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import sent


@acts
def tag(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One more word."""
    said = TagForm(request.POST).sound()["tag"]
    tags.tag_customer(**visit.scope, origin=origin_of(request), customer_id=customer_id, tag=said)
    return to_customer(customer_id)


@acts
def untag(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One word fewer."""
    said = TagForm(request.POST).sound()["tag"]
    tags.untag_customer(**visit.scope, origin=origin_of(request), customer_id=customer_id, tag=said)
    return to_customer(customer_id)


@acts
def agree_contact(request: HttpRequest, visit: Visit, customer_id: int, contact_id: int) -> HttpResponse:  # fmt: skip
    """Yes to a contact somebody asked for."""
    contacts.agree_contact(**visit.scope, origin=origin_of(request), customer_id=customer_id, contact_id=contact_id)  # fmt: skip
    messages.success(request, _("Agreed: the contact counts from now on."))
    return to_customer(customer_id)


@acts
def end_contact(request: HttpRequest, visit: Visit, customer_id: int, contact_id: int) -> HttpResponse:  # fmt: skip
    """The person is written to no longer."""
    contacts.end_contact(**visit.scope, origin=origin_of(request), customer_id=customer_id, contact_id=contact_id)  # fmt: skip
    messages.success(request, _("Ended: nobody is written to there."))
    return to_customer(customer_id)


@acts
def see_account(request: HttpRequest, visit: Visit, customer_id: int, account_id: int) -> HttpResponse:  # fmt: skip
    """The whole number, once, on the page; that somebody looked is kept."""
    number = see_bank_account(**visit.scope, origin=origin_of(request), customer_id=customer_id, account_id=account_id)  # fmt: skip
    return shown_page(request, visit, customer_id, seen={"id": account_id, "number": number})


@acts
def move_account(request: HttpRequest, visit: Visit, customer_id: int, account_id: int, does: str) -> HttpResponse:  # fmt: skip
    """Put an account in force, or end it."""
    if does not in ("agree", "end"):
        raise Http404
    subject = {"customer_id": customer_id, "account_id": account_id, "does": does}
    done = _("The account is in force.") if does == "agree" else _("The account is ended.")
    asked = done_or_asked(request, visit, "change_bank_account", change_bank_account, subject, done=done)  # fmt: skip
    return asked or to_customer(customer_id)


@acts
def add_address(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One more address."""
    said = AddressForm(request.POST).sound()
    papers.add_address(**visit.scope, origin=origin_of(request), customer_id=customer_id, **said)
    return to_customer(customer_id)


@acts
def end_address(request: HttpRequest, visit: Visit, customer_id: int, address_id: int) -> HttpResponse:  # fmt: skip
    """An address less."""
    papers.end_address(**visit.scope, origin=origin_of(request), customer_id=customer_id, address_id=address_id)  # fmt: skip
    return to_customer(customer_id)


@acts
def add_payer(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Somebody else pays: a customer of ours by its name, or a name that is none."""
    said = PayerForm(request.POST).sound()
    papers.add_payer_named(
        **visit.scope, origin=origin_of(request), customer_id=customer_id, name=said["payer"],
        from_on=said["from_on"], to_on=said["to_on"], authorisation=_upload(request, "paper"),
    )  # fmt: skip
    return to_customer(customer_id)


@acts
def end_payer(request: HttpRequest, visit: Visit, customer_id: int, row_id: int) -> HttpResponse:
    """The last day on which somebody pays for the customer."""
    to_on = LastDayForm(request.POST or {"to_on": timezone.localdate()}).sound()["to_on"]
    papers.end_payer(**visit.scope, origin=origin_of(request), customer_id=customer_id, row_id=row_id, to_on=to_on)  # fmt: skip
    return to_customer(customer_id)


@acts
def add_file(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """One more paper."""
    upload = _upload(request, "file") or Upload("", b"")
    title = FileForm(request.POST).sound()["title"]
    papers.keep_file(**visit.scope, origin=origin_of(request), customer_id=customer_id, file=upload, title=title)  # fmt: skip
    return to_customer(customer_id)


@looks
def file(request: HttpRequest, visit: Visit, customer_id: int, row_id: int) -> HttpResponse:
    """A paper as it came."""
    return sent(papers.customer_file(**visit.scope, customer_id=customer_id, row_id=row_id))


@acts
def end_file(request: HttpRequest, visit: Visit, customer_id: int, row_id: int) -> HttpResponse:
    """A paper less."""
    papers.end_file(**visit.scope, origin=origin_of(request), customer_id=customer_id, row_id=row_id)  # fmt: skip
    return to_customer(customer_id)


def _upload(request: HttpRequest, name: str) -> Upload | None:
    given = request.FILES.get(name)
    return Upload(given.name or "", given.read()) if given else None
