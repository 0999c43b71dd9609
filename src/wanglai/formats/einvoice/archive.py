"""The zip an OFD is: looked at by its directory before anything is unpacked.

Order of the checks: entries, paths, links, encryption, method, size, ratio.
"""

from __future__ import annotations

import io
import posixpath
import stat
import struct
import zipfile
import zlib

from wanglai.formats.einvoice.problems import FileRefused

ENTRIES_MAX = 200
UNPACKED_MAX = 100 << 20  # bytes
RATIO_MAX = 100
RATIO_FROM = 64 << 10  # bytes; what unpacks to less does no harm, however well it packs

# What the standard library says of a damaged zip, in its many ways.
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, OverflowError,
)  # fmt: skip


class Archive:
    """A checked zip. Entries are found as OFD writers name them: with or without a slash in front."""

    def __init__(self, content: bytes, place: str) -> None:
        self._place = place
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGES as fault:
            raise FileRefused("einvoice.damaged", place, detail=str(fault)[:120]) from fault
        self._entries = self._checked(self._zip.infolist())

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def find(self, name: str, *, beside: str = "") -> str | None:
        """The entry a location means: from the root, beside the file that says it, or one folder up; None where there is none."""
        folders = [""] if name.startswith("/") else [posixpath.dirname(beside), posixpath.dirname(posixpath.dirname(beside)), ""]  # fmt: skip
        for folder in folders:
            wanted = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
            if wanted in self._entries:
                return wanted
        return None

    def read(self, name: str) -> bytes:
        """The bytes of an entry: never more than the directory says, and wrong where it lies, since the check sum is held."""
        try:
            return self._zip.read(self._entries[name])
        except _DAMAGES as fault:
            detail = str(fault)[:120]
            raise FileRefused("einvoice.damaged", f"{self._place}!{name}", detail=detail) from fault

    def _checked(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(entries) > ENTRIES_MAX:
            raise FileRefused("einvoice.too_many_entries", self._place, limit=ENTRIES_MAX)
        kept: dict[str, zipfile.ZipInfo] = {}
        unpacked = packed = 0
        for entry in entries:
            self._check(entry)
            unpacked += entry.file_size
            packed += entry.compress_size
            if entry.is_dir():
                continue
            if entry.filename in kept:
                detail = f"two entries are named {entry.filename[:80]}"
                raise FileRefused("einvoice.damaged", self._place, detail=detail)
            kept[entry.filename] = entry
        if unpacked > UNPACKED_MAX or (unpacked > RATIO_FROM and unpacked > RATIO_MAX * packed):
            raise FileRefused("einvoice.bomb", self._place)
        return kept

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        place = f"{self._place}!{name[:80]}"
        original = entry.orig_filename
        if (
            not name
            or name.startswith("/")
            or ".." in name.split("/")
            or set("\\:\x00") & set(name + original)
        ):
            raise FileRefused("einvoice.path", place)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused("einvoice.link", place)
        if entry.flag_bits & 0x1:
            raise FileRefused("einvoice.encrypted", place)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused("einvoice.damaged", place, detail="unknown compression")
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * entry.compress_size:
            raise FileRefused("einvoice.bomb", place)
