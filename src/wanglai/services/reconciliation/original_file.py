"""The file of one side, byte for byte as it was handed in."""

from __future__ import annotations

from wanglai.services.reconciliation.rows import Download


def original_file(*, company_id: int, actor: int, reconciliation_id: int, side: str) -> Download:
    """The file of one side, byte for byte as it was handed in."""
    raise NotImplementedError
