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

        before = len(MigrationRecorder(django_connection).applied_migrations())
        call_command("migrate", interactive=False, verbosity=0)
        return len(MigrationRecorder(django_connection).applied_migrations()) - before


@contextlib.contextmanager
def locked(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield connection
