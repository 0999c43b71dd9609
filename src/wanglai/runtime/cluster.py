"""Where the embedded database lies on disk, how it is made, and what is refused before it starts."""

from __future__ import annotations

import locale
import os
import re
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from wanglai.runtime.account import Account, account_for
from wanglai.runtime.home import OWNER_ONLY, Home, write_private
from wanglai.runtime.programs import SHARED_PLACE, Programs, open_folder
from wanglai.runtime.refusal import StartRefused, Wording

SUPERUSER = "postgres"
ELSEWHERE = (
    "place"  # note in home/postgres naming the folder of a cluster that cannot lie in the home
)
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_MAX = 107  # bytes, set by the kernel

_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")

SETTINGS = """
# --- Wanglai ---------------------------------------------------------------------------------
# Nobody reaches this server but through its socket, in a folder closed to other accounts.
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 60
shared_buffers = 256MB
# A confirmed posting survives: start-up refuses anything else.
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = 2s
log_lock_waits = on
"""

ACCESS = """# Written by Wanglai: a password on the socket, and no other way in.
local   all   all   scram-sha-256
"""


@dataclass(frozen=True)
class Cluster:
    """One database folder and the account that owns it."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()


def cluster_of(home: Home, shared_place: Path = SHARED_PLACE) -> Cluster:
    """The cluster of this data folder; its folder is made, 0700 and owned by the database's account.

    For root with a home that the database's account cannot walk to (``/root`` is 0700), the cluster
    lies in ``/var/lib/wanglai/<random>`` and ``postgres/place`` says so. No parent is ever opened.
    """
    home = Home.open(home.path)
    note = home.postgres / ELSEWHERE
    if note.exists():
        return _noted(Path(note.read_text(encoding="utf-8").strip()), note)
    account = account_for(home.postgres / "data")
    if account.is_me:
        return Cluster(home.postgres, account)
    if account.can_pass(home.path.parent):
        account_group_may_pass(home.path, account)
        account.own(home.postgres)
        return Cluster(home.postgres, account)
    open_folder(shared_place)
    folder = shared_place / secrets.token_hex(8)
    folder.mkdir(mode=OWNER_ONLY)
    account.own(folder)
    write_private(note, f"{folder}\n")
    return Cluster(folder, account)


def account_group_may_pass(folder: Path, account: Account) -> None:
    """Our own data folder becomes 0710 for the database account's group; nobody else gains anything."""
    os.chown(folder, -1, account.gid)
    folder.chmod(0o710)


def _noted(folder: Path, note: Path) -> Cluster:
    if not folder.is_dir():
        raise StartRefused(
            "postgres.place-missing",
            reason=Wording(
                zh=f"{note} 记录的数据库文件夹 {folder} 不存在。",
                en=f"The database folder {folder}, named in {note}, is not there.",
            ),
            remedy=Wording(
                zh="请从备份恢复该文件夹。若确定要从空数据库重新开始，请删除这条记录。",
                en="Restore it from a backup. To begin again with an empty database, delete that note.",
            ),
        )
    data = folder / "data"
    return Cluster(folder, account_for(data if data.exists() else folder))


def socket_folder(home: Home, cluster: Cluster) -> Path:
    """The folder of the server's socket: 0700, owned by the server's account, short enough for the kernel.

    Inside the cluster's folder where the path is plain and at most 107 bytes with the socket's name,
    else a folder made at random under the temporary folder and remembered in ``run/socket``.
    """
    inside = cluster.folder / "s"
    if _PLAIN.fullmatch(str(inside)) and len(str(inside / SOCKET_NAME)) <= SOCKET_PATH_MAX:
        if not inside.is_dir():
            inside.mkdir(mode=OWNER_ONLY, exist_ok=True)
            cluster.account.own(inside)
        return inside
    note = home.run / "socket"
    if note.exists():
        remembered = Path(note.read_text(encoding="utf-8").strip())
        if _is_closed_folder_of(remembered, cluster.account):
            return remembered
        note.unlink()
    made = Path(tempfile.mkdtemp(prefix="wl-", dir=_short_temporary_folder()))
    cluster.account.own(made)
    write_private(note, f"{made}\n")
    return made


def _short_temporary_folder() -> Path:
    usual = Path(tempfile.gettempdir())
    is_short = len(str(usual)) <= 60 and _PLAIN.fullmatch(str(usual))
    return usual if is_short else Path("/tmp")  # noqa: S108 - made by mkdtemp, 0700, checked at each use


