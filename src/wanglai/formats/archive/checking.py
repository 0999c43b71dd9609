"""Checks an archive with nothing but itself: every file against the manifest, the chain from its first act.

A copy of this file and of ``seal.py`` lies in every archive; both need Python's own library only. Each check rebuilds
what it compares, so whoever changes a file and the manifest with it is still found where a figure was sealed. Who
writes the whole chain anew is found by comparing the head with an anchor kept elsewhere.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from wanglai.domain.seal import (
    BEGINNING,
    next_link,
    sealed_act,
    sealed_allocation,
    sealed_closing,
    sealed_entry,
    sealed_item,
    sealed_line,
)

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
TABLES = (
    "acts", "entries", "lines", "items", "allocations", "periods", "accounts", "customers", "people",
    "events", "anchors",
)  # fmt: skip
FAULTS_MAX = 200
_CHUNK = 1 << 20


@dataclass
class Checked:
    """What was looked at and what was found; nothing found means that the archive is as it was made."""

    files: int = 0
    acts: int = 0
    head: str = ""
    sha256: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults

    def say(self, fault: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(fault)


def check_archive(place: str) -> Checked:
    """Check the zip at a path; every fault names the file and, where it can, the act."""
    found = Checked()
    try:
        found.sha256 = _digest_of_file(place)
        with zipfile.ZipFile(place) as archive:
            _check(archive, found)
    except (OSError, zipfile.BadZipFile, EOFError) as problem:
        found.say(f"{place}: is no whole archive ({problem})")
    return found


def _check(archive: zipfile.ZipFile, found: Checked) -> None:
    digests = _check_files(archive, found)
    manifest = _manifest(archive, found)
    if manifest is None:
        return
    _compare(manifest, digests, found)
    _check_sums(archive, manifest, digests, found)
    for table in TABLES:
        _check_twins(archive, table, found)
    try:
        _Chain(archive, manifest, found).replay()
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, zipfile.BadZipFile) as problem:  # fmt: skip
        found.say(f"ledger: cannot be replayed ({type(problem).__name__}: {problem})")


def _digest_of_file(place: str) -> str:
    digest = hashlib.sha256()
    with open(place, "rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _check_files(archive: zipfile.ZipFile, found: Checked) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of every file; one that cannot be unpacked is named."""
    digests: dict[str, tuple[str, int]] = {}
    for info in archive.infolist():
        if info.filename in digests:
            found.say(f"{info.filename}: stands in the archive twice")
        digest, size = hashlib.sha256(), 0
        try:
            with archive.open(info) as file:
                while part := file.read(_CHUNK):
                    digest.update(part)
                    size += len(part)
        except Exception as problem:
            found.say(f"{info.filename}: cannot be unpacked ({problem})")
        digests[info.filename] = (digest.hexdigest(), size)
        found.files += 1
    return digests


def _manifest(archive: zipfile.ZipFile, found: Checked) -> dict[str, Any] | None:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        assert isinstance(manifest["files"], list), "no list of files"
        assert isinstance(manifest["head"]["seq"], int), "no head"
        return manifest
    except Exception as problem:
        found.say(f"{MANIFEST}: cannot be read ({problem})")
        return None


def _compare(manifest: dict[str, Any], digests: dict[str, tuple[str, int]], found: Checked) -> None:
    """Every file is in the manifest with its hash, and nothing else is there."""
    listed = set()
    for each in manifest["files"]:
        name = each["path"]
        listed.add(name)
        if name not in digests:
            found.say(f"{name}: is missing")
        elif digests[name] != (each["sha256"], each["bytes"]):
            found.say(f"{name}: its SHA-256 is not the one in {MANIFEST}")
    for name in digests.keys() - listed - {MANIFEST, SUMS}:
        found.say(f"{name}: is not in {MANIFEST}")


