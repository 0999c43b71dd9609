"""One round: its customers with clerk, day and where each stands; the plan is changed, agreed, and who is excused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanglai.services.customers.named import named_customer
from wanglai.services.exports.rounds import members_table
from wanglai.services.ledger.show_customers import book_state
from wanglai.services.reconciliation.queries import customers
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.rounds.agree_plan import agree_plan
from wanglai.services.rounds.edit_plan import (
    hand_over_customers,
    move_customers,
    put_customer_in,
    take_out_customers,
)
from wanglai.services.rounds.excuses import ask_excuses, decide_excuse
from wanglai.services.rounds.open_round import take_in_missing
from wanglai.services.rounds.queries import WantedMembers, after_of_day, reconciling_round_page
from wanglai.services.rounds.refusals import DayIsOutside, NobodyReconciles
from wanglai.services.rounds.rule import may_reconcile
from wanglai.services.rounds.words import ROUND_STATES, SOURCES, STATES
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken

CHOSEN_MAX = 500


@looks
def page(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """The round, its customers that fit, each clerk's share."""
    return _shown(request, visit, round_id)


def _shown(
    request: HttpRequest, visit: Visit, round_id: int, *, refusal: Refusal | None = None
) -> HttpResponse:
    wanted = _wanted(request)
    on = book_state(**visit.scope).day
    found = reconciling_round_page(**visit.scope, round_id=round_id, wanted=wanted, on=on)
    held = visit.company.acts
    may_plan = "plan_rounds" in held
    shown = {
        "section": "book", "part": "cycles", "sub": "rounds", "page": found, "wanted": wanted, "refusal": refusal,
        "said": request.POST, "states": STATES, "sources": SOURCES, "round_states": ROUND_STATES,
        "is_narrowed": bool(wanted.state or wanted.search or wanted.owner_id or wanted.excuses_only),
        "may_plan": may_plan, "may_agree": "agree_rounds" in held and not found.is_own, "may_decide": "agree_rounds" in held,
        "actor": visit.actor, "people": may_reconcile(visit.company.id) if may_plan else (),
        "customers": customers(**visit.scope, limit=200) if may_plan and found.row.state == "drafted" else (),
    }  # fmt: skip
    return render(request, "rounds/page.html", shown, status=http_status(refusal) if refusal else 200)  # fmt: skip


@looks
def sheet(
    request: HttpRequest, visit: Visit, round_id: int, language: str, form: str
) -> HttpResponse:
    """Every customer that fits, to take away."""
    on = book_state(**visit.scope).day
    return taken(members_table(**visit.scope, round_id=round_id, wanted=_wanted(request), on=on), language, form)  # fmt: skip


@acts
def agree(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """Another person's word for the plan."""

    def act() -> str:
        agree_plan(**visit.scope, origin=origin_of(request), round_id=round_id)
        return _("The plan is agreed: its days and customers stay.")

    return _done(request, visit, round_id, act)


@acts
def take_in(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """What the night does, now: who is due and not in it is taken in."""

    def act() -> str:
        count = take_in_missing(
            **visit.scope,
            origin=origin_of(request),
            round_id=round_id,
            on=book_state(**visit.scope).day,
        )
        return ngettext("%(n)d customer was taken in.", "%(n)d customers were taken in.", count) % {"n": count}  # fmt: skip

    return _done(request, visit, round_id, act)


@acts
def add(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """A further customer in the draft."""

    def act() -> str:
        customer_id = named_customer(**visit.scope, name=words_of(request.POST.get("customer", "")))
        day, owner = day_of(request.POST.get("day", "")), number_of(request.POST.get("owner", ""))
        if day is None:
            raise DayIsOutside
        if owner is None:
            raise NobodyReconciles
        put_customer_in(
            **visit.scope, origin=origin_of(request), round_id=round_id, customer_id=customer_id or 0, owner_id=owner, day=day
        )  # fmt: skip
        return _("The customer is in the round.")

    return _done(request, visit, round_id, act)


@acts
def chosen(request: HttpRequest, visit: Visit, round_id: int) -> HttpResponse:
    """Hand over, move, take out or ask to leave out the chosen customers."""
    ids = [each for each in map(number_of, request.POST.getlist("member")[:CHOSEN_MAX]) if each]
    if not ids:
        messages.warning(request, _("Choose customers first."))
        return redirect(_back(request, round_id))
    return _done(request, visit, round_id, lambda: _do(request, visit, round_id, ids))


def _do(request: HttpRequest, visit: Visit, round_id: int, ids: list[int]) -> str:
    asked: dict[str, Any] = {**visit.scope, "origin": origin_of(request), "round_id": round_id}
    what = request.POST.get("do", "")
    if what == "owner":
        owner = number_of(request.POST.get("owner", ""))
        if owner is None:
            raise NobodyReconciles
        count = hand_over_customers(**asked, member_ids=ids, owner_id=owner)
        return ngettext("%(n)d customer was handed over.", "%(n)d customers were handed over.", count) % {"n": count}  # fmt: skip
    if what == "out":
        take_out_customers(**asked, member_ids=ids)
        return _("They are out of the round.")
    if what == "excuse":
        ask_excuses(**asked, member_ids=ids, reason=words_of(request.POST.get("reason", ""), 300))
        return _("Asked: another manager agrees or refuses.")
    day = day_of(request.POST.get("day", ""))
    if day is None:
        raise DayIsOutside
    count = move_customers(**asked, member_ids=ids, day=day)
    return ngettext("%(n)d customer was moved.", "%(n)d customers were moved.", count) % {"n": count}  # fmt: skip


@acts
def decide(request: HttpRequest, visit: Visit, round_id: int, member_id: int) -> HttpResponse:
    """Another person's word for an excuse."""

    def act() -> str:
        agrees = request.POST.get("verdict") == "agree"
        decide_excuse(
            **visit.scope, origin=origin_of(request), round_id=round_id, member_id=member_id, agrees=agrees
        )  # fmt: skip
        return _("The customer is left out of this round.") if agrees else _("The excuse is refused: the customer stays.")  # fmt: skip

    return _done(request, visit, round_id, act)


def _done(
    request: HttpRequest, visit: Visit, round_id: int, act: Callable[[], str]
) -> HttpResponse:
    """Do it and go back to the round as it was shown; what could not be done is told there."""
    try:
        said = act()
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, round_id, refusal=refusal)
    messages.success(request, said)
    return redirect(_back(request, round_id))


def _back(request: HttpRequest, round_id: int) -> str:
    back = words_of(request.POST.get("back", ""), 500)
    return reverse("rounds:page", args=[round_id]) + (back if back.startswith("?") else "")


def _wanted(request: HttpRequest) -> WantedMembers:
    asked = request.GET
    state = asked.get("state", "")
    return WantedMembers(
        state=state if state in STATES else "",
        search=words_of(asked.get("q", "")),
        owner_id=number_of(asked.get("owner", "")),
        excuses_only=asked.get("excuses") == "1",
        after=after_of_day(words_of(asked.get("after", ""), 40)),
    )
