"""The reading of a BPMN file, made by a child."""

from __future__ import annotations

from functools import partial

from wanglai.formats.apart import Limits, read_apart
from wanglai.formats.bpmn.frames import from_json
from wanglai.formats.bpmn.problems import problem
from wanglai.formats.bpmn.reading import FILE_MAX_MB, Reading

_LIMITS = Limits(memory_mb=256, seconds=10)


def read_bpmn_apart(content: bytes, file: str, limits: Limits = _LIMITS) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    return read_apart(
        content, file, limits, child="wanglai.formats.bpmn.child", size_max_mb=FILE_MAX_MB, reading_of=from_json,
        refused=partial(_refused, file),
    )  # fmt: skip


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, None, (problem(f"bpmn.{code}", file, "", **values),))
