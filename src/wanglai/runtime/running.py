"""Who is running over a data folder: one lock, one record, and what a killed run left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import psutil

from wanglai.runtime.home import Home
from wanglai.runtime.offspring import wait_until_gone
from wanglai.runtime.refusal import StartRefused, Wording

MARK = "WANGLAI_TREE"  # environment of every child: which data folder it works for


@dataclass(frozen=True)
class Record:
    """What ``run/up.json`` says about the run that holds the lock."""

    pid: int
    what: str  # "up", or the name of the command
    since: str  # ISO 8601 with zone
    address: str  # empty while it is still starting


@contextlib.contextmanager
def only_one(home: Home, what: str) -> Iterator[None]:
    """Hold the data folder's lock, or refuse and say who holds it. The kernel frees it even on kill -9."""
    handle = os.open(home.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(home) from None
        write_record(home, what, address="")
        try:
            yield
        finally:
            (home.run / "up.json").unlink(missing_ok=True)
    finally:
        os.close(handle)


def is_held(home: Home) -> bool:
    """Whether some process holds the lock now."""
    try:
        handle = os.open(home.run / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def write_record(home: Home, what: str, *, address: str) -> None:
    since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    earlier = read_record(home)
    if earlier is not None and earlier.pid == os.getpid():
        since = earlier.since
    part = home.run / ".up.json.part"
    part.write_text(json.dumps(asdict(Record(os.getpid(), what, since, address))), encoding="utf-8")
    part.replace(home.run / "up.json")


def read_record(home: Home) -> Record | None:
    try:
        return Record(**json.loads((home.run / "up.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _already_running(home: Home) -> StartRefused:
    time.sleep(0.05)  # the other may have just taken the lock and be writing its record
    record = read_record(home)
    pid = record.pid if record else 0
    since = record.since if record else "?"
    what = record.what if record else "?"
    address = record.address if record else ""
    zh_where = f"地址 {address}" if address else "正在启动"
    en_where = f"at {address}" if address else "still starting"
    return StartRefused(
        "up.already-running",
        reason=Wording(
            zh=f"wanglai {what} 已在运行（进程 {pid}，{zh_where}，自 {since}），数据文件夹 {home.path}。",
            en=f"wanglai {what} is already running over {home.path} (process {pid}, {en_where}, since {since}).",
        ),
        remedy=Wording(
            zh=f"直接打开该地址；要停止请执行 kill {pid}；要另开一套请设置 WANGLAI_HOME。",
            en=f"Open that address; stop it with: kill {pid}; or name another data folder in WANGLAI_HOME.",
        ),
    )


def end_leftovers(home: Home) -> list[int]:
    """Kill what a run that was itself killed left behind; call only while holding the lock.

    Every child carries the data folder in its environment, so that even a grandchild is found and
    nothing else can be hit.
    """
    left = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(home.path):
                process.kill()
                left.append(process)
    wait_until_gone(left, seconds=5)
    return [process.pid for process in left]
