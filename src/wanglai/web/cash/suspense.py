"""Money nobody can name: into suspense, its ageing, and out of it to its customer with another person's word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.cash.show_suspense import BUCKETS, suspense
from wanglai.services.cash.suspense import KIND, leave_suspense, put_into_suspense
from wanglai.services.exports.suspense import suspense_table
from wanglai.services.refusals import Refusal
from wanglai.web.cash.line import shown_line
from wanglai.web.parts.asked import day_of, rate_of
from wanglai.web.parts.door import Visit, acts, looks
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.sending import taken
from wanglai.web.parts.waiting import waits_for_another


@looks
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits, by age; each figure leads to its rows."""
    wanted = _wanted(request)
    shown = {
        "section": "cash",
        "part": "suspense",
        "found": suspense(**visit.scope, **wanted),
        "wanted": {**wanted, "bucket_words": BUCKETS[wanted["bucket"] - 1] if wanted["bucket"] else None},
    }  # fmt: skip
    return render(request, "cash/suspense.html", shown)


@looks
def sheet(request: HttpRequest, visit: Visit, language: str, form: str) -> HttpResponse:
    """The rows of the page, to take away."""
    return taken(suspense_table(**visit.scope, **_wanted(request)), language, form)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; what makes no sense there asks for nothing."""
    bucket, currency = request.GET.get("bucket", ""), request.GET.get("currency", "")[:3].upper()
    place = int(bucket) if bucket.isdecimal() and len(bucket) < 3 else 0
    return {
        "as_of": day_of(request.GET.get("on", "")) or timezone.localdate(),
        "currency": currency,
        "bucket": place if place <= len(BUCKETS) else 0,
    }


@acts
def suspend(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Nobody can name it: it waits on the suspense customer."""
    version = request.POST.get("version", "")
    try:
        put_into_suspense(
            **visit.scope, origin=origin_of(request), line_id=line_id, key=f"line:{request.POST.get('key', '')}",
            version=int(version) if version.isdecimal() else None, rate=rate_of(request.POST.get("rate", "")),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    messages.success(request, _("The money is in suspense; its age counts from the day it came."))
    return redirect("cash:queue")


@acts
def leave(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Ask another person to agree that the money is this customer's."""
    owner, day = request.POST.get("owner", ""), day_of(request.POST.get("on", ""))
    if not owner.isdecimal() or day is None:
        problem = _("Say whose money it is first.") if day else _("The day is no day.")
        return shown_line(request, visit, line_id, problems=(problem,))
    said: dict[str, Any] = {"line_id": line_id, "customer_id": int(owner), "reason": request.POST.get("reason", "").strip()[:500]}  # fmt: skip
    origin, key = origin_of(request), f"{KIND}:{request.POST.get('key', '')}"
    try:
        leave_suspense(**visit.scope, origin=origin, on=day, key=key, **said)
    except ApprovalIsNeeded:
        subject = {**said, "on": day.isoformat()}
        asked = request_approval(**visit.scope, origin=origin, kind=KIND, subject=subject, key=key)
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    return redirect("cash:line", line_id)
