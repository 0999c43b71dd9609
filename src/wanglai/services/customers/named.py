"""A customer that a form names in full."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer


class NobodyIsCalledSo(UnableTo):
    code_of_refusal = "customer.unknown"
    why = Wording("没有这个名称的客户。", "There is no customer of this name.")
    next_step = Wording(
        "请填写客户的全称，或从列表中选择。", "Write the whole name, or choose one."
    )
    http_status = 422


def named_customer(*, company_id: int, actor: int, name: str) -> int | None:
    """The customer of exactly this name that the person sees, of a merged one its survivor; None where no name is given.

    Refuses, in order: NotFound, NotPermitted, NobodyIsCalledSo.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_customers")
    name = " ".join(name.split())
    if not name:
        return None
    found = sight.of(Customer.objects.filter(company_id=company_id, name=name), "id").first()
    if found is None:
        raise NobodyIsCalledSo(name)
    return int(found.merged_into_id or found.id)