def _is_closed_folder_of(folder: Path, account: Account) -> bool:
    try:
        state = folder.lstat()
    except OSError:
        return False
    is_closed = stat.S_IMODE(state.st_mode) & 0o077 == 0
    return stat.S_ISDIR(state.st_mode) and is_closed and state.st_uid == account.uid


def make_cluster(cluster: Cluster, programs: Programs, superuser_password: str, log: int) -> None:
    """initdb: checksums, UTF-8, scram for everyone, an order of text that no system update changes.

    Made beside its place and renamed at the end: a start killed half-way leaves nothing to repair.
    """
    part = cluster.folder / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    password = cluster.folder / ".initdb-password"
    password.unlink(missing_ok=True)
    write_private(password, superuser_password)
    cluster.account.own(password)
    try:
        finished = run_as(
            cluster.account,
            [
                *(programs.named("initdb"), "--pgdata", str(part), "--username", SUPERUSER),
                *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256"),
                *("--pwfile", str(password), "--data-checksums", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                f"--lc-ctype={letters_of_every_script()}",
                "--no-instructions",
            ],
            log=log,
        )
    finally:
        password.unlink(missing_ok=True)
    if finished != 0:
        raise StartRefused(
            "postgres.not-made",
            reason=Wording(
                zh=f"无法在 {cluster.folder} 建立数据库。",
                en=f"The database could not be made in {cluster.folder}.",
            ),
            remedy=Wording(
                zh="原因见 logs/postgres.log（常见：磁盘已满、文件夹不可写）。",
                en="logs/postgres.log says why (often: the disk is full, or the folder is read-only).",
            ),
        )
    with (part / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    (part / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
    part.rename(cluster.data)


def letters_of_every_script() -> str:
    """A system locale that knows Chinese characters to be letters; trigram search finds nothing without it.

    Only the kinds of characters are taken from it. Order and case come from PostgreSQL itself and are
    the same on every machine.
    """
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def require_same_major(cluster: Cluster, programs: Programs) -> None:
    """Refuse a database folder of another major version: its files cannot be read by these programs."""
    made_by = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by == str(programs.major):
        return
    raise StartRefused(
        "postgres.version",
        reason=Wording(
            zh=f"{cluster.data} 由 PostgreSQL {made_by} 建立，随附的程序是 {programs.version}。",
            en=f"{cluster.data} was made by PostgreSQL {made_by}; the programs here are {programs.version}.",
        ),
        remedy=Wording(
            zh=f"请用原来的版本启动并导出（pg_dump），再导入新的数据文件夹；"
            f"或安装随附 PostgreSQL {made_by} 的 Wanglai 版本。原数据未被改动。",
            en=f"Start the Wanglai that came with PostgreSQL {made_by}, export with pg_dump and load it "
            f"into a new data folder; or keep that version. Nothing was changed.",
        ),
    )


def require_password_for_all(cluster: Cluster) -> None:
    """Refuse an access file that lets somebody in without a password."""
    access = (cluster.data / "pg_hba.conf").read_text(encoding="utf-8")
    for number, line in enumerate(access.splitlines(), start=1):
        words = line.split("#")[0].split()
        if {"trust", "password", "ident", "peer", "md5"} & set(words[3:]):
            raise StartRefused(
                "postgres.open-door",
                reason=Wording(
                    zh=f"{cluster.data / 'pg_hba.conf'} 第 {number} 行允许不经 scram 密码登录。",
                    en=f"{cluster.data / 'pg_hba.conf'} line {number} lets somebody in without scram.",
                ),
                remedy=Wording(
                    zh="请将该行的认证方式改为 scram-sha-256。",
                    en="Change the method on that line to scram-sha-256.",
                ),
            )


def run_as(account: Account, command: list[str], *, log: int) -> int:
    """Run a program of PostgreSQL to its end as this account; what it says goes to the log."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=CLEAN_ENVIRONMENT,
        check=False,
        **identity(account),
    ).returncode


# Nothing of the caller's (PGDATA, PGPORT, LD_PRELOAD, a locale) reaches the server.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class Identity(TypedDict, total=False):
    """Whom a child becomes."""

    user: int
    group: int
    extra_groups: list[int]


def identity(account: Account) -> Identity:
    """The arguments with which ``subprocess`` gives up root for this account, all its groups included."""
    if account.is_me:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
