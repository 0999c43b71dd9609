"""The command line without a running house: what it refuses, and how it says so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

COMMANDS = ("up", "migrate", "create-admin", "demo", "doctor", "import")


def wanglai(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it: over this data folder, with its own embedded database."""
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "WANGLAI_DATABASE_POOL")
    }
    return subprocess.run(
        [sys.executable, "-m", "wanglai.cli", *arguments],
        env={**own, "WANGLAI_HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def empty_home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="h-"))
    folder.chmod(0o711)  # else root's database would be kept in /var/lib, for nobody to clear away
    return folder / "空 home"


def test_every_command_is_listed_in_both_languages(empty_home: Path) -> None:
    said = wanglai("--help", home=empty_home).stdout
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b.*[一-鿿]", said.replace("\n", " ")), command
    assert "prepare" not in said
    assert not empty_home.exists(), "asking for help makes nothing"


def test_a_database_that_cannot_be_reached_is_one_line_and_exit_2(empty_home: Path) -> None:
    asked = wanglai("up", home=empty_home, DATABASE_URL="postgresql://nobody:x@127.0.0.1:1/none")
    assert asked.returncode == 2
    assert asked.stderr.startswith("database.unreachable: ")
    assert "Traceback" not in asked.stderr
    assert ":x@" not in asked.stderr, "the password is not shown"


def test_a_refusal_speaks_the_terminals_language(empty_home: Path) -> None:
    asked = wanglai("up", home=empty_home, WANGLAI_PORT="eighty", LANG="zh_CN.UTF-8")
    assert asked.returncode == 2
    assert "WANGLAI_PORT 的值 'eighty' 不是端口号。" in asked.stderr


def test_an_administrators_password_is_never_an_argument(empty_home: Path) -> None:
    asked = wanglai("create-admin", "a@example.com", "--company", "C", home=empty_home)
    assert asked.returncode == 2
    assert "WANGLAI_ADMIN_PASSWORD" in asked.stderr
    assert (
        "password"
        not in wanglai("create-admin", "--help", home=empty_home).stdout.split("Options")[1].lower()
    )


def test_doctor_on_a_fresh_machine_finds_nothing_broken(empty_home: Path) -> None:
    asked = wanglai("doctor", home=empty_home)
    lines = [line for line in asked.stdout.splitlines() if line.startswith("fail")]
    assert [line for line in lines if "Front end" not in line] == []
    assert "not made yet" in asked.stdout


def test_doctor_finds_a_secret_others_can_read(empty_home: Path) -> None:
    wanglai("doctor", home=empty_home)
    secret = empty_home / "secrets" / "django-key"
    secret.write_text("x" * 48)
    secret.chmod(0o644)
    asked = wanglai("doctor", home=empty_home)
    assert asked.returncode == 1
    assert re.search(r"fail .*django-key", asked.stdout)
    assert "chmod 600" in asked.stdout
