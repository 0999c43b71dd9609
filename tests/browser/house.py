"""A running Wanglai for the browser: the web server and the worker as real processes on a real database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from tests.gateway import NOWHERE

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """Web and worker over ``database_url``; ``restart`` ends both and starts them again."""

    database_url: str
    mail: tuple[str, int] | None = None  # the server that letters go to
    port: int = field(default_factory=free_port)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "wanglai.config.settings",
            "WANGLAI_DATABASE_POOL": "off",
            "WANGLAI_LOG": "console",
            "WANGLAI_GATEWAYS": NOWHERE,
            "WANGLAI_LOG_LEVEL": "WARNING",
            "PYTHONUTF8": "1",
        }
        if self.mail is not None:
            environment |= {
                "WANGLAI_MAIL_HOST": self.mail[0],
                "WANGLAI_MAIL_PORT": str(self.mail[1]),
            }
        web = [
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        web += [
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--no-access-log",
            "wanglai.config.wsgi:application",
        ]
        for command in (web, ["-m", "wanglai.jobs"]):
            self.children.append(
                subprocess.Popen(
                    [sys.executable, *command], env=environment, start_new_session=True
                )
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/accounts/login/", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                died = [child.args for child in self.children if child.poll() is not None]
                assert not died, f"these ended at once: {died}"
                assert time.monotonic() < deadline, "the pages did not answer within a minute"
                time.sleep(0.1)

    def stop(self) -> None:
        for child in self.children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.children.clear()

    def restart(self) -> None:
        self.stop()
        self.start()
