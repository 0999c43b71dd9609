"""The board of a month: customers by steps, and what is done for the chosen ones."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.domain.cycles import month_of
from wanglai.domain.named_place import place_read
from wanglai.domain.terms import Span
from wanglai.services.customers.find_customers import filters_offered
from wanglai.services.customers.words import TIERS
from wanglai.services.cycles.billing import bill_many
from wanglai.services.cycles.board import WantedBoard, board_of
from wanglai.services.cycles.closing import close_many
from wanglai.services.cycles.opening import open_cycles
from wanglai.services.cycles.stating import state_cycles
from wanglai.services.cycles.steps import STEPS, WAITS
from wanglai.services.cycles.words import STEP_WORDS, WAITS_WORDS
from wanglai.services.exports.cycles import board_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.refusals import NotPermitted, Refusal, UnableTo, http_status
from wanglai.web.ledger.customers import no_book
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.language import house_language
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken

CHOSEN_MAX = 500
_ACTS = {"close": "close_cycle", "bill": "make_invoice", "statements": "issue_statement"}


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every cycle that ends in the month, where it stands and who holds the ball."""
    state = book_state(**visit.scope)
    if not state.is_open:
        return no_book(request, visit, state)
    return _shown(request, visit, state.day)


def _shown(
    request: HttpRequest, visit: Visit, on: date, *, refusal: Refusal | None = None
) -> HttpResponse:
    wanted = _wanted(request, on)
    first = wanted.days.from_on
    found = board_of(**visit.scope, wanted=wanted, on=on)
    narrowings = (wanted.step, wanted.search, wanted.manager_id, wanted.team_id, wanted.tier, wanted.late_only)  # fmt: skip
    shown = {
        "section": "book",
        "part": "cycles",
        "sub": "board",
        "found": found,
        "wanted": wanted,
        "on": on,
        "month": f"{first:%Y-%m}",
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "following": f"{wanted.days.to_on + timedelta(days=1):%Y-%m}",
        "tabs": [(name, WAITS_WORDS[name], count) for name, count in found.counts],
        "steps": [STEP_WORDS[step] for step in STEPS],
        "offered": filters_offered(**visit.scope) if "view_customers" in visit.company.acts else None,
        "tiers": TIERS.items(),
        "is_narrowed": any(narrowings),
        "key": uuid.uuid4().hex,
        "may_choose": any(act in visit.company.acts for act in _ACTS.values()),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "cycles/board.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every cycle that fits, to take away."""
    on = book_state(**visit.scope).day
    return taken(board_table(**visit.scope, wanted=_wanted(request, on), on=on), language, form)


@acts
def open_now(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the night does, now: the cycles of every contract in force, from the month of the board on."""
    since = day_of(f"{words_of(request.POST.get('month', ''), 7)}-01")
    made = open_cycles(**visit.scope, origin=origin_of(request), since=since)
    messages.success(
        request,
        _("%(opened)d cycles were opened by contract, %(dropped)d cut anew.")
        % {"opened": made.opened, "dropped": made.dropped},
    )
    return redirect(_board(request))


@acts
def chosen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Close, bill or state the chosen cycles; what could not be done is told with its reason."""
    step = request.POST.get("do", "")
    if step not in _ACTS or _ACTS[step] not in visit.company.acts:
        raise NotPermitted(_ACTS.get(step, "close_cycle"))
    ids = [each for each in map(number_of, request.POST.getlist("cycle")[:CHOSEN_MAX]) if each]
    if not ids:
        messages.warning(request, _("Choose cycles first."))
        return redirect(_board(request))
    if step == "statements":
        return _state(request, visit, ids)
    if step == "close":
        closed = close_many(**visit.scope, origin=origin_of(request), cycle_ids=ids)
        done = ngettext("%(n)d cycle closed.", "%(n)d cycles closed.", len(closed.closed)) % {"n": len(closed.closed)}  # fmt: skip
        _tell(request, done, len(closed.closed), closed.left)
    else:
        billed = bill_many(**visit.scope, origin=origin_of(request), cycle_ids=ids)
        done = _("%(cycles)d cycles billed with %(bills)d drafts.") % {"cycles": billed.cycles, "bills": billed.bills}  # fmt: skip
        _tell(request, done, billed.cycles, billed.left)
    return redirect(_board(request))


def _state(request: HttpRequest, visit: Visit, ids: list[int]) -> HttpResponse:
    key = words_of(request.POST.get("key", ""), 90) or uuid.uuid4().hex
    try:
        run_id = state_cycles(**visit.scope, cycle_ids=ids, key=f"cycles {key}")
    except UnableTo as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, book_state(**visit.scope).day, refusal=refusal)
    return redirect("statements:run", run_id)


def _tell(request: HttpRequest, done: str, count: int, left: Mapping[int, UnableTo]) -> None:
    """What was done, then each reason for the rest once, with how many it holds for."""
    (messages.success if count else messages.info)(request, done)
    reasons: dict[str, int] = {}
    for refusal in left.values():
        words = refusal.why.within(house_language())
        reasons[words] = reasons.get(words, 0) + 1
    for words, times in reasons.items():
        messages.warning(request, f"{times} × {words}")


def _board(request: HttpRequest) -> str:
    """Back to the board as it was shown."""
    back = words_of(request.POST.get("back", ""), 500)
    return reverse("cycles:board") + (back if back.startswith("?") else "")


def _wanted(request: HttpRequest, on: date) -> WantedBoard:
    """What the address asks for; what it does not know asks for nothing."""
    asked = request.GET
    step, tier = asked.get("step", ""), asked.get("tier", "")
    return WantedBoard(
        days=month_of(asked.get("month", "")) or _last_month(on),
        step=step if step in WAITS else "",
        search=words_of(asked.get("q", "")),
        manager_id=number_of(asked.get("manager", "")),
        team_id=number_of(asked.get("team", "")),
        tier=tier if tier in TIERS else "",
        late_only=asked.get("late") == "1",
        after=place_read(words_of(asked.get("after", ""), 240)),
    )


def _last_month(on: date) -> Span:
    """The month before the day's: the one that is being closed; its own in the last week, when its cut-offs come."""
    day = on if on.day >= 25 else on.replace(day=1) - timedelta(days=1)
    found = month_of(f"{day:%Y-%m}")
    assert found is not None, "a day lies in a month"
    return found
