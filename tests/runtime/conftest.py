"""Data folders as people have them: a space, Chinese characters, and a parent others may walk through."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wanglai.runtime.home import Home
from wanglai.runtime.postgres import EmbeddedPostgres


def throw_away_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wlt-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def spacious_path() -> Iterator[Path]:
    """An absolute path with a space and Chinese characters; nothing is there yet."""
    folder = throw_away_folder()
    yield folder / "我的 data" / "往来 home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(spacious_path: Path) -> Home:
    return Home.open(spacious_path)


@pytest.fixture(scope="session")
def pattern_home() -> Iterator[Path]:
    """A data folder with a database made and stopped, to be copied: initdb once, not once a test."""
    folder = throw_away_folder()
    pattern = EmbeddedPostgres(Home.open(folder / "pattern"))
    pattern.start()
    pattern.stop()
    yield folder / "pattern"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def made_home(spacious_path: Path, pattern_home: Path) -> Path:
    """A copy of it, owners and modes included, on a path with a space and Chinese characters."""
    spacious_path.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(pattern_home), str(spacious_path)], check=True)
    return spacious_path


@pytest.fixture
def server(made_home: Path) -> Iterator[EmbeddedPostgres]:
    """A server of this test's own, which it may break."""
    running = EmbeddedPostgres(Home.open(made_home))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared_server() -> Iterator[EmbeddedPostgres]:
    """One server for the questions that change nothing."""
    folder = throw_away_folder()
    running = EmbeddedPostgres(Home.open(folder / "我的 data" / "往来 home"))
    running.start()
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)
