"""The reading of a pasted advice, made by a child."""

from __future__ import annotations

from functools import partial

from wanglai.formats.apart import Limits, read_apart
from wanglai.formats.remittance.advice import Reading, from_frames
from wanglai.formats.remittance.problems import problem
from wanglai.formats.remittance.reading import TEXT_MAX_MB

_LIMITS = Limits(memory_mb=512, seconds=20)


def read_advice_text_apart(content: bytes, file: str, limits: Limits = _LIMITS) -> Reading:
    """The reading of one text, made by a child. Never raises for what it holds, never hangs."""
    return read_apart(
        content, file, limits, child="wanglai.formats.remittance.child", size_max_mb=TEXT_MAX_MB,
        reading_of=from_frames, refused=partial(_refused, file),
    )  # fmt: skip


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, (), (), "", (problem(f"remittance.{code}", file, "", **values),))
