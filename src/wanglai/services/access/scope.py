"""The gate of every query and verb: membership first, then the roles, then the row's company and customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tieout.refusal import Wording
from wanglai.services.access.policy import BY_ROW, may, sees_every_row
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import CustomerSight, Reconciliation
from wanglai.store.prepared import fetched


class NotFound(UnableTo):
    """The company or row does not exist for this person; foreign ones answer the same."""

    code_of_refusal = "access.not_found"
    why = Wording("没有找到，或您无权查看。", "It does not exist, or is not yours to see.")
    next_step = Wording("请从列表中重新打开。", "Open it again from the list.")
    http_status = 404


def admit(*, company_id: int, actor: int, act: str) -> tuple[str, ...]:
    """The person's roles in the company; refuses, in order: NotFound (no member), NotPermitted (no role carries it)."""
    assert act not in BY_ROW, f"{act} is limited by row: ask admit_to_rows"
    return _admitted(company_id, actor, act)


@dataclass(frozen=True)
class Sight:
    """Which customers a person sees: all of the company's, or those they manage and those of their teams."""

    company_id: int
    roles: tuple[str, ...]
    only: int | None  # the person whose own customers are seen; None: every customer

    def require(self, customer_id: int) -> None:
        """Refuses: NotFound, as if the customer did not exist."""
        if self.only is None:
            return
        if not _own(self.company_id, self.only).filter(customer_id=customer_id).exists():
            raise NotFound

    def of(self, rows: QuerySet[Any], customer: str = "customer_id") -> QuerySet[Any]:
        """Those of the rows that are of customers seen."""
        if self.only is None:
            return rows
        return rows.filter(
            **{f"{customer}__in": _own(self.company_id, self.only).values("customer_id")}
        )


def _own(company_id: int, person_id: int) -> QuerySet[CustomerSight]:
    return CustomerSight.objects.filter(company_id=company_id, user_id=person_id)


# For statements of our own: whether the customer is seen; wants ``company`` and ``only`` among the parameters.
SEEN = """(%(only)s::bigint IS NULL OR {customer} IN
    (SELECT sight.customer_id FROM customer_sight AS sight
      WHERE sight.company_id = %(company)s AND sight.user_id = %(only)s))"""


def admit_to_rows(*, company_id: int, actor: int, act: str) -> Sight:
    """As ``admit``, for acts that some roles carry for their own customers only. Refuses, in order: NotFound, NotPermitted."""
    assert act in BY_ROW, f"{act} is not limited by row: ask admit"
    roles = _admitted(company_id, actor, act)
    everybody = any(sees_every_row(role, act) for role in roles)
    return Sight(company_id, roles, None if everybody else actor)


def _admitted(company_id: int, actor: int, act: str) -> tuple[str, ...]:
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
    *, company_id: int, reconciliation_id: int, lock: bool = False, sight: Sight | None = None
) -> Reconciliation:
    """The reconciliation if it is this company's and in sight; locked against other verbs where asked."""
    rows = Reconciliation.objects.filter(company_id=company_id, id=reconciliation_id)
    rows = sight.of(rows) if sight is not None else rows
    found = (rows.select_for_update(no_key=True) if lock else rows).first()
    if found is None:
        raise NotFound
    return found
