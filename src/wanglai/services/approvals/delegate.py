"""Someone decides in another's place for some days."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.policy import may
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Delegation, Membership

DAYS_MAX = 92


class DelegationMakesNoSense(UnableTo):
    code_of_refusal = "delegation.days"
    why = Wording(
        "委托日期不成立，或超过三个月。", "These days make no sense, or are more than three months."
    )
    next_step = Wording("请核对起止日期。", "Check the first and the last day.")
    http_status = 422


class TakerIsUnfit(UnableTo):
    code_of_refusal = "delegation.taker"
    why = Wording(
        "受托人不是本公司的在职人员，或是本人。",
        "That person is not active in this company, or is yourself.",
    )
    next_step = Wording("请选择另一人。", "Choose another person.")
    http_status = 422


class DelegationIsUpward(UnableTo):
    code_of_refusal = "delegation.upward"
    why = Wording(
        "该人员的角色不参与审批。",
        "That person's roles decide nothing.",
    )
    next_step = Wording("请选择业务岗位的人员。", "Choose someone who works with the book.")
    http_status = 422


@transaction.atomic
def delegate(
    *, company_id: int, actor: int, origin: str, taker: int, from_on: date, to_on: date
) -> int:
    """Let another decide in one's place between two days, both included; the delegation's id.

    Refuses, in order: NotFound, NotPermitted, DelegationMakesNoSense, TakerIsUnfit, DelegationIsUpward.
    """
    admit(company_id=company_id, actor=actor, act="decide_approval")
    if not from_on <= to_on or (to_on - from_on).days > DAYS_MAX:
        raise DelegationMakesNoSense(f"{from_on} – {to_on}")
    roles = set(
        Membership.objects.filter(
            company_id=company_id, user_id=taker, user__is_active=True
        ).values_list("role", flat=True)
    )
    if not roles or taker == actor:
        raise TakerIsUnfit
    if not any(may(role, "decide_approval") for role in roles):
        raise DelegationIsUpward
    made = Delegation.objects.create(
        company_id=company_id, giver_id=actor, taker_id=taker, from_on=from_on, to_on=to_on
    )
    facts = {"delegation": made.id, "to": taker, "from": from_on, "until": to_on}
    write_act(company_id, Who(actor, origin), "delegate", facts)
    return int(made.id)


@transaction.atomic
def take_back(*, company_id: int, actor: int, origin: str, delegation_id: int) -> None:
    """End one's own delegation now. Refuses, in order: NotFound, NotPermitted, NotFound (delegation)."""
    admit(company_id=company_id, actor=actor, act="decide_approval")
    mine = Delegation.objects.filter(
        company_id=company_id, id=delegation_id, giver_id=actor, withdrawn_at=None
    )
    if not mine.update(withdrawn_at=timezone.now()):
        raise NotFound
    write_act(company_id, Who(actor, origin), "end_delegation", {"delegation": delegation_id})