def _check_sums(
    archive: zipfile.ZipFile, manifest: dict[str, Any], digests: dict[str, tuple[str, int]], found: Checked
) -> None:  # fmt: skip
    """The list for ``sha256sum -c`` says the same; it has the manifest itself in it."""
    try:
        text = archive.read(SUMS).decode()
        lines = text.splitlines()
        said = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    except Exception as problem:
        found.say(f"{SUMS}: cannot be read ({problem})")
        return
    for name, (digest, _) in digests.items():
        if name != SUMS and said.get(name) != digest:
            found.say(f"{name}: its SHA-256 is not the one in {SUMS}")
    for name in said.keys() - digests.keys():
        found.say(f"{SUMS}: names {name}, which is missing")
    listed = [f"{each['sha256']}  {each['path']}\n" for each in manifest["files"]]
    if not text.startswith("".join(listed)) or text.count("\n") != len(listed) + 1:
        found.say(f"{SUMS}: is not the list of {MANIFEST}")
    elif text.splitlines()[-1] != f"{said.get(MANIFEST)}  {MANIFEST}" or not text.endswith(
        f"  {MANIFEST}\n"
    ):
        found.say(f"{SUMS}: does not end with {MANIFEST}")


def _check_twins(archive: zipfile.ZipFile, table: str, found: Checked) -> None:
    """The CSV of a table says what its JSON lines say."""
    name = f"ledger/{table}.csv"
    csv.field_size_limit(1 << 30)  # an act may carry many rows
    try:
        with archive.open(name) as file:
            rows = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
            next(rows, None)
            for number, (row, line) in enumerate(zip_longest(rows, _lines(archive, table)), start=1):  # fmt: skip
                if row is None or line is None or row != [as_field(value) for value in line.values()]:  # fmt: skip
                    found.say(f"{name}: row {number} is not that of {table}.jsonl")
                    return
    except Exception as problem:
        found.say(f"{name}: cannot be read ({type(problem).__name__}: {problem})")


