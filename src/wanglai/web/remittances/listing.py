"""Remittance advices by where they stand, the place to hand one in, and the same to take away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanglai.services.documents.lists import customer_for_paper, customers_for_papers
from wanglai.services.exports.advices import advices_table
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.remittances.hand_in_advice import hand_in_advice
from wanglai.services.remittances.queries import advice_page, list_advices
from wanglai.services.remittances.words import STATES
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, is_fragment, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken

_SAID = ("currency", "customer", "paid_on", "total", "reference", "text")


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Advices in the tab that was chosen."""
    return _shown(request, visit)


def _shown(
    request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None, said: dict[str, str] | None = None
) -> HttpResponse:  # fmt: skip
    wanted = _wanted(request)
    after = number_of(request.GET.get("after", ""))
    may_keep = "keep_advice" in visit.company.acts
    shown = {
        "section": "cash",
        "part": "advices",
        "found": list_advices(**visit.scope, **wanted, after=after),
        "wanted": wanted,
        "refusal": refusal,
        "said": said or {},
        "may_keep": may_keep,
        "customers": customers_for_papers(**visit.scope) if may_keep else (),
        "unknown": said and said["customer"] and refusal is None,
    }
    status = http_status(refusal) if refusal else 422 if shown["unknown"] else 200
    return render(request, "remittances/list.html", shown, status=status)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; what it does not know asks for nothing."""
    state = request.GET.get("state", "")
    return {"state": state if state in STATES else "", "search": words_of(request.GET.get("q", ""))}


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every advice that fits, to take away."""
    return taken(advices_table(**visit.scope, **_wanted(request)), language, form)


@acts
def hand_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A file, a mail, or text that was pasted; then on to its page."""
    said = {name: request.POST.get(name, "").replace("\0", "").strip() for name in _SAID}
    customer = customer_for_paper(**visit.scope, name=said["customer"]) if said["customer"] else None  # fmt: skip
    if said["customer"] and customer is None:
        return _shown(request, visit, said=said)
    try:
        upload = _upload(request, said["text"])
        made = hand_in_advice(
            **visit.scope, origin=origin_of(request), upload=upload, currency=said["currency"].upper(),
            customer_id=customer, paid_on=day_of(said["paid_on"]), total=said["total"], reference=said["reference"],
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal, said=said)
    if len(made) == 1:
        messages.success(
            request, _kept_as(advice_page(**visit.scope, remittance_id=made[0]).row.state)
        )
        address = reverse("remittances:page", args=made)
    else:
        said_of = _("%(count)d advices are kept, one for each payment.") % {"count": len(made)}
        messages.success(request, said_of)
        address = f"{reverse('remittances:list')}?{urlencode({'q': upload.name})}"
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _upload(request: HttpRequest, text: str) -> Upload:
    """The file where there is one, else what was pasted. Refuses: FileIsEmpty."""
    file = request.FILES.get("file")
    if file is not None:
        return Upload(file.name or "advice", file.read())
    if not text:
        raise FileIsEmpty
    return Upload("pasted.txt", text.replace("\r\n", "\n").encode())


def _kept_as(state: str) -> str:
    if state == "held":
        return _("The advice is kept; it waits for a decision.")
    if state == "linked":
        return _("The advice is kept, and its money was found.")
    return _("The advice is kept; it waits for its money.")
