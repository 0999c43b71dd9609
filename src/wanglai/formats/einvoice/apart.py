"""The reading of an e-invoice, made by a child."""

from __future__ import annotations

from wanglai.formats.apart import Limits, ask_child
from wanglai.formats.einvoice.frames import from_json
from wanglai.formats.einvoice.invoice import Reading
from wanglai.formats.einvoice.problems import problem
from wanglai.formats.einvoice.reading import FILE_MAX_MB


def read_einvoice_apart(content: bytes, file: str, limits: Limits | None = None) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    limits = limits or Limits()
    if len(content) > FILE_MAX_MB << 20:
        return _refused(file, "einvoice.too_large", limit=FILE_MAX_MB)
    answer = ask_child("wanglai.formats.einvoice.child", content, file, limits)
    if answer.fault == "too_slow":
        return _refused(file, "einvoice.too_slow", seconds=limits.seconds)
    if answer.fault:
        return _refused(file, f"einvoice.{answer.fault}")
    try:
        return from_json(answer.said)
    except (ValueError, KeyError, TypeError):
        return _refused(file, "einvoice.too_heavy")


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, "", "", "", None, (problem(code, file, "", "", **values),))
