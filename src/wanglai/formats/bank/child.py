"""What the child says of a bank's file."""

from __future__ import annotations

from wanglai.formats.bank.frames import to_frames
from wanglai.formats.bank.reading import read_bank_file
from wanglai.formats.child import serve


def main(arguments: list[str]) -> int:
    return serve(arguments, lambda content, file: to_frames(read_bank_file(content, file)))
