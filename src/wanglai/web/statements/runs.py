"""Many statements at once: started by one person, agreed by another, watched, stopped, begun again for the rest."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.domain.statements import CHAINED, last_period
from wanglai.services.customers.named import named_customer
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.statements.rows import RunPage
from wanglai.services.statements.run_life import (
    agree_statements,
    start_statement_run,
    stop_statement_run,
)
from wanglai.services.statements.show_letterhead import ended_account_on_paper
from wanglai.services.statements.show_runs import list_statement_runs, statement_run_page
from wanglai.services.statements.show_sending import SendingOfRun, sending_of_run
from wanglai.services.statements.words import ITEM_STATES, KINDS
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door

NAMES_MAX = 500
NAMES_SIGNS = 50_000


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The runs there were, and the form of the next."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    from_on, through_on = last_period(timezone.localdate(), 1)
    said = {
        "kind": request.GET.get("kind", "forward"),
        "from": request.GET.get("from", from_on.isoformat()),
        "through": request.GET.get("through", through_on.isoformat()),
        "names": "",
    }
    return _listed(request, visit, said)


def _listed(
    request: HttpRequest, visit: Visit, said: dict[str, str], *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "runs",
        "runs": list_statement_runs(**visit.scope),
        "ended_account": ended_account_on_paper(**visit.scope),
        "said": said,
        "key": said.get("key") or uuid.uuid4().hex,
        "kinds": [(name, KINDS[name]) for name in CHAINED],
        "refusal": refusal,
        "problems": problems,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "statements/runs.html", shown, status=status)


@acts
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have the drafts made, for everybody or for the customers that are named."""
    said = {name: words_of(request.POST.get(name, ""), NAMES_SIGNS) for name in ("kind", "from", "through", "names", "key")}  # fmt: skip
    from_on, through_on = day_of(said["from"]), day_of(said["through"])
    names = [line.strip() for line in said["names"].splitlines() if line.strip()]
    if from_on is None or through_on is None or said["kind"] not in CHAINED:
        return _listed(request, visit, said, problems=(_("Name the first and the last day."),))
    if len(names) > NAMES_MAX:
        return _listed(request, visit, said, problems=(_("At most 500 customers are named."),))
    try:
        named = [named_customer(**visit.scope, name=name) for name in names]
        made = start_statement_run(
            **visit.scope, kind=said["kind"], from_on=from_on, through_on=through_on,
            key=said["key"][:100] or uuid.uuid4().hex,
            customers=sorted({each for each in named if each is not None}) if names else None,
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _listed(request, visit, said, refusal=refusal)
    return redirect("statements:run", made)


@looks
def page(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """The run: its drafts to be agreed, how far it is, and what became of each customer."""
    return _shown(request, visit, run_id)


def _shown(
    request: HttpRequest, visit: Visit, run_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    state = request.GET.get("state", "")
    wanted = state if state in ITEM_STATES else ""
    found = statement_run_page(
        **visit.scope, run_id=run_id, state=wanted, after=number_of(request.GET.get("after", ""))
    )
    shown = {
        "section": "book",
        "part": "statements",
        "sub": "runs",
        "page": found,
        "ended_account": ended_account_on_paper(**visit.scope),
        "state": wanted,
        "refusal": refusal,
        "sending": _sending(visit, found),
        "may_send": "send_statements" in visit.company.acts,
        "may_agree": "agree_statements" in visit.company.acts and not found.is_own,
        "may_stop": "issue_statement" in visit.company.acts,
    }
    return render(
        request, "statements/run.html", shown, status=http_status(refusal) if refusal else 200
    )


def _sending(visit: Visit, found: RunPage) -> SendingOfRun | None:
    """How its letters stand, once anything of it is issued."""
    if not found.row.issued or found.is_at_work:
        return None
    shown = [each.statement_id for each in found.items if each.statement_id is not None]
    return sending_of_run(**visit.scope, run_id=found.row.id, statement_ids=shown)


@looks
def progress(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Once the work is over the browser is sent to what came of it."""
    found = statement_run_page(**visit.scope, run_id=run_id)
    if not found.is_at_work:
        address = reverse("statements:run", args=[run_id])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    may_stop = "issue_statement" in visit.company.acts
    return render(request, "statements/progress_block.html", {"page": found, "may_stop": may_stop})


@acts
def agree(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """Another person's word for the drafts as they were shown."""
    try:
        agree_statements(
            **visit.scope, origin=origin_of(request), run_id=run_id, shown=request.POST.get("shown", "")
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code in ("access.denied", "access.not_found"):
            raise
        return _shown(request, visit, run_id, refusal=refusal)
    messages.success(request, _("Agreed: the statements are being issued."))
    return redirect("statements:run", run_id)


@acts
def stop(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """What is issued stands; the rest is not."""
    stop_statement_run(**visit.scope, run_id=run_id)
    messages.success(request, _("Stopped. What was issued stands; nothing else is."))
    return redirect("statements:run", run_id)
