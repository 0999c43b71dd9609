"""The reading of an e-invoice, made by a child."""

from __future__ import annotations

from functools import partial

from wanglai.formats.apart import Limits, read_apart
from wanglai.formats.einvoice.frames import from_json
from wanglai.formats.einvoice.invoice import Reading
from wanglai.formats.einvoice.problems import problem
from wanglai.formats.einvoice.reading import FILE_MAX_MB

_LIMITS = Limits()


def read_einvoice_apart(content: bytes, file: str, limits: Limits = _LIMITS) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    return read_apart(
        content, file, limits, child="wanglai.formats.einvoice.child", size_max_mb=FILE_MAX_MB,
        reading_of=from_json, refused=partial(_refused, file),
    )  # fmt: skip


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, "", "", "", None, (problem(f"einvoice.{code}", file, "", "", **values),))
