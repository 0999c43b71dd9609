"""What the code imports is what the project declares, pinned and hashed, with no address in it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = {"tieout", "wanglai", "tests", "bench", "tools"}
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-peers.txt",
    "requirements-node.txt",
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported_by(folder: str) -> set[str]:
    found = set()
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.split(".")[0])
    return found - OWN - set(sys.stdlib_module_names)


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        *project["dependencies"],
        *(each for extra in extras for each in project["optional-dependencies"][extra]),
    ]
    return {canonical(re.split(r"[<>=\[;~! ]", line)[0]) for line in lines}


@pytest.mark.parametrize(
    ("folder", "extras"), [("src", ("spark",)), ("tools", ()), ("tests", ("dev", "spark"))]
)
def test_every_import_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    owners = packages_distributions()
    known = declared(*extras)
    undeclared = {
        module
        for module in imported_by(folder)
        if not known & {canonical(owner) for owner in owners.get(module, ())}
    }
    assert undeclared == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_exact_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) >= 1
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==[^ ]+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"://|file:|index|find-links|/(?:opt|usr|home|work)/", text)


def test_the_front_ends_lock_names_no_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
