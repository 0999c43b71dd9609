"""What the company lets the machine book without asking, and how far a difference is let go: versions, each agreed by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from wanglai.services.access.membership import require_word
from wanglai.services.access.scope import admit
from wanglai.services.cash.refusals import PolicyMakesNoSense
from wanglai.services.ledger.book import Who, write_act
from wanglai.store.models import CashPolicy, Company
from wanglai.store.models.cash import ORDERS

KIND = "set_cash_policy"


@dataclass(frozen=True)
class Policy:
    """``chance_max`` is how many accidental answers may be expected; amounts in minor units of the company's currency.

    ``tolerances``: currency -> (minor units, per mille of the item); the smaller of both is let go.
    """

    books_automatically: bool = False
    chance_max: str = "0.01"
    amount_max: int | None = None  # None: any amount
    order: str = "none"
    tolerances: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tolerance_cap: int = 0  # of one customer in a month

    def facts(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def set_cash_policy(
    *, company_id: int, actor: int, origin: str, policy: Policy | Mapping[str, Any], approver: int | None = None
) -> int:  # fmt: skip
    """Put a policy in force; the earlier ones stay to be read. The act's number.

    Refuses, in order: NotFound, NotPermitted, PolicyMakesNoSense, ApprovalIsNeeded.
    """
    admit(company_id=company_id, actor=actor, act="set_cash_policy")
    policy = policy if isinstance(policy, Policy) else Policy(**policy)
    _check(policy)
    require_word(company_id, KIND, approver)
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    last = CashPolicy.objects.filter(company_id=company_id).aggregate(last=Max("version"))["last"]
    version = (last or 0) + 1
    seq = write_act(company_id, Who(actor, origin, approver), KIND, {"version": version, **policy.facts()})  # fmt: skip
    CashPolicy.objects.create(
        company_id=company_id, version=version, books_automatically=policy.books_automatically,
        chance_max=Decimal(policy.chance_max), amount_max=policy.amount_max, order=policy.order,
        tolerances={name: list(each) for name, each in policy.tolerances.items()},
        tolerance_cap=policy.tolerance_cap, made_by_id=actor, agreed_by_id=approver, seq=seq,
    )  # fmt: skip
    return seq


def _check(policy: Policy) -> None:
    try:
        chance = Decimal(policy.chance_max)
    except ArithmeticError as problem:
        raise PolicyMakesNoSense(policy.chance_max) from problem
    amounts = [policy.tolerance_cap, policy.amount_max or 0]
    amounts += [amount for amount, _ in policy.tolerances.values()]
    shares = [share for _, share in policy.tolerances.values()]
    if not 0 <= chance <= 1 or min(amounts) < 0 or not all(0 <= share <= 100 for share in shares):
        raise PolicyMakesNoSense
    if policy.order not in ORDERS:
        raise PolicyMakesNoSense(policy.order)


def policy_in_force(company_id: int) -> CashPolicy | None:
    """The newest policy; None where the company never said anything: then nothing is booked by itself."""
    return CashPolicy.objects.filter(company_id=company_id).order_by("-version").first()
