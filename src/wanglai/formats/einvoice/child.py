"""What the child says of an e-invoice."""

from __future__ import annotations

from wanglai.formats.child import serve
from wanglai.formats.einvoice.frames import to_json
from wanglai.formats.einvoice.reading import read_einvoice


def main(arguments: list[str]) -> int:
    return serve(arguments, lambda content, file: to_json(read_einvoice(content, file)))
