"""What can be wrong with a stranger's file. Each format has a catalogue of its own; a problem is the same in all.

Three kinds: *file*, nothing was read; *value*, one value is missing or unreadable and stays empty; *check*, two facts of the
file contradict each other and both are kept as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from wanglai.domain.wording import Wording

Kind = Literal["file", "value", "check"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: ``place`` is file, line and element, ``excerpt`` what stands there."""

    kind: Kind
    code: str
    place: str
    reason: Wording
    remedy: Wording
    excerpt: str = ""


def problem_of(told: dict[str, Any]) -> Problem:
    """A problem as a child told it. Raises KeyError or TypeError where it is none."""
    sentences = {name: Wording(**told[name]) for name in ("reason", "remedy")}
    return Problem(**told | sentences)
