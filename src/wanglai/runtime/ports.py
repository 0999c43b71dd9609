"""Which port the pages are served on, and whether they answer."""

from __future__ import annotations

import http.client
import os
import socket

from wanglai.runtime.refusal import StartRefused, Wording

FIRST_PORT = 8000
PORTS_TRIED = 100


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose_port(host: str) -> int:
    """``WANGLAI_PORT``, which must be free, else 8000 or the next free one."""
    named = os.environ.get("WANGLAI_PORT", "").strip()
    if named:
        if not named.isdecimal() or not 0 < int(named) < 65536:
            raise StartRefused(
                "port.unreadable",
                reason=Wording(
                    zh=f"WANGLAI_PORT 的值 {named!r} 不是端口号。",
                    en=f"WANGLAI_PORT is {named!r}, which is no port.",
                ),
                remedy=Wording(zh="请填 1 到 65535 的整数。", en="Give a number from 1 to 65535."),
            )
        if is_free(host, int(named)):
            return int(named)
        raise _taken(named)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise _taken(f"{FIRST_PORT}-{FIRST_PORT + PORTS_TRIED - 1}")


def _taken(ports: str) -> StartRefused:
    return StartRefused(
        "port.taken",
        reason=Wording(zh=f"端口 {ports} 已被占用。", en=f"Port {ports} is taken."),
        remedy=Wording(
            zh="请用 WANGLAI_PORT 指定一个空闲端口。", en="Name a free port in WANGLAI_PORT."
        ),
    )


def answers(host: str, port: int, path: str = "/", *, seconds: float = 10) -> bool:
    """Whether a page comes back there and is no server error."""
    reachable = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(reachable, port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
