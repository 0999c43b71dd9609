"""Two records of one customer become one: the merged one points to its survivor, and nothing that was posted moves.

A merge is undone by pointing back; what was merged into the merged one before goes back with it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.membership import require_word
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.customers.gate import (
    MASTER,
    CustomerIsMerged,
    require_agreement,
    seen_customer,
)
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import SuspenseStandsApart, Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, CustomerChange, CustomerDuplicate, CustomerMerge

KIND = "merge_customers"


class SameCustomer(UnableTo):
    code_of_refusal = "customer.same"
    why = Wording("不能与自身合并。", "A customer is not merged with itself.")
    next_step = Wording("请选择两个不同的客户。", "Choose two customers.")
    http_status = 422


class NotMerged(UnableTo):
    code_of_refusal = "customer.not_merged"
    why = Wording("该客户没有被合并。", "This customer is not merged.")
    next_step = Wording("无需撤销。", "There is nothing to undo.")


@transaction.atomic
def merge_customers(
    *, company_id: int, actor: int, origin: str, merged_id: int, survivor_id: int, reason: str = "",
    approver: int | None = None,
) -> int:  # fmt: skip
    """Show ``merged_id`` under ``survivor_id`` from now on; the act's number. Another person has to agree.

    Refuses, in order: NotFound, NotPermitted, NotFound (either), SameCustomer, CustomerIsMerged (either), SuspenseStandsApart,
    ApprovalIsNeeded.
    """
    roles = admit(company_id=company_id, actor=actor, act=KIND)
    merged, survivor = _both(company_id, actor, merged_id, survivor_id)
    for each in (merged, survivor):
        if each.merged_into_id is not None:
            raise CustomerIsMerged(each.name)
        if each.is_suspense:
            raise SuspenseStandsApart(each.name)
    require_agreement(company_id=company_id, roles=roles, duty=MASTER, kind=KIND, approver=approver)
    require_word(company_id, KIND, approver)
    before = Customer.objects.filter(company_id=company_id, merged_into=merged).order_by("id")
    brought = list(before.values_list("id", flat=True))
    for customer_id in brought:
        Customer.objects.filter(id=customer_id).update(merged_into=survivor)
    Customer.objects.filter(id=merged.id).update(merged_into=survivor)
    CustomerMerge.objects.create(
        company_id=company_id, customer=merged, survivor=survivor, brought=brought,
        reason=reason.strip()[:500], actor_id=actor, approver_id=approver,
    )  # fmt: skip
    CustomerDuplicate.objects.filter(
        company_id=company_id, one_id=min(merged_id, survivor_id), other_id=max(merged_id, survivor_id)
    ).delete()  # fmt: skip
    return _told(merged, survivor, Who(actor, origin, approver), "merge_customers")


@transaction.atomic
def unmerge_customers(
    *, company_id: int, actor: int, origin: str, merged_id: int, approver: int | None = None
) -> int:
    """Take a merge back: both stand as before it. The act's number; another person has to agree.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), NotMerged, ApprovalIsNeeded.
    """
    roles = admit(company_id=company_id, actor=actor, act=KIND)
    merged = seen_customer(company_id, actor, merged_id)
    merge = (
        CustomerMerge.objects.select_for_update(no_key=True)
        .filter(company_id=company_id, customer=merged, undone_at=None)
        .select_related("survivor")
        .first()
    )
    # What was brought along by a later merge is taken apart by undoing that one first.
    if merge is None or merged.merged_into_id != merge.survivor_id:
        raise NotMerged(merged.name)
    require_agreement(company_id=company_id, roles=roles, duty=MASTER, kind=KIND, approver=approver)
    require_word(company_id, KIND, approver)
    Customer.objects.filter(id=merged.id).update(merged_into=None)
    merged.merged_into = None
    back = Customer.objects.filter(company_id=company_id, id__in=merge.brought)
    back.filter(merged_into_id=merge.survivor_id).update(merged_into=merged)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    return _told(merged, merge.survivor, Who(actor, origin, approver), "unmerge_customers")


def _both(company_id: int, actor: int, merged_id: int, survivor_id: int) -> tuple[Customer, Customer]:  # fmt: skip
    """Both rows, locked in the order of their ids whoever merges into whom."""
    first, second = sorted((merged_id, survivor_id))
    rows = {first: seen_customer(company_id, actor, first)}
    if first == second:
        raise SameCustomer(rows[first].name)
    rows[second] = seen_customer(company_id, actor, second)
    return rows[merged_id], rows[survivor_id]


def _told(merged: Customer, survivor: Customer, who: Who, kind: str) -> int:
    """One act about both, and a row in the history of each."""
    is_merge = kind == "merge_customers"
    seq = tell(
        merged, who, kind, [_change("merged_into", survivor.name, is_merge)],
        customer_into=survivor.id,
    )  # fmt: skip
    change = _change("merged_from", merged.name, is_merge)
    CustomerChange.objects.create(
        company_id=survivor.company_id, customer=survivor, field=change.field, old=change.old,
        new=change.new, actor_id=who.actor, approver_id=who.approver, seq=seq,
    )  # fmt: skip
    return seq


def _change(field: str, name: str, is_merge: bool) -> Changed:
    return Changed(field, "", name) if is_merge else Changed(field, name, "")


def survivor_of(company_id: int, customer_id: int) -> int:
    """The customer under which this one is shown: itself, or what it was merged into. Refuses: NotFound."""
    found = Customer.objects.filter(company_id=company_id, id=customer_id).values_list("id", "merged_into_id").first()  # fmt: skip
    if found is None:
        raise NotFound
    return int(found[1] or found[0])
