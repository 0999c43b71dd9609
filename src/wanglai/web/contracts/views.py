"""The list of contracts and one contract: its terms, versions, next cycles, warnings and papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.contracts.queries import contract_page, list_contracts
from wanglai.services.contracts.words import STATES
from wanglai.services.refusals import Refusal, http_status
from wanglai.web.contracts.forms import ListFilter
from wanglai.web.parts.door import Visit, looks


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Contracts by what runs out first."""
    wanted = ListFilter(request.GET).wanted()
    today = timezone.localdate()
    rows = list_contracts(
        **visit.scope, on=today, state=wanted.state, search=wanted.search,
        expiring=wanted.is_expiring,
    )  # fmt: skip
    shown = {
        "section": "book",
        "part": "contracts",
        "wanted": wanted,
        "rows": rows,
        "states": STATES.items(),
        "today": today,
        "may_draft": "draft_contract" in visit.company.acts,
    }
    return render(request, "contracts/list.html", shown)


@looks
def page(request: HttpRequest, visit: Visit, contract_id: int) -> HttpResponse:
    """One contract as it stands today."""
    return show(request, visit, contract_id)


def show(
    request: HttpRequest, visit: Visit, contract_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    """The page of a contract, with what was refused of it."""
    today = timezone.localdate()
    found = contract_page(**visit.scope, contract_id=contract_id, on=today)
    carried = visit.company.acts
    shown = {
        "section": "book",
        "part": "contracts",
        "page": found,
        "row": found.row,
        "preview": found.preview,
        "weekdays": weekdays(),
        "today": today,
        "refusal": refusal,
        "said": request.POST,
        "may_draft": "draft_contract" in carried,
        "may_sign": "sign_contract" in carried,
        "may_end": "end_contract" in carried,
        "may_file": "file_contract" in carried,
    }
    status = http_status(refusal) if refusal else 200
    return render(request, "contracts/page.html", shown, status=status)


def weekdays() -> tuple[str, ...]:
    """The heads of a small month, Monday first."""
    return (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
