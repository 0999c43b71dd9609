"""Another person agrees to a plan; from then on its days and customers stay."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.rounds.open_round import held_round
from wanglai.services.rounds.refusals import OwnPlan, PlanLeavesSomebodyOut, RoundIsAgreed
from wanglai.store.models import ReconcilingRound, RoundMember


@transaction.atomic
def agree_plan(*, company_id: int, actor: int, origin: str, round_id: int) -> int:
    """Agree to a plan one had no hand in; the act's number. A year's plan has to hold everybody who owes the yearly minimum.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round), RoundIsAgreed, OwnPlan, PlanLeavesSomebodyOut.
    """
    admit(company_id=company_id, actor=actor, act="agree_rounds")
    found = held_round(company_id, round_id)
    if found.state != "drafted":
        raise RoundIsAgreed
    if actor in found.planners:
        raise OwnPlan
    if found.kind == "year" and (left_out := _left_out(found)):
        raise PlanLeavesSomebodyOut(", ".join(left_out[:5]))
    customers = RoundMember.objects.filter(round=found).count()
    facts = {"round": found.id, "kind": found.kind, "from": found.from_on, "customers": customers}
    seq = write_act(company_id, Who(actor, origin), "agree_round", facts)
    found.state, found.agreed_by_id, found.agreed_at, found.agreed_seq = "agreed", actor, timezone.now(), seq  # fmt: skip
    found.save(update_fields=["state", "agreed_by", "agreed_at", "agreed_seq"])
    return seq


def _left_out(found: ReconcilingRound) -> list[str]:
    """Names of customers who owe the yearly minimum and stand in no round of the year."""
    asked = {"company": found.company_id, "from": found.from_on, "to": found.to_on, "zone": found.zone}  # fmt: skip
    return [name for (name,) in fetch(_LEFT_OUT, asked)]


_LEFT_OUT = """
SELECT customer.name FROM store_year_owed(%(company)s, %(from)s, %(zone)s) AS owed
  JOIN store_customer AS customer ON customer.id = owed.customer_id
 WHERE owed.customer_id NOT IN (
       SELECT coalesce(inside.merged_into_id, inside.id)
         FROM store_reconcilinground AS round JOIN store_roundmember AS member ON member.round_id = round.id
         JOIN store_customer AS inside ON inside.id = member.customer_id
        WHERE round.company_id = %(company)s AND round.from_on BETWEEN %(from)s AND %(to)s)
 ORDER BY customer.name LIMIT 20
"""
