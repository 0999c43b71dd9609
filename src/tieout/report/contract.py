"""The JSON others script against. Its keys, their order and their types are promised.

``contract.schema.json`` beside this file says the same as a JSON Schema and every output is
checked against it in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import resources
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from tieout.decisions import Difference, Group, Members, Reconciliation
from tieout.groups import Groups, PlainGroups
from tieout.ledger import Reading
from tieout.money import as_text
from tieout.refusal import Language, Wording
from tieout.report.by_rule import as_values
from tieout.rulebook import version_of
from tieout.sentences import plain_sentence


def as_json(reconciliation: Reconciliation, language: Language = "en") -> dict[str, Any]:
    """The whole result as plain values: amounts are decimal strings, rows are 1-based ints.

    ``totals`` are closing balances in our sign: ours 1,000.00 and theirs 800.00 give a gap of
    ``"200.00"``; ``unexplained`` is always present and is ``"0.00"`` when the proof closes.
    """
    figures = _Figures(reconciliation.currency, reconciliation.engine_version)
    return {
        "engine": {
            "version": reconciliation.engine_version,
            "ruleset": reconciliation.ruleset,
            "inputs": {
                "ours": reconciliation.ours.sha256,
                "theirs": reconciliation.theirs.sha256,
            },
            **({"learned": dict(reconciliation.learned)} if reconciliation.learned else {}),
        },
        "currency": reconciliation.currency,
        "ours": _side(reconciliation.ours, figures),
        "theirs": _side(reconciliation.theirs, figures),
        "totals": _totals(reconciliation, figures),
        "groups": [_group(group, figures, language) for group in reconciliation.groups],
        "differences": [_difference(one, figures, language) for one in reconciliation.differences],
        "rules": as_values(reconciliation.outcomes, reconciliation.engine_version),
    }


def write_json(reconciliation: Reconciliation, stream: BinaryIO, language: Language = "en") -> None:
    """The same as UTF-8 text with one group or difference a line: stable, small, easy to diff."""
    lines = _lines(reconciliation, language)
    while chunk := "".join(islice(lines, _LINES_AT_ONCE)):
        stream.write(chunk.encode())


def as_bytes(reconciliation: Reconciliation, language: Language = "en") -> bytes:
    """What ``write_json`` writes, in memory."""
    buffer = BytesIO()
    write_json(reconciliation, buffer, language)
    return buffer.getvalue()


def _lines(reconciliation: Reconciliation, language: Language) -> Iterator[str]:
    """Groups are written straight to text: a hundred thousand of them as dicts cost four times that."""
    figures = _Figures(reconciliation.currency, reconciliation.engine_version)
    head = as_json(replace(reconciliation, groups=(), differences=()), language)
    head["totals"] = _totals(reconciliation, figures)
    yield "{\n"
    for key in ("engine", "currency", "ours", "theirs", "totals"):
        yield f" {_text(key)}: {_text(head[key])},\n"
    yield from _list("groups", _group_lines(reconciliation.groups, figures, language), ",\n")
    differences = (_text(_difference(one, figures, language)) for one in reconciliation.differences)
    yield from _list("differences", differences, ",\n")
    yield from _list("rules", map(_text, head["rules"]), "\n")
    yield "}\n"


def _list(key: str, items: Iterator[str], end: str) -> Iterator[str]:
    yield f' "{key}": ['
    before = "\n  "
    for item in items:
        yield before + item
        before = ",\n  "
    yield ("" if before == "\n  " else "\n ") + "]" + end


def _group_lines(groups: Sequence[Group], figures: _Figures, language: Language) -> Iterator[str]:
    if not isinstance(groups, Groups):
        return (_group_line(group, figures, language) for group in groups)
    return groups.written(
        lambda group: _group_line(group, figures, language),
        lambda plain: _plain_lines(plain, figures, language),
    )


def _plain_lines(plain: PlainGroups, figures: _Figures, language: Language) -> list[str]:
    """What ``_group_line`` would say of each, column by column; a test holds the two together."""
    amounts = [plain.figures.money(amount) for amount in plain.amounts]
    said = map(plain_sentence, plain.rules, plain.keys, amounts)
    sentences = [(_quoted(sentence.zh), _quoted(sentence.en)) for sentence in said]
    shown = 0 if language == "zh" else 1
    numbers = [
        f'["document", {_quoted(ours)}, {_quoted(theirs)}, "{level}"], ' if ours or theirs else ""
        for ours, theirs, level in zip(
            plain.our_numbers, plain.their_numbers, plain.number_levels, strict=True
        )
    ]
    nothing = figures.money(0)
    named = {
        rule: f'"{rule}", "rule_version": {figures.version(rule)}' for rule in set(plain.rules)
    }
    return [
        f'{{"status": "auto", "rule": {named[rule]}, "ours": [{our_row}], "theirs": [{their_row}], '
        f'"difference": "{nothing}", "sentence": {both[shown]}, '
        f'"sentences": {{"zh": {both[0]}, "en": {both[1]}}}, '
        f'"evidence": [["amount", "{amount}", "{amount}", "equal"], {number}'
        f'["date", "{our_day}", "{their_day}", "{level}"]], "alternatives": []}}'
        for rule, our_row, their_row, both, amount, number, our_day, their_day, level in zip(
            plain.rules, plain.our_rows, plain.their_rows, sentences, amounts, numbers,
            plain.our_days, plain.their_days, plain.day_levels, strict=True,
        )
    ]  # fmt: skip


def _group_line(group: Group, figures: _Figures, language: Language) -> str:
    """What ``_group`` says, as text; a test holds the two together."""
    zh, en = _quoted(group.sentence.zh), _quoted(group.sentence.en)
    ours, theirs = list(group.members.ours), list(group.members.theirs)
    alternatives = [_members(other) for other in group.alternatives]
    return (
        f'{{"status": "{group.status}", "rule": {_quoted(group.rule)}, "rule_version": {figures.version(group.rule)}, "ours": {ours}, "theirs": {theirs}, '
        f'"difference": "{figures.money(group.difference)}", "sentence": {zh if language == "zh" else en}, '
        f'"sentences": {{"zh": {zh}, "en": {en}}}, "evidence": {_evidence(group.evidence)}, '
        f'"alternatives": {_text(alternatives) if alternatives else "[]"}}}'
    )


def _evidence(facts: Iterable[tuple[str, str, str, str]]) -> str:
    quoted = (
        f"[{_quoted(feature)}, {_quoted(ours)}, {_quoted(theirs)}, {_quoted(level)}]"
        for feature, ours, theirs, level in facts
    )
    return f"[{', '.join(quoted)}]"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the output."""
    text = resources.files(__package__).joinpath("contract.schema.json").read_text("utf-8")
    return dict(json.loads(text))