def as_field(value: Any) -> str:
    """A value of a JSON line as its CSV field: what a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{value}" if value.lstrip().startswith(("=", "+", "-", "@")) or value[:1] in ("\t", "\r") else value  # fmt: skip


def _lines(archive: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    with archive.open(f"ledger/{table}.jsonl") as file:
        for line in file:
            yield json.loads(line)


class _OfAct:
    """Rows of one table in the order of their acts, handed out act by act."""

    def __init__(self, rows: Iterator[dict[str, Any]], key: str) -> None:
        self._rows = rows
        self._key = key
        self._next = next(rows, None)

    def of(self, seq: int) -> list[dict[str, Any]]:
        rows = []
        while self._next is not None and self._next[self._key] <= seq:
            rows.append(self._next)
            self._next = next(self._rows, None)
        return rows

    def rest(self) -> list[dict[str, Any]]:
        """A row that belongs to no act, if there is one; later ones follow it."""
        return [] if self._next is None else [self._next]


class _Chain:
    """One pass over the acts with the rows that belong to them; each act's bytes are built anew."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any], found: Checked) -> None:
        self._archive = archive
        self._company = manifest["company"]["id"]
        self._head = (manifest["head"]["seq"], manifest["head"]["hash"])
        self._found = found
        self._link = BEGINNING
        self._last = 0
        self._links: dict[int, str] = {}
        self._anchors = list(_lines(archive, "anchors"))
        self._events = {each["id"]: each for each in _lines(archive, "events")}
        closed = (each for each in _lines(archive, "periods") if each["closed_seq"] is not None)
        self._periods = {each["closed_seq"]: each for each in closed}
        self._tables = {
            table: _OfAct(_lines(archive, table), "seq")
            for table in ("entries", "lines", "items", "allocations")
        }

    def replay(self) -> None:
        for act in _lines(self._archive, "acts"):
            self._follow(act)
            self._rebuild(act)
            if act["kind"] == "reconciliation":
                self._look_at_event(act)
        for table, rows in self._tables.items():
            for row in rows.rest():
                self._say(table, row["seq"], "belongs to no act")
        if (self._last, self._link.hex()) != self._head:
            self._found.say(f"ledger/acts.jsonl: the chain ends at act {self._last}, the head is act {self._head[0]}")  # fmt: skip
        for anchor in self._anchors:
            if self._links.get(anchor["seq"], "") != anchor["hash"]:
                self._say("anchors", anchor["seq"], "is not the link of the chain")
        self._found.head = self._link.hex()

    def _follow(self, act: dict[str, Any]) -> None:
        seq, sealed = act["seq"], bytes.fromhex(act["sealed"])
        if seq != self._last + 1:
            self._say("acts", seq, f"does not follow act {self._last}")
        expected = next_link(self._link, sealed)
        if expected.hex() != act["hash"]:
            self._say("acts", seq, "its link does not follow from the one before")
        self._link, self._last = bytes.fromhex(act["hash"]), seq
        if any(anchor["seq"] == seq for anchor in self._anchors):
            self._links[seq] = act["hash"]
        self._found.acts += 1

    def _rebuild(self, act: dict[str, Any]) -> None:
        """The columns give the sealed bytes; where they do not, the table whose rows differ is named."""
        seq = act["seq"]
        rows = {table: of.of(seq) for table, of in self._tables.items()}
        for table, found in rows.items():
            for row in found:
                if row["seq"] != seq:
                    self._say(table, row["seq"], "belongs to no act")
        said = sealed_act(
            self._company, seq, act["kind"], datetime.fromisoformat(act["at"]), act["actor_id"],
            act["approver_id"], act["origin"], act["key"], bytes.fromhex(act["request_hash"]),
            act["facts"], _rows_of(rows, self._periods.get(seq)),
        )  # fmt: skip
        if said != bytes.fromhex(act["sealed"]):
            there = " ".join(f"ledger/{table}.jsonl" for table, found in rows.items() if found)
            self._say("acts", seq, f"is not what was sealed; its rows: {there or 'none'}")
        lines = rows["lines"]
        if rows["entries"] and sum(line["base_amount"] for line in lines):
            self._say("lines", seq, "do not balance")

    def _look_at_event(self, act: dict[str, Any]) -> None:
        facts = json.loads(act["facts"])
        event = self._events.get(facts["event"])
        if event is None:
            self._say("events", act["seq"], f"event {facts['event']} is missing")
            return
        at = datetime.fromisoformat(event["at"]).timestamp()
        said = [self._company, event["reconciliation_id"], event["actor_id"], event["kind"], event["facts"], at]  # fmt: skip
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != facts["sha256"]:
            self._say("events", act["seq"], f"event {facts['event']} is not as it was told")

    def _say(self, table: str, seq: int, what: str) -> None:
        self._found.say(f"ledger/{table}.jsonl: act {seq} {what}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows_of(rows: dict[str, list[dict[str, Any]]], period: dict[str, Any] | None) -> bytes:
    if rows["entries"]:
        return _entry(rows["entries"][0], rows["lines"], rows["items"])
    if rows["allocations"]:
        return b"".join(map(_allocation, rows["allocations"]))
    if period is not None:
        first, last = date.fromisoformat(period["from_on"]), date.fromisoformat(period["to_on"])
        return sealed_closing(period["id"], first, last)
    return b""


def _entry(entry: dict[str, Any], lines: list[dict[str, Any]], items: list[dict[str, Any]]) -> bytes:  # fmt: skip
    return sealed_entry(
        entry["period_id"], entry["number"], entry["kind"], date.fromisoformat(entry["entry_on"]),
        entry["document"], entry["currency"], Decimal(entry["rate"]), entry["customer_id"],
        entry["text"], entry["reverses_seq"], entry["source_file_id"], entry["batch_id"],
        lines=[
            sealed_line(
                each["line_no"], each["account_id"], each["customer_id"], each["currency"],
                each["amount"], each["base_amount"],
            )
            for each in lines
        ],
        items=[
            sealed_item(
                each["item_no"], each["line_no"], each["kind"], each["side"], _day(each["due_on"]),
                each["amount"], each["base_amount"],
            )
            for each in items
        ],
    )  # fmt: skip


def _allocation(row: dict[str, Any]) -> bytes:
    return sealed_allocation(
        row["row_no"], row["debit_item_id"], row["credit_item_id"], row["amount"], row["debit_base"],
        row["credit_base"], date.fromisoformat(row["effective_on"]), row["reverses_seq"],
        row["reverses_row"], row["exchange_seq"],
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """``python3 verify_archive.py FILE``: 0 where everything is as it was made, 1 with every fault named."""
    if len(arguments) != 1:
        print("verify_archive.py FILE.zip", file=sys.stderr)
        return 2
    checked = check_archive(arguments[0])
    for fault in checked.faults:
        print(fault)
    print(f"SHA-256 {checked.sha256}")
    print(f"{checked.files} files, {checked.acts} acts, head {checked.head or '-'}, {len(checked.faults)} faults")  # fmt: skip
    print(f"{checked.files} 个文件，{checked.acts} 条记录，问题 {len(checked.faults)} 处")
    return 0 if checked.is_whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
