"""``docs/invariants.md`` names walls that stand in the database and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "invariants.md").read_text(encoding="utf-8")
ROWS = [line.split("|") for line in PAGE.splitlines() if line.startswith("| INV-")]


def test_invariants_are_numbered_without_gaps() -> None:
    assert [row[1].strip() for row in ROWS] == [
        f"INV-{number:02d}" for number in range(1, len(ROWS) + 1)
    ]


def test_every_wall_on_the_page_stands_in_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger UNION SELECT relname FROM pg_class "
            "UNION SELECT column_name FROM information_schema.columns"
        )
        standing = {name for (name,) in cursor.fetchall()}
    for row in ROWS:
        for wall in re.findall(r"`([^`]+)`", row[3]):
            known = wall in standing or any(
                name.endswith(wall.removeprefix("…")) for name in standing
            )
            assert known, f"{row[1]}: {wall}"


def test_every_wall_of_ours_is_on_the_page(db: None) -> None:
    """Except those that only say which words a column may hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relname LIKE 'store\\_%%'"
        )
        triggers = {name for (name,) in cursor.fetchall()}
    named = set(re.findall(r"`([^`]+)`", PAGE))
    assert triggers <= named, triggers - named


def test_every_proof_on_the_page_is_a_test() -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    for row in ROWS:
        for proof in re.findall(r"`(test_[^`]+)`", row[4]):
            assert f"def {proof}(" in tests, f"{row[1]}: {proof}"
