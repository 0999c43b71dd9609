"""What the child may say about a file it will not read; the words are the parent's."""

from __future__ import annotations


class Refused(Exception):
    """The file is refused whole: a stable code and the plain values its sentence needs."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
