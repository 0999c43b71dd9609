"""What each customer owes by beancount and hledger, from the documents of an ageing row as a text journal."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.book.debts import debts
from bench.book.house import PEERS_PYTHON, ROOT
from bench.book.plain_text import RECEIVABLE, journal

PEERS_UP_TO = 300_000
CUSTOMERS = 5_000


@dataclass(frozen=True)
class Owed:
    """What all customers owe together, in minor units, and how long it took to say what each does."""

    words: str
    milliseconds: float
    total: int


def owed_by_peers(documents: int, open_items: int) -> tuple[Owed, ...]:
    """beancount first; hledger where it is found on the path."""
    with tempfile.TemporaryDirectory() as folder:
        found = [_beancount(_written(Path(folder), documents, open_items, is_beancount=True))]
        if program := shutil.which("hledger"):
            found.append(
                _hledger(program, _written(Path(folder), documents, open_items, is_beancount=False))
            )
    return tuple(found)


def _written(folder: Path, documents: int, open_items: int, *, is_beancount: bool) -> Path:
    path = folder / ("book.beancount" if is_beancount else "book.journal")
    made = debts(documents, range(CUSTOMERS), open_items=open_items)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(journal(made, CUSTOMERS, is_beancount=is_beancount))
    return path


def _beancount(path: Path) -> Owed:
    start = time.perf_counter()
    answer = _said([str(PEERS_PYTHON), "-m", "bench.book.beancount_peer", str(path)])
    milliseconds = (time.perf_counter() - start) * 1000
    told = json.loads(answer.splitlines()[-1])
    return Owed(
        f"beancount {told['version']}, what each customer owes", milliseconds, told["total"]
    )


def _hledger(program: str, path: Path) -> Owed:
    version = _said([program, "--version"]).split(",")[0]
    start = time.perf_counter()
    answer = _said([program, "-f", str(path), "balance", RECEIVABLE, "--no-total", "-O", "csv"])
    milliseconds = (time.perf_counter() - start) * 1000
    return Owed(f"{version}, what each customer owes", milliseconds, total_of(answer))


def total_of(answer: str) -> int:
    """The sum of hledger's balances: ``"Assets:Receivable:C7","12.34 CNY"`` is 1234."""
    rows = csv.DictReader(io.StringIO(answer))
    return sum(int(Decimal(row["balance"].removesuffix(" CNY")) * 100) for row in rows)


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout
