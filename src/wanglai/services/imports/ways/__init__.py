"""The ways into the house by the name a kind gives; a new way is a file here and a line below."""

from __future__ import annotations

from wanglai.domain.incoming import Incoming, Problem
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.kinds.kind import WayName
from wanglai.services.imports.ways import contracts, customers, deliveries, orders, posted
from wanglai.services.imports.ways.way import Looking, Way, Writing

WAYS: dict[WayName, Way] = {
    "posted": posted.WAY,
    "customers": customers.WAY,
    "orders": orders.WAY,
    "deliveries": deliveries.WAY,
    "contracts": contracts.WAY,
}


def all_problems(
    company_id: int, actor: int, kind: ImportKind, documents: list[Incoming]
) -> list[list[Problem]]:
    """The problems of each document, in order, for a person. Refuses, in order: NotFound, NotPermitted."""
    return WAYS[kind.way].check(Looking(company_id, actor, kind, documents))


__all__ = ["WAYS", "Looking", "Way", "Writing", "all_problems"]
