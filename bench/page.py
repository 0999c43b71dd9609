"""``docs/benchmarks.md``: what was measured, when, on what, and how to measure it again.

A row measured alone replaces its own section and leaves the others, each with its day and its load.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.kinds import Kind, Result

_INTRO = """# Benchmarks

Written by `make bench`; do not edit. `make bench only=NAME` measures one row, rewrites its section and ends with one
line. Each ratio is ours divided by theirs, of the same run. Each section says on what day and machine it was measured, and
how busy that was at the end (a machine at rest shows a load of about 1 to 2 here; figures of a busy one are too bad).
*Pace* is how many seconds one fixed piece of Python's work (`bench/pace.py`) took right before and right after: the same
machine is faster at one hour than at another, so seconds of two days are compared through it, and ratios as they stand.
"""


def write_page(
    path: Path, kinds: Sequence[Kind], measured: Mapping[str, Result], paces: tuple[float, float]
) -> None:
    """Put the sections of what was measured in their places; rows measured earlier keep theirs.

    ``paces``: seconds of the fixed work before and after the measuring.
    """
    sections = sections_of(path.read_text(encoding="utf-8")) if path.exists() else {}
    sections |= {name: _dated(result.section(), paces) for name, result in measured.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_of(kinds, sections), encoding="utf-8")


def page_of(kinds: Sequence[Kind], sections: Mapping[str, str]) -> str:
    """The whole page; a row without a section says that it waits to be measured."""
    parts = [_INTRO]
    for kind in kinds:
        parts += [f"## {kind.title}\n", kind.about().rstrip() + "\n"]
        parts += [
            sections.get(name, f"### {name}\n\nNot measured yet.").rstrip() + "\n"
            for name in kind.rows
        ]
    return "\n".join(parts).rstrip() + "\n"


def sections_of(page: str) -> dict[str, str]:
    """Each row's section by its name, from its heading to the next heading."""
    parts = re.split(r"(?m)^(?=#{1,3} )", page)
    return {part[4:].split("\n", 1)[0].strip(): part for part in parts if part.startswith("### ")}


def _dated(section: str, paces: tuple[float, float]) -> str:
    memory = psutil.virtual_memory().total / 1e9
    machine = (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, "
        f"pace {paces[0]:.2f} and {paces[1]:.2f} s"
    )
    return f"{section.rstrip()}\n\n*Measured on {datetime.now(UTC):%Y-%m-%d}: {machine}.*\n"
