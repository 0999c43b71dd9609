"""The models are sound in Django's eyes, and the migrations make exactly them."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel


def test_djangos_own_checks_find_nothing_wrong() -> None:
    assert [problem for problem in run_checks() if problem.is_serious()] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_a_table_is_made_whole() -> None:
    """What is added to a table in the migration that made it draws every table again: a first start took four times as long."""
    added = [
        f"{migration.name}: {operation.describe()}"
        for migration in MigrationLoader(None).disk_migrations.values()
        if migration.app_label == "store"
        for operation in migration.operations
        if isinstance(operation, AddField | AddConstraint | AddIndex)
        and operation.model_name.lower() in _made_in(migration)
    ]
    assert added == [], "write these into the CreateModel of their table"


def _made_in(migration: object) -> set[str]:
    operations = getattr(migration, "operations", [])
    return {made.name.lower() for made in operations if isinstance(made, CreateModel)}
