"""The database for one command: that of the running installation, or our own for as long as it takes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

import psycopg

from wanglai.runtime.home import Home
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.refusal import StartRefused, Wording
from wanglai.runtime.running import is_held, only_one

WAIT_SECONDS = 60.0


@contextlib.contextmanager
def database_for(home: Home, command: str) -> Iterator[str]:
    """The database's address while the block runs.

    With ``DATABASE_URL`` the server is somebody else's. Else, while ``wanglai up`` runs over this data
    folder, its server is used; otherwise one is started, and stopped at the end of the block.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        yield home.owner_database_url()
        return
    server = EmbeddedPostgres(home)
    if is_held(home):
        _wait_for(server)
        yield server.url()
        return
    with only_one(home, command):
        server.start()
        try:
            yield server.url()
        finally:
            server.stop()


def _wait_for(server: EmbeddedPostgres) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline:
                raise StartRefused(
                    "postgres.no-answer",
                    reason=Wording(
                        zh=f"Wanglai 正在运行，但数据库没有回应（{problem}）。",
                        en=f"Wanglai is running, but its database does not answer ({problem}).",
                    ),
                    remedy=Wording(zh="请查看 logs/postgres.log。", en="Read logs/postgres.log."),
                ) from problem
            time.sleep(0.1)
