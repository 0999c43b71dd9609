"""The queue of lines that wait: what helps most first, in tabs, many accepted at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.cash.deciding import accept_many
from wanglai.services.cash.queries import last_run
from wanglai.services.cash.refusals import RunIsAtWork
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.show_queue import cash_queue
from wanglai.services.cash.words import STATUSES
from wanglai.services.exports.cash import queue_table
from wanglai.web.parts.asked import words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.sending import taken


@looks
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lines that wait; tabs say how many of each kind there are."""
    wanted = _wanted(request)
    found = cash_queue(**visit.scope, **wanted, after=request.GET.get("after", ""))
    shown = {
        "section": "cash",
        "part": "queue",
        "found": found,
        "wanted": wanted,
        "total": sum(count for _name, _words, count in found.counts),
        "run": last_run(**visit.scope),
        "may_apply": "apply_cash" in visit.company.acts,
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
