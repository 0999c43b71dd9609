"""One line of ``wanglai doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wanglai.runtime.refusal import Wording

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and, unless all is well, what to do."""

    level: Level
    title: Wording
    text: Wording
    remedy: Wording | None = None


def same(text: str) -> Wording:
    """A text that reads the same in both languages: a version, a path, a number with its unit."""
    return Wording(text, text)
