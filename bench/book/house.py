"""A server of the bench's own over a throw-away folder, and child processes that work on it as the application."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wanglai.runtime.home import Home
from wanglai.runtime.postgres import APP_ROLE, EmbeddedPostgres

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class House:
    """The embedded server with an empty, migrated book; everything goes when the row is done."""

    home: Home
    server: EmbeddedPostgres

    def environment(self, url: str = "") -> dict[str, str]:
        """What a child needs to reach the book with the application's role."""
        return {
            **os.environ,
            "WANGLAI_HOME": str(self.home.path),
            "WANGLAI_DATABASE_POOL": "off",
            "WANGLAI_LOG_LEVEL": "WARNING",
            "DATABASE_URL": url or self.server.url(role=APP_ROLE),
        }

    def child(self, program: str, *arguments: object) -> subprocess.Popen[str]:
        """Start ``python -m bench.book.PROGRAM``; its answer is one line of JSON."""
        return subprocess.Popen(
            [sys.executable, "-m", f"bench.book.{program}", *map(str, arguments)],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, program: str, *arguments: object) -> Any:
        """Run a program to its end and read its answer."""
        return answer(self.child(program, *arguments))


def answer(process: subprocess.Popen[str]) -> Any:
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
