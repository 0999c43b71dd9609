"""The gate of every verb of the customer file: role, row, whether the role may only ask, and the row itself, locked."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.services.access.matrix import Mark, holders
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.ledger.book import SuspenseStandsApart
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import Customer, Membership

MASTER, CONTACTS = 1, 2  # duties


class CustomerIsMerged(UnableTo):
    code_of_refusal = "customer.merged"
    why = Wording("该客户已合并到另一客户。", "This customer was merged into another.")
    next_step = Wording(
        "请打开合并后的客户，或先撤销合并。", "Open the customer it was merged into, or undo the merge."
    )  # fmt: skip


@dataclass(frozen=True)
class Entered:
    """A customer to change and the roles of who changes it."""

    customer: Customer
    roles: tuple[str, ...]


def enter(company_id: int, actor: int, act: str, customer_id: int) -> Entered:
    """The customer, locked. Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, SuspenseStandsApart."""
    roles = admit(company_id=company_id, actor=actor, act=act)
    customer = seen_customer(company_id, actor, customer_id)
    if customer.merged_into_id is not None:
        raise CustomerIsMerged(customer.name)
    if customer.is_suspense:
        raise SuspenseStandsApart(customer.name)
    return Entered(customer, roles)


def seen_customer(company_id: int, actor: int, customer_id: int) -> Customer:
    """The customer this person sees, locked against other changes. Refuses, in order: NotFound, NotPermitted, NotFound (customer)."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_customers").require(customer_id)
    rows = Customer.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=customer_id).first()
    if found is None:
        raise NotFound
    return found


def may_only_ask(roles: tuple[str, ...], duty: int) -> bool:
    """Whether nobody of these roles makes or approves what belongs to the duty."""
    return not holders([duty], [Mark.MAKE, Mark.APPROVE]) & set(roles)


def require_agreement(
    *, company_id: int, roles: tuple[str, ...], duty: int, kind: str, approver: int | None
) -> None:
    """Who may only ask needs the word of somebody who may more. Refuses: ApprovalIsNeeded, NotPermitted (the approver)."""
    if not may_only_ask(roles, duty):
        return
    if approver is None:
        raise ApprovalIsNeeded(kind)
    held = Membership.objects.filter(
        company_id=company_id, user_id=approver, user__is_active=True,
        role__in=holders([duty], [Mark.MAKE, Mark.APPROVE]),
    )  # fmt: skip
    if not held.exists():
        raise NotPermitted(kind)
