"""Settings from the environment: a misspelt switch stops the start, an address may name a socket, logs keep secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from wanglai.config import environment as env
from wanglai.config.logging import without_secrets


def test_a_socket_in_the_address_reaches_django_as_host() -> None:
    entry = env.database("postgresql://wanglai:s%40cret@/books?host=/tmp/a%20b/s", pool=False)
    assert (entry["HOST"], entry["NAME"], entry["USER"]) == ("/tmp/a b/s", "books", "wanglai")
    assert entry["PASSWORD"] == "s@cret"
    assert "pool" not in entry["OPTIONS"]


def test_a_server_in_the_address_keeps_its_options() -> None:
    entry = env.database("postgresql://u@db.example:6432/books?sslmode=require", pool=True)
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]["sslmode"]) == (
        "db.example",
        "6432",
        "require",
    )
    assert entry["OPTIONS"]["pool"]["max_size"] == 16


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("one=https://relay.example/", {"one": "https://relay.example"}),
        ("one=https://relay.example, two=http://127.0.0.1:8025", {"one": "https://relay.example", "two": "http://127.0.0.1:8025"}),
        ("three=https://relay.example", None),
        ("one=relay.example", None),
        ("one=file:///etc/passwd", None),
        ("one=https://relay.example/somewhere", None),
        ("one=https://user@relay.example", None),
        ("one=https://relay.example/?x", None),
        ("one", None),
    ],
)  # fmt: skip
def test_a_host_in_another_s_place_is_a_host_or_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, text: str, found: dict[str, str] | None
) -> None:
    monkeypatch.setenv("WANGLAI_GATEWAYS", text)
    if found is None:
        with pytest.raises(SystemExit, match="WANGLAI_GATEWAYS"):
            env.addresses("GATEWAYS", ("one", "two"))
    else:
        assert env.addresses("GATEWAYS", ("one", "two")) == found


@pytest.mark.parametrize(
    ("text", "on"), [("on", True), ("1", True), ("TRUE", True), ("off", False), ("", False)]
)
def test_switches(monkeypatch: pytest.MonkeyPatch, text: str, on: bool) -> None:
    monkeypatch.setenv("WANGLAI_PRODUCTION", text)
    assert env.is_on("PRODUCTION") is on


def test_a_misspelt_switch_or_number_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGLAI_PRODUCTION", "onn")
    with pytest.raises(SystemExit, match="WANGLAI_PRODUCTION"):
        env.is_on("PRODUCTION")
    monkeypatch.setenv("WANGLAI_WORKERS", "two")
    with pytest.raises(SystemExit, match="WANGLAI_WORKERS"):
        env.number("WORKERS", 1)


def settings_with(**environment: str) -> dict[str, object]:
    """The settings a process of its own would start with."""
    names = "DEBUG SESSION_COOKIE_SECURE SESSION_COOKIE_NAME SECURE_HSTS_SECONDS CSRF_COOKIE_SECURE PRODUCTION".split()  # noqa: SIM905
    program = (
        "import json; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {names}}}))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DATABASE_URL": "postgresql://u@/x", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(finished.stdout))


def test_debug_is_off_and_https_closes_the_cookies() -> None:
    plain = settings_with()
    assert plain["DEBUG"] is False
    assert plain["SESSION_COOKIE_SECURE"] is False
    closed = settings_with(WANGLAI_HTTPS="on")
    assert closed["SESSION_COOKIE_SECURE"] is closed["CSRF_COOKIE_SECURE"] is True
    assert closed["SESSION_COOKIE_NAME"] == "__Host-session"
    assert closed["SECURE_HSTS_SECONDS"] == 31_536_000


def test_logs_keep_no_secret() -> None:
    event = {
        "event": "cannot reach postgresql://wanglai:hunter2@db/books",
        "password": "hunter2",
        "csrfmiddlewaretoken": "hunter2",
        "Cookie": "hunter2",
        "file_content": "hunter2",
        "run": 7,
    }
    assert "hunter2" not in json.dumps(without_secrets(None, "info", event))
    assert event["run"] == 7
