"""Ports are taken only when free; logs are rotated without losing the line being written."""

from __future__ import annotations

import socket
import stat

import pytest

from wanglai.runtime.home import Home
from wanglai.runtime.logs import KEPT, open_log, rotate, tail_of
from wanglai.runtime.ports import answers, choose_port, is_free
from wanglai.runtime.refusal import StartRefused, language_of_terminal


@pytest.fixture
def taken_port() -> object:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.delenv("WANGLAI_PORT", raising=False)
    monkeypatch.setattr("wanglai.runtime.ports.FIRST_PORT", taken_port)
    chosen = choose_port("127.0.0.1")
    assert taken_port < chosen < taken_port + 100
    assert is_free("127.0.0.1", chosen)


def test_a_named_port_that_is_taken_is_refused(
    monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    monkeypatch.setenv("WANGLAI_PORT", str(taken_port))
    with pytest.raises(StartRefused) as refused:
        choose_port("127.0.0.1")
    assert refused.value.code == "port.taken"
    assert str(taken_port) in refused.value.sentence("zh")


@pytest.mark.parametrize("named", ["eighty", "0", "65536", "-1", "80.0"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("WANGLAI_PORT", named)
    with pytest.raises(StartRefused) as refused:
        choose_port("127.0.0.1")
    assert refused.value.code == "port.unreadable"


def test_something_that_is_no_web_server_does_not_answer(taken_port: int) -> None:
    assert not answers("127.0.0.1", taken_port, seconds=0.3)


def test_a_log_is_rotated_while_a_child_writes_on(home: Home) -> None:
    with open_log(home, "web") as child:
        child.write(b"first\n" * 100)
        assert not rotate(home, "web", bytes_max=1000)
        assert rotate(home, "web", bytes_max=600)
        child.write(b"second\n")
    assert (home.logs / "web.log").read_bytes() == b"second\n"
    assert (home.logs / "web.log.1").read_bytes() == b"first\n" * 100
    assert stat.S_IMODE((home.logs / "web.log.1").stat().st_mode) == 0o600
    assert stat.S_IMODE((home.logs / "web.log").stat().st_mode) == 0o600


def test_only_so_many_old_logs_are_kept(home: Home) -> None:
    for number in range(KEPT + 3):
        with open_log(home, "web") as log:
            log.write(f"{number}\n".encode() * 10)
        rotate(home, "web", bytes_max=1)
    kept = sorted(home.logs.glob("web.log.*"))
    assert len(kept) == KEPT
    assert kept[0].read_text().startswith(f"{KEPT + 2}\n"), "the newest is .1"


def test_the_last_words_of_a_log_are_one_line(home: Home) -> None:
    assert tail_of(home, "web") == "-"
    with open_log(home, "web") as log:
        log.write("起动\none\ntwo\n\nthree\nfour\n".encode())
    assert tail_of(home, "web", lines=3) == "three | four"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminals_language_is_followed(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("WANGLAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of_terminal() == language
