"""Takes one short message to the service that carries it, and says exactly how far it came, as ``hand_over`` does for mail.

Apprise speaks to a service by ``requests.post``; in the modules we use that name is ours (``_Wire``). So the host is the one the
service has, the mark is set before the first byte, nothing is followed or repeated, and the whole answer is seen.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from ssl import create_default_context
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from django.conf import settings

from wanglai.services.messages.gateways import GATEWAYS, Secrets, plugin_of, without_secrets
from wanglai.services.messages.hand_over import Answer

ANSWER_MOST = 64 * 1024  # bytes of an answer that are read
logging.getLogger("apprise").setLevel(
    logging.CRITICAL + 1
)  # it writes keys and numbers into its log


@dataclass(frozen=True)
class ShortMessage:
    """One message, the account it goes by and, for a text, the number it goes to."""

    gateway: str
    secrets: Secrets
    to: str
    text: str


def carry(message: ShortMessage, begins: Callable[[], None]) -> Answer:
    """Hand it to its service once. ``begins`` is called, and has to be durable, before the service is told anything."""
    call = _Call(message, begins)
    try:
        module, plugin = plugin_of(GATEWAYS[message.gateway], message.secrets, message.to)
    except (
        TypeError,
        AssertionError,
    ) as problem:  # what Apprise raises for an account or number it cannot use
        return Answer("refused", None, f"{type(problem).__name__}: it cannot be written to")
    setattr(module, "requests", _WIRE)  # noqa: B010 - a name of another's module
    before = _CALL.set(call)
    try:
        plugin.send(body=message.text)
    except ConnectionAbortedError as problem:  # somebody else took the message up
        return Answer("unreached", None, str(problem))
    finally:
        _CALL.reset(before)
    found = call.answer or Answer("refused", None, "nothing was handed over")
    return Answer(
        found.verdict, found.code, without_secrets(found.said, message.secrets, message.to)
    )


class _Call:
    """One message on its way: carried once, however often it is asked."""

    def __init__(self, message: ShortMessage, begins: Callable[[], None]) -> None:
        self.gateway = GATEWAYS[message.gateway]
        self.begins = begins
        self.answer: Answer | None = None

    def carried(self, wanted: requests.PreparedRequest) -> tuple[int, bytes]:
        """Status and answer, or OSError; what it means stands in ``answer`` either way."""
        assert self.answer is None, "a message is handed over once"
        where = urlsplit(str(wanted.url))
        assert (where.scheme, where.netloc) == ("https", self.gateway.host), (
            "the service has one host"
        )
        connection = _connection(self.gateway.name, self.gateway.host)
        try:
            connection.connect()
        except OSError as problem:
            connection.close()
            self.answer = Answer("unreached", None, _said(problem))
            raise
        try:
            self.begins()
            return self._spoken(connection, wanted, f"{where.path}?{where.query}".rstrip("?"))
        finally:
            connection.close()

    def _spoken(
        self, connection: http.client.HTTPConnection, wanted: requests.PreparedRequest, target: str
    ) -> tuple[int, bytes]:  # fmt: skip
        try:
            with _at_most(connection, settings.GATEWAY_ANSWER_SECONDS):
                body: Any = wanted.body
                connection.request("POST", target, body=body, headers=dict(wanted.headers))
                answer = connection.getresponse()
                content = answer.read(ANSWER_MOST)
        except (OSError, http.client.HTTPException) as problem:
            self.answer = Answer("unknown", None, _said(problem))
            raise OSError("no answer") from problem
        self.answer = self.gateway.reads(answer.status, content)
        return answer.status, content


_CALL: ContextVar[_Call] = ContextVar("call")


class _Wire:
    """What Apprise takes for ``requests``: ``post`` and the two names it uses beside it."""

    codes = requests.codes
    RequestException = requests.RequestException

    def post(self, url: str, *, data: Any = None, headers: Any = None, params: Any = None, auth: Any = None, **_: Any) -> requests.Response:  # fmt: skip
        """One request of the message that is on its way in this context. Time-outs, redirects and checks are not Apprise's to set."""
        # Apprise quotes DingTalk's signature before requests does: quoted twice it does not match.
        params = {name: unquote(value) for name, value in (params or {}).items()}
        wanted = requests.Request("POST", url, data=data, headers=headers, params=params, auth=auth).prepare()  # fmt: skip
        found = requests.Response()
        try:
            found.status_code, content = _CALL.get().carried(wanted)
        except ConnectionAbortedError:
            raise
        except OSError as problem:
            raise requests.ConnectionError(str(problem)) from problem
        found.raw = io.BytesIO(content)
        return found


_WIRE = _Wire()


def _connection(name: str, host: str) -> http.client.HTTPConnection:
    """To the service's own host, over https with its certificate checked; elsewhere only where the operator says so."""
    seconds, instead = settings.GATEWAY_CONNECT_SECONDS, settings.GATEWAY_ADDRESSES.get(name)
    if instead is None:
        return http.client.HTTPSConnection(
            host, 443, timeout=seconds, context=create_default_context()
        )
    where = urlsplit(instead)
    if where.scheme == "http":
        return http.client.HTTPConnection(str(where.hostname), where.port, timeout=seconds)
    return http.client.HTTPSConnection(str(where.hostname), where.port, timeout=seconds, context=create_default_context())  # fmt: skip


@contextmanager
def _at_most(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """The line is cut after so long, however slowly a byte comes after the other."""
    line: socket.socket = connection.sock
    line.settimeout(seconds)
    timer = threading.Timer(seconds, _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # it is gone already
        socket.socket.shutdown(
            line, socket.SHUT_RDWR
        )  # under the encryption, which a second thread must not touch


def _said(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
