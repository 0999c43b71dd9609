"""A plan is changed by hand while it is a draft: other days, further customers; a customer goes over to another clerk at any time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.contested.owners import may_own
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.rounds.open_round import held_round
from wanglai.services.rounds.refusals import (
    CustomerIsIn,
    CustomerStays,
    DayIsOutside,
    NobodyReconciles,
    RoundIsAgreed,
)
from wanglai.store.models import Customer, ReconcilingRound, RoundMember


@transaction.atomic
def hand_over_customers(
    *, company_id: int, actor: int, origin: str, round_id: int, member_ids: Collection[int], owner_id: int
) -> int:  # fmt: skip
    """These customers of a round are another clerk's work from now on; how many moved.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), NobodyReconciles.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    rows = chosen_of(found, member_ids)
    if not may_own(company_id, owner_id, "issue_statement"):
        raise NobodyReconciles
    _told(found, Who(actor, origin), {"customers": [each.customer_id for each in rows], "owner": owner_id})  # fmt: skip
    return RoundMember.objects.filter(id__in=[each.id for each in rows]).update(owner_id=owner_id)


@transaction.atomic
def move_customers(
    *, company_id: int, actor: int, origin: str, round_id: int, member_ids: Collection[int], day: date
) -> int:  # fmt: skip
    """These customers of a draft are planned for another day of its period; how many.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), RoundIsAgreed, DayIsOutside.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    rows = chosen_of(found, member_ids)
    if found.state != "drafted":
        raise RoundIsAgreed
    if not found.from_on <= day <= found.to_on:
        raise DayIsOutside(day.isoformat())
    _told(found, Who(actor, origin), {"customers": [each.customer_id for each in rows], "day": day})
    return RoundMember.objects.filter(id__in=[each.id for each in rows]).update(day=day)


@transaction.atomic
def put_customer_in(
    *, company_id: int, actor: int, origin: str, round_id: int, customer_id: int, owner_id: int, day: date
) -> int:  # fmt: skip
    """A further customer in a draft, whatever the rule says; its row.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), RoundIsAgreed, NobodyReconciles, DayIsOutside, CustomerIsIn.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    customers = Customer.objects.filter(company_id=company_id, is_suspense=False, merged_into__isnull=True)  # fmt: skip
    customer = customers.filter(id=customer_id).first()
    if customer is None:
        raise NotFound
    if found.state != "drafted":
        raise RoundIsAgreed
    if not may_own(company_id, owner_id, "issue_statement"):
        raise NobodyReconciles
    if not found.from_on <= day <= found.to_on:
        raise DayIsOutside(day.isoformat())
    if RoundMember.objects.filter(round=found, customer=customer).exists():
        raise CustomerIsIn(customer.name)
    _told(found, Who(actor, origin), {"added": customer_id, "owner": owner_id, "day": day})
    made = RoundMember.objects.create(
        company_id=company_id,
        round=found,
        customer=customer,
        why="added",
        owner_id=owner_id,
        day=day,
    )
    return int(made.id)


@transaction.atomic
def take_out_customers(
    *, company_id: int, actor: int, origin: str, round_id: int, member_ids: Collection[int]
) -> int:
    """Customers that a person put into a draft are out of it again, all or none; whoever the rule or the yearly minimum put in stays.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round, customer), RoundIsAgreed, CustomerStays.
    """
    admit(company_id=company_id, actor=actor, act="plan_rounds")
    found = held_round(company_id, round_id)
    rows = chosen_of(found, member_ids)
    if found.state != "drafted":
        raise RoundIsAgreed
    staying = next((each for each in rows if each.why != "added"), None)
    if staying is not None:
        raise CustomerStays(staying.customer.name)
    _told(found, Who(actor, origin), {"taken_out": [each.customer_id for each in rows]})
    RoundMember.objects.filter(id__in=[each.id for each in rows]).delete()
    return len(rows)


def chosen_of(found: ReconcilingRound, member_ids: Collection[int]) -> list[RoundMember]:
    """The customers of this round by their rows. Refuses: NotFound."""
    rows = RoundMember.objects.filter(round=found, id__in=set(member_ids)).select_related("customer")  # fmt: skip
    chosen = list(rows.order_by("id"))
    if not chosen or len(chosen) != len(set(member_ids)):
        raise NotFound
    return chosen


def _told(found: ReconcilingRound, who: Who, what: dict[str, object]) -> None:
    """The act, and the person among those who planned the round while it is a draft."""
    write_act(found.company_id, who, "plan_round", {"round": found.id, "kind": found.kind, "from": found.from_on, **what})  # fmt: skip
    if found.state == "drafted" and who.actor is not None and who.actor not in found.planners:
        found.planners = [*found.planners, who.actor]
        found.save(update_fields=["planners"])
