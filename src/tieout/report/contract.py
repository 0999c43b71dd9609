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
from tieout.sentences import plain_sentence


def as_json(reconciliation: Reconciliation, language: Language = "en") -> dict[str, Any]:
    """The whole result as plain values: amounts are decimal strings, rows are 1-based ints.

    ``totals`` are closing balances in our sign: ours 1,000.00 and theirs 800.00 give a gap of
    ``"200.00"``; ``unexplained`` is always present and is ``"0.00"`` when the proof closes.
    """
    money = _Money(reconciliation.currency)
    return {
        "engine": {
            "version": reconciliation.engine_version,
            "ruleset": reconciliation.ruleset,
        },
        "currency": reconciliation.currency,
        "ours": _side(reconciliation.ours, money),
        "theirs": _side(reconciliation.theirs, money),
        "totals": _totals(reconciliation, money),
        "groups": [_group(group, money, language) for group in reconciliation.groups],
        "differences": [_difference(one, money, language) for one in reconciliation.differences],
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
    money = _Money(reconciliation.currency)
    head = as_json(replace(reconciliation, groups=(), differences=()), language)
    head["totals"] = _totals(reconciliation, money)
    yield "{\n"
    for key in ("engine", "currency", "ours", "theirs", "totals"):
        yield f" {_text(key)}: {_text(head[key])},\n"
    yield from _list("groups", _group_lines(reconciliation.groups, money, language), ",\n")
    differences = (_text(_difference(one, money, language)) for one in reconciliation.differences)
    yield from _list("differences", differences, "\n")
    yield "}\n"


def _list(key: str, items: Iterator[str], end: str) -> Iterator[str]:
    yield f' "{key}": ['
    before = "\n  "
    for item in items:
        yield before + item
        before = ",\n  "
    yield ("" if before == "\n  " else "\n ") + "]" + end


def _group_lines(groups: Sequence[Group], money: _Money, language: Language) -> Iterator[str]:
    if not isinstance(groups, Groups):
        return (_group_line(group, money, language) for group in groups)
    return groups.written(
        lambda group: _group_line(group, money, language),
        lambda plain: _plain_lines(plain, money, language),
    )


def _plain_lines(plain: PlainGroups, money: _Money, language: Language) -> list[str]:
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
    nothing = money(0)
    return [
        f'{{"status": "auto", "rule": "{rule}", "ours": [{our_row}], "theirs": [{their_row}], '
        f'"difference": "{nothing}", "sentence": {both[shown]}, '
        f'"sentences": {{"zh": {both[0]}, "en": {both[1]}}}, '
        f'"evidence": [["amount", "{amount}", "{amount}", "equal"], {number}'
        f'["date", "{our_day}", "{their_day}", "{level}"]], "alternatives": []}}'
        for rule, our_row, their_row, both, amount, number, our_day, their_day, level in zip(
            plain.rules, plain.our_rows, plain.their_rows, sentences, amounts, numbers,
            plain.our_days, plain.their_days, plain.day_levels, strict=True,
        )
    ]  # fmt: skip


def _group_line(group: Group, money: _Money, language: Language) -> str:
    """What ``_group`` says, as text; a test holds the two together."""
    zh, en = _quoted(group.sentence.zh), _quoted(group.sentence.en)
    ours, theirs = list(group.members.ours), list(group.members.theirs)
    alternatives = [_members(other) for other in group.alternatives]
    return (
        f'{{"status": "{group.status}", "rule": {_quoted(group.rule)}, "ours": {ours}, "theirs": {theirs}, '
        f'"difference": "{money(group.difference)}", "sentence": {zh if language == "zh" else en}, '
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


class _Money:
    """Minor units as decimal text in one currency."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def __call__(self, minor_units: int) -> str:
        return as_text(minor_units, self.currency)

    def or_null(self, minor_units: int | None) -> str | None:
        return None if minor_units is None else self(minor_units)


def _totals(reconciliation: Reconciliation, money: _Money) -> dict[str, str]:
    return {
        "ours": money(reconciliation.ours.balance),
        "theirs": money(reconciliation.theirs.balance),
        "gap": money(reconciliation.gap),
        "explained": money(reconciliation.explained),
        "unexplained": money(reconciliation.unexplained),
    }


def _side(reading: Reading, money: _Money) -> dict[str, Any]:
    return {
        "file": reading.file,
        "sheet": reading.sheet,
        "header_row": reading.header_row,
        "columns": dict(reading.columns),
        "rows": reading.rows,
        "opening": money.or_null(reading.opening),
        "closing": money.or_null(reading.closing),
        "total": money(reading.total),
    }


def _group(group: Group, money: _Money, language: Language) -> dict[str, Any]:
    return {
        "status": group.status,
        "rule": group.rule,
        **_members(group.members),
        "difference": money(group.difference),
        **sentence_in(group.sentence, language),
        "evidence": [[one.feature, one.ours, one.theirs, one.level] for one in group.evidence],
        "alternatives": [_members(other) for other in group.alternatives],
    }


def _difference(difference: Difference, money: _Money, language: Language) -> dict[str, Any]:
    return {
        "class": difference.kind,
        **_members(difference.members),
        "amount": money(difference.amount),
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
