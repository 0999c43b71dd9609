"""How a company closes and bills its cycles; a customer may have rules of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.cycles.refusals import DaysOfPolicyOutOfRange
from wanglai.services.ledger.book import NoBook, Who, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import ChainHead, Customer, CyclePolicy
from wanglai.store.models.cycles import CLOSE_AFTER_MOST


@dataclass(frozen=True)
class Policy:
    """Closed by a person, or by itself so many whole days after the cut-off; one bill per currency, or one for each order."""

    closes_by_itself: bool = False
    close_after: int = 0
    bills_each_order: bool = False


HOUSE = Policy()  # until somebody says otherwise


@dataclass(frozen=True)
class PolicyRow:
    """A policy in force with whose it is; ``customer_id`` None: the company's."""

    customer_id: int | None
    customer: str
    policy: Policy
    set_by: str


@transaction.atomic
def set_cycle_policy(
    *, company_id: int, actor: int, origin: str, policy: Policy, customer_id: int | None = None
) -> int:
    """From now on cycles of the company, or of one customer, are closed and billed like this; the act's number.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (customer), DaysOfPolicyOutOfRange.
    """
    admit(company_id=company_id, actor=actor, act="set_cycle_policy")
    if not ChainHead.objects.filter(company_id=company_id).exists():
        raise NoBook
    if customer_id is not None and not _is_customer(company_id, customer_id):
        raise NotFound
    if not 0 <= policy.close_after <= CLOSE_AFTER_MOST:
        raise DaysOfPolicyOutOfRange(str(policy.close_after))
    facts = {
        "customer": customer_id, "closes_by_itself": policy.closes_by_itself, "close_after": policy.close_after,
        "bills_each_order": policy.bills_each_order,
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), "set_cycle_policy", facts)
    CyclePolicy.objects.create(
        company_id=company_id, customer_id=customer_id, closes_by_itself=policy.closes_by_itself,
        close_after=policy.close_after, bills_each_order=policy.bills_each_order, seq=seq, set_by_id=actor,
    )  # fmt: skip
    return seq


def _is_customer(company_id: int, customer_id: int) -> bool:
    return Customer.objects.filter(
        company_id=company_id, id=customer_id, is_suspense=False
    ).exists()


def policy_for(company_id: int, customer_id: int) -> Policy:
    """The customer's own, else the company's, else that of the house."""
    rows = CyclePolicy.objects.filter(company_id=company_id).order_by("-id")
    own = rows.filter(customer_id=customer_id).first() or rows.filter(customer=None).first()
    return _policy(own) if own else HOUSE


def list_cycle_policies(*, company_id: int, actor: int) -> tuple[PolicyRow, ...]:
    """The company's first, then those of customers by name. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_cycles")
    newest = [row_id for (row_id,) in fetch(_NEWEST, {"company": company_id})]
    rows = CyclePolicy.objects.filter(id__in=newest).select_related("customer", "set_by")
    seen = set(sight.of(Customer.objects.filter(company_id=company_id), "id").values_list("id", flat=True)) if sight.only else None  # fmt: skip
    found = [
        PolicyRow(row.customer_id, row.customer.name if row.customer else "", _policy(row), row.set_by.get_full_name())
        for row in rows
        if row.customer_id is None or seen is None or row.customer_id in seen
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.customer_id is not None, row.customer)))


def _policy(row: CyclePolicy) -> Policy:
    return Policy(row.closes_by_itself, row.close_after, row.bills_each_order)


_NEWEST = """
SELECT DISTINCT ON (customer_id) id FROM store_cyclepolicy WHERE company_id = %(company)s ORDER BY customer_id, id DESC
"""
