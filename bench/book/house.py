"""A server of the bench's own over a throw-away folder, and child processes that work on it as the application."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from wanglai.runtime.home import Home
from wanglai.runtime.postgres import APP_ROLE, ROLE, EmbeddedPostgres

ROOT = Path(__file__).parents[2]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True)
class House:
    """The embedded server with an empty, migrated book; everything goes when the row is done."""

    home: Home
    server: EmbeddedPostgres

    def environment(self, url: str = "") -> dict[str, str]:
        """What a child needs to reach the book with the application's role, or a database by its address."""
        return {
            **os.environ,
            "WANGLAI_HOME": str(self.home.path),
            "WANGLAI_DATABASE_POOL": "off",
            "WANGLAI_LOG_LEVEL": "WARNING",
            "DATABASE_URL": url or self.server.url(role=APP_ROLE),
        }

    def child(
        self, program: str, *arguments: object, url: str = "", python: str = sys.executable
    ) -> subprocess.Popen[str]:
        """Start ``python -m bench.book.PROGRAM``; its last line is its answer in JSON."""
        return subprocess.Popen(
            [python, "-m", f"bench.book.{program}", *map(str, arguments)],
            env=self.environment(url),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, program: str, *arguments: object, url: str = "") -> Any:
        """Run a program to its end and read its answer."""
        return _answer(self.child(program, *arguments, url=url))

    def ask_peer(self, program: str, *arguments: object, url: str) -> None:
        """Run a program of the peers' environment to its end."""
        child = self.child(program, *arguments, url=url, python=str(PEERS_PYTHON))
        child.communicate()
        if child.returncode:
            raise SystemExit(f"{child.args}: ended with {child.returncode}")

    def make_database(self, name: str) -> None:
        """A database of its own for whoever is measured beside the book."""
        with self.server.connect_as_superuser() as connection:
            connection.execute(
                sql.SQL("create database {} owner {}").format(
                    sql.Identifier(name), sql.Identifier(ROLE)
                )
            )

    def settle_down(self) -> None:
        """Between two measurements: what is dirty is written, what the planner knows is fresh."""
        with self.server.connect_as_superuser("wanglai") as connection:
            connection.execute("vacuum analyze")
            connection.execute("checkpoint")


def let_go_together(
    children: Sequence[subprocess.Popen[str]], once_ready: Callable[[], None] = lambda: None
) -> list[Any]:
    """Wait until all are ready, do what is to be done then, give all the word, and read every answer."""
    for child in children:
        assert child.stdout is not None
        while (said := child.stdout.readline().strip()) != "ready":
            if not said and child.poll() is not None:
                raise SystemExit(f"{child.args}: ended with {child.returncode}")
    once_ready()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    return [_answer(child) for child in children]


def _answer(process: subprocess.Popen[str]) -> Any:
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{process.args}: ended with {process.returncode}")
    return json.loads(said.splitlines()[-1])


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    """Start the server, apply the migrations, stop it and throw everything away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wlb-"))
    folder.chmod(0o711)  # root's server account walks through it
    home = Home.open(folder / "home")
    server = EmbeddedPostgres(home)
    try:
        server.start()
        house = House(home, server)
        migrate = "import sys; from wanglai.cli.migrate import apply_migrations; apply_migrations(sys.argv[1])"
        subprocess.run(
            [sys.executable, "-c", migrate, server.url()],
            env=house.environment(server.url()),
            cwd=ROOT,
            check=True,
        )
        yield house
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
