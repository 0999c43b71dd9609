"""What the child says of a pasted advice."""

from __future__ import annotations

from wanglai.formats.child import serve
from wanglai.formats.remittance.advice import to_frames
from wanglai.formats.remittance.reading import read_advice_text


def main(arguments: list[str]) -> int:
    return serve(arguments, lambda content, file: to_frames(read_advice_text(content, file)))
