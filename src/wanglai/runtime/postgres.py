"""The embedded PostgreSQL: made on first use, started as a child, stopped in order, repaired after a crash."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from wanglai.runtime import cluster as clusters
from wanglai.runtime.cluster import Cluster
from wanglai.runtime.durability import require_durable
from wanglai.runtime.home import Home
from wanglai.runtime.logs import open_log, tail_of
from wanglai.runtime.offspring import die_with_parent, wait_until_gone
from wanglai.runtime.programs import SHARED_PLACE, programs_for
from wanglai.runtime.refusal import StartRefused, Wording

ROLE = "wanglai"  # owns the database and its tables; migrations only
APP_ROLE = "wanglai_app"
AUDITOR_ROLE = "wanglai_auditor"
DATABASE = "wanglai"
_SECRETS = {
    ROLE: "postgres-app",  # its name from the days of one role
    APP_ROLE: "postgres-application",
    AUDITOR_ROLE: "postgres-auditor",
}
START_SECONDS = (
    120  # crash recovery of a big book takes its time; it is watched, not timed out early
)
FAST_STOP_SECONDS = 20


class EmbeddedPostgres:
    """One server over ``home/postgres``. ``start`` makes what is missing; ``stop`` is a fast, clean stop.

    Three roles, none a superuser: ``wanglai`` owns the database and migrates, the application connects
    as ``wanglai_app``, an auditor reads as ``wanglai_auditor``. Passwords (scram) are in ``home/secrets``; the only door is a socket in a 0700 folder.
    """

    def __init__(self, home: Home, *, shared_place: Path = SHARED_PLACE) -> None:
        self.home = home
        self._shared_place = shared_place
        self._child: subprocess.Popen[bytes] | None = None

    # -- what is there ---------------------------------------------------------------------------

    @property
    def cluster(self) -> Cluster:
        return clusters.cluster_of(self.home, self._shared_place)

    @property
    def socket_folder(self) -> Path:
        return clusters.socket_folder(self.home, self.cluster)

    def url(self, database: str = DATABASE, *, role: str = ROLE) -> str:
        """A role's address, known before the first start: role, password, socket folder."""
        password = quote(self.home.secret(_SECRETS[role]), safe="")
        place = quote(str(self.socket_folder), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={place}"

    def connect(self, database: str = DATABASE, *, role: str = ROLE) -> psycopg.Connection:
        """A connection of the owner, or of another of the three roles."""
        return psycopg.connect(self.url(database, role=role), autocommit=True, connect_timeout=5)

    def connect_as_superuser(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that may do everything: for making roles and for repairs, never for the application."""
        return psycopg.connect(
            host=str(self.socket_folder),
            user=clusters.SUPERUSER,
            password=self.home.secret("postgres-superuser"),
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    @property
    def pid(self) -> int | None:
        """The process id of the server of this folder; None where none runs, whatever a stale file says."""
        claimed = self._claimed_pid()
        return claimed if claimed is not None and self._serves_this_folder(claimed) else None

    def is_running(self) -> bool:
        return self.pid is not None

    def is_alive(self) -> bool:
        """Whether the child that ``start`` started still runs."""
        return self._child is not None and self._child.poll() is None

    def exit_code(self) -> int | None:
        return self._child.poll() if self._child is not None else None

    # -- start -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server as our child and leave it ready: repaired, checked, with role and database.

        A server of this folder that somebody else left behind is stopped first.
        """
        if self.is_alive():
            try:
                self.connect_as_superuser().close()
                return
            except psycopg.OperationalError:
                self.stop()  # it was just killed, or hangs
        cluster = self.cluster
        programs = programs_for(cluster.account, self._shared_place)
        with open_log(self.home, "postgres") as log:
            if not cluster.is_made:
                secret = self.home.secret("postgres-superuser")
                clusters.make_cluster(cluster, programs, secret, log.fileno())
            clusters.require_same_major(cluster, programs)
            clusters.require_password_for_all(cluster)
            self._clear_the_way()
            self._child = subprocess.Popen(
                [
                    programs.named("postgres"),
                    "-D",
                    str(cluster.data),
                    "-k",
                    str(self.socket_folder),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=clusters.CLEAN_ENVIRONMENT,
                start_new_session=True,  # Ctrl-C at the terminal is ours to hand on, in order
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - started from the main thread
                **clusters.identity(cluster.account),
            )
        try:
            self._wait_until_ready()
            self._make_role_and_database()
            with self.connect() as connection:
                require_durable(connection, is_embedded=True)
        except BaseException:
            self.stop()
            raise

    def _wait_until_ready(self) -> None:
        assert self._child is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._child.poll() is not None:
                break
            if (self.socket_folder / clusters.SOCKET_NAME).exists():
                try:
                    self.connect_as_superuser().close()
                    return
                except psycopg.OperationalError:
                    pass  # still starting, or replaying its log after a crash
            time.sleep(0.03)
        raise StartRefused(
            "postgres.did-not-start",
            reason=Wording(
                zh=f"数据库没有启动。最后的日志：{tail_of(self.home, 'postgres')}",
                en=f"The database did not start. Its last words: {tail_of(self.home, 'postgres')}",
            ),
            remedy=Wording(
                zh="请查看 logs/postgres.log，并运行 wanglai doctor。",
                en="Read logs/postgres.log and run wanglai doctor.",
            ),
        )

    def _make_role_and_database(self) -> None:
        with self.connect_as_superuser() as connection:
            for role, secret in _SECRETS.items():
                if not _exists(connection, "select 1 from pg_roles where rolname = %s", role):
                    connection.execute(
                        sql.SQL(
                            "create role {} login nosuperuser nocreatedb nocreaterole password {}"
                        ).format(sql.Identifier(role), sql.Literal(self.home.secret(secret)))
                    )
            if not _exists(connection, "select 1 from pg_database where datname = %s", DATABASE):
                connection.execute(
                    sql.SQL("create database {} owner {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )
                connection.execute(
                    sql.SQL("revoke all on database {} from public").format(
                        sql.Identifier(DATABASE)
                    )
                )
            connection.execute(
                sql.SQL("grant connect on database {} to {}, {}").format(
                    *map(sql.Identifier, (DATABASE, APP_ROLE, AUDITOR_ROLE))
                )
            )

    # -- stop and repair ---------------------------------------------------------------------------

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything is written. Whatever hangs is ended harder."""
        pid = self.pid
        if pid is not None:
            for sign, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, 5)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
                if self._gone_within(pid, seconds):
                    break
        if self._child is not None:
            if self._child.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(5)
            if self._child.poll() is None:
                self._child.kill()
                self._child.wait()
            self._child = None
        if pid is not None:
            self._kill_leftovers()

    def _clear_the_way(self) -> None:
        """After kill -9: stop a server left behind, end orphaned sessions, remove a stale pid file."""
        if self.is_running():
            self.stop()
        self._kill_leftovers()
        # PostgreSQL only looks whether some process has this number; after a reboot one often does, and
        # in a container the killed server itself stays listed until somebody collects it.
        for stale in (
            self.cluster.data / "postmaster.pid",
            self.socket_folder / f"{clusters.SOCKET_NAME}.lock",
            self.socket_folder / clusters.SOCKET_NAME,
        ):
            stale.unlink(missing_ok=True)

    def _kill_leftovers(self) -> None:
        """Sessions that outlived their server would keep the next one from starting."""
        left = list(self._processes())
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        wait_until_gone(left, seconds=10)

    def _processes(self) -> Iterator[psutil.Process]:
        data = str(self.cluster.data.resolve())
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error, OSError):
                if process.info["name"] == "postgres" and process.cwd() == data:
                    yield process

    def _claimed_pid(self) -> int | None:
        try:
            first = (
                (self.cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
            )
            return abs(int(first))
        except (OSError, IndexError, ValueError):
            return None

    def _serves_this_folder(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return bool(process.cwd() == str(self.cluster.data.resolve()))
        except (psutil.Error, OSError):
            return False

    def _gone_within(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._child is not None:
                self._child.poll()  # collects our own child, which would else linger as a zombie
            if not self._serves_this_folder(pid):
                return True
            time.sleep(0.03)
        return False


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    return connection.execute(question.encode(), [name]).fetchone() is not None
