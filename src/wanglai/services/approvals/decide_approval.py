"""Another person says yes or no to exactly what was shown; the last yes does it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.membership import OwnRoles
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.approvals.bands import Band, band_for
from wanglai.services.approvals.request_approval import RequestIsOver
from wanglai.services.approvals.subjects import KINDS
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    ApprovalDecision,
    ApprovalEnd,
    ApprovalRequest,
    Delegation,
    Membership,
)


class OwnRequest(UnableTo):
    code_of_refusal = "approval.own"
    why = Wording("不能审批自己提交的申请。", "Nobody approves what they asked for.")
    next_step = Wording("请由另一人审批。", "Another person has to decide.")
    http_status = 403


class NotYoursToDecide(UnableTo):
    code_of_refusal = "approval.role"
    why = Wording("该金额须由其他角色审批。", "Another role decides about this amount.")
    next_step = Wording("请转给有权限的人。", "Leave it to someone of that role.")
    http_status = 403


class ShownOtherwise(UnableTo):
    code_of_refusal = "approval.shown"
    why = Wording("您看到的内容与申请不一致。", "What you were shown is not what was asked for.")
    next_step = Wording("请刷新页面，重新核对。", "Load the page again and look once more.")


class AlreadyDecided(UnableTo):
    code_of_refusal = "approval.decided"
    why = Wording("您已就该申请表态。", "You have said your word on this request already.")
    next_step = Wording("请等待其他审批人。", "Others still have to decide.")


@transaction.atomic
def decide_approval(
    *, company_id: int, actor: int, origin: str, request_id: int, verdict: str, shown_hash: bytes,
    reason: str = "",
) -> str:  # fmt: skip
    """Approve or reject; returns ``done``, ``rejected`` or ``waiting`` for more people.

    With the last approval the act is done in the same transaction, in the maker's name with this approver; what it
    refuses undoes the approval as well. Refuses, in order: NotFound, NotPermitted, NotFound (request), RequestIsOver,
    ShownOtherwise, OwnRequest, NotYoursToDecide, OwnRoles, AlreadyDecided; then as the act itself.
    """
    assert verdict in ("approve", "reject")
    admit(company_id=company_id, actor=actor, act="decide_approval")
    request = (
        ApprovalRequest.objects.select_for_update(no_key=True)
        .filter(company_id=company_id, id=request_id)
        .first()
    )
    if request is None:
        raise NotFound
    is_over = ApprovalEnd.objects.filter(request_id=request_id).exists()
    if is_over or request.expires_at <= timezone.now():
        raise RequestIsOver(str(request_id))
    if bytes(request.subject_hash) != shown_hash:
        raise ShownOtherwise(str(request_id))
    if request.maker_id == actor:
        raise OwnRequest(str(request_id))
    band = band_for(company_id, request.kind, request.base_amount)
    giver = _right_to_decide(company_id, actor, request.maker_id, band)
    subject = json.loads(request.subject)
    if subject.get("person_id") in (actor, giver or actor):
        raise OwnRoles
    if ApprovalDecision.objects.filter(request_id=request_id, approver_id=actor).exists():
        raise AlreadyDecided(str(request_id))
    ApprovalDecision.objects.create(
        company_id=company_id, request_id=request_id, maker_id=request.maker_id,
        subject_hash=request.subject_hash, approver_id=actor, on_behalf_of_id=giver,
        verdict=verdict, reason=reason[:500],
    )  # fmt: skip
    is_last = verdict == "approve" and _approvals(request_id) >= (band.people if band else 1)
    # What is asked for takes its own locks and the book last, as everywhere; only then is the word sealed.
    seq = _done(request, subject, approver=actor, origin=origin) if is_last else None
    facts = {"request": request_id, "verdict": verdict, "subject": shown_hash.hex()}
    write_act(company_id, Who(actor, origin), "decide_approval", facts)
    if verdict == "approve" and not is_last:
        return "waiting"
    outcome = "done" if is_last else "rejected"
    ApprovalEnd.objects.create(request=request, company_id=company_id, outcome=outcome, seq=seq)
    return outcome


def _done(request: ApprovalRequest, subject: dict[str, Any], *, approver: int, origin: str) -> int:
    return KINDS[request.kind].does(
        company_id=request.company_id, actor=request.maker_id, origin=origin, approver=approver,
        key=f"approval:{request.id}", **subject,
    )  # fmt: skip


def _approvals(request_id: int) -> int:
    """Different persons who approved, a delegate counting as who delegated."""
    rows = ApprovalDecision.objects.filter(request_id=request_id, verdict="approve")
    people = {
        behalf or approver
        for approver, behalf in rows.values_list("approver_id", "on_behalf_of_id")
    }
    return len(people)


def _right_to_decide(company_id: int, actor: int, maker: int, band: Band | None) -> int | None:
    """None where the person's own role decides, else who delegated to them. Refuses: NotYoursToDecide."""
    roles = set(band.roles) if band else set(ROLE_NAMES)
    members = Membership.objects.filter(
        company_id=company_id, role__in=roles, user__is_active=True
    ).values_list("user_id", flat=True)
    holders = set(members)
    if actor in holders:
        return None
    today: date = timezone.localdate()
    givers = Delegation.objects.filter(
        company_id=company_id, taker_id=actor, from_on__lte=today, to_on__gte=today,
        withdrawn_at=None, giver_id__in=holders - {maker},
    ).order_by("id")  # fmt: skip
    giver = givers.values_list("giver_id", flat=True).first()
    if giver is None:
        raise NotYoursToDecide
    return giver
