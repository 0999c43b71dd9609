"""Writes an archive: tables twice, files as they are, the checker, the manifest and the list of sums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from wanglai.formats.archive.checking import MANIFEST, SUMS, as_field

FORMAT = "wanglai.archive/1"
_DAY = (2000, 1, 1, 0, 0, 0)  # of every file in the zip: when it was made stands in the manifest
_RUN_IT = """import sys

from verify_archive import main

sys.exit(main(sys.argv[1:] or [sys.argv[0]]))
"""


class ArchiveWriter:
    """One zip, written file after file; what was written is remembered with its SHA-256."""

    def __init__(self, place: Path) -> None:
        self._zip = zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._files: list[dict[str, Any]] = []
        self._taken: set[str] = set()

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """A file under its path, in parts, so that a long one is never held whole."""
        assert name not in self._taken, f"{name} is in the archive already"
        self._taken.add(name)
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_info(name), "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                size += len(part)
                file.write(part)
        self._files.append({"path": name, "sha256": digest.hexdigest(), "bytes": size})

    def put_table(self, table: str, columns: Sequence[str], windows: Iterable[Sequence[Sequence[Any]]], *, folder: str = "ledger") -> None:  # fmt: skip
        """A table as JSON lines and as CSV. ``windows`` are its rows, some at a time.

        A zip is written one file at a time: the CSV waits in a file beside it.
        """
        with tempfile.TemporaryFile() as waiting:
            text = io.TextIOWrapper(waiting, encoding="utf-8-sig", newline="")
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(columns)

            def lines() -> Iterator[bytes]:
                for rows in windows:
                    told = io.StringIO()
                    for row in rows:
                        writer.writerow([as_field(value) for value in row])
                        told.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, sort_keys=False))  # fmt: skip
                        told.write("\n")
                    yield told.getvalue().encode()

            self.put(f"{folder}/{table}.jsonl", lines())
            text.flush()
            waiting.seek(0)
            self.put(f"{folder}/{table}.csv", iter(lambda: waiting.read(1 << 20), b""))
            text.detach()

    def finish(self, facts: Mapping[str, Any], readme: str, *, form: str = FORMAT, with_checker: bool = True) -> None:  # fmt: skip
        """README, checker of the chain, manifest and sums; the archive is whole after that."""
        self.put("README.md", [readme.encode()])
        for name, content in checker().items() if with_checker else ():
            self.put(name, [content])
        manifest = {"format": form, **facts, "files": self._files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self._zip.writestr(_info(MANIFEST), text)
        sums = [*((each["sha256"], each["path"]) for each in self._files)]
        sums.append((hashlib.sha256(text).hexdigest(), MANIFEST))
        lines = "".join(f"{digest}  {name}\n" for digest, name in sums)
        self._zip.writestr(_info(SUMS), lines.encode())
        self._zip.close()


def checker() -> dict[str, bytes]:
    """The program that checks an archive, as it lies in one: Python's own library and nothing else."""
    formats = resources.files("wanglai.formats.archive")
    seal = resources.files("wanglai.domain").joinpath("seal.py").read_text("utf-8")
    checking = formats.joinpath("checking.py").read_text("utf-8")
    return {
        "__main__.py": _RUN_IT.encode(),
        "verify_archive.py": checking.replace("from wanglai.domain.seal import", "from seal import").encode(),
        "seal.py": seal.encode(),
    }  # fmt: skip


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
