"""What is left of a line goes back to whoever paid it: asked for here, paid once others agree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.allocation.refund import refund
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.cash.show_line import cash_line
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal
from wanglai.web.cash.line import shown_line
from wanglai.web.parts.asked import day_of
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.waiting import waits_for_another


@acts
def ask(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Pay back so much of the line, at once where the bands allow it alone, else once others agree."""
    found = cash_line(**visit.scope, line_id=line_id)
    amount, on = minor_of(request.POST.get("amount", ""), found.amount.currency), day_of(request.POST.get("on", ""))  # fmt: skip
    if found.item_id is None or amount is None or amount <= 0 or on is None:
        problem = _("The day is no day.") if amount else _("Give the amount that goes back.")
        return shown_line(request, visit, line_id, problems=(problem,))
    origin, key = origin_of(request), f"refund:{request.POST.get('key', '')}"
    subject: dict[str, Any] = {"item_id": found.item_id, "amount": amount}
    try:
        seq = refund(**visit.scope, origin=origin, key=key, on=on, **subject)
    except ApprovalIsNeeded:
        subject["on"] = on.isoformat()
        asked = request_approval(**visit.scope, origin=origin, kind="refund", subject=subject, key=f"{key}:asked")  # fmt: skip
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    messages.success(request, _("Done; this is the entry it made."))
    return redirect("ledger:entry", seq)
