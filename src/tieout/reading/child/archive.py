"""Looks at a zip's central directory and refuses what is dangerous before anything is unpacked.

Order of the checks: entries, names, links, encryption, method, size, ratio, active content.
An honest sheet of 20,000 equal rows packs about 30 to 1 and one of nothing but the same number
about 90 to 1, so the ratio is only held against entries that also unpack to something large.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from typing import IO

from .verdict import Refused

ENTRIES_MAX = 200
RATIO_MAX = 150
RATIO_FROM = 16 << 20  # bytes; smaller entries are harmless whatever their ratio

_CHUNK = 1 << 16


class Archive:
    """An opened, checked zip that hands out entries as bounded streams of bytes."""

    def __init__(self, stream: IO[bytes], *, unpacked_max: int) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError) as fault:
            raise Refused("file.damaged", detail=str(fault)[:120]) from fault
        except (NotImplementedError, OverflowError, UnicodeDecodeError) as fault:
            raise Refused("file.damaged", detail=str(fault)[:120]) from fault
        self._left = unpacked_max
        self._entries = _checked(self._zip.infolist(), unpacked_max)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def names(self) -> list[str]:
        return list(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one entry, counted as they come: a directory that lies is caught here."""
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise Refused("file.damaged", detail=f"{name} is missing")
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Refused("file.bomb")
                    yield chunk
        except Refused:
            raise
        except MemoryError:
            raise
        except Exception as fault:  # zlib.error, BadZipFile, EOFError, struct.error, RuntimeError …
            raise Refused("file.damaged", detail=f"{name}: {fault}"[:120]) from fault


def _checked(entries: list[zipfile.ZipInfo], unpacked_max: int) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > ENTRIES_MAX:
        raise Refused("file.bomb")
    kept: dict[str, zipfile.ZipInfo] = {}
    unpacked = 0
    for entry in entries:
        name = entry.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\x00" in name:
            raise Refused("file.damaged", detail="a path leads out of the archive")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused("file.damaged", detail="the archive holds a link")
        if entry.flag_bits & 0x1:
            raise Refused("file.encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("file.damaged", detail="unknown compression")
        unpacked += entry.file_size
        if unpacked > unpacked_max:
            raise Refused("file.bomb")
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * entry.compress_size:
            raise Refused("file.bomb")
        if name.casefold() in kept:
            raise Refused("file.damaged", detail="two entries have the same name")
        kept[name.casefold()] = entry
    for name in kept:
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
            raise Refused("file.macros")
        if "/externallinks/" in name:
            raise Refused("file.external_links")
    if "encryptedpackage" in kept or "encryptioninfo" in kept:
        raise Refused("file.encrypted")
    return kept
