"""Fields of a customer are changed, its group is set, and business with it is stopped and resumed; each leaves its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound
from wanglai.services.customers.fields import cleaned, keep, shown_in_history
from wanglai.services.customers.gate import MASTER, CustomerIsMerged, enter, require_agreement
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer


class CustomerWasChanged(UnableTo):
    code_of_refusal = "customer.changed"
    why = Wording(
        "您打开之后，该客户已被他人修改。", "Someone changed this customer since you opened it."
    )
    next_step = Wording(
        "请重新打开，核对后再改。", "Open it again, look at what changed, then make your change."
    )


class GroupHasACircle(UnableTo):
    code_of_refusal = "customer.group"
    why = Wording(
        "上级客户不能是自己或自己的下级。",
        "A customer cannot belong to itself or to its own group.",
    )
    next_step = Wording("请选择其他上级客户。", "Choose another parent.")
    http_status = 422


class StoppingNeedsAReason(UnableTo):
    code_of_refusal = "customer.stop_reason"
    why = Wording("停用客户须说明原因。", "Stopping a customer needs a reason.")
    next_step = Wording("请填写原因。", "Say why.")
    http_status = 422


@transaction.atomic
def change_customer(
    *, company_id: int, actor: int, origin: str, customer_id: int, version: int,
    said: Mapping[str, Any], approver: int | None = None,
) -> int:  # fmt: skip
    """Change the fields said and no other; the act's number, 0 where nothing differs. ``version`` is the one that was shown.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, CustomerWasChanged, CustomerNeedsAName,
    TaxNumberIsWrong, ApprovalIsNeeded, CustomerExists, NumberIsTaken.
    """
    entered = enter(company_id, actor, "change_customer", customer_id)
    customer = entered.customer
    if customer.version != version:
        raise CustomerWasChanged(customer.name)
    values = cleaned(_with_number(said, customer), country=customer.tax_country)
    differing = [field for field in sorted(values) if getattr(customer, field) != values[field]]
    if not differing:
        return 0
    require_agreement(
        company_id=company_id, roles=entered.roles, duty=MASTER, kind="change_customer", approver=approver
    )  # fmt: skip
    before = {field: shown_in_history(customer, field) for field in differing}
    for field in differing:
        setattr(customer, field, values[field])
    customer.version += 1
    keep(customer, [*differing, "version"])
    told = [Changed(field, before[field], shown_in_history(customer, field)) for field in differing]
    return tell(customer, Who(actor, origin, approver), "change_customer", told)


def _with_number(said: Mapping[str, Any], customer: Customer) -> Mapping[str, Any]:
    """Another country reads the number anew, even where the number stays."""
    if "tax_country" in said and "tax_number" not in said:
        return {**said, "tax_number": customer.tax_number}
    return said


@transaction.atomic
def set_parent(
    *, company_id: int, actor: int, origin: str, customer_id: int, parent_id: int | None,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Say which customer this one belongs to; None: to none. The act's number, 0 where it is so already.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (parent), CustomerIsMerged (parent),
    ApprovalIsNeeded, GroupHasACircle.
    """
    entered = enter(company_id, actor, "change_customer", customer_id)
    customer = entered.customer
    if customer.parent_id == parent_id:
        return 0
    name = "" if parent_id is None else _parent_name(company_id, parent_id)
    require_agreement(
        company_id=company_id, roles=entered.roles, duty=MASTER, kind="set_parent", approver=approver
    )  # fmt: skip
    old = customer.parent.name if customer.parent else ""
    customer.parent_id = parent_id
    customer.version += 1
    try:
        with transaction.atomic():
            customer.save(update_fields=["parent", "version"])
    except DatabaseError as problem:
        wall = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        if wall != "customer_group_no_circle":
            raise
        raise GroupHasACircle(name) from problem
    told = [Changed("parent", old, name)]
    return tell(customer, Who(actor, origin, approver), "change_customer", told, parent=parent_id)


def _parent_name(company_id: int, parent_id: int) -> str:
    parent = Customer.objects.filter(company_id=company_id, id=parent_id).first()
    if parent is None:
        raise NotFound
    if parent.merged_into_id is not None:
        raise CustomerIsMerged(parent.name)
    return parent.name


@transaction.atomic
def stop_customer(
    *, company_id: int, actor: int, origin: str, customer_id: int, reason: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Mark a customer as one we do no new business with; what is open stays open. The act's number, 0 where it is stopped.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, StoppingNeedsAReason, ApprovalIsNeeded.
    """
    entered = enter(company_id, actor, "change_customer", customer_id)
    reason = reason.strip()[:500]
    if not reason:
        raise StoppingNeedsAReason
    require_agreement(
        company_id=company_id, roles=entered.roles, duty=MASTER, kind="stop_customer", approver=approver
    )  # fmt: skip
    return _stopping(entered.customer, Who(actor, origin, approver), "stop_customer", reason)


@transaction.atomic
def resume_customer(
    *, company_id: int, actor: int, origin: str, customer_id: int, approver: int | None = None
) -> int:
    """Take the mark away again; the act's number, 0 where there is none.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, ApprovalIsNeeded.
    """
    entered = enter(company_id, actor, "change_customer", customer_id)
    require_agreement(
        company_id=company_id, roles=entered.roles, duty=MASTER, kind="resume_customer", approver=approver
    )  # fmt: skip
    return _stopping(entered.customer, Who(actor, origin, approver), "resume_customer", "")


def _stopping(customer: Customer, who: Who, kind: str, reason: str) -> int:
    if customer.is_stopped == bool(reason):
        return 0
    told = [Changed("stopped", customer.stop_reason, reason)]
    customer.is_stopped, customer.stop_reason = bool(reason), reason
    customer.version += 1
    customer.save(update_fields=["is_stopped", "stop_reason", "version"])
    return tell(customer, who, kind, told)
