"""What must hold before a posting may be acknowledged: a committed row survives kill -9 and a power cut.

Checked on every start, on the embedded server and on a server of your own alike, as the application's
own role sees it, so that a setting hidden in ``ALTER ROLE`` or ``ALTER DATABASE`` is found too.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from wanglai.runtime.refusal import StartRefused, Wording

REQUIRED: dict[str, tuple[str, ...]] = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "data_sync_retry": ("off",),
    "zero_damaged_pages": ("off",),
    "ignore_checksum_failure": ("off",),
}
# A cluster initialised by us has checksums; a server of your own may be older: doctor warns there.
EMBEDDED_ONLY: dict[str, tuple[str, ...]] = {"data_checksums": ("on",)}
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Setting:
    """One setting as the server has it, what would be accepted, and where it was set."""

    name: str
    value: str
    accepted: tuple[str, ...]
    source: str

    @property
    def holds(self) -> bool:
        return self.value in self.accepted


def durable_settings(connection: psycopg.Connection, *, is_embedded: bool) -> list[Setting]:
    """Every setting that durability rests on, in the order of ``REQUIRED``."""
    wanted = REQUIRED | (EMBEDDED_ONLY if is_embedded else {})
    rows = connection.execute(
        "select name, setting, source, coalesce(sourcefile, '') from pg_settings where name = any(%s)",
        [list(wanted)],
    ).fetchall()
    found = {name: (value, file or source) for name, value, source, file in rows}
    return [
        Setting(name, found[name][0], accepted, found[name][1])
        for name, accepted in wanted.items()
        if name in found
    ]


def require_durable(connection: psycopg.Connection, *, is_embedded: bool) -> None:
    """Refuse a server that may forget what it has confirmed."""
    major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise StartRefused(
            "postgres.too-old",
            reason=Wording(
                zh=f"数据库服务器是 PostgreSQL {major}。",
                en=f"The database server is PostgreSQL {major}.",
            ),
            remedy=Wording(
                zh=f"需要 PostgreSQL {OLDEST_MAJOR} 或更新的版本。",
                en=f"PostgreSQL {OLDEST_MAJOR} or newer is needed.",
            ),
        )
    for setting in durable_settings(connection, is_embedded=is_embedded):
        if not setting.holds:
            raise not_durable(setting)


def not_durable(setting: Setting) -> StartRefused:
    accepted = " / ".join(setting.accepted)
    return StartRefused(
        "postgres.not-durable",
        reason=Wording(
            zh=f"数据库设置 {setting.name} 为 {setting.value}（来源：{setting.source}）："
            "已确认的记账在断电或崩溃后可能丢失。",
            en=f"The database setting {setting.name} is {setting.value} (set in: {setting.source}): "
            "a confirmed posting could be lost in a crash.",
        ),
        remedy=Wording(
            zh=f"请改为 {accepted} 后再启动。",
            en=f"Set it to {accepted} and start again.",
        ),
    )
