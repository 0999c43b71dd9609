"""The process tree: starts once, comes back after kill -9 of any part, stops in order."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from wanglai.runtime.home import Home
from wanglai.runtime.offspring import is_gone
from wanglai.runtime.ports import answers
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.running import MARK, is_held, read_record

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(holds: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.05)


class Running:
    """One tree started as a program of its own."""

    def __init__(self, home: Path, how: str = "") -> None:
        self.home = Home(home)
        self.port = free_port()
        command = [sys.executable, "-m", "tests.runtime.small_tree", str(home), str(self.port), how]
        self.program = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
        )

    def wait_ready(self) -> Running:
        assert self.program.stdout is not None
        said = []
        for line in self.program.stdout:
            said.append(line)
            if line == "ready\n":
                return self
        raise AssertionError(f"never ready: {said}")

    def rest_of_output(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.read()

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == str(self.home.path) and not is_gone(process):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def child(self, word: str) -> psutil.Process:
        return next(each for each in self.processes() if word in " ".join(each.cmdline()))

    def answers(self) -> bool:
        return answers("127.0.0.1", self.port, seconds=2)

    def rows(self) -> list[int]:
        with EmbeddedPostgres(self.home).connect() as connection:
            connection.execute("create table if not exists kept (number int)")
            return [
                number
                for (number,) in connection.execute("select number from kept order by 1").fetchall()
            ]

    def write(self, number: int) -> None:
        self.rows()
        with EmbeddedPostgres(self.home).connect() as connection:
            connection.execute("insert into kept values (%s)", [number])

    def has_database(self) -> bool:
        try:
            EmbeddedPostgres(self.home).connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def end(self) -> None:
        for process in (
            *self.processes(),
            *([psutil.Process(self.program.pid)] if self.program.poll() is None else []),
        ):
            process.kill()
        self.program.wait()
        if self.program.stdout is not None:
            self.program.stdout.close()
        EmbeddedPostgres(self.home).stop()


@pytest.fixture
def start(made_home: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def begin(how: str = "") -> Running:
        started.append(Running(made_home, how))
        return started[-1]

    yield begin
    for each in started:
        each.end()


def test_a_second_start_says_what_is_already_running(start: Callable[..., Running]) -> None:
    first = start().wait_ready()
    second = start()
    said = second.rest_of_output()
    assert second.program.wait(10) == 2
    assert "up.already-running" in said
    assert f"process {first.program.pid}," in said
    assert f"http://127.0.0.1:{first.port}/" in said
    assert first.answers(), "the first is not disturbed"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_is_clean(start: Callable[..., Running], sign: signal.Signals) -> None:
    tree = start().wait_ready()
    tree.write(1)
    eventually(lambda: len(tree.processes()) == 3)  # web, worker and the worker's own child
    processes = tree.processes()
    tree.program.send_signal(sign)
    assert tree.program.wait(15) == 0
    assert tree.rest_of_output() == "Stopping…\nstopped\n"
    assert all(is_gone(process) for process in processes)
    assert not EmbeddedPostgres(tree.home).is_running()
    assert not is_held(tree.home)
    assert read_record(tree.home) is None
    log = [json.loads(line) for line in (tree.home.logs / "wanglai.log").read_text().splitlines()]
    assert [entry["event"] for entry in log][-4:] == [
        "child stopped",
        "child stopped",
        "database stopped",
        "stopped",
    ]
    assert "database system is shut down" in (tree.home.logs / "postgres.log").read_text()


def test_each_child_comes_back_after_kill_9(start: Callable[..., Running]) -> None:
    tree = start().wait_ready()
    tree.write(1)
    for word in ("SimpleHTTPRequestHandler", "subprocess.Popen"):
        victim = tree.child(word)
        helpers = victim.children()
        victim.kill()
        eventually(lambda: all(map(is_gone, (victim, *helpers))))  # noqa: B023 - used within the round
        eventually(lambda: any(word in " ".join(each.cmdline()) for each in tree.processes()))  # noqa: B023
    eventually(tree.answers)
    database = EmbeddedPostgres(tree.home).pid
    assert database is not None
    os.kill(database, signal.SIGKILL)
    eventually(
        lambda: EmbeddedPostgres(tree.home).pid not in (None, database) and tree.has_database()
    )
    assert tree.rows() == [1]
    tree.program.terminate()
    assert tree.program.wait(15) == 0


def test_kill_9_of_the_supervisor_leaves_a_state_the_next_start_repairs(
    start: Callable[..., Running],
) -> None:
    first = start().wait_ready()
    first.write(1)
    left = first.processes()
    first.program.kill()
    first.program.wait()
    if sys.platform == "linux":
        eventually(lambda: all(map(is_gone, left[:2])))
        eventually(lambda: not EmbeddedPostgres(first.home).is_running())
    second = start().wait_ready()
    assert second.answers()
    assert second.rows() == [1]
    assert all(map(is_gone, left)), "nothing of the first run is left, grandchildren included"


def test_kill_9_of_everything_at_once_is_repaired(start: Callable[..., Running]) -> None:
    first = start().wait_ready()
    first.write(1)
    database = EmbeddedPostgres(first.home).pid
    assert database is not None
    victims = [first.program.pid, database, *(each.pid for each in first.processes())]
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    first.program.wait()
    second = start().wait_ready()
    assert second.rows() == [1]


def test_pages_that_cannot_start_are_refused_and_nothing_stays(
    start: Callable[..., Running],
) -> None:
    tree = start("broken")
    said = tree.rest_of_output()
    assert tree.program.wait(20) == 2
    assert "up.no-answer" in said
    assert "the pages cannot start" in said
    assert tree.processes() == []
    assert not EmbeddedPostgres(tree.home).is_running()
