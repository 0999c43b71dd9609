"""The limit of one small commit: pgbench's own transaction (TPC-B like) on the same server in the same run."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Literal

from bench.book.house import House
from wanglai.runtime.postgres import ROLE
from wanglai.runtime.programs import shipped_programs

SCALE = 10
DATABASE = "tpcb"
Protocol = Literal["prepared", "simple"]


def fill(house: House) -> None:
    """pgbench's four tables, a million accounts, in a database of their own."""
    house.make_database(DATABASE)
    _pgbench(house, "--initialize", "--quiet", f"--scale={SCALE}")


def transactions_per_second(
    house: House, *, clients: int, seconds: int, protocol: Protocol = "prepared"
) -> float:
    """Five statements and a commit per transaction from so many clients; ``simple`` is how pgbench comes."""
    said = _pgbench(
        house,
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


def _pgbench(house: House, *arguments: str) -> str:
    environment = {
        **os.environ,
        "PGHOST": str(house.server.socket_folder),
        "PGUSER": ROLE,
        "PGPASSWORD": house.home.secret("postgres-app"),
    }
    done = subprocess.run(
        [shipped_programs().named("pgbench"), *arguments, DATABASE],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"pgbench ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout
