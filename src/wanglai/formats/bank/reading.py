"""The bytes of a bank's file as statements: which form it is, its statements, and what does not close."""

from __future__ import annotations

from wanglai.formats.bank.bai2 import looks_like_bai2, read_bai2
from wanglai.formats.bank.camt import looks_like_camt, read_camt
from wanglai.formats.bank.checks import check
from wanglai.formats.bank.ofx import looks_like_ofx, read_ofx
from wanglai.formats.bank.problems import FileRefused
from wanglai.formats.bank.statement import Reading, Statement
from wanglai.formats.bank.swift import looks_like_swift, read_swift
from wanglai.formats.bank.values import Notes

FILE_MAX_MB = 256


def read_bank_file(content: bytes, file: str) -> Reading:
    """Every statement of the file; what its content says of itself decides what it is, never its name.

    Nothing is invented: what cannot be read is empty and named in the problems. A file that is refused whole has no
    statements and one problem of kind *file*.
    """
    notes = Notes()
    try:
        form, statements = _read(content, file, notes)
        if not statements:
            raise FileRefused("bank.no_statement", file)
    except FileRefused as refused:
        return Reading(file, "", (), (refused.problem,))
    return Reading(file, form, statements, (*notes.found, *check(statements)))


def _read(content: bytes, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    if not content.strip(b"\x00 \t\r\n"):
        raise FileRefused("bank.empty", file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and looks_like_camt(content):
        return read_camt(content, file, notes)
    text = _decoded(content)
    if looks_like_bai2(text):
        return read_bai2(text, file, notes)
    if looks_like_ofx(text):
        return read_ofx(text, file, notes)
    if looks_like_swift(text):
        return read_swift(text, file, notes)
    raise FileRefused("bank.not_one", file)


def _decoded(content: bytes) -> str:
    """UTF-8 where it is, else GB18030 where that is what Chinese banks send, else Latin-1, in which every byte is a sign."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
