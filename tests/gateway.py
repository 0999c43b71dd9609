"""A real HTTP server in the place of WeCom, DingTalk and Twilio, with moods: refusing, busy, slow, breaking off, answering nonsense."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TAKEN = {
    "wecombot": (200, {"errcode": 0, "errmsg": "ok"}),
    "dingtalk": (200, {"errcode": 0, "errmsg": "ok"}),
    "twilio": (201, {"sid": "SM1", "status": "queued"}),
}
# Where services are spoken to in tests that open no exchange: nobody is there.
NOWHERE = ",".join(f"{service}=http://127.0.0.1:1" for service in TAKEN)
# What opens an account, as the pages of the services give it.
WECOM_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK_TOKEN, DINGTALK_SECRET = "a" * 60 + "4b2e", "SEC" + "0b" * 30
TWILIO_ACCOUNT, TWILIO_TOKEN, TWILIO_SENDER = "AC" + "0a" * 16, "7c" * 16, "+14155550100"
ACCOUNTS = {
    "wecom": {"key": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={WECOM_KEY}"},
    "dingtalk": {
        "token": f"https://oapi.dingtalk.com/robot/send?access_token={DINGTALK_TOKEN}", "secret": DINGTALK_SECRET,
    },
    "sms": {"account": TWILIO_ACCOUNT, "token": TWILIO_TOKEN, "sender": TWILIO_SENDER},
}  # fmt: skip
SECRETS = (WECOM_KEY, DINGTALK_TOKEN, DINGTALK_SECRET, TWILIO_ACCOUNT, TWILIO_TOKEN)


@dataclass
class Exchange:
    """``taken``: what was taken, as (service, number or empty, text). ``asked``: every request, as (service, path, headers, body).

    ``mood``: ``take``, ``break_before`` (hangs up without reading what it says), ``break_after`` (takes it and hangs up without a
    word), ``drips`` (answers a byte at a time). ``says``: answers this, and took nothing. ``seconds``: it thinks for so long before it answers.
    """

    host: str = "127.0.0.1"
    port: int = 0
    mood: str = "take"
    says: tuple[int, Any] | None = None
    seconds: float = 0.0
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.taken]

    def take(self, service: str, body: bytes) -> None:
        if service == "twilio":
            form = parse_qs(body.decode())
            self.taken.append((service, form["To"][0], form["Body"][0]))
        else:
            self.taken.append((service, "", json.loads(body)["text"]["content"]))
        self.arrived.set()


def _service_of(path: str) -> str:
    if path.startswith("/cgi-bin/webhook/send?key="):
        return "wecombot"
    return "dingtalk" if path.startswith("/robot/send?") else "twilio"


def _handler(exchange: Exchange) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Nothing: a test says what it saw."""

        def do_POST(self) -> None:
            service = _service_of(self.path)
            if exchange.mood == "break_before":
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            exchange.asked.append((service, self.path, dict(self.headers), body))
            status, said = exchange.says or TAKEN[service]
            if exchange.says is None:
                exchange.take(service, body)
            if exchange.mood == "break_after":
                self.close_connection = True
                return
            time.sleep(exchange.seconds)
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status in (301, 302, 307):
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            if exchange.mood == "drips":
                self._drip(content)
            else:
                self.wfile.write(content)

        def _drip(self, content: bytes) -> None:
            for each in content:
                try:
                    self.wfile.write(bytes([each]))
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)

    return Handler


@contextmanager
def open_exchange(settings: Any = None) -> Iterator[Exchange]:
    """A server on a free port; with Django's settings, it is the one all services are spoken to at."""
    exchange = Exchange()
    server = ThreadingHTTPServer((exchange.host, 0), _handler(exchange))
    server.daemon_threads = True
    exchange.port = server.server_address[1]
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    if settings is not None:
        spoken_to(settings, exchange)
    try:
        yield exchange
    finally:
        server.shutdown()
        server.server_close()


def spoken_to(settings: Any, exchange: Exchange) -> None:
    address = f"http://{exchange.host}:{exchange.port}"
    settings.GATEWAY_ADDRESSES = dict.fromkeys(TAKEN, address)
    settings.GATEWAY_CONNECT_SECONDS, settings.GATEWAY_ANSWER_SECONDS = 5, 5


def query_of(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
