"""The process tree of ``wanglai up``: database, web, worker; restarted when they fall, stopped in order."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

import structlog

from wanglai.runtime.child import Child, Service
from wanglai.runtime.home import Home
from wanglai.runtime.logs import open_log, rotate, tail_of
from wanglai.runtime.postgres import EmbeddedPostgres
from wanglai.runtime.refusal import StartRefused, Wording
from wanglai.runtime.running import MARK, end_leftovers, only_one, write_record

LOOK_SECONDS = 0.2
ROTATE_SECONDS = 60.0
ANSWER_SECONDS = 60.0
FALLS_BEFORE_FIRST_ANSWER = 3


class StopRequested(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal; raised once, wherever the start or the watch stands."""


class Tree:
    """Everything one installation runs. ``run`` returns after an orderly stop.

    ``prepare`` is called once the database answers (migrations, demo); ``is_answering`` says when the
    pages can be opened; ``on_ready`` is called then; ``tell`` gets one line for the person watching.
    """

    def __init__(
        self,
        home: Home,
        *,
        database: EmbeddedPostgres | None,
        services: Sequence[Service],
        prepare: Callable[[Mapping[str, str]], None],
        is_answering: Callable[[], bool],
        on_ready: Callable[[], None],
        tell: Callable[[Wording], None],
        address: str,
    ) -> None:
        self.home = home
        self.database = database
        self.prepare = prepare
        self.is_answering = is_answering
        self.on_ready = on_ready
        self.tell = tell
        self.address = address
        self.environment = _environment_of_children(home)
        self.children = [Child(home, service, self.environment) for service in services]
        self._database_retry_at = 0.0
        self._database_falls = 0

    def run(self) -> None:
        """Hold the data folder, start everything, watch until asked to stop, stop everything."""
        with only_one(self.home, "up"), self._log() as log, _signals_raise():
            self.log = log
            try:
                self._start()
                self._watch()
            except StopRequested:
                self.tell(Wording(zh="正在停止…", en="Stopping…"))
            finally:
                with _signals_ignored():
                    self._stop()

    # -- start -------------------------------------------------------------------------------------

    def _start(self) -> None:
        left = end_leftovers(self.home)
        if left:
            self.log.warning("leftovers ended", pids=left)
        self.log.info("starting", home=str(self.home.path), pid=os.getpid())
        if self.database is not None:
            self.database.start()
            self.log.info("database started", pid=self.database.pid)
        self.prepare(self.environment)
        for child in self.children:
            self._start_child(child)
        self._wait_for_first_answer()
        write_record(self.home, "up", address=self.address)
        self.log.info("answering", address=self.address)
        self.on_ready()

    def _start_child(self, child: Child) -> None:
        child.start()
        self.log.info("child started", name=child.service.name, pid=child.pid)

    def _wait_for_first_answer(self) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while not self.is_answering():
            self._look_after_children()
            first = self.children[0]
            if time.monotonic() > deadline or first.falls >= FALLS_BEFORE_FIRST_ANSWER:
                name = first.service.name
                raise StartRefused(
                    "up.no-answer",
                    reason=Wording(
                        zh=f"网页服务没有启动。最后的日志：{tail_of(self.home, name)}",
                        en=f"The pages do not answer. Last words of {name}: {tail_of(self.home, name)}",
                    ),
                    remedy=Wording(
                        zh=f"请查看 {self.home.logs / (name + '.log')}，并运行 wanglai doctor。",
                        en=f"Read {self.home.logs / (name + '.log')} and run wanglai doctor.",
                    ),
                )
            time.sleep(0.05)

    # -- watch -------------------------------------------------------------------------------------

    def _watch(self) -> None:
        rotated = time.monotonic()
        while True:
            self._look_after_database()
            self._look_after_children()
            if time.monotonic() - rotated > ROTATE_SECONDS:
                rotated = time.monotonic()
                for name in ("postgres", *(child.service.name for child in self.children)):
                    rotate(self.home, name)
            time.sleep(LOOK_SECONDS)

    def _look_after_database(self) -> None:
        if (
            self.database is None
            or self.database.is_alive()
            or time.monotonic() < self._database_retry_at
        ):
            return
        self.log.error("database fell", code=self.database.exit_code())
        self.tell(
            Wording(zh="数据库意外停止，正在重新启动…", en="The database fell; starting it again…")
        )
        try:
            self.database.start()
        except StartRefused as refusal:
            self._database_falls += 1
            wait = min(30.0, 2.0**self._database_falls)
            self._database_retry_at = time.monotonic() + wait
            self.log.error("database refused", reason=str(refusal), retry_seconds=wait)
            self.tell(Wording(zh=refusal.sentence("zh"), en=refusal.sentence("en")))
            return
        self._database_falls = 0
        self.log.info("database started", pid=self.database.pid)
        self.tell(Wording(zh="数据库已恢复。", en="The database is back."))

    def _look_after_children(self) -> None:
        for child in self.children:
            name = child.service.name
            if child.has_fallen():
                code = child.process.returncode if child.process else None
                wait = child.plan_restart()
                self.log.error("child fell", name=name, code=code, restart_seconds=wait)
                self.tell(
                    Wording(
                        zh=f"{name} 意外停止，{wait:g} 秒后重新启动（见 logs/{name}.log）。",
                        en=f"{name} fell; starting it again in {wait:g} s (see logs/{name}.log).",
                    )
                )
            elif child.is_due():
                self._start_child(child)

    # -- stop --------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Web and worker first, together; the database when nobody needs it any more."""
        for child in self.children:
            child.ask_to_stop()
        started = time.monotonic()
        for child in self.children:
            child.wait_until_stopped(started + child.service.stop_seconds)
            self.log.info("child stopped", name=child.service.name)
        end_leftovers(self.home)
        if self.database is not None:
            self.database.stop()
            self.log.info("database stopped")
        self.log.info("stopped")

    @contextlib.contextmanager
    def _log(self) -> Iterator[Any]:
        with open_log(self.home, "wanglai") as file:
            yield structlog.wrap_logger(
                structlog.BytesLogger(file),
                processors=[
                    structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    _as_json_bytes,
                ],
            )


def _as_json_bytes(_logger: Any, _method: str, event: Mapping[str, Any]) -> bytes:
    text = structlog.processors.JSONRenderer(ensure_ascii=False)(_logger, _method, dict(event))
    return text.encode() if isinstance(text, str) else text


def _environment_of_children(home: Home) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "PYTHON"))
    }
    return inherited | {
        MARK: str(home.path),
        "WANGLAI_HOME": str(home.path),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }


@contextlib.contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for known in _STOPPING:
            signal.signal(known, signal.SIG_IGN)
        raise StopRequested

    before = {known: signal.signal(known, stop) for known in _STOPPING}
    try:
        yield
    finally:
        for known, handler in before.items():
            signal.signal(known, handler)


@contextlib.contextmanager
def _signals_ignored() -> Iterator[None]:
    for known in _STOPPING:
        signal.signal(known, signal.SIG_IGN)
    yield


_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def python_program(*arguments: str) -> tuple[str, ...]:
    """A command of this very Python; never through a path search."""
    return (sys.executable, *arguments)
