"""The limit of one small commit: pgbench's own transaction (TPC-B like) on the same server in the same run."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Literal

from bench.book.house import House
from wanglai.runtime.postgres import ROLE
from wanglai.runtime.programs import shipped_programs

# Branches, each one row that every transaction of it updates: many, or one that all clients wait for.
MANY, ONE = 10, 1
Protocol = Literal["prepared", "simple"]


def fill(house: House) -> None:
    """pgbench's four tables, 100,000 accounts a branch, in databases of their own."""
    for branches in (MANY, ONE):
        house.make_database(_database(branches))
        _pgbench(house, branches, "--initialize", "--quiet", f"--scale={branches}")


def transactions_per_second(
    house: House, *, clients: int, seconds: int, protocol: Protocol = "prepared", branches: int = MANY
) -> float:  # fmt: skip
    """Five statements and a commit per transaction from so many clients; ``simple`` is how pgbench comes."""
    said = _pgbench(
        house,
        branches,
        *("--no-vacuum", f"--protocol={protocol}", f"--client={clients}"),
        *(f"--jobs={min(clients, os.cpu_count() or 1)}", f"--time={seconds}"),
    )
    return parsed(said)


def parsed(said: str) -> float:
    """``tps = 1234.5 (without initial connection time)``."""
    found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    if found is None:
        raise SystemExit(f"pgbench said:\n{said}")
    return float(found.group(1))


def _database(branches: int) -> str:
    return f"tpcb{branches}"


def _pgbench(house: House, branches: int, *arguments: str) -> str:
    environment = {
        **os.environ,
        "PGHOST": str(house.server.socket_folder),
        "PGUSER": ROLE,
        "PGPASSWORD": house.home.secret("postgres-app"),
    }
    done = subprocess.run(
        [shipped_programs().named("pgbench"), *arguments, _database(branches)],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"pgbench ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout
