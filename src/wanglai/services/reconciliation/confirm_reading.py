"""This way of reading is remembered for the customer and used next time."""

from __future__ import annotations



def confirm_reading(*, company_id: int, actor: int, reconciliation_id: int, side: str) -> None:
    """This way of reading is remembered for the customer and used next time."""
    raise NotImplementedError
