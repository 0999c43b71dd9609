"""What a kind of import is: its columns, how its documents are booked, and an example for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner


@dataclass(frozen=True)
class ImportKind:
    """``figures`` are sets of columns of which one is needed; ``manner`` is None where nothing is posted (customers)."""

    key: str
    words: Wording
    about: Wording
    manner: Manner | None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    figures: tuple[tuple[str, ...], ...] = ()
    form: Literal["table", "einvoice"] = "table"
    example: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every column it knows, the needed ones first."""
        named = (*self.required, *(name for each in self.figures for name in each), *self.optional)
        return tuple(dict.fromkeys(named))

    @property
    def has_lines(self) -> bool:
        return "quantity" in self.fields
