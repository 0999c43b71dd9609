"""``docs/benchmarks.md``: what was measured, on what, and how to measure it again."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.kinds import Kind, Result


def page_of(measured: Sequence[tuple[Kind, Sequence[Result]]]) -> str:
    parts = [_intro()]
    for kind, results in measured:
        parts += [f"## {kind.title}\n", kind.about(), *(result.section() for result in results)]
    return "\n".join(parts).rstrip() + "\n"


def write_page(path: Path, measured: Sequence[tuple[Kind, Sequence[Result]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_of(measured), encoding="utf-8")


def _intro() -> str:
    memory = psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0]
    return f"""# Benchmarks

Written by `make bench`; do not edit. Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores,
{memory:.0f} GB, {platform.system()} {platform.machine()}, Python {platform.python_version()};
load average {load:.1f} at the end of the run (a machine at rest shows about 1 to 2 here; figures of a busy one are too bad).

`make bench only=NAME` measures one row and ends with one line; each ratio is ours divided by theirs, of the same run.
"""
