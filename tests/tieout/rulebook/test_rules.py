"""Every rule has its folder, every folder its rule, and every case of a folder comes out as it says."""

from __future__ import annotations

import ast
import importlib.util
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.tieout.rulebook.cases import outcome_of
from tieout import Rules, decide
from tieout.cash import sentences as cash_sentences
from tieout.cash.rules import CashRules
from tieout.rulebook import (
    ENGINES,
    STATUSES,
    Engine,
    Rule,
    cases_of,
    rule_of,
    rules_of,
    settings_of,
    title_of,
    version_of,
)
from tieout.rules import ENGINE_VERSION
from tieout.sentences import _RULES as SENTENCES
from tieout.why.checks import OF_STAGE, RULES

EVERY_RULE = [rule for engine in ENGINES for rule in rules_of(engine)]
EVERY_CASE = [(rule, name, case) for rule in EVERY_RULE for name, case in cases_of(rule)]
KNOBS: dict[Engine, type[Rules] | type[CashRules]] = {"match": Rules, "apply": CashRules}


@pytest.mark.parametrize(
    ("rule", "case"),
    [(rule, case) for rule, _, case in EVERY_CASE],
    ids=[f"{rule.name}-{name}" for rule, name, _ in EVERY_CASE],
)
def test_a_case_comes_out_as_its_file_says(rule: Rule, case: dict[str, object]) -> None:
    found = outcome_of(rule.engine, case)
    assert found == case["expected"]
    for line in found:
        status, name = line.split()[:2]
        shown = rule_of(name) if status in STATUSES else None
        assert shown is None or status in shown.statuses, f"{name} may not say {status}"


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_rule_has_a_case_where_it_applies_and_one_where_it_must_not(rule: Rule) -> None:
    applies = {
        any(line.split()[1] == rule.name for line in case["expected"]) for _, case in cases_of(rule)
    }
    assert applies == {True, False}


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_rule_has_a_case_for_every_status_it_may_give(rule: Rule) -> None:
    lines = [line.split() for _, case in cases_of(rule) for line in case["expected"]]
    assert {status for status, name, *_ in lines if name == rule.name} == set(rule.statuses)


def test_what_the_engines_can_say_has_a_folder_and_every_folder_is_said() -> None:
    assert {rule.name for rule in rules_of("match")} == set(SENTENCES)
    assert set(RULES) <= set(SENTENCES)
    assert {rule.name for rule in rules_of("apply")} == set(cash_sentences._RULES)
    assert len({rule.name for rule in EVERY_RULE}) == len(EVERY_RULE), "one name, one rule"


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_rule_says_all_of_itself(rule: Rule) -> None:
    assert list(rule.versions) == sorted(set(rule.versions), key=_numbers)
    assert _numbers(rule.versions[-1]) <= _numbers(ENGINE_VERSION), (
        "a new version of a rule is one of the engine"
    )
    assert rule.statuses
    assert set(rule.statuses) <= set(STATUSES)
    assert set(rule.settings) <= {field.name for field in fields(KNOBS[rule.engine])}
    for said in (rule.title, rule.description):
        assert said.zh
        assert said.en
    found = importlib.util.find_spec(rule.code)
    assert found is not None
    assert found.origin is not None
    words = {
        node.value
        for node in ast.walk(ast.parse(Path(found.origin).read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert rule.name in words or "order_" in words, f"{rule.code} never says {rule.name}"


@pytest.mark.parametrize("engine", ENGINES)
def test_every_knob_is_explained_once(engine: Engine) -> None:
    said = [setting.name for setting in settings_of(engine)]
    assert said == [field.name for field in fields(KNOBS[engine])]
    assert all(one.unit and one.meaning.zh and one.meaning.en for one in settings_of(engine))


def test_the_order_of_the_rules_is_that_of_the_stages() -> None:
    tried = [rule for stage in decide.STAGES for rule in OF_STAGE[stage]]
    first = [rule.stage for name in dict.fromkeys(tried) if (rule := rule_of(name)) is not None]
    assert first == sorted(first)


def test_a_rule_nobody_knows_is_shown_under_its_name_and_has_no_version() -> None:
    assert title_of("not_a_rule").en == "not_a_rule"
    assert version_of("not_a_rule") == 0


def test_the_version_under_which_an_old_run_decided_is_told() -> None:
    rule = replace(EVERY_RULE[0], versions=("1.0.0", "1.2.0", "1.10.0"))
    found = {
        engine: rule.version(engine) for engine in ("1.0.0", "1.1.9", "1.2.0", "1.9.0", "2.0.0")
    }
    assert found == {"1.0.0": 1, "1.1.9": 1, "1.2.0": 2, "1.9.0": 2, "2.0.0": 3}
    assert rule.version() == 3


def test_a_new_version_of_a_rule_is_another_ruleset(monkeypatch: pytest.MonkeyPatch) -> None:
    for engine, knobs in KNOBS.items():
        before = knobs().digest
        newer = {rule.name: rule.version() for rule in rules_of(engine)}
        newer[next(iter(newer))] += 1
        monkeypatch.setattr("tieout.rules.versions_of", lambda _, newer=newer: newer)
        monkeypatch.setattr("tieout.cash.rules.versions_of", lambda _, newer=newer: newer)
        assert knobs().digest != before
        monkeypatch.undo()


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
