"""A whole installation as a newcomer starts it: first page, second start, upgrades, stop, warm start."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.test_commands import wanglai
from wanglai.runtime.home import Home
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.running import is_held

GIVEN_UP_AFTER_SECONDS = (
    900  # a start that hangs is ended; how long one takes is for the bench to say
)


class Installation:
    """``wanglai up`` as a program of its own, and what it printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.printed = ""
        self.program: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start, and wait for the printed address."""
        own = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "WANGLAI_DATABASE_POOL")
        }
        self.program = subprocess.Popen(
            [sys.executable, "-m", "wanglai.cli", "up"],
            env={
                **own,
                "WANGLAI_HOME": str(self.home),
                "WANGLAI_PORT": str(self.port),
                "LANG": "C.UTF-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.program.stdout is not None
        self.printed = ""
        ends = threading.Timer(GIVEN_UP_AFTER_SECONDS, self.program.kill)
        ends.start()
        for line in self.program.stdout:
            self.printed += line
            if "╰" in line:
                break
        ends.cancel()
        assert "Stop" in self.printed, self.printed

    def stop(self) -> None:
        assert self.program is not None
        self.program.send_signal(signal.SIGTERM)
        rest = self.program.communicate(timeout=30)[0]
        assert self.program.returncode == 0, rest
        assert rest.endswith("Stopped.\n")

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="h-"))
    folder.chmod(0o711)
    running = Installation(folder / "往来 home")
    running.start()
    yield running
    if running.program is not None and running.program.poll() is None:
        running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def sign_in(installation: Installation, email: str, password: str) -> tuple[str, str]:
    """Sign in as a browser does; the final address and the page there."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = opener.open(installation.address + "accounts/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token.group(1), "login": email, "password": password}
    answer = opener.open(
        installation.address + "accounts/login/", urllib.parse.urlencode(form).encode(), timeout=20
    )
    return str(answer.geturl()), str(answer.read().decode())


def test_the_printed_address_answers_and_asks_who_is_there(installation: Installation) -> None:
    assert installation.address in installation.printed
    assert 'name="password"' in installation.read("")


def test_the_printed_sign_in_leads_to_a_finished_reconciliation(installation: Installation) -> None:
    found = re.search(r"Demo sign-in\s+(\S+@\S+)\s+(\S+)", installation.printed)
    assert found is not None, installation.printed
    address, page = sign_in(installation, found.group(1), found.group(2))
    assert "/accounts/login" not in address
    with psycopg.connect(Home(installation.home).database_url()) as connection:
        finished = connection.execute(
            "select count(*) from store_run where state = 'done'"
        ).fetchone()
    assert finished == (3,), "the demo's reconciliations are done before the address is printed"
    assert "csrf" in page.lower()


def test_a_wrong_password_stays_outside(installation: Installation) -> None:
    found = re.search(r"Demo sign-in\s+(\S+@\S+)", installation.printed)
    assert found is not None
    address, _ = sign_in(installation, found.group(1), "wrong-password-123")
    assert "/accounts/login" in address


def test_a_second_start_names_the_first_and_exits_2(installation: Installation) -> None:
    second = wanglai("up", home=installation.home)
    assert second.returncode == 2
    assert installation.program is not None
    assert f"process {installation.program.pid}, at {installation.address}" in second.stderr
    assert 'name="password"' in installation.read(""), "the first goes on"


def test_migrate_uses_the_running_database_and_two_at_once_agree(
    installation: Installation,
) -> None:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "wanglai.cli", "migrate"],
            env={**own, "WANGLAI_HOME": str(installation.home), "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [each.communicate(timeout=60)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert said == ["The database was up to date already.\n"] * 2


def test_an_administrator_is_made_and_signs_in(installation: Installation) -> None:
    arguments = ("create-admin", "Boss@Example.com", "--company", "上海某某有限公司")
    weak = wanglai(*arguments, home=installation.home, WANGLAI_ADMIN_PASSWORD="short")
    assert weak.returncode == 2
    assert weak.stderr.startswith("person.password")
    made = wanglai(
        *arguments, home=installation.home, WANGLAI_ADMIN_PASSWORD="correct horse battery"
    )
    assert made.returncode == 0, made.stderr
    address, _ = sign_in(installation, "boss@example.com", "correct horse battery")
    assert "/accounts/login" not in address
    again = wanglai(
        *arguments, home=installation.home, WANGLAI_ADMIN_PASSWORD="correct horse battery"
    )
    assert again.returncode == 2
    assert again.stderr.startswith("person.exists")


def test_the_demo_is_refused_where_real_books_are_kept(installation: Installation) -> None:
    asked = wanglai("demo", home=installation.home, WANGLAI_PRODUCTION="on")
    assert asked.returncode == 2
    assert asked.stderr.startswith("demo.in_production")
    allowed = wanglai("demo", home=installation.home)
    assert allowed.returncode == 0
    assert len(allowed.stdout.splitlines()) >= 1


def test_doctor_looks_into_the_running_house(installation: Installation) -> None:
    asked = wanglai("doctor", home=installation.home)
    assert f"running: {installation.address}" in asked.stdout
    assert re.search(r"ok\s+synchronous_commit\s+on", asked.stdout)
    assert re.search(r"ok\s+data_checksums\s+on", asked.stdout)
    assert asked.returncode == 0, asked.stdout


def test_a_page_answers_again_after_kill_9_of_the_database(installation: Installation) -> None:
    server = EmbeddedPostgres(Home(installation.home))
    before = server.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 40
    while True:
        with contextlib.suppress(urllib.error.HTTPError):  # while the database replays its log
            if server.pid not in (None, before) and 'name="password"' in installation.read(""):
                break
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_stop_is_clean_and_a_warm_start_finds_everything_again(installation: Installation) -> None:
    installation.stop()
    assert not is_held(Home(installation.home))
    assert not EmbeddedPostgres(Home(installation.home)).is_running()
    installation.start()
    address, _ = sign_in(installation, "boss@example.com", "correct horse battery")
    assert "/accounts/login" not in address
    assert "Demo sign-in" in installation.printed
