"""A mail as an advice: who sent it, its text, and the first table attached to it."""

from __future__ import annotations

import base64
import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

TABLES = (".xlsx", ".xls", ".csv", ".tsv")
_BREAKS = re.compile(r"<\s*(?:br|/tr|/p|/div|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_CELLS = re.compile(r"<\s*/t[dh]\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<\s*(style|script|head)\b.*?<\s*/\s*\1\s*>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


class Letter(NamedTuple):
    """``table`` is base64; both names are empty where nothing is attached."""

    sender: str
    subject: str
    text: str
    table_name: str
    table: str


def is_mail(file: str) -> bool:
    return file.lower().endswith(".eml")


def letter_of(content: bytes) -> Letter:
    """The mail's own text, plain where it has one, else its HTML without tags. Never raises for what it holds."""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    name, table = _table_of(mail)
    return Letter(_header(mail, "from"), _header(mail, "subject"), _text_of(mail), name, table)


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())[:200]
    except (ValueError, IndexError, AttributeError):  # a header the parser cannot make sense of
        return ""


def _text_of(mail: EmailMessage) -> str:
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        said = _said(part) if isinstance(part, EmailMessage) else ""
        if said.strip():
            return said if kind == "plain" else _without_tags(said)
    return ""


def _said(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    for encoding in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _without_tags(text: str) -> str:
    """Lines where lines are, cells parted by blanks."""
    shown = _HIDDEN.sub(" ", text)
    shown = _CELLS.sub("  ", " ".join(shown.split()))
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", shown)))


def _table_of(mail: EmailMessage) -> tuple[str, str]:
    for part in mail.iter_attachments():
        name = (part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
        raw = part.get_payload(decode=True) if name.lower().endswith(TABLES) else None
        if isinstance(raw, bytes) and raw:
            return name[-200:], base64.b64encode(raw).decode("ascii")
    return "", ""
