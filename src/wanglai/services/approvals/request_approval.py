"""Someone asks for an act that another person must see first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.approvals.subjects import KINDS
from wanglai.services.ledger.book import KeyWasUsed, Who, answer_waits_for_disk, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import ApprovalEnd, ApprovalRequest

DAYS_OPEN = 14


class KindNeedsNoApproval(UnableTo):
    code_of_refusal = "approval.kind"
    why = Wording("这类操作没有审批流程。", "There is no approval for this kind of act.")
    next_step = Wording("请直接操作。", "Do it directly.")
    http_status = 422


class RequestIsOver(UnableTo):
    code_of_refusal = "approval.over"
    why = Wording("该申请已结束或已过期。", "The request is over, or has expired.")
    next_step = Wording("如仍需要，请重新提交。", "Ask again if it is still wanted.")


@transaction.atomic
def request_approval(
    *, company_id: int, actor: int, origin: str, kind: str, subject: Mapping[str, Any], key: str,
    replaces: int | None = None,
) -> int:  # fmt: skip
    """Ask; what will be done is kept word for word with its hash. Returns the request's id.

    ``replaces`` withdraws an earlier request of the same maker: an edit voids every word said about it.
    Refuses, in order: KindNeedsNoApproval, NotFound, NotPermitted (the act itself), KeyWasUsed, NotFound (replaced),
    RequestIsOver (replaced).
    """
    assert key, "an outside event carries a key"
    if kind not in KINDS:
        raise KindNeedsNoApproval(kind)
    admit(company_id=company_id, actor=actor, act=KINDS[kind].act)
    text = json.dumps(dict(subject), sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(text.encode()).digest()
    known = ApprovalRequest.objects.filter(company_id=company_id, key=key).first()
    if known is not None:
        if bytes(known.subject_hash) != digest or known.kind != kind:
            raise KeyWasUsed(key)
        answer_waits_for_disk()
        return int(known.id)
    if KINDS[kind].is_of_people and (waiting := _waiting(company_id, kind, digest)) is not None:
        return waiting
    weight = KINDS[kind].weighs(company_id, json.loads(text))
    if replaces is not None:
        _withdraw(company_id, actor, replaces)
    made_at = timezone.now()
    request = ApprovalRequest.objects.create(
        company_id=company_id, kind=kind, base_amount=weight, subject=text, subject_hash=digest,
        maker_id=actor, key=key, made_at=made_at, expires_at=made_at + timedelta(days=DAYS_OPEN),
    )  # fmt: skip
    facts = {"request": request.id, "kind": kind, "subject": digest.hex(), "amount": weight}
    write_act(company_id, Who(actor, origin), "request_approval", facts)
    return int(request.id)


def _waiting(company_id: int, kind: str, digest: bytes) -> int | None:
    """The request for exactly this that still waits, if there is one."""
    rows = ApprovalRequest.objects.filter(
        company_id=company_id, kind=kind, subject_hash=digest, expires_at__gt=timezone.now()
    )
    over = ApprovalEnd.objects.filter(company_id=company_id)
    return rows.exclude(id__in=over.values("request_id")).values_list("id", flat=True).first()


@transaction.atomic
def withdraw_request(*, company_id: int, actor: int, origin: str, request_id: int) -> None:
    """The maker takes a request back. Refuses, in order: NotFound, NotPermitted, NotFound (request), RequestIsOver."""
    admit(company_id=company_id, actor=actor, act="request_approval")
    _withdraw(company_id, actor, request_id)
    write_act(company_id, Who(actor, origin), "withdraw_request", {"request": request_id})


def _withdraw(company_id: int, actor: int, request_id: int) -> None:
    request = (
        ApprovalRequest.objects.select_for_update(no_key=True)
        .filter(company_id=company_id, id=request_id, maker_id=actor)
        .first()
    )
    if request is None:
        raise NotFound
    if ApprovalEnd.objects.filter(request_id=request_id).exists():
        raise RequestIsOver(str(request_id))
    ApprovalEnd.objects.create(request_id=request_id, company_id=company_id, outcome="withdrawn")
