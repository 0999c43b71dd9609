"""Too little memory or room on disk: one sentence, and what was finished is kept."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import duckdb
import pyarrow as pa

from tieout.refusal import Refusal, Wording


@contextlib.contextmanager
def refusing(out: Path) -> Iterator[None]:
    """Too little memory and a full disk end in one sentence; what was finished is kept for the next run."""
    try:
        yield
    except (MemoryError, BrokenProcessPool, duckdb.OutOfMemoryException, pa.ArrowMemoryError):
        raise _short(out, "memory") from None
    except (OSError, duckdb.IOException) as error:
        if not _is_full(error):
            raise
        raise _short(out, "disk") from None
    finally:
        for part in out.rglob("*.part"):
            part.unlink(missing_ok=True)


def _is_full(error: Exception) -> bool:
    """No room, no quota, or no larger file allowed: DuckDB tells which in its words only."""
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    said = str(error)
    return getattr(error, "errno", None) in full or any(os.strerror(code) in said for code in full)


def _short(out: Path, what: str) -> Refusal:
    if what == "disk":
        return Refusal(
            "run.disk",
            place=str(out.name),
            reason=Wording(
                "磁盘已满，或文件已达允许的大小。", "the disk is full, or takes no larger file."
            ),
            remedy=Wording(
                "请腾出空间后重新运行，已完成的部分会保留。",
                "Make room and run it again: what was finished is kept.",
            ),
        )
    return Refusal(
        "run.memory",
        place=str(out.name),
        reason=Wording("内存不足。", "the memory is not enough."),
        remedy=Wording(
            "请增大 --memory 或 --buckets，或减少 --workers，再重新运行；已完成的部分会保留。",
            "Give more with --memory or --buckets, or fewer --workers, and run it again: what was finished is kept.",
        ),
    )
