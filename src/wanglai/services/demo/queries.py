"""What the demo offers."""

from __future__ import annotations

from wanglai.services.reconciliation.rows import DemoPair


def demo_pairs(*, company_id: int, actor: int) -> tuple[DemoPair, ...]:
    """The pairs of the catalogue; empty for any company that is not the demo company."""
    raise NotImplementedError
