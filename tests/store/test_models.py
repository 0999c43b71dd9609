"""The models are sound in Django's eyes, and the migrations make exactly them."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command


def test_djangos_own_checks_find_nothing_wrong() -> None:
    assert [problem for problem in run_checks() if problem.is_serious()] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)
