"""What a kind of import is: its columns, the way its documents enter the house, and an example for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tieout.refusal import Wording
from wanglai.domain.incoming import Manner

WayName = Literal["posted", "customers", "orders", "deliveries", "contracts"]
_OF_A_POSTING = ("number", "customer", "date", "due", "currency", "rate", "amount", "tax")


@dataclass(frozen=True)
class ImportKind:
    """``figures`` are sets of columns of which one is needed; ``manner`` says how a posted kind is booked.

    ``said`` are columns of a document that have no place of their own in it and are kept as they were read, ``line_said``
    those of a line. ``labels`` replace what a column is usually called, where this kind calls it something else.
    """

    key: str
    words: Wording
    about: Wording
    manner: Manner | None = None
    way: WayName = "posted"
    act: str = "import_documents"  # what one must be allowed to do
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    figures: tuple[tuple[str, ...], ...] = ()
    said: tuple[str, ...] = ()
    line_said: tuple[str, ...] = ()
    corrected: tuple[str, ...] = _OF_A_POSTING  # fields of a document people may put right
    line_corrected: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    form: Literal["table", "einvoice"] = "table"
    example: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert (self.manner is not None) == (self.way == "posted"), "what is posted has a manner"

    @property
    def fields(self) -> tuple[str, ...]:
        """Every column it knows, the needed ones first."""
        named = (*self.required, *(name for each in self.figures for name in each), *self.optional)
        return tuple(dict.fromkeys(named))

    @property
    def has_lines(self) -> bool:
        return "quantity" in self.fields

    @property
    def bears_due(self) -> bool:
        """Whether its documents have a due day, by a column or by a contract."""
        return "due" in self.fields or self.form == "einvoice"

    @property
    def is_posted(self) -> bool:
        """Whether it makes entries; else papers or records beside the book."""
        return self.way == "posted"
