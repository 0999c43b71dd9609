"""The queue of lines that wait: what helps most first, in tabs, many accepted at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.cash.accept_status import acceptable, start_accepting
from wanglai.services.cash.deciding import accept_many
from wanglai.services.cash.queries import last_run
from wanglai.services.cash.refusals import ProposalsAreOthers, RunIsAtWork
from wanglai.services.cash.run_life import start_cash_run, stop_cash_run
from wanglai.services.cash.show_queue import cash_queue
from wanglai.services.cash.words import STATUSES
from wanglai.services.exports.cash import queue_table
from wanglai.web.parts.asked import number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.language import house_language
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lines that wait; tabs say how many of each kind there are."""
    wanted = _wanted(request)
    found = cash_queue(**visit.scope, **wanted, after=request.GET.get("after", ""))
    may_apply = "apply_cash" in visit.company.acts
    at_once = may_apply and not wanted["search"]  # a search shows some, one word makes all
    shown = {
        "section": "cash",
        "part": "queue",
        "found": found,
        "wanted": wanted,
        "total": sum(count for _name, _words, count in found.counts),
        "run": last_run(**visit.scope),
        "may_apply": may_apply,
        "acceptable": acceptable(**visit.scope, status=wanted["status"]) if at_once else None,
    }
    return render(request, "cash/queue.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every line that waits and fits, to take away."""
    return taken(queue_table(**visit.scope, **_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> dict[str, str]:
    status = request.GET.get("status", "")
    search = words_of(request.GET.get("q", ""))
    return {"status": status if status in STATUSES else "", "search": search}


@acts
def run(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have the machine look at every line that waits."""
    try:
        start_cash_run(**visit.scope)
    except RunIsAtWork:
        messages.info(request, _("The machine is at it already."))
    else:
        messages.success(request, _("The machine looks at every line that waits."))
    return redirect("cash:queue")


@looks
def progress(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How far the run at work is; once it is over the browser is sent to the list as it is then."""
    found = last_run(**visit.scope)
    if found is None or not found.is_at_work:
        return HttpResponse(
            status=204, headers={"HX-Redirect": _list_of(_wanted(request)["status"])}
        )
    shown = {
        "run": found,
        "may_apply": "apply_cash" in visit.company.acts,
        "wanted": _wanted(request),
    }
    return render(request, "cash/progress_block.html", shown)


@acts
def stop(request: HttpRequest, visit: Visit, run_id: int) -> HttpResponse:
    """End the run at work: what was booked stands, the rest stays in the queue."""
    stop_cash_run(**visit.scope, run_id=run_id)
    messages.success(request, _("Stopped. What was booked stands; the rest waits here."))
    return redirect("cash:queue")


@acts
def accept_all(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have every proposal of the status that was shown made; the worker does it."""
    status, newest = request.POST.get("status", ""), number_of(request.POST.get("newest", "")) or 0
    try:
        start_accepting(**visit.scope, status=status, newest=newest)
    except (ProposalsAreOthers, RunIsAtWork) as refusal:
        messages.warning(request, f"{refusal.why.within(house_language())} {refusal.next_step.within(house_language())}")  # fmt: skip
    return redirect(_list_of(status))


def _list_of(status: str) -> str:
    """The address of one list of the queue, or of all of it."""
    return reverse("cash:queue") + (f"?status={status}" if status in STATUSES else "")


@acts
def accept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make of every chosen line what its proposal says; what no longer fits stays in the queue."""
    ids = [int(each) for each in request.POST.getlist("proposal") if each.isdecimal()]
    made = accept_many(**visit.scope, origin=origin_of(request), proposal_ids=ids)
    said = ngettext("%(made)s line is settled.", "%(made)s lines are settled.", made) % {
        "made": made
    }
    if made < len(ids):
        rest = len(ids) - made
        said += " " + ngettext("%(rest)s no longer fits and stays here.", "%(rest)s no longer fit and stay here.", rest) % {"rest": rest}  # fmt: skip
    messages.success(request, said)
    return redirect("cash:queue")
