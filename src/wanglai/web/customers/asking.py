"""Do it, or ask the person whose word it needs; a refusal that belongs to a field stands beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.refusals import Refusal
from wanglai.web.parts.door import Visit
from wanglai.web.parts.language import house_language
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.waiting import waits_for_another

# Where a refusal is shown: the field it is about, by the beginning of its code.
FIELDS = {
    "customer.name": "name",
    "customer.exists": "name",
    "customer.number": "number",
    "tax_number.": "tax_number",
    "contact.name": "name",
    "contact.consent": "consent_on",
    "contact.texts": "takes_texts",
    "bank_account.": "number",
}


def done_or_asked(
    request: HttpRequest, visit: Visit, kind: str, verb: Callable[..., int], subject: Mapping[str, Any], *, done: str
) -> HttpResponse | None:  # fmt: skip
    """None where it is done; where another person has to agree, the page that waits for them.

    ``subject`` is what the verb takes and the approver is shown, word for word.
    """
    origin = origin_of(request)
    try:
        verb(**visit.scope, origin=origin, **subject)
    except ApprovalIsNeeded:
        key = f"{kind}:{uuid.uuid4().hex}"
        asked = request_approval(**visit.scope, origin=origin, kind=kind, subject=subject, key=key)
        waiting = waits_for_another(request, asked)
        if "view_approvals" in visit.company.acts:
            return waiting
        return to_customer(subject.get("customer_id"))
    messages.success(request, done)
    return None


def to_customer(customer_id: int | None) -> HttpResponse:
    """Back to the customer's page, or to the list where there is none yet."""
    return redirect("customers:page", customer_id) if customer_id else redirect("customers:list")


def beside_its_field(form: forms.Form, refusal: Refusal) -> bool:
    """Whether the refusal found its field and now stands beside it."""
    name = next((field for code, field in FIELDS.items() if refusal.code.startswith(code) and field in form.fields), None)  # fmt: skip
    if name is None:
        return False
    language = house_language()
    form.add_error(name, f"{refusal.reason.within(language)} {refusal.remedy.within(language)}")
    return True
