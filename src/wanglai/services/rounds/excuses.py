"""A customer is left out of a round by an excuse alone: asked for with a reason, agreed by another person."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from wanglai.domain.one_line import one_line
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.rounds.edit_plan import chosen_of
from wanglai.services.rounds.open_round import held_round
from wanglai.services.rounds.refusals import ExcuseSaysNotWhy, ExcuseStandsElsewhere, OwnExcuse
from wanglai.services.rounds.standing import done_among
from wanglai.store.models import ReconcilingRound, RoundExcuse, RoundMember

REASON_MOST = 300


@transaction.atomic
def ask_excuses(
    *, company_id: int, actor: int, origin: str, round_id: int, member_ids: Collection[int], reason: str
) -> int:  # fmt: skip
    """Ask that customers be left out of this round, all or none; nothing changes until another person agrees. How many.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), ExcuseSaysNotWhy, ExcuseStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    members = chosen_of(found, member_ids)
    why = one_line(reason, REASON_MOST)
    if not why:
        raise ExcuseSaysNotWhy
    done = done_among(found, members)
    newest = {each.member_id: each for each in RoundExcuse.objects.filter(member__in=members).order_by("ordinal")}  # fmt: skip
    for member in members:
        last = newest.get(member.id)
        if (last is not None and last.state != "refused") or member.id in done:
            raise ExcuseStandsElsewhere(member.customer.name)
        seq = write_act(company_id, Who(actor, origin), "ask_round_excuse", _facts(found, member, why))  # fmt: skip
        RoundExcuse.objects.create(
            company_id=company_id, member=member, ordinal=last.ordinal + 1 if last else 1, reason=why, asked_by_id=actor, seq=seq
        )  # fmt: skip
    return len(members)


@transaction.atomic
def decide_excuse(
    *, company_id: int, actor: int, origin: str, round_id: int, member_id: int, agrees: bool
) -> int:
    """Agree to an excuse or refuse it; the act's number.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), ExcuseStandsElsewhere, OwnExcuse.
    """
    admit(company_id=company_id, actor=actor, act="agree_rounds")
    found = held_round(company_id, round_id)
    (member,) = chosen_of(found, [member_id])
    excuse = RoundExcuse.objects.filter(member=member, state="asked").first()
    if excuse is None:
        raise ExcuseStandsElsewhere(member.customer.name)
    if excuse.asked_by_id == actor:
        raise OwnExcuse
    kind = "agree_round_excuse" if agrees else "refuse_round_excuse"
    seq = write_act(company_id, Who(actor, origin), kind, _facts(found, member, excuse.reason))
    excuse.state = "agreed" if agrees else "refused"
    excuse.decided_by_id, excuse.decided_at, excuse.decided_seq = actor, timezone.now(), seq
    excuse.save(update_fields=["state", "decided_by", "decided_at", "decided_seq"])
    return seq


def _facts(found: ReconcilingRound, member: RoundMember, reason: str) -> dict[str, object]:
    return {
        "round": found.id, "kind": found.kind, "from": found.from_on, "customer": member.customer_id, "reason": reason,
    }  # fmt: skip
