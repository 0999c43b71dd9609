"""The gate of every query and verb: membership first, then the roles, then the row's company."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.services.access.policy import may
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import Reconciliation
from wanglai.store.prepared import fetched


class NotFound(UnableTo):
    """The company or row does not exist for this person; foreign ones answer the same."""

    code_of_refusal = "access.not_found"
    why = Wording("没有找到，或您无权查看。", "It does not exist, or is not yours to see.")
    next_step = Wording("请从列表中重新打开。", "Open it again from the list.")
    http_status = 404


def admit(*, company_id: int, actor: int, act: str) -> tuple[str, ...]:
    """The person's roles in the company; refuses, in order: NotFound (no member), NotPermitted (no role carries it)."""
    roles = tuple(role for (role,) in fetched(_ROLES, [company_id, actor]))
    if not roles:
        raise NotFound
    if not any(may(role, act) for role in roles):
        raise NotPermitted(act)
    return roles


_ROLES = """
SELECT membership.role FROM store_membership AS membership
  JOIN store_user AS person ON person.id = membership.user_id AND person.is_active
 WHERE membership.company_id = %s AND membership.user_id = %s
"""


def reconciliation_within(
    *, company_id: int, reconciliation_id: int, lock: bool = False
) -> Reconciliation:
    """The reconciliation if it is this company's; locked against other verbs where asked."""
    rows = Reconciliation.objects.filter(company_id=company_id, id=reconciliation_id)
    found = (rows.select_for_update(no_key=True) if lock else rows).first()
    if found is None:
        raise NotFound
    return found
