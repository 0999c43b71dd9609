"""The reading of a bank's file, made by a child."""

from __future__ import annotations

from functools import partial

from wanglai.formats.apart import Limits, read_apart
from wanglai.formats.bank.frames import from_frames
from wanglai.formats.bank.problems import problem
from wanglai.formats.bank.reading import FILE_MAX_MB
from wanglai.formats.bank.statement import Reading

# A statement of a hundred thousand entries takes about a tenth of this.
_LIMITS = Limits(memory_mb=4096, seconds=300)


def read_bank_file_apart(content: bytes, file: str, limits: Limits = _LIMITS) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    return read_apart(
        content, file, limits, child="wanglai.formats.bank.child", size_max_mb=FILE_MAX_MB,
        reading_of=from_frames, refused=partial(_refused, file),
    )  # fmt: skip


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, "", (), (problem(f"bank.{code}", file, **values),))
