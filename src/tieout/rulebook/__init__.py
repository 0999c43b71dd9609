"""The rules as folders: what each one decides, in which version, and the cases that hold it to that.

``match/<rule>/rule.toml`` and ``apply/<rule>/rule.toml`` describe a rule; ``cases/*.toml`` beside it are
small ledgers with the outcome they must have, at least one where the rule applies and one where it must
not. ``settings.toml`` says what each knob means. Screens, sheets and docs take their words from here.

Whenever a rule would decide anything otherwise than before it gets a new version, and with it the engine:
``versions`` lists the engine's versions in which each version of the rule began, so the version under
which an old run decided can still be told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from tieout.refusal import Wording

Engine = Literal["match", "apply"]
ENGINES: tuple[Engine, ...] = ("match", "apply")
STATUSES = ("auto", "suggested", "ambiguous")


@dataclass(frozen=True)
class Rule:
    """One rule as its folder describes it."""

    name: str
    engine: Engine
    versions: tuple[str, ...]  # of the engine, in which each version of the rule began
    stage: int  # its place in the order in which rules are tried, see docs/algorithms
    statuses: tuple[str, ...]  # that it may give
    settings: tuple[str, ...]  # knobs it heeds
    code: str  # the module that applies it
    title: Wording
    description: Wording
    source: str  # a law or a paper; empty where the rule is bookkeeping practice

    def version(self, engine: str | None = None) -> int:
        """Which version this engine has; the newest where none is named.

        Worked: begun in 1.0.0 and changed in 1.2.0, it is version 1 in 1.1.3 and version 2 in 1.2.0.
        """
        if engine is None:
            return len(self.versions)
        return max(1, sum(_numbers(begun) <= _numbers(engine) for begun in self.versions))


@dataclass(frozen=True)
class Setting:
    """A knob: what it means, and in which unit."""

    name: str
    unit: str
    meaning: Wording


@cache
def rule_of(name: str) -> Rule | None:
    """The rule of this name; None where no folder bears it."""
    for engine in ENGINES:
        file = _room(engine) / name / "rule.toml"
        if file.is_file():
            return _read(engine, file)
    return None


@cache
def rules_of(engine: Engine) -> tuple[Rule, ...]:
    """All rules of an engine in the order in which they are tried."""
    found = [_read(engine, folder / "rule.toml") for folder in _folders(engine)]
    return tuple(sorted(found, key=lambda rule: (rule.stage, rule.name)))


@cache
def settings_of(engine: Engine) -> tuple[Setting, ...]:
    """All knobs of an engine, in the order of its settings file."""
    said = _toml(_room(engine) / "settings.toml")
    return tuple(Setting(name, one["unit"], _wording(one)) for name, one in said.items())


def cases_of(rule: Rule) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The cases of a rule by name: small tables and the outcome they must have."""
    folder = _room(rule.engine) / rule.name / "cases"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        yield file.name.removesuffix(".toml"), _toml(file)


@cache
def version_of(name: str, engine: str | None = None) -> int:
    """The version of a rule in a version of the engine, the newest where none is named.

    0 for a rule that this release does not know: a stored result may name one of an older release.
    """
    rule = rule_of(name)
    return rule.version(engine) if rule else 0


def title_of(name: str) -> Wording:
    """The rule in words; a rule this release does not know is shown under its own name."""
    rule = rule_of(name)
    return rule.title if rule else Wording(name, name)


def versions_of(engine: Engine) -> dict[str, int]:
    """Every rule of an engine with its version: a part of what a ruleset's hash is made from."""
    return {rule.name: rule.version() for rule in rules_of(engine)}


def _room(engine: Engine) -> Traversable:
    return resources.files(__package__) / engine


def _folders(engine: Engine) -> list[Traversable]:
    return [one for one in _room(engine).iterdir() if one.is_dir() and one.name[0] not in "._"]


def _read(engine: Engine, file: Traversable) -> Rule:
    said = _toml(file)
    return Rule(
        name=said["name"],
        engine=engine,
        versions=tuple(said["versions"]),
        stage=said["stage"],
        statuses=tuple(said["statuses"]),
        settings=tuple(said["settings"]),
        code=said["code"],
        title=_wording(said["title"]),
        description=_wording(said["description"]),
        source=said.get("source", ""),
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _wording(said: Mapping[str, str]) -> Wording:
    return Wording(said["zh"], said["en"])


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
