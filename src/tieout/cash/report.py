"""The result of cash application as JSON for scripts and as lines for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tieout.cash.decisions import Allocation, CashDecisions, Parts, PayerFound
from tieout.cash.sentences import REASONS
from tieout.money import as_text, for_people
from tieout.refusal import Wording
from tieout.report.by_rule import as_values
from tieout.report.contract import sentence_in
from tieout.rulebook import version_of
from tieout.rules import ENGINE_VERSION


def as_json(
    found: CashDecisions, language: str = "en", inputs: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Plain values: amounts are decimal strings, rows are 1-based; one allocation for each item paid.

    ``inputs`` are the SHA-256 of the files that were read, by what they are.
    """
    currency_of = found.currency_of
    currencies = sorted(set(currency_of.values()))

    def parts(receipt: int, given: Parts) -> list[dict[str, Any]]:
        return [
            {"item": item, "amount": as_text(amount, currency_of[receipt])}
            for item, amount in given
        ]

    return {
        "engine": {
            "version": ENGINE_VERSION,
            "ruleset": found.ruleset,
            "inputs": dict(inputs or {}),
            **({"learned": dict(found.learned)} if found.learned else {}),
        },
        "currency": currencies[0] if len(currencies) == 1 else None,
        "totals": {currency: _totals(found, currency) for currency in currencies},
        "allocations": [
            {
                "receipt": one.receipt,
                **part,
                "status": one.status,
                "rule": one.rule,
                "rule_version": version_of(one.rule, ENGINE_VERSION),
                **sentence_in(one.sentence, language),
                "evidence": [list(fact) for fact in one.evidence],
                "alternatives": [parts(one.receipt, other) for other in one.alternatives]
                if at == 0
                else [],
            }
            for one in found.allocations
            for at, part in enumerate(parts(one.receipt, one.parts))
        ],
        "unapplied": [
            {
                "receipt": one.receipt,
                "amount": as_text(one.amount, currency_of[one.receipt]),
                "reason": one.reason,
                **sentence_in(one.sentence, language),
            }
            for one in found.unapplied
        ],
        "payers": [
            {
                "receipt": one.receipt,
                "party": one.party,
                "by": one.by,
                **sentence_in(one.sentence, language),
            }
            for one in found.payers
        ],
        "deductions": [
            {
                "receipt": one.receipt,
                "item": one.item,
                "amount": as_text(one.amount, currency_of[one.receipt]),
                "reason": one.reason,
            }
            for one in found.deductions
        ],
        "rules": as_values(found.outcomes, ENGINE_VERSION),
    }


def as_bytes(
    found: CashDecisions, language: str = "en", inputs: Mapping[str, str] | None = None
) -> bytes:
    """What ``as_json`` says as UTF-8 text; the many are written straight to text, which halves the time."""
    few = as_json(replace(found, allocations=(), payers=()), language, inputs)
    many = {
        "allocations": (text for one in found.allocations for text in _parts_of(one, found, language)),
        "payers": (_payer(one, language) for one in found.payers),
    }  # fmt: skip
    said = (
        f"{_quoted(key)}: "
        + (f"[{', '.join(many[key])}]" if key in many else json.dumps(value, ensure_ascii=False))
        for key, value in few.items()
    )
    return f"{{{', '.join(said)}}}\n".encode()


_quoted = json.encoder.encode_basestring  # text in quotes, escaped


def _parts_of(one: Allocation, found: CashDecisions, language: str) -> Iterator[str]:
    """Each item that an allocation pays, as text."""
    currency = found.currency_of[one.receipt]
    evidence = ", ".join([f"[{_quoted(name)}, {_quoted(fact)}]" for name, fact in one.evidence])
    others = ", ".join([_other(parts, currency) for parts in one.alternatives])
    said = (
        f'"status": "{one.status}", "rule": {_quoted(one.rule)}, '
        f'"rule_version": {version_of(one.rule, ENGINE_VERSION)}, {_sentence(one.sentence, language)}, '
        f'"evidence": [{evidence}], "alternatives": ['
    )
    for at, (item, amount) in enumerate(one.parts):
        yield (
            f'{{"receipt": {one.receipt}, "item": {item}, "amount": "{as_text(amount, currency)}", '
            f"{said}{others if at == 0 else ''}]}}"
        )


def _other(parts: Parts, currency: str) -> str:
    told = [
        f'{{"item": {item}, "amount": "{as_text(amount, currency)}"}}' for item, amount in parts
    ]
    return f"[{', '.join(told)}]"


def _payer(one: PayerFound, language: str) -> str:
    party = "null" if one.party is None else _quoted(one.party)
    return (
        f'{{"receipt": {one.receipt}, "party": {party}, "by": {_quoted(one.by)}, '
        f"{_sentence(one.sentence, language)}}}"
    )


def _sentence(wording: Wording, language: str) -> str:
    """What ``sentence_in`` says, as text."""
    zh, en = _quoted(wording.zh), _quoted(wording.en)
    return f'"sentence": {zh if language == "zh" else en}, "sentences": {{"zh": {zh}, "en": {en}}}'


def summary(found: CashDecisions, language: str) -> list[str]:
    """What a clerk wants to know first: what was applied, what waits and why."""
    statuses = Counter(one.status for one in found.allocations)
    lines = []
    for currency in sorted(found.received):
        totals = _minor_totals(found, currency)
        shown = {name: for_people(amount, currency) for name, amount in totals.items()}
        lines.append(
            Wording(
                "{currency}：收款 {receipts}，已核销 {allocated}，未核销 {unapplied}；未清项 {items_open_before} → {items_open_after}",
                "{currency}: received {receipts}, applied {allocated}, unapplied {unapplied}; open items {items_open_before} → {items_open_after}",
            )
            .within(language)
            .format(currency=currency, **shown)
        )
    lines.append(
        Wording(
            f"自动 {statuses['auto']} 笔，建议 {statuses['suggested']} 笔，待选 {statuses['ambiguous']} 笔",
            f"Receipts: {statuses['auto']} automatic, {statuses['suggested']} suggested, {statuses['ambiguous']} ambiguous",
        ).within(language)
    )
    for reason, count in sorted(Counter(one.reason for one in found.unapplied).items()):
        plain = REASONS[reason].within(language).replace(" {other}", "")
        lines.append(f"  {count:>6}  {reason}: {plain}")
    return lines


def _totals(found: CashDecisions, currency: str) -> dict[str, str]:
    return {
        name: as_text(amount, currency) for name, amount in _minor_totals(found, currency).items()
    }


def _minor_totals(found: CashDecisions, currency: str) -> Mapping[str, int]:
    before, after = found.items_before.get(currency, 0), found.items_after.get(currency, 0)
    unapplied = sum(
        one.amount for one in found.unapplied if found.currency_of[one.receipt] == currency
    )
    return {
        "receipts": found.received.get(currency, 0),
        "allocated": before - after,
        "unapplied": unapplied,
        "items_open_before": before,
        "items_open_after": after,
    }
