"""Which account runs PostgreSQL, and what that account can reach.

PostgreSQL refuses to run as root. An ordinary user runs it as itself; root hands it to an account
that can do nothing else, and gives that account exactly two folders, never more of the path above.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from wanglai.runtime.refusal import StartRefused, Wording

CANDIDATES = ("wanglai", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The account of the database processes."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def own(self, place: Path) -> None:
        """Hand a file or folder of ours to this account."""
        if not self.is_me:
            os.chown(place, self.uid, self.gid, follow_symlinks=False)

    def can_pass(self, folder: Path) -> bool:
        """Whether this account can walk down to ``folder`` (search permission on every part of the path).

        ``/root/.wanglai`` is closed to everyone but root: ``/root`` is 0700 nearly everywhere.
        """
        resolved = folder.resolve()
        return all(self._can_search(part) for part in (resolved, *resolved.parents))

    def _can_search(self, folder: Path) -> bool:
        state = folder.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & stat.S_IXUSR)
        if state.st_gid == self.gid:
            return bool(state.st_mode & stat.S_IXGRP)
        return bool(state.st_mode & stat.S_IXOTH)


def account_for(data: Path | None) -> Account:
    """Ourselves; for root the owner of an existing cluster, else the first unprivileged account there is.

    ``WANGLAI_DATABASE_ACCOUNT`` names another one for a new cluster.
    """
    if os.geteuid() != 0:
        me = os.geteuid()
        try:
            name = pwd.getpwuid(me).pw_name
        except KeyError:
            name = str(me)
        return Account(name, me, os.getegid())
    if data is not None and data.exists():
        owner = data.stat().st_uid
        if owner != 0:
            return _known(pwd.getpwuid(owner))
    named = os.environ.get("WANGLAI_DATABASE_ACCOUNT", "").strip()
    for name in (named,) if named else CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return _known(found)
    raise StartRefused(
        "postgres.no-account",
        reason=Wording(
            zh="PostgreSQL 不能以 root 运行，而系统中没有可用的普通账户。",
            en="PostgreSQL does not run as root, and no unprivileged account was found.",
        ),
        remedy=Wording(
            zh="请建立一个：useradd --system --no-create-home wanglai",
            en="Make one: useradd --system --no-create-home wanglai",
        ),
    )


def _known(found: pwd.struct_passwd) -> Account:
    return Account(found.pw_name, found.pw_uid, found.pw_gid)
