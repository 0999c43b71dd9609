"""Hands one mail to the mail server and says exactly how far it came: taken, refused, not begun, or nobody knows.

``smtplib`` raises one exception for a connection that broke before the server was told anything and for one that broke
after it had everything; the difference is whether a customer may get a mail twice. So the dialogue is held step by step.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from wanglai.services.messages.words import LATIN_ONLY

Verdict = Literal["taken", "later", "refused", "unreached", "unknown"]
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Answer:
    """``later``: not now (4xx), ``refused``: never (5xx), ``unreached``: the server itself, ``unknown``: no answer after the mail."""

    verdict: Verdict
    code: int | None = None
    said: str = ""


class Postman:
    """One connection to the mail server of the settings, opened when first needed and used for many mails."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None

    def hand_over(self, *, sender: str, to: str, mail: bytes, begins: Callable[[], None]) -> Answer:
        """Send one mail to one address. ``begins`` is called, and has to be durable, before the server is told what it says;
        where it raises ``ConnectionAbortedError`` nothing is sent.
        """
        try:
            smtp = self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Answer("unreached", _code_of(problem), _said(problem))
        answer = _spoken(smtp, sender, to, mail, begins)
        if answer.verdict in ("unreached", "unknown") or answer.code == 421:
            self.close()
        return answer

    def close(self) -> None:
        """Take leave; a server that is gone already is no trouble."""
        if self._backend is not None:
            self._backend.fail_silently = True
            self._backend.close()
        self._backend = None

    def _connected(self) -> smtplib.SMTP:
        if self._backend is not None and not _is_alive(self._backend.connection):
            self.close()
        if self._backend is None:
            self._backend = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
            self._backend.open()
        smtp = self._backend.connection
        assert smtp is not None, "an opened backend has its connection"
        smtp.ehlo_or_helo_if_needed()
        return smtp


def _spoken(
    smtp: smtplib.SMTP, sender: str, to: str, mail: bytes, begins: Callable[[], None]
) -> Answer:  # fmt: skip
    """MAIL, RCPT, DATA, the mail, its answer. Until the mail's first byte everything that goes wrong is known not to have arrived."""
    if not to.isascii() and not smtp.has_extn("smtputf8"):
        return Answer("refused", None, LATIN_ONLY)
    options = ["smtputf8"] if not to.isascii() else []
    options += ["body=8bitmime"] if not mail.isascii() and smtp.has_extn("8bitmime") else []
    try:
        for code, words in (smtp.mail(sender, options), smtp.rcpt(to)):
            if code not in (250, 251):
                _begun_anew(smtp)
                return _refusal(code, words)
        code, words = smtp.docmd("DATA")
        if code != 354:
            _begun_anew(smtp)
            return _refusal(code, words)
        begins()  # the server waits for the mail: without its first byte nothing has been said
    except (OSError, smtplib.SMTPException) as problem:
        return Answer("unreached", _code_of(problem), _said(problem))
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(settings.MAIL_ANSWER_SECONDS)
        smtp.send(_in_full(mail))
        code, words = smtp.getreply()
        if smtp.sock is not None:
            smtp.sock.settimeout(settings.EMAIL_TIMEOUT)
    except (OSError, smtplib.SMTPException) as problem:
        return Answer("unknown", None, _said(problem))
    return Answer("taken", code, _words(words)) if code == 250 else _refusal(code, words)


def _refusal(code: int, words: bytes) -> Answer:
    """421 is the server taking leave, 4xx a mail or mailbox it does not take now, 5xx never; anything else is no SMTP."""
    if code == 421 or not 400 <= code <= 599:
        return Answer("unreached", code, _words(words))
    return Answer("later" if code < 500 else "refused", code, _words(words))


def _begun_anew(smtp: smtplib.SMTP) -> None:
    """After a refusal the next mail starts from nothing."""
    smtp.rset()


def _in_full(mail: bytes) -> bytes:
    """Lines end as SMTP wants them, a dot that begins one is doubled, a dot alone ends the mail."""
    lines = _LINE_END.sub(b"\r\n", mail)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed.removesuffix(b"\r\n") + b"\r\n.\r\n"


def _is_alive(smtp: smtplib.SMTP | None) -> bool:
    try:
        return smtp is not None and smtp.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _code_of(problem: Exception) -> int | None:
    return problem.smtp_code if isinstance(problem, smtplib.SMTPResponseException) else None


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        error = problem.smtp_error
        return _words(error if isinstance(error, bytes) else str(error).encode())
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__


def _words(words: bytes) -> str:
    return words.decode("utf-8", "replace")
