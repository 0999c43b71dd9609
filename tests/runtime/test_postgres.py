"""The embedded server: nobody in without a password, nothing lost, nothing half-made is used."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.runtime.conftest import throw_away_folder
from wanglai.runtime import cluster as clusters
from wanglai.runtime.home import Home
from wanglai.runtime.offspring import is_gone
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.programs import programs_for
from wanglai.runtime.refusal import StartRefused


def try_to_enter(server: EmbeddedPostgres, **named: str) -> None:
    psycopg.connect(
        host=str(server.socket_folder), connect_timeout=5, passfile="/dev/null", **named
    ).close()  # type: ignore[arg-type]


# -- who gets in ------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["wanglai", "postgres"])
@pytest.mark.parametrize("password", [None, "", "wrong", "wanglai"])
def test_nobody_enters_without_the_password(
    shared_server: EmbeddedPostgres, user: str, password: str | None
) -> None:
    named = {} if password is None else {"password": password}
    with pytest.raises(psycopg.OperationalError, match="password"):
        try_to_enter(shared_server, user=user, dbname="postgres", **named)


def test_the_right_password_enters(shared_server: EmbeddedPostgres) -> None:
    password = shared_server.home.secret("postgres-app")
    try_to_enter(shared_server, user="wanglai", dbname="wanglai", password=password)


def test_passwords_are_stored_as_scram(shared_server: EmbeddedPostgres) -> None:
    with shared_server.connect_as_superuser() as connection:
        stored = connection.execute(
            "select rolpassword from pg_authid where rolcanlogin"
        ).fetchall()
    assert len(stored) == 4  # the superuser and our three roles
    assert all(password.startswith("SCRAM-SHA-256$") for (password,) in stored)


def test_the_application_is_no_superuser_and_owns_its_database(
    shared_server: EmbeddedPostgres,
) -> None:
    with shared_server.connect() as connection:
        row = connection.execute(
            "select rolsuper, rolcreaterole, rolcreatedb, rolreplication,"
            " (select pg_get_userbyid(datdba) from pg_database where datname = current_database())"
            " from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, False, "wanglai")


def test_no_port_is_opened(shared_server: EmbeddedPostgres) -> None:
    assert shared_server.pid is not None
    process = psutil.Process(shared_server.pid)
    opened = [
        link for each in (process, *process.children()) for link in each.net_connections("inet")
    ]
    assert opened == []


def test_data_and_socket_are_closed_to_other_accounts(shared_server: EmbeddedPostgres) -> None:
    for folder in (
        shared_server.cluster.folder,
        shared_server.cluster.data,
        shared_server.socket_folder,
    ):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE((shared_server.home.secrets / "postgres-superuser").stat().st_mode) == 0o600
    assert not (shared_server.cluster.folder / ".initdb-password").exists()


def test_the_socket_path_fits_the_kernel_however_long_the_home_is(spacious_path: Path) -> None:
    home = Home.open(spacious_path / ("长" * 40))
    cluster = clusters.cluster_of(home)
    folder = clusters.socket_folder(home, cluster)
    assert len(os.fsencode(folder / clusters.SOCKET_NAME)) <= 107
    assert clusters.socket_folder(home, cluster) == folder, "remembered"
    folder.chmod(0o777)
    replaced = clusters.socket_folder(home, cluster)
    assert replaced != folder, "a folder somebody opened is not trusted again"
    folder.rmdir()
    replaced.rmdir()


# -- what it is -------------------------------------------------------------------------------------


def test_pages_carry_checksums_and_text_is_unicode(shared_server: EmbeddedPostgres) -> None:
    with shared_server.connect() as connection:
        row = connection.execute(
            "select current_setting('data_checksums'), current_setting('server_encoding'),"
            " current_setting('fsync'), current_setting('full_page_writes'),"
            " current_setting('synchronous_commit'), current_setting('TimeZone')"
        ).fetchone()
    assert row == ("on", "UTF8", "on", "on", "on", "UTC")


def test_parts_of_chinese_names_can_be_searched(shared_server: EmbeddedPostgres) -> None:
    with shared_server.connect() as connection:
        connection.execute("create extension if not exists pg_trgm")
        row = connection.execute(
            "select similarity('上海往来贸易有限公司', '往来贸易') > 0.1, upper('é'), 'a' < 'B'"
        ).fetchone()
    assert row == (True, "É", False)


# -- what it survives ----------------------------------------------------------------------------------


def write_row(server: EmbeddedPostgres, text: str) -> None:
    with server.connect() as connection:
        connection.execute("create table if not exists kept (said text)")
        connection.execute("insert into kept values (%s)", [text])


def rows(server: EmbeddedPostgres) -> list[str]:
    with server.connect() as connection:
        return [
            said for (said,) in connection.execute("select said from kept order by said").fetchall()
        ]


def test_kill_9_of_the_server_loses_nothing_and_the_next_start_repairs(
    server: EmbeddedPostgres,
) -> None:
    sleeper = server.connect()
    backend = psutil.Process(sleeper.info.backend_pid)
    for number in range(3):
        write_row(server, f"row {number}")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        server.start()
    assert rows(server) == ["row 0", "row 1", "row 2"]
    assert is_gone(backend), "a session of the killed server is gone"
    sleeper.close()


def test_kill_9_of_one_session_leaves_the_server_working(server: EmbeddedPostgres) -> None:
    write_row(server, "kept")
    victim = server.connect()
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    victim.close()
    deadline = time.monotonic() + 20
    while True:
        try:
            assert rows(server) == ["kept"]
            break
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_stale_lock_files_naming_somebody_alive_are_seen_through(server: EmbeddedPostgres) -> None:
    locks = (
        server.cluster.data / "postmaster.pid",
        server.socket_folder / f"{clusters.SOCKET_NAME}.lock",
    )
    written = [lock.read_text() for lock in locks]
    server.stop()
    # After a reboot the number often belongs to something else: here, to this very test.
    for lock, text in zip(locks, written, strict=True):
        lock.write_text(text.replace(text.split("\n")[0], str(os.getpid()), 1))
        server.cluster.account.own(lock)
    assert not server.is_running()
    server.start()
    assert server.is_running()


def test_a_server_left_behind_is_stopped_and_replaced(home: Home) -> None:
    first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
    first.start()
    write_row(first, "kept")
    left_behind = first.pid
    second.start()
    assert second.pid != left_behind
    assert rows(second) == ["kept"]
    assert not first.is_alive()
    second.stop()


def test_stop_is_quick_even_with_open_sessions_and_twice(server: EmbeddedPostgres) -> None:
    sessions = [server.connect() for _ in range(5)]
    started = time.monotonic()
    server.stop()
    server.stop()
    assert time.monotonic() - started < 5
    assert not server.is_running()
    for session in sessions:
        session.close()


def test_a_cluster_half_made_is_made_again(home: Home) -> None:
    server = EmbeddedPostgres(home)
    half = server.cluster.folder / "data.part"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server.start()
    write_row(server, "works")
    server.stop()
    assert not half.exists()


# -- what it refuses ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tampered_server() -> Iterator[EmbeddedPostgres]:
    """A stopped server whose files each test changes and puts back."""
    folder = throw_away_folder()
    stopped = EmbeddedPostgres(Home.open(folder / "home"))
    stopped.start()
    stopped.stop()
    yield stopped
    stopped.stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def with_line_in(place: Path, line: str) -> Iterator[None]:
    before = place.read_text()
    place.write_text(f"{before}\n{line}\n")
    yield
    place.write_text(before)


def refusal_of_start(server: EmbeddedPostgres) -> StartRefused:
    with pytest.raises(StartRefused) as refused:
        server.start()
    assert not server.is_running()
    assert refused.value.reason.zh
    assert refused.value.remedy.zh
    return refused.value


def test_another_major_version_is_refused_and_nothing_is_touched(
    tampered_server: EmbeddedPostgres,
) -> None:
    data = tampered_server.cluster.data
    (data / "PG_VERSION").write_text("17\n")
    before = sorted(place.name for place in data.iterdir())
    refusal = refusal_of_start(tampered_server)
    (data / "PG_VERSION").write_text("18\n")
    assert refusal.code == "postgres.version"
    assert "pg_dump" in refusal.sentence("en")
    assert sorted(place.name for place in data.iterdir()) == before


@pytest.mark.parametrize(
    "line",
    [
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "synchronous_commit = local",
    ],
)
def test_settings_that_may_lose_a_posting_are_refused(
    tampered_server: EmbeddedPostgres, line: str
) -> None:
    with with_line_in(tampered_server.cluster.data / "postgresql.conf", line):
        refusal = refusal_of_start(tampered_server)
    assert refusal.code == "postgres.not-durable"
    assert line.split(" =")[0] in refusal.sentence("zh")
    assert "configuration file" in refusal.sentence("en"), "says where it was set"


def test_a_setting_hidden_in_the_role_is_found(tampered_server: EmbeddedPostgres) -> None:
    tampered_server.start()
    with tampered_server.connect_as_superuser() as connection:
        connection.execute("alter role wanglai set synchronous_commit = off")
    tampered_server.stop()
    assert refusal_of_start(tampered_server).code == "postgres.not-durable"
    single = clusters.run_as(
        tampered_server.cluster.account,
        [
            "/bin/sh",
            "-c",
            'echo "alter role wanglai reset synchronous_commit" | "$0" --single -D "$1" postgres',
            programs_for(tampered_server.cluster.account).named("postgres"),
            str(tampered_server.cluster.data),
        ],
        log=subprocess.DEVNULL,
    )
    assert single == 0
    tampered_server.start()
    tampered_server.stop()


@pytest.mark.parametrize("method", ["trust", "peer", "md5"])
def test_an_access_file_that_lets_people_in_is_refused(
    tampered_server: EmbeddedPostgres, method: str
) -> None:
    with with_line_in(tampered_server.cluster.data / "pg_hba.conf", f"local all all {method}"):
        assert refusal_of_start(tampered_server).code == "postgres.open-door"


def test_a_broken_settings_file_is_refused_with_the_servers_own_words(
    tampered_server: EmbeddedPostgres,
) -> None:
    with with_line_in(tampered_server.cluster.data / "postgresql.conf", "shared_bufers = 1GB"):
        refusal = refusal_of_start(tampered_server)
    assert refusal.code == "postgres.did-not-start"
    assert "shared_bufers" in refusal.sentence("en")
