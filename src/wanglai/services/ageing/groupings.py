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
    "currency": Grouping(Wording("币种", "Currency"), "''", "''"),
}
