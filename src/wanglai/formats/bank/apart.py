"""The reading of a bank's file, made by a child."""

from __future__ import annotations

from wanglai.formats.apart import Limits, ask_child
from wanglai.formats.bank.frames import from_json
from wanglai.formats.bank.problems import problem
from wanglai.formats.bank.reading import FILE_MAX_MB
from wanglai.formats.bank.statement import Reading

# A statement of a hundred thousand entries takes about a tenth of this.
_LIMITS = Limits(memory_mb=4096, seconds=300)


def read_bank_file_apart(content: bytes, file: str, limits: Limits = _LIMITS) -> Reading:
    """The reading of one file, made by a child. Never raises for what the file holds, never hangs."""
    if len(content) > FILE_MAX_MB << 20:
        return _refused(file, "bank.too_large", limit=FILE_MAX_MB)
    answer = ask_child("wanglai.formats.bank.child", content, file, limits)
    if answer.fault == "too_slow":
        return _refused(file, "bank.too_slow", seconds=limits.seconds)
    if answer.fault:
        return _refused(file, f"bank.{answer.fault}")
    try:
        return from_json(answer.said)
    except (ValueError, KeyError, TypeError):
        return _refused(file, "bank.too_heavy")


def _refused(file: str, code: str, **values: int) -> Reading:
    return Reading(file, "", (), (problem(code, file, **values),))
