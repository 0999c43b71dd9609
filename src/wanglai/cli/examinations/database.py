"""The database: where it lies, how fast its disk confirms, whether it keeps what it confirmed."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterable

import psycopg

from wanglai.cli.examinations.finding import Finding, same
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.cluster import cluster_of
from wanglai.runtime.durability import durable_settings, not_durable
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import Wording

SLOW_MS = 50.0
FSYNC_ROUNDS = 15


def place(home: Home) -> Iterable[Finding]:
    title = Wording("数据库", "Database")
    if os.environ.get("DATABASE_URL", "").strip():
        yield Finding(
            "ok",
            title,
            Wording("使用 DATABASE_URL 指定的服务器", "the server named in DATABASE_URL"),
        )
        return
    cluster = cluster_of(home)
    state = (
        Wording("已建立", "made")
        if cluster.is_made
        else Wording("尚未建立，wanglai up 会建立", "not made yet: wanglai up makes it")
    )
    yield Finding(
        "ok",
        title,
        Wording(
            f"{cluster.data}（账户 {cluster.account.name}，{state.zh}）",
            f"{cluster.data} (account {cluster.account.name}, {state.en})",
        ),
    )


def speed_of_fsync(home: Home) -> Iterable[Finding]:
    """Each confirmed posting waits for this once."""
    if os.environ.get("DATABASE_URL", "").strip():
        return
    took = []
    with tempfile.TemporaryFile(dir=cluster_of(home).folder, buffering=0) as file:
        for _ in range(FSYNC_ROUNDS):
            started = time.perf_counter()
            file.write(b"\0" * 8192)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - started) * 1000)
    middle = statistics.median(took)
    is_slow = middle > SLOW_MS
    yield Finding(
        "warn" if is_slow else "ok",
        Wording("磁盘确认", "Disk confirms in"),
        Wording(f"{middle:.1f} 毫秒（fsync 中位数）", f"{middle:.1f} ms (median fsync)"),
        Wording(
            "磁盘很慢，记账会跟着变慢；请换用本地固态盘。",
            "A slow disk makes every posting slow: use a local solid-state disk.",
        )
        if is_slow
        else None,
    )


def server(home: Home) -> Iterable[Finding]:
    """Connect as the application does; an embedded server that is not running is started for the moment."""
    is_embedded = not os.environ.get("DATABASE_URL", "").strip()
    if is_embedded and not cluster_of(home).is_made:
        return
    try:
        with (
            database_for(home, "doctor") as url,
            psycopg.connect(url, connect_timeout=10) as connection,
        ):
            yield from _settings(connection, is_embedded=is_embedded)
            yield from _checksums(connection)
    except psycopg.OperationalError as problem:
        yield Finding(
            "fail",
            Wording("连接数据库", "Connecting"),
            same(str(problem).strip()),
            Wording(
                "请检查 DATABASE_URL，或查看 logs/postgres.log。",
                "Check DATABASE_URL, or read logs/postgres.log.",
            ),
        )


def _settings(connection: psycopg.Connection, *, is_embedded: bool) -> Iterable[Finding]:
    for setting in durable_settings(connection, is_embedded=is_embedded):
        if setting.holds:
            yield Finding("ok", same(setting.name), same(setting.value))
        else:
            refusal = not_durable(setting)
            yield Finding("fail", same(setting.name), refusal.reason, refusal.remedy)


def _checksums(connection: psycopg.Connection) -> Iterable[Finding]:
    row = connection.execute("select sum(checksum_failures) from pg_stat_database").fetchone()
    failures = int(row[0] or 0) if row else 0
    yield Finding(
        "fail" if failures else "ok",
        Wording("数据页校验", "Page checksums"),
        Wording(f"{failures} 个错误", f"{failures} failures"),
        Wording(
            "磁盘损坏了数据：请停止使用并从备份恢复。",
            "The disk has damaged data: stop, and restore from a backup.",
        )
        if failures
        else None,
    )
