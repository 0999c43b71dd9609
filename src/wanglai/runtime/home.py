"""The data folder of one installation: everything Wanglai keeps on disk is under it.

    postgres/   the embedded database (or a note where it lies, see ``cluster``)
    files/      uploaded originals, kept by their hash
    secrets/    one file per secret, 0600
    logs/       what each process wrote, rotated
    run/        who is running now: lock, pids, address

Every folder is 0700. ``WANGLAI_HOME`` names another place than ``~/.wanglai``.
"""

from __future__ import annotations

import os
import pwd
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from wanglai.runtime.refusal import StartRefused, Wording

OWNER_ONLY = 0o700
SECRET_LENGTH = 48  # characters of URL-safe base64: 288 bits


def default_home() -> Path:
    """``WANGLAI_HOME``, else ``.wanglai`` in the account's home, even where HOME is empty or unset."""
    named = os.environ.get("WANGLAI_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    base = os.environ.get("HOME", "").strip() or pwd.getpwuid(os.geteuid()).pw_dir
    return Path(base).absolute() / ".wanglai"


@dataclass(frozen=True)
class Home:
    """Paths under the data folder. ``Home.open()`` makes the folders; ``Home()`` touches nothing."""

    path: Path = field(default_factory=default_home)

    @classmethod
    def open(cls, path: Path | None = None) -> Home:
        """The data folder with every room in it, each 0700 and ours, or a refusal."""
        home = cls((path or default_home()).absolute())
        for folder in (home.path, home.postgres, home.files, home.secrets, home.logs, home.run):
            _own_folder(folder)
        return home

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run(self) -> Path:
        return self.path / "run"

    def secret(self, name: str) -> str:
        """The secret of this name; made at random the first time it is asked for, then always the same.

        Two processes asking at once get the same secret: the file is linked into place whole, once.
        """
        place = self.secrets / name
        if not place.exists():
            _own_folder(self.path)
            _own_folder(self.secrets)
            part = place.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            write_private(part, secrets.token_urlsafe(SECRET_LENGTH * 3 // 4))
            try:
                os.link(part, place)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        value = place.read_text(encoding="ascii").strip()
        if len(value) < SECRET_LENGTH // 2:
            raise StartRefused(
                "home.secret-damaged",
                reason=Wording(
                    zh=f"密钥文件 {place} 为空或不完整。",
                    en=f"The secret file {place} is empty or cut short.",
                ),
                remedy=Wording(
                    zh="请从备份恢复该文件。",
                    en="Restore that file from a backup.",
                ),
            )
        return value

    def secret_key(self) -> str:
        """Django's signing key: ``WANGLAI_SECRET_KEY``, else the one kept in the data folder."""
        return os.environ.get("WANGLAI_SECRET_KEY", "").strip() or self.secret("django-key")

    def database_url(self) -> str:
        """Where the application works: ``DATABASE_URL``, else its own role in the embedded database.

        The embedded database need not run yet. This role owns nothing and cannot change what is posted.
        """
        named = os.environ.get("DATABASE_URL", "").strip()
        if named:
            return named
        from wanglai.runtime.postgres import APP_ROLE, EmbeddedPostgres

        return EmbeddedPostgres(self).url(role=APP_ROLE)

    def owner_database_url(self) -> str:
        """Where migrations work: ``WANGLAI_OWNER_DATABASE_URL`` beside a ``DATABASE_URL``, else our own owner."""
        named = os.environ.get("DATABASE_URL", "").strip()
        if named:
            return os.environ.get("WANGLAI_OWNER_DATABASE_URL", "").strip() or named
        from wanglai.runtime.postgres import EmbeddedPostgres

        return EmbeddedPostgres(self).url()


def write_private(place: Path, text: str) -> None:
    """Write a new file that nobody but its owner can read at any moment, and that outlives a power cut."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _own_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        state = folder.lstat()
    except OSError as problem:
        raise StartRefused(
            "home.unwritable",
            reason=Wording(
                zh=f"无法在 {folder} 建立数据文件夹（{problem.strerror}）。",
                en=f"The data folder {folder} cannot be made ({problem.strerror}).",
            ),
            remedy=Wording(
                zh="请用 WANGLAI_HOME 指定一个可写的位置。",
                en="Name a place you can write to in WANGLAI_HOME.",
            ),
        ) from problem
    # Behind a symbolic link the folder itself is what counts.
    if stat.S_ISLNK(state.st_mode):
        state = folder.stat()
    # The database's account owns the room postgres/ when root starts Wanglai; root may use any folder.
    if state.st_uid != os.geteuid() and os.geteuid() != 0:
        owner = _name_of(state.st_uid)
        raise StartRefused(
            "home.not-ours",
            reason=Wording(
                zh=f"文件夹 {folder} 属于账户 {owner}，不是当前账户。",
                en=f"The folder {folder} belongs to the account {owner}, not to this one.",
            ),
            remedy=Wording(
                zh=f"请以 {owner} 的身份启动，或用 WANGLAI_HOME 指定另一个位置。",
                en=f"Start Wanglai as {owner}, or name another place in WANGLAI_HOME.",
            ),
        )
    loose = stat.S_IMODE(state.st_mode) & 0o077
    # 0710 is what the database's account needs to pass through a data folder of root's.
    allowed = 0o010 if os.geteuid() == 0 else 0
    if loose & ~allowed:
        folder.chmod(OWNER_ONLY)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
