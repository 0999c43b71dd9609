"""The models are sound in Django's eyes, and the migrations make exactly them."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db.migrations import CreateModel, Migration, RunSQL
from django.db.migrations.loader import MigrationLoader

from wanglai.store.tables import AtOnce


def test_djangos_own_checks_find_nothing_wrong() -> None:
    assert [problem for problem in run_checks() if problem.is_serious()] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_a_migration_changes_its_tables_at_once() -> None:
    """Whatever changes a table draws every table of the house again: a first start took five times as long."""
    one_by_one = {
        migration.name: [operation.describe() for operation in drawing]
        for migration in _of_the_store()
        if len(drawing := [each for each in migration.operations if not isinstance(each, RunSQL)])
        > 1
        and migration.name
        != "0002_house"  # two extensions come before its tables; they draw nothing
    }
    assert one_by_one == {}, "put these into one AtOnce"


def test_a_table_is_made_whole() -> None:
    """Tables are made as they are at the end of their step: what is added there to a new one would be made twice."""
    added = [
        f"{migration.name}: {change.describe()}"
        for migration in _of_the_store()
        for step in migration.operations
        if isinstance(step, AtOnce)
        for change in step.changes
        if getattr(change, "model_name", "").lower() in _made_by(step)
    ]
    assert added == [], "write these into the CreateModel of their table"


def _of_the_store() -> list[Migration]:
    steps = MigrationLoader(None).disk_migrations.values()
    return [step for step in steps if step.app_label == "store"]


def _made_by(step: AtOnce) -> set[str]:
    return {made.name.lower() for made in step.changes if isinstance(made, CreateModel)}
