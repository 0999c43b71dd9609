"""A document on its way to another person's word: as it is written down, word for word, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from wanglai.domain.ledger import Document, Instalment


def as_asked(document: Document) -> dict[str, Any]:
    """Every field as JSON keeps it: days as ``2026-03-01``, the rate as text, amounts in minor units."""
    return {
        **asdict(document),
        "on": document.on.isoformat(),
        "rate": str(document.rate),
        "instalments": [
            [part.amount, part.due_on.isoformat() if part.due_on else None]
            for part in document.instalments
        ],
    }


def as_document(asked: Mapping[str, Any]) -> Document:
    """The document of ``as_asked``: the same in every field."""
    parts = tuple(
        Instalment(amount, date.fromisoformat(due) if due else None)
        for amount, due in asked["instalments"]
    )
    return Document(
        **{
            **asked,
            "on": date.fromisoformat(asked["on"]),
            "rate": Decimal(asked["rate"]),
            "instalments": parts,
        }
    )
