"""By what an ageing can be added up: another column of the customer is one more line here."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording


@dataclass(frozen=True)
class Grouping:
    """``key`` tells groups apart and ``name`` is shown: expressions over ``store_customer AS customer``."""

    words: Wording
    key: str
    name: str


GROUPINGS: dict[str, Grouping] = {
    "customer": Grouping(Wording("客户", "Customer"), "customer.id::text", "customer.name"),
    "manager": Grouping(
        Wording("客户经理", "Account manager"),
        "coalesce(customer.manager_id::text, '')",
        "coalesce((SELECT coalesce(nullif(name, ''), email) FROM store_user WHERE id = customer.manager_id), '')",
    ),
    "team": Grouping(
        Wording("团队", "Team"),
        "coalesce(customer.team_id::text, '')",
        "coalesce((SELECT name FROM store_team WHERE id = customer.team_id), '')",
    ),
    "currency": Grouping(Wording("币种", "Currency"), "''", "''"),
}
