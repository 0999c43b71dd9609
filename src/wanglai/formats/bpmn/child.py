"""What the child says of a BPMN file."""

from __future__ import annotations

from wanglai.formats.bpmn.frames import to_json
from wanglai.formats.bpmn.reading import read_bpmn
from wanglai.formats.child import serve


def main(arguments: list[str]) -> int:
    return serve(arguments, lambda content, file: to_json(read_bpmn(content, file)))
