"""A dispute gets its outcome: at once where no money moves or the bands allow it alone, else once another has agreed."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.disputes.propose_outcome import propose_outcome
from wanglai.services.disputes.queries import DisputeRow, dispute_page
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part, approval_kind
from wanglai.services.disputes.words import OUTCOMES
from wanglai.services.money import minor_of
from wanglai.services.refusals import Refusal
from wanglai.web.disputes.case import shown
from wanglai.web.parts.asked import day_of, number_of, rate_of, words_of
from wanglai.web.parts.door import Visit, acts
from wanglai.web.parts.origin import origin_of
from wanglai.web.parts.portal_address import portal_address
from wanglai.web.parts.refusing import leave_to_the_door
from wanglai.web.parts.waiting import waits_for_another


@acts
def resolve(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """The outcome that was chosen over the amount given; what is left of the dispute is rejected with it."""
    given = request.POST
    outcome, on = given.get("outcome", ""), day_of(given.get("on", ""))
    found = dispute_page(**visit.scope, dispute_id=dispute_id)
    currency = found.row.amount.currency
    amount = minor_of(given.get("amount", ""), currency)
    tax = minor_of(given.get("tax") or "0", currency)
    if outcome not in OUTCOMES or amount is None or tax is None or on is None:
        problem = _("Give an outcome, an amount and a day.")
        return shown(request, visit, dispute_id, problems=(problem,), doing=outcome)
    rate = rate_of(given.get("rate", ""))
    if given.get("rate", "").strip() and rate is None:
        problem = _("The rate is no number between 0.00000001 and 100,000,000.")
        return shown(request, visit, dispute_id, problems=(problem,), doing=outcome)
    part = Part(
        outcome, amount, paper_id=number_of(given.get("paper", "")), entry_seq=number_of(given.get("entry", "")),
        number=words_of(given.get("number", ""), 100), tax=tax, credit_item_id=number_of(given.get("credit", "")),
        rate=str(rate) if rate is not None else "",
    )  # fmt: skip
    parts, said = _with_rest(part, found.row), given.get("said", "")
    origin, key = origin_of(request), f"dispute:{dispute_id}:{given.get('key', '')}"
    try:
        resolve_dispute(**visit.scope, origin=origin, dispute_id=dispute_id, parts=parts, said=said, on=on, key=key)  # fmt: skip
    except ApprovalIsNeeded:
        subject = {
            "dispute_id": dispute_id, "item_id": found.row.item_id, "on": on.isoformat(), "said": said.strip(),
            "parts": [asdict(each) for each in parts],
        }  # fmt: skip
        asked = request_approval(
            **visit.scope, origin=origin, kind=approval_kind(parts), subject=subject, key=f"{key}:asked",
        )  # fmt: skip
        return waits_for_another(request, asked)
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown(request, visit, dispute_id, refusal=refusal, doing=outcome)
    messages.success(request, _("The dispute has its outcome."))
    return redirect("disputes:page", dispute_id)


@acts
def propose(request: HttpRequest, visit: Visit, dispute_id: int) -> HttpResponse:
    """The same said to the customer first, who agrees or does not."""
    given, found = request.POST, dispute_page(**visit.scope, dispute_id=dispute_id)
    outcome, amount = given.get("outcome", ""), minor_of(given.get("amount", ""), found.row.amount.currency)  # fmt: skip
    if outcome not in OUTCOMES or amount is None:
        problem = _("Give an outcome and an amount.")
        return shown(request, visit, dispute_id, problems=(problem,), doing="propose")
    try:
        propose_outcome(
            **visit.scope, origin=origin_of(request), dispute_id=dispute_id, parts=_with_rest(Part(outcome, amount), found.row),
            said=given.get("said", ""), key=f"propose:{dispute_id}:{given.get('key', '')}"[:100], portal=portal_address(request),
        )  # fmt: skip
    except Refusal as refusal:
        leave_to_the_door(refusal)
        return shown(request, visit, dispute_id, refusal=refusal, doing="propose")
    messages.success(request, _("It is proposed; the customer gets a mail."))
    return redirect("disputes:page", dispute_id)


def _with_rest(part: Part, row: DisputeRow) -> tuple[Part, ...]:
    """200.00 of 300.00 are credited: the other 100.00 are rejected in the same breath.

    What was posted before took its part off what stands already.
    """
    standing = row.standing.minor
    is_posted = part.entry_seq is not None
    rest = min(standing, row.amount.minor - part.amount) if is_posted else standing - part.amount
    return (part, Part("rejected", rest)) if part.moves_money and rest > 0 else (part,)
