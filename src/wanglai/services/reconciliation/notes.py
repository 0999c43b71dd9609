"""Notes of one reconciliation that their authors have not taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wanglai.store.models import Note


def live_notes(reconciliation_id: int) -> QuerySet[Any]:
    """Notes that stand, on lines and on the whole."""
    return Note.objects.filter(reconciliation_id=reconciliation_id, notewithdrawn__isnull=True)
