"""Another than the customer paid: ask another person to let this line's money pay the customer's debts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.cash.accept_payer import KIND, accept_payer
from wanglai.services.refusals import Refusal
from wanglai.web.cash.line import shown_line
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.waiting import waits_for_another


@acts
def ask(request: HttpRequest, visit: Visit, line_id: int) -> HttpResponse:
    """Ask another person to agree."""
    debtor, origin = request.POST.get("debtor", ""), origin_of(request)
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    said: dict[str, Any] = {"line_id": line_id, "customer_id": int(debtor) if debtor.isdecimal() else 0, "reason": reason}  # fmt: skip
    key = f"{KIND}:{request.POST.get('key', '')}"
    try:
        accept_payer(**visit.scope, origin=origin, key=key, **said)
    except ApprovalIsNeeded:
        asked = request_approval(**visit.scope, origin=origin, kind=KIND, subject=said, key=key)
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown_line(request, visit, line_id, refusal=refusal)
    return redirect("cash:line", line_id)
