"""Entry of the child: limits first, then the kind of file by its bytes, then its rows."""

from __future__ import annotations

import io
import re
import resource
import sys

from .archive import Archive
from .delimited import read_delimited
from .frames import Frames
from .verdict import Refused

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_SIGNATURES = (
    (b"%PDF", "file.pdf"),
    (b"\x89PNG", "file.image"),
    (b"\xff\xd8\xff", "file.image"),
    (b"GIF8", "file.image"),
    (b"BM", "file.image"),
    (b"II*\x00", "file.image"),
    (b"MM\x00*", "file.image"),
    (b"Rar!", "file.archive"),
    (b"7z\xbc\xaf\x27\x1c", "file.archive"),
    (b"\x1f\x8b\x08", "file.archive"),
    (b"BZh", "file.archive"),
    (b"\xfd7zXZ", "file.archive"),
    (b"PAR1", "file.binary"),
    (b"MZ", "file.binary"),
    (b"\x7fELF", "file.binary"),
    (b"SQLite format 3", "file.binary"),
    (b"{\\rtf", "file.other_office"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style|script)\b",
    re.IGNORECASE | re.DOTALL,
)


def limit(*, memory_mb: int, seconds: int) -> None:
    """Bounds this process: address space, CPU time, no core, no files written, few opened."""
    memory = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def main(arguments: list[str]) -> int:
    """Reads the file on standard input; says its rows, or why not, on standard output."""
    memory_mb, seconds, unpacked_mb, cells_max = map(int, arguments[:4])
    encoding = arguments[4] or None
    sys.path.extend(arguments[5:])
    limit(memory_mb=memory_mb, seconds=seconds)
    output = sys.stdout.buffer
    frames = Frames(output, cells_max=cells_max)
    try:
        _read(sys.stdin.buffer.read(), frames, encoding=encoding, unpacked_mb=unpacked_mb)
    except Refused as refused:
        frames.say({"refused": refused.code, "values": refused.values})
    except (MemoryError, RecursionError):
        frames = Frames(output, cells_max=0)
        frames.say({"refused": "file.too_heavy", "values": {}})
    output.flush()
    return 0


def _read(content: bytes, frames: Frames, *, encoding: str | None, unpacked_mb: int) -> None:
    if not content.strip(b"\x00\t\r\n "):
        raise Refused("file.empty")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from .workbook import read_workbook

        archive = Archive(io.BytesIO(content), unpacked_max=unpacked_mb << 20)
        read_workbook(archive, frames)
        frames.end(form="xlsx", encoding=None)
        return
    if content.startswith((_OLE2, *_BARE_BIFF)):
        from .oldworkbook import read_old_workbook

        read_old_workbook(content, frames)
        frames.end(form="xls", encoding=None)
        return
    _refuse_foreign(content)
    name = read_delimited(content, frames, encoding=encoding)
    frames.end(form="csv", encoding=name)


def _refuse_foreign(content: bytes) -> None:
    for signature, code in _SIGNATURES:
        if content.startswith(signature) and (len(signature) > 2 or b"\x00" in content[:4000]):
            raise Refused(code)
    head = content[:4000].lstrip(b"\xef\xbb\xbf")
    if _HTML.match(head):
        raise Refused("file.html")
    if head.lstrip().startswith((b"<?xml", b"<Workbook", b"<!DOCTYPE", b"<!doctype")):
        raise Refused("file.html" if b"<html" in head.lower() else "file.xml")
    if head.lstrip().startswith((b"{", b"[{")) and b'":' in head:
        raise Refused("file.json")
