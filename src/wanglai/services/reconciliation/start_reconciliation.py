"""Two files of one customer are stored, and their first run is queued; the same key again answers the same id."""

from __future__ import annotations

from wanglai.services.reconciliation.uploads import Upload


def start_reconciliation(*, company_id: int, actor: int, customer_name: str, ours: Upload, theirs: Upload, idempotency_key: str, title: str = "") -> int:
    """Two files of one customer are stored, and their first run is queued; the same key again answers the same id."""
    raise NotImplementedError
