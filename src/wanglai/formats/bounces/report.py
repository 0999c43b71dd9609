"""Reads a delivery report: which mail it is about, and whether it came back for good, is delayed, or arrived.

Only what RFC 3464 lays down is read: a ``multipart/report`` whose ``message/delivery-status`` part has an Action and a
Status for the recipient, and a returned mail or its headers with the Message-ID. Prose is never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import default
from typing import Literal

MAIL_MAX = 20 << 20  # bytes; a report that returns a mail with our largest statement is far smaller
Verdict = Literal["bounced", "delayed", "arrived"]
_STATUS = re.compile(r"\b([245])\.[0-9]{1,3}\.[0-9]{1,3}\b")
_REFERENCE = re.compile(r"<[^<>\s]{3,300}>")
_ADDRESS = re.compile(r"[^\s<>;:,()\"]+@[^\s<>;:,()\"]+")
_SAID_MAX = 200
_VERDICTS: dict[str, Verdict] = {
    "failed": "bounced",
    "delayed": "delayed",
    "delivered": "arrived",
    "relayed": "arrived",
    "expanded": "arrived",
}


@dataclass(frozen=True)
class Told:
    """``reference`` is the Message-ID of the mail it is about; ``status`` as written, ``5.1.1``; ``said`` names no address."""

    reference: str
    verdict: Verdict
    status: str
    said: str


def read_report(content: bytes) -> Told | None:
    """What a mail reports of another; None where it is no such report, or does not say of which.

    Status ``5.x.x`` with action failed is ``bounced``, ``4.x.x`` is ``delayed`` whatever the action says: the server may
    still deliver. A report of several recipients is of the worst of them: our mails have one.
    """
    if len(content) > MAIL_MAX:
        return None
    try:
        mail = message_from_bytes(content, policy=default)
        return _told(mail) if mail.get_content_type() == "multipart/report" else None
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, TypeError):
        return None  # the parser's own troubles with headers that are none: no report of ours


def _told(mail: Message) -> Told | None:
    reference = _reference(mail)
    found = [each for each in map(_of_recipient, _recipients(mail)) if each is not None]
    if not reference or not found:
        return None
    order: tuple[Verdict, ...] = ("bounced", "delayed", "arrived")
    verdict, status, said = min(found, key=lambda each: order.index(each[0]))
    return Told(reference, verdict, status, said)


def _recipients(mail: Message) -> list[Message]:
    """The blocks of the delivery status after its first, which is of the server."""
    blocks: list[Message] = []
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):  # fmt: skip
            blocks += [each for each in part.get_payload() if isinstance(each, Message)]
    return [each for each in blocks if each["Action"] is not None]


def _of_recipient(block: Message) -> tuple[Verdict, str, str] | None:
    action = str(block["Action"]).strip().lower().split(";")[0]
    status = _STATUS.search(str(block["Status"] or ""))
    if status is None or action not in _VERDICTS:
        return None
    verdict = _VERDICTS[action]
    if status[1] == "4":
        verdict = "delayed"
    elif status[1] == "2":
        verdict = "arrived"
    diagnosis = " ".join(str(block["Diagnostic-Code"] or "").split())
    return verdict, status[0], _ADDRESS.sub("…", diagnosis)[:_SAID_MAX]


def _reference(mail: Message) -> str:
    """The Message-ID of the returned mail, of its headers, or of the report's own References where neither came back."""
    for part in mail.walk():
        kind = part.get_content_type()
        inside = part.get_payload()
        if kind == "message/rfc822" and isinstance(inside, list):
            for returned in inside[:1]:
                if isinstance(returned, Message) and returned["Message-ID"]:
                    return _first(str(returned["Message-ID"]))
        if kind in ("text/rfc822-headers", "message/rfc822-headers"):
            body = part.get_payload(decode=True)
            headers = message_from_bytes(body if isinstance(body, bytes) else str(part.get_payload()).encode(), policy=default)  # fmt: skip
            if headers["Message-ID"]:
                return _first(str(headers["Message-ID"]))
    return _first(f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}")


def _first(text: str) -> str:
    found = _REFERENCE.search(text)
    return found[0] if found else ""
