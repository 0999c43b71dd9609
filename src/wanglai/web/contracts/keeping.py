"""What is done with a contract: signed, taken back, ended, and its papers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.contracts.amend_contract import drop_amendment
from wanglai.services.contracts.contract_files import attach_file, take_file
from wanglai.services.contracts.end_contract import end_contract
from wanglai.services.contracts.refused import WarningsNotAcknowledged
from wanglai.services.contracts.sign_contract import KIND, sign_contract
from wanglai.services.reconciliation.uploads import Upload
from wanglai.web.contracts.forms import EndForm, SignForm
from wanglai.web.contracts.views import show
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import sent


@acts
def sign(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """Sign it, or ask the manager whose word it needs."""
    said = SignForm(request.POST).said()
    origin = origin_of(request)
    try:
        sign_contract(**visit.scope, origin=origin, contract_id=contract_id, **said)
    except ApprovalIsNeeded:
        subject = {"contract_id": contract_id, **said}
        key = f"{KIND}:{contract_id}:{said['shown']}"
        asked = request_approval(**visit.scope, origin=origin, kind=KIND, subject=subject, key=key)
        messages.info(request, _("A manager has to agree: your request waits for their word."))
        return redirect("approvals:page", asked)
    except WarningsNotAcknowledged as refusal:
        return show(request, visit, contract_id, refusal=refusal)
    messages.success(request, _("Signed: its terms are in force from their first day."))
    return redirect("contracts:page", contract_id)


@acts
def drop(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """Take an unsigned amendment away."""
    drop_amendment(**visit.scope, origin=origin_of(request), contract_id=contract_id)
    messages.success(request, _("The amendment is taken away; the terms stay as they are."))
    return redirect("contracts:page", contract_id)


@acts
def end(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """The last day its terms hold."""
    said = EndForm(request.POST).said()
    end_contract(**visit.scope, origin=origin_of(request), contract_id=contract_id, **said)
    messages.success(request, _("The contract ends on that day."))
    return redirect("contracts:page", contract_id)


@acts
def attach(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """One more paper; none at all is refused as an empty one."""
    given = request.FILES.get("paper")
    upload = Upload(str(given.name), given.read()) if given else Upload("", b"")
    attach_file(**visit.scope, origin=origin_of(request), contract_id=contract_id, upload=upload)
    messages.success(request, _("The paper is kept with the contract."))
    return redirect("contracts:page", contract_id)


@looks
def paper(request: HttpRequest, visit: Visit, contract_id: int, paper_id: int) -> HttpResponse:
    """A paper, byte for byte."""
    return sent(take_file(**visit.scope, contract_id=contract_id, paper_id=paper_id))