_LINES_AT_ONCE = 4_000
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_quoted = json.encoder.encode_basestring  # text in quotes, escaped


class _Figures:
    """Minor units as decimal text in one currency, and rules in the version of the engine that decided."""

    def __init__(self, currency: str, engine: str) -> None:
        self._currency, self._engine = currency, engine

    def money(self, minor_units: int) -> str:
        return as_text(minor_units, self._currency)

    def or_null(self, minor_units: int | None) -> str | None:
        return None if minor_units is None else self.money(minor_units)

    def version(self, rule: str) -> int:
        return version_of(rule, self._engine)


def _totals(reconciliation: Reconciliation, figures: _Figures) -> dict[str, str]:
    return {
        "ours": figures.money(reconciliation.ours.balance),
        "theirs": figures.money(reconciliation.theirs.balance),
        "gap": figures.money(reconciliation.gap),
        "explained": figures.money(reconciliation.explained),
        "unexplained": figures.money(reconciliation.unexplained),
    }


def _side(reading: Reading, figures: _Figures) -> dict[str, Any]:
    return {
        "file": reading.file,
        "sheet": reading.sheet,
        "header_row": reading.header_row,
        "columns": dict(reading.columns),
        "rows": reading.rows,
        "opening": figures.or_null(reading.opening),
        "closing": figures.or_null(reading.closing),
        "total": figures.money(reading.total),
    }


def _group(group: Group, figures: _Figures, language: Language) -> dict[str, Any]:
    return {
        "status": group.status,
        "rule": group.rule,
        "rule_version": figures.version(group.rule),
        **_members(group.members),
        "difference": figures.money(group.difference),
        **sentence_in(group.sentence, language),
        "evidence": [[one.feature, one.ours, one.theirs, one.level] for one in group.evidence],
        "alternatives": [_members(other) for other in group.alternatives],
    }


def _difference(difference: Difference, figures: _Figures, language: Language) -> dict[str, Any]:
    return {
        "class": difference.kind,
        **_members(difference.members),
        "amount": figures.money(difference.amount),
        **sentence_in(difference.sentence, language),
        "nearest": [
            {
                **_members(one.members),
                "rule": one.rule,
                **sentence_in(one.sentence, language),
            }
            for one in difference.nearest
        ],
    }


def _members(members: Members) -> dict[str, list[int]]:
    return {"ours": list(members.ours), "theirs": list(members.theirs)}


def sentence_in(wording: Wording, language: Language) -> dict[str, Any]:
    """A sentence as every JSON of the house has it: in the language asked for, and in both."""
    return {
        "sentence": wording.within(language),
        "sentences": {"zh": wording.zh, "en": wording.en},
    }


def _text(value: Any) -> str:
    return _ENCODER.encode(value)
