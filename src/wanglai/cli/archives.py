"""``wanglai verify-archive``: an archive is checked from itself alone; no database is opened."""

from __future__ import annotations

from pathlib import Path

from wanglai.cli.words import say
from wanglai.formats.archive import check_archive


def check(file: Path) -> int:
    """Every fault on a line of its own; 0 where the archive is as it was made, 1 where it is not."""
    found = check_archive(str(file))
    for fault in found.faults:
        print(fault)
    head, faults = found.head[:16] or "-", len(found.faults)
    say(
        zh=f"{found.files} 个文件，{found.acts} 条记录，问题 {faults} 处，链头 {head}，SHA-256 {found.sha256}",
        en=f"{found.files} files, {found.acts} acts, {faults} faults, head {head}, SHA-256 {found.sha256}",
    )
    return 1 if faults else 0
