"""When customers are asked for payment, what the night would ask for, and whom it asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wanglai.services.exports.payment_reminders import payment_reminders_table
from wanglai.services.messages.send_messages import is_mail_set
from wanglai.services.refusals import Refusal, http_status
from wanglai.services.reminders.hold_payment_reminders import (
    payment_holds,
    resume_payment_reminders,
    stop_payment_reminders,
)
from wanglai.services.reminders.payment_policy import payment_policies, set_payment_reminders
from wanglai.services.reminders.preview_today import preview_payment_reminders
from wanglai.services.reminders.show_payment_reminders import (
    SHOWN,
    Wanted,
    list_payment_reminders,
    payment_reminder_page,
)
from wanglai.services.reminders.words import step_words
from wanglai.web.parts.asked import day_of, number_of, words_of
from wanglai.web.parts.door import Visit, acts, looks, looks_and_acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken

_TAB = {"section": "book", "part": "statements", "sub": "messages"}
_SEPARATORS = re.compile(r"[\s,，、;；]+")
USUAL = (-3, 0, 7, 15, 30)  # what the form offers while nothing is in force
AHEAD = timedelta(days=366)


@require_http_methods(["GET", "POST"])
@looks_and_acts
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rules in force, what they come to on a day, and others to be tried or put in force."""
    if request.method != "POST":
        return _shown(request, visit)
    steps = _steps_in(request.POST.get("steps", ""))
    if steps is None:
        return _shown(request, visit, problems=(_("Give whole days, such as -3, 0, 7, 15, 30."),))
    if request.POST.get("do") == "preview":
        return _shown(request, visit, tried=steps)
    try:
        set_payment_reminders(**visit.scope, origin=origin_of(request), steps=steps)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _shown(request, visit, refusal=refusal)
    messages.success(request, _("The days are in force. Below stands what they come to."))
    return redirect("messages:payments")


@looks
def sent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whom the night asked, newest first, and where it could ask nobody."""
    wanted = _wanted(request)
    shown = {
        **_TAB,
        "found": list_payment_reminders(**visit.scope, wanted=wanted),
        "wanted": wanted,
        "tabs": (
            ("", _("All")),
            ("asked", _("Asked by letter")),
            ("nobody", _("Nobody asked")),
            ("trouble", _("Did not get through")),
        ),
    }
    return render(request, "messages/payments_sent.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """Every one that fits, an item a row, to take away."""
    return taken(payment_reminders_table(**visit.scope, wanted=_wanted(request)), language, form)


@looks
def customer(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """What one customer was asked for, who stopped it and why, and the form of the next word."""
    return _of_customer(request, visit, customer_id)


@acts
def stop(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Ask for nothing, until a day or until further notice."""
    until = day_of(request.POST.get("until", ""))
    if until is None and request.POST.get("until", "").strip():
        return _of_customer(request, visit, customer_id, problems=(_("Give the last day as a date, or none."),))  # fmt: skip
    return _held(request, visit, customer_id, stop_payment_reminders, _("No reminder of payment goes to this customer."), until_on=until)  # fmt: skip


@acts
def resume(request: HttpRequest, visit: Visit, customer_id: int) -> HttpResponse:
    """Ask again from the next night on."""
    return _held(request, visit, customer_id, resume_payment_reminders, _("The customer is asked again from the next night on."))  # fmt: skip


def _held(
    request: HttpRequest, visit: Visit, customer_id: int, verb: Callable[..., int], done: str, **more: Any
) -> HttpResponse:  # fmt: skip
    said = request.POST.get("reason", "")
    try:
        verb(**visit.scope, origin=origin_of(request), customer_id=customer_id, reason=said, **more)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return _of_customer(request, visit, customer_id, refusal=refusal)
    messages.success(request, done)
    return redirect("messages:payments_customer", customer_id)


def _of_customer(
    request: HttpRequest, visit: Visit, customer_id: int, *, refusal: Refusal | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:  # fmt: skip
    wanted = Wanted(customer_id=customer_id, after=number_of(request.GET.get("after", "")))
    shown = {
        **_TAB,
        "holds": payment_holds(**visit.scope, customer_id=customer_id),
        "found": list_payment_reminders(**visit.scope, wanted=wanted),
        "said": request.POST,
        "refusal": refusal,
        "problems": problems,
        "may_hold": "hold_payment_reminders" in visit.company.acts,
    }
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "messages/payments_customer.html", shown, status=status)


@looks
def one(request: HttpRequest, visit: Visit, reminder_id: int) -> HttpResponse:
    """One customer, currency and day: its items, its letters, or why nobody was asked."""
    row = payment_reminder_page(**visit.scope, reminder_id=reminder_id)
    shown = {**_TAB, "row": row, "sees_items": "view_ledger" in visit.company.acts}
    return render(request, "messages/payment.html", shown)


def _shown(
    request: HttpRequest, visit: Visit, *, tried: tuple[int, ...] | None = None, refusal: Refusal | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:  # fmt: skip
    policies = payment_policies(**visit.scope)
    now = policies[0]
    on = _day(request)
    preview = None
    try:
        preview = preview_payment_reminders(**visit.scope, on=on, steps=tried)
    except Refusal as wrong:
        leave_to_the_door(wrong)
        refusal = wrong
    shown = {
        **_TAB,
        "now": now,
        "steps_now": [step_words(step) for step in now.steps],
        "said": request.POST.get("steps") or _steps_text(now.steps if now.version else USUAL),
        "rows": [(each, [step_words(step) for step in each.steps]) for each in policies if each.version],
        "preview": preview,
        "on": on,
        "is_today": on == timezone.localdate(),
        "is_tried": tried is not None,
        "is_mail_set": is_mail_set(),
        "refusal": refusal,
        "problems": problems,
        "may_set": "set_payment_reminders" in visit.company.acts,
        "sees_items": "view_ledger" in visit.company.acts,
    }  # fmt: skip
    status = http_status(refusal) if refusal else 422 if problems else 200
    return render(request, "messages/payments.html", shown, status=status)


def _day(request: HttpRequest) -> date:
    """The day that is looked at: today, or one within a year from now."""
    today = timezone.localdate()
    asked = day_of(request.POST.get("on", "") or request.GET.get("on", ""))
    return asked if asked is not None and today <= asked <= today + AHEAD else today


def _steps_in(text: str) -> tuple[int, ...] | None:
    """``-3, 0, +7`` as days; empty as none; None where it is neither."""
    words = [each for each in _SEPARATORS.split(text.replace("−", "-").strip()) if each]
    if not all(re.fullmatch(r"[+-]?[0-9]{1,4}", each) for each in words):
        return None
    return tuple(int(each) for each in words)


def _steps_text(steps: tuple[int, ...]) -> str:
    return ", ".join(map(str, steps))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    show = request.GET.get("show", "")
    return Wanted(
        search=words_of(request.GET.get("q", "")),
        show=show if show in SHOWN else "",
        from_on=day_of(request.GET.get("from", "")),
        to_on=day_of(request.GET.get("to", "")),
        customer_id=number_of(request.GET.get("customer", "")),
        after=number_of(request.GET.get("after", "")),
    )
