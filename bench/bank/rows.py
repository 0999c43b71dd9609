"""The row ``bank-peers``: every published MT940 and CAMT file beside what two libraries read in it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.bank.explained import EXPLAINED
from bench.kinds import Kind, NotHereError
from bench.published import published
from bench.speed.peers import PYTHON, version_of
from wanglai.domain.money import exponent_of
from wanglai.formats.bank import Reading, read_bank_file

LIBRARIES = ("mt-940", "bankstatementparser")
_FIELDS = ("amount", "currency", "day", "name", "account")
_UNEXPLAINED = "**not explained**"

Rows = Sequence[Sequence[Any]]  # amount in minor units, currency, day, name, account


@dataclass(frozen=True)
class Difference:
    """Where one field of a file's entries is not the same: the first two values of each side."""

    file: str
    peer: str
    field: str
    ours: str
    theirs: str

    @property
    def why(self) -> str:
        return EXPLAINED.get((self.file, self.peer, self.field), _UNEXPLAINED)


@dataclass(frozen=True)
class BankPeersResult:
    files: int
    entries: int
    waiting: tuple[str, ...]  # files that wait for a decision here, with what for
    compared: int  # fields of files that were laid side by side
    differences: tuple[Difference, ...]

    def section(self) -> str:
        head = (
            f"### bank-peers\n\n{self.files} files, {self.entries} entries; "
            f"{', '.join(f'{name} {version_of(name)}' for name in LIBRARIES)}. Amounts, currencies, days, names and accounts "
            f"were laid side by side {self.compared} times, {len(self.differences)} were not the same:\n\n"
            "| file | library | what | ours | theirs | why |\n|---|---|---|---|---|---|\n"
        )
        rows = [
            f"| {Path(each.file).name} | {each.peer} | {each.field} | {each.ours} | {each.theirs} | {each.why} |\n"
            for each in self.differences
        ]
        waits = f"\nThe calls used here do not say whether a statement adds up. With us {len(self.waiting)} files wait for a decision: {'; '.join(self.waiting)}.\n"
        return head + "".join(rows) + waits + f"\n`{self.line()}`\n"

    def line(self) -> str:
        open_ones = sum(each.why == _UNEXPLAINED for each in self.differences)
        return f"bank-peers files={self.files} entries={self.entries} differences={len(self.differences)} unexplained={open_ones}"


def bank_peers() -> BankPeersResult:
    """All files, each read here and by the libraries that say they read its kind."""
    folder = published("bank")
    if folder is None:
        raise NotHereError("the published files are not beside the project")
    if not PYTHON.exists():
        raise NotHereError("the peers are not installed: `make bench` does that")
    told = _told(folder)
    readings = {file: read_bank_file((folder / file).read_bytes(), file) for file in told}
    ours = {file: rows_of(reading) for file, reading in readings.items()}
    laid = [(file, library, rows) for file, libraries in told.items() for library, rows in libraries.items()]  # fmt: skip
    differences = [each for file, library, rows in laid for each in differences_of(file, library, ours[file], rows)]  # fmt: skip
    waiting = [f"{Path(file).name} ({', '.join(codes)})" for file, reading in readings.items() if (codes := _checks(reading))]  # fmt: skip
    return BankPeersResult(
        len(told), sum(map(len, ours.values())), tuple(waiting), len(laid) * len(_FIELDS), tuple(differences),
    )  # fmt: skip


def _told(folder: Path) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "told.json"
        subprocess.run([str(PYTHON), "-m", "bench.bank.peers", str(folder), str(out)], check=True, capture_output=True)  # fmt: skip
        told: dict[str, dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    return told


def rows_of(reading: Reading) -> Rows:
    """The entries of a reading, as the libraries' are laid beside them."""
    return [
        (entry.amount, entry.currency, str(entry.booked_on or ""), entry.other_name, one.account)
        for one in reading.statements
        for entry in one.entries
    ]


def differences_of(file: str, library: str, ours: Rows, told: Rows | str) -> Iterator[Difference]:
    """Field by field; where one side has more entries, or the library raised an error, that alone."""
    if isinstance(told, str):
        yield Difference(file, library, "entries", str(len(ours)), f"error: {told[:80]}")
        return
    if len(ours) != len(told):
        yield Difference(file, library, "entries", str(len(ours)), str(len(told)))
        return
    theirs = [(int(Decimal(amount) * 10 ** exponent_of(currency)), currency, *rest) for amount, currency, *rest in told]  # fmt: skip
    for at, field in enumerate(_FIELDS):
        apart = [(mine[at], other[at]) for mine, other in zip(ours, theirs, strict=True) if mine[at] != other[at]]  # fmt: skip
        if apart:
            yield Difference(file, library, field, *(_shown(side) for side in zip(*apart, strict=True)))  # fmt: skip


def _shown(values: Sequence[Any]) -> str:
    first = ", ".join(f"`{each}`" if each not in ("", None) else "nothing" for each in dict.fromkeys(values[:2]))  # fmt: skip
    return f"{first} ({len(values)})" if len(values) > 2 else first


def _checks(reading: Reading) -> list[str]:
    return sorted({each.code for each in reading.problems if each.kind == "check"})


BANK = Kind(
    "Bank files beside other libraries",
    lambda: (
        "What two libraries read in the published MT940 and CAMT files, beside ours: entry by entry, in the order of the file. "
        "mt-940 reads MT940 alone. Each difference was looked up in the file; why it is one stands in `bench/bank/explained.py`."
    ),
    {"bank-peers": bank_peers},
)
