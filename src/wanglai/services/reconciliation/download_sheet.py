"""The difference sheet with decisions by hand applied: Excel (form 'xlsx') or the JSON contract (form 'json')."""

from __future__ import annotations

from wanglai.services.reconciliation.rows import Download


def download_sheet(*, company_id: int, actor: int, reconciliation_id: int, language: str, form: str = "xlsx") -> Download:
    """The difference sheet with decisions by hand applied: Excel (form 'xlsx') or the JSON contract (form 'json')."""
    raise NotImplementedError
