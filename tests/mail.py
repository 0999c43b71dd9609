"""A real mail server (aiosmtpd) with moods: down, slow, full mailboxes, greylisting, answers that never come."""

from __future__ import annotations

import asyncio
import email
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it writes every address


@dataclass
class PostOffice:
    """``letters``: what the server took, as (address, mail). ``rcpt``: what it answers to an address instead of 250.

    ``on_data``: ``take``, ``451``, ``554``, ``break_before`` (takes nothing and hangs up), ``break_after`` (takes the mail and
    hangs up without a word), ``slow_after`` (takes it and says so too late). ``greylists``: the first try of an address is told 451.
    """

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    rcpt: dict[str, str] = field(default_factory=dict)
    on_data: str = "take"
    greylists: bool = False
    seconds: float = (
        0.0  # it thinks for so long before each answer to RCPT, or after the mail where slow_after
    )
    seen: set[str] = field(default_factory=set)
    arrived: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # fmt: skip
        if self.seconds and self.on_data == "take":
            await asyncio.sleep(self.seconds)
        if address in self.rcpt:
            return self.rcpt[address]
        if self.greylists and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # fmt: skip
        if self.on_data in ("451", "554"):
            return f"{self.on_data} not this one"
        if self.on_data == "break_before":
            server.transport.abort()
            return "421 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        self.arrived.set()
        if self.on_data == "break_after":
            server.transport.abort()
        elif self.on_data == "slow_after":
            await asyncio.sleep(self.seconds)
        return "250 taken"

    def addresses(self) -> list[str]:
        return [address for address, _ in self.letters]


@contextmanager
def open_office(settings: Any = None) -> Iterator[PostOffice]:
    """A server on a free port; with Django's settings, it is the one mails go to."""
    office = PostOffice()
    controller = Controller(office, hostname=office.host, port=_free_port(), ready_timeout=30)
    controller.start()
    office.port = controller.port
    if settings is not None:
        sends_to(settings, office)
    try:
        yield office
    finally:
        controller.stop()


def sends_to(settings: Any, office: PostOffice) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = office.host, office.port
    settings.EMAIL_TIMEOUT, settings.MAIL_ANSWER_SECONDS = 10, 10
    settings.DEFAULT_FROM_EMAIL = "Wanglai <books@yuanjing.example>"


def _free_port() -> int:
    import socket

    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def bounce_of(reference: str, *, status: str = "5.1.1", action: str = "failed", form: str = "rfc822") -> bytes:  # fmt: skip
    """A delivery report as mail servers write them, of a mail with this Message-ID."""
    kind = "message/rfc822" if form == "rfc822" else "text/rfc822-headers"
    returned = f"Message-ID: {reference}\nSubject: x\nTo: zhang@kehu.example\n" + ("\nbody\n" if form == "rfc822" else "")  # fmt: skip
    return f"""From: MAILER-DAEMON@mx.kehu.example
To: books@yuanjing.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

This is the mail system. <zhang@kehu.example>: user unknown

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kehu.example

Final-Recipient: rfc822; zhang@kehu.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <zhang@kehu.example>: user unknown

--b1
Content-Type: {kind}

{returned}
--b1--
""".encode()


def write_bounce(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
