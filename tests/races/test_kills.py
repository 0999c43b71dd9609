"""kill -9 of a poster, a session, the server, everything: what was acknowledged stands, once.

KILLS makes it longer, 45 in ``make soak``; with KILLS_CONTROL the same test is run on posters that answer before the disk has it, and must lose.
Every session is told not to wait for the disk: the confirmation rests on no setting of a role or a database.
It proves processes, not power: a killed process leaves the system's page cache as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from wanglai.runtime.home import Home
from wanglai.runtime.postgres import APP_ROLE, EmbeddedPostgres

KILLS = int(os.environ.get("KILLS", "4"))
POSTERS = 4
ROOT = Path(__file__).parents[2]
VICTIMS = ("poster", "session", "server", "everything")


class Crashing:
    """A server of this test's own with posters at work on it."""

    def __init__(self, folder: Path, *, answers_early: bool = False) -> None:
        self.server = EmbeddedPostgres(Home.open(folder / "home"))
        self.journals = folder / "journals"
        self.journals.mkdir()
        self.posters: dict[str, subprocess.Popen[bytes]] = {}
        self.dead: list[str] = []
        self._answers_early = answers_early
        self._started = 0
        self.server.start()
        self._program("-c", _MIGRATE, self.server.url(), url=self.server.url())
        self.books = json.loads(self._program("-m", "tests.races.opening"))

    def _environment(self, url: str = "") -> dict[str, str]:
        return {
            **os.environ,
            "WANGLAI_HOME": str(self.server.home.path),
            "DATABASE_URL": url or self.server.url(role=APP_ROLE),
        }

    def _program(self, *arguments: str, url: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self._environment(url),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert done.returncode == 0, arguments
        return done.stdout

    def man_the_desks(self) -> None:
        """Four posters, two for each company; a new one for each that was killed."""
        while len(self.posters) < POSTERS:
            book = self.books[self._started % len(self.books)]
            name = f"{book['company']}-{self._started}"
            self._started += 1
            arguments = (name, str(self.journals), str(book["company"]), str(book["actor"]))
            self.posters[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.races.poster", *arguments],
                env={
                    **self._environment(),
                    "PGOPTIONS": "-c synchronous_commit=off",
                    "ANSWERS_EARLY": "on" if self._answers_early else "",
                },
                cwd=ROOT,
            )

    def acknowledged(self) -> int:
        return sum(path.read_text().count("\nack ") for path in self.journals.iterdir())

    def let_them_post(self, *, more: int) -> None:
        """Wait until every desk is manned and so many more postings were acknowledged."""
        deadline, wanted = time.monotonic() + 60, self.acknowledged() + more
        while self.acknowledged() < wanted or not all(
            (self.journals / p).exists() for p in self.posters
        ):
            assert time.monotonic() < deadline, "the posters do not get on"
            time.sleep(0.05)

    def kill(self, victim: str, chance: random.Random) -> None:
        if victim in ("poster", "everything"):
            count = 1 if victim == "poster" else POSTERS
            for name in chance.sample(sorted(self.posters), count):
                self._kill_poster(name)
        if victim == "session":
            self._kill_session(chance)
        if victim in ("server", "everything"):
            server = psutil.Process(self.server.pid)
            others = server.children() if victim == "everything" else []
            for process in (server, *others):
                os.kill(process.pid, signal.SIGKILL)
            self.server.start()

    def _kill_session(self, chance: random.Random) -> None:
        """Kill one session; done when the server has noticed, and ended this connection as all others."""
        connection = self.server.connect_as_superuser()
        rows = connection.execute(
            "select pid from pg_stat_activity where usename = %s", [APP_ROLE]
        ).fetchall()
        os.kill(chance.choice(rows)[0], signal.SIGKILL)
        deadline = time.monotonic() + 30
        with contextlib.closing(connection), contextlib.suppress(psycopg.OperationalError):
            while time.monotonic() < deadline:
                connection.execute("select 1")
                time.sleep(0.01)

    def _kill_poster(self, name: str) -> None:
        poster = self.posters.pop(name)
        assert poster.poll() is None, f"{name} ended by itself"
        poster.kill()
        poster.wait()
        self.dead.append(name)

    def examine(self) -> dict[str, Any]:
        self._wait_for_server()
        books = [f"{book['company']}:{book['actor']}" for book in self.books]
        arguments = (str(self.journals), ",".join(self.dead), *books)
        found: dict[str, Any] = json.loads(self._program("-m", "tests.races.examining", *arguments))
        return found

    def _wait_for_server(self) -> None:
        """After a session was killed the server ends all others and repairs itself."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self.server.connect().close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def end(self) -> None:
        for poster in self.posters.values():
            poster.kill()
            poster.wait()
        self.server.stop()


_MIGRATE = (
    "import sys; from wanglai.cli.migrate import apply_migrations; apply_migrations(sys.argv[1])"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, for the server's socket, and open to walk through, for root's server account."""
    folder = Path(tempfile.mkdtemp(prefix="wlk-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_acknowledged_is_lost_or_doubled_by_kill_9(folder: Path) -> None:
    chance = random.Random(1)
    crashing = Crashing(folder)
    try:
        doubts = 0
        for number in range(KILLS):
            crashing.man_the_desks()
            crashing.let_them_post(more=100)
            victim = VICTIMS[number % len(VICTIMS)]
            crashing.kill(victim, chance)
            found = crashing.examine()
            doubts += found["in_doubt"]
            print(f"kill {number + 1} ({victim}): {found}")
            assert found["wrong"] == []
            assert (found["lost"], found["doubled"]) == (0, 0)
        assert doubts > 0, "no kill left anybody in doubt: they were too slow to prove a thing"
    finally:
        crashing.end()


if os.environ.get("KILLS_CONTROL"):

    def test_posters_that_answer_before_the_disk_has_it_do_lose(folder: Path) -> None:
        """The control: this very test finds what is lost where a confirmation is given too early."""
        chance = random.Random(1)
        crashing = Crashing(folder, answers_early=True)
        lost = 0
        try:
            for _ in range(KILLS):
                crashing.man_the_desks()
                crashing.let_them_post(more=100)
                crashing.kill("everything", chance)
                lost = crashing.examine()["lost"]
                if lost:
                    break
            assert lost > 0
        finally:
            crashing.end()
