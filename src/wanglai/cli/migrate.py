"""``wanglai migrate``: migrations under one lock, so that two starts at once cannot collide."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.durability import require_durable
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording

LOCK = 0x57414E47  # "WANG": PostgreSQL's advisory locks are numbers


def bring_up_to_date() -> None:
    with database_for(Home.open(), "migrate") as url:
        applied = apply_migrations(url)
    if applied:
        say(
            zh=f"数据库已升级，执行了 {applied} 个迁移。",
            en=f"The database is up to date: {applied} migrations applied.",
        )
    else:
        say(zh="数据库已是最新。", en="The database was up to date already.")


def apply_migrations(url: str) -> int:
    """Apply what is missing and say how many; a second process waits here and then finds nothing to do."""
    with locked(url) as connection:
        require_durable(connection, is_embedded=False)
        load_django(url)
        from django.core.management import call_command
        from django.db import connection as django_connection
        from django.db.migrations.recorder import MigrationRecorder

        before = MigrationRecorder(django_connection).applied_migrations()
        require_whole_steps(set(before))
        call_command("migrate", interactive=False, verbosity=0)
        return len(MigrationRecorder(django_connection).applied_migrations()) - len(before)


def require_whole_steps(applied: set[tuple[str, str]]) -> None:
    """Refuse a database that stands between two steps which are one today: Django would pass over the rest of it without a word."""
    from django.db.migrations.loader import MigrationLoader

    before = {
        each for step in MigrationLoader(None).replacements.values() for each in step.replaces
    }
    missing = sorted(before - applied)
    if missing and before & applied:
        raise _stands_midway(missing[0][1])


def _stands_midway(missing: str) -> StartRefused:
    return StartRefused(
        "migrate.midway",
        reason=Wording(
            zh=f"数据库由更早的版本建立，缺少升级步骤 {missing}，本版本已不再单独包含它。",
            en=f"The database was made by an earlier version and lacks its step {missing}, which this version no longer has.",
        ),
        remedy=Wording(
            zh="请先用 2026 年 11 月 27 日的版本启动一次，再用本版本启动。数据未改动。",
            en="Start it once with the version of 27 November 2026, then with this one. Nothing was changed.",
        ),
    )


@contextlib.contextmanager
def locked(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield connection
