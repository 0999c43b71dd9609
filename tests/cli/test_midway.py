"""A database that an earlier version left between two steps is refused: passing over the rest of it would lose walls."""

from __future__ import annotations

import pytest
from django.db.migrations.loader import MigrationLoader

from wanglai.cli.migrate import require_whole_steps
from wanglai.runtime.refusal import StartRefused

FORTY = MigrationLoader(None).replacements["store", "0002_house"].replaces


def test_a_database_made_by_the_forty_steps_is_taken_as_it_is() -> None:
    require_whole_steps({("store", "0001_tables"), *FORTY})


def test_a_new_database_is_taken() -> None:
    require_whole_steps(set())


def test_a_database_of_the_first_step_alone_stands_midway_too() -> None:
    with pytest.raises(StartRefused):
        require_whole_steps({("store", "0001_tables")})


def test_a_database_that_stands_midway_is_refused_by_the_name_of_what_is_missing() -> None:
    with pytest.raises(StartRefused) as refused:
        require_whole_steps({("store", "0001_tables"), *FORTY[:30]})
    assert refused.value.code == "migrate.midway"
    assert FORTY[30][1] in refused.value.reason.en
