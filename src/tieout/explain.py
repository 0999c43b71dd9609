"""From settled sets and lone lines to groups and differences that explain themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tieout.causes import cause_of_gap
from tieout.decisions import Difference, Evidence, Group, Members
from tieout.differences import Lone, LoneLines
from tieout.from_table import LearnedFact, delay_of, learned_facts
from tieout.groups import PlainGroups, match_id
from tieout.nearest import Nearest
from tieout.refusal import Wording
from tieout.sentences import (
    CLASS_NAMES,
    NATURAL_SETS,
    Figures,
    facts_needed,
    filled,
    joined,
    lone_cause,
    pair_cause,
    rival_sentence,
    rule_sentence,
    set_sentence,
    status_sentence,
)
from tieout.steps.account import Account, Settled, members_of
from tieout.steps.exact import TIERS, shared_number
from tieout.steps.lines import NO_DAY, Line
from tieout.steps.number_columns import Ints
from tieout.steps.pairing import days_apart

_EPOCH = date(1970, 1, 1)
_BY_DOCUMENT = "document_amount"
_NEAR_DAYS = 10  # apart, beyond the usual delay, up to which two bookings are near


class Explained(NamedTuple):
    """What one account gives: groups put into words, the plain ones as columns, differences."""

    groups: list[Group]
    plain: PlainGroups | None
    differences: list[Difference]


def explain(account: Account) -> Explained:
    """All groups of one account, and a difference for each gap and each lone line."""
    figures = Figures(account.currency)
    groups = [_group(settled, account, figures) for settled in account.settled]
    differences = [
        _gap(settled, group, account, figures)
        for settled, group in zip(account.settled, groups, strict=True)
        if settled.difference
    ]
    still_open = account.open_ours() + account.open_theirs()
    if still_open:
        lone_lines, nearest = LoneLines(account), Nearest(account, figures)
        for line in still_open:
            lone = lone_lines.classify(line)
            facts = delay_of(line, account) if lone.kind == "timing" else []
            differences.append(_lone(lone, nearest, figures, facts))
    plain = _plain_groups(account, figures) if len(account.plain.ours) else None
    return Explained(groups, plain, differences)


def _plain_groups(account: Account, figures: Figures) -> PlainGroups:
    mine, yours, tiers = account.plain
    ours, theirs = account.ours, account.theirs
    rules = [TIERS[tier].rule for tier in tiers.tolist()]
    our_numbers, their_numbers = ours.numbers(mine), theirs.numbers(yours)
    same = pc.equal(ours.runs.take(pa.array(mine)), theirs.runs.take(pa.array(yours)))
    our_days, their_days = ours.days[mine], theirs.days[yours]
    late = np.abs(their_days - our_days - account.lags_of(ours.amounts[mine]))
    unknown = (our_days == NO_DAY) | (their_days == NO_DAY)
    near = [unknown, our_days == their_days, late <= _NEAR_DAYS]
    return PlainGroups(
        figures,
        rules=rules,
        our_rows=ours.rows[mine].tolist(),
        their_rows=theirs.rows[yours].tolist(),
        keys=_plain_keys(account),
        amounts=ours.amounts[mine].tolist(),
        our_numbers=our_numbers,
        their_numbers=their_numbers,
        number_levels=[
            "equal" if rule == _BY_DOCUMENT or (number and equal) else "quoted"
            for rule, number, equal in zip(rules, our_numbers, same.to_pylist(), strict=True)
        ],
        our_days=day_texts(our_days),
        their_days=day_texts(their_days),
        day_levels=np.select(near, ["absent", "equal", "near"], "far").tolist(),
    )


def _plain_keys(account: Account) -> list[str]:
    """The number that ties each plain pair: what our field says, or the number both lines carry."""
    mine, yours, tiers = account.plain
    keys = [""] * len(mine)
    for at in np.unique(tiers).tolist():
        found = np.flatnonzero(tiers == at)
        field = TIERS[at].ours
        if field == "text":
            pairs = zip(
                account.ours.made(mine[found]), account.theirs.made(yours[found]), strict=True
            )
            told = [shared_number(left, right) for left, right in pairs]
        else:
            told = account.ours.told(field, mine[found])
        for place, key in zip(found.tolist(), told, strict=True):
            keys[place] = key
    return keys


def day_texts(days: Ints) -> list[str]:
    return [day_text(None if day == NO_DAY else day) for day in days.tolist()]


def _group(settled: Settled, account: Account, figures: Figures) -> Group:
    members = members_of(settled.ours, settled.theirs)
    return Group(
        match_id=match_id(members, settled.rule),
        status=settled.status,
        rule=settled.rule,
        members=members,
        difference=settled.difference,
        sentence=_group_sentence(settled, account, figures),
        evidence=_evidence(settled, account, figures),
        alternatives=settled.alternatives,
        interchangeable=settled.interchangeable,
    )


def _cause(settled: Settled, account: Account) -> str:
    """Why the two sums differ; the sentence, the facts and the difference of a set all ask."""
    if not settled.cause:
        settled.cause = cause_of_gap(settled.ours, settled.theirs, account.rules)
    return settled.cause


def _group_sentence(settled: Settled, account: Account, figures: Figures) -> Wording:
    facts = {name: _FACTS[name](settled, account, figures) for name in facts_needed(settled.rule)}
    body = filled(rule_sentence(settled.rule), **facts)
    alike = settled.interchangeable and len(settled.ours) > 1
    return joined(
        body,
        rival_sentence(settled.rule, settled.status) if not alike else set_sentence(),
        *(fact.sentence for fact in learned_facts(settled, account)),
        status_sentence(settled.status, len(settled.alternatives)),
    )


def _cause_name(settled: Settled, account: Account) -> Wording:
    if not settled.difference:
        return Wording("", "")
    return CLASS_NAMES[_cause(settled, account)]


# Every figure a rule's sentence may quote, and how it is found; only those it does quote are made.
_FACTS: dict[str, Callable[[Settled, Account, Figures], str]] = {
    "key": lambda settled, _, __: settled.key or _first_number(settled.ours + settled.theirs),
    "ours": lambda settled, _, figures: _sum(settled.ours, figures),
    "theirs": lambda settled, _, figures: _sum(settled.theirs, figures),
    "gap": lambda settled, _, figures: figures.money(abs(settled.difference)),
    "our_count": lambda settled, _, __: str(len(settled.ours)),
    "their_count": lambda settled, _, __: str(len(settled.theirs)),
    "count": lambda settled, _, __: str(max(len(settled.ours), len(settled.theirs))),
    "our_number": lambda settled, _, __: _first_number(settled.ours),
    "their_number": lambda settled, _, __: _first_number(settled.theirs),
    "our_day": lambda settled, _, __: _day(settled.ours),
    "their_day": lambda settled, _, __: _day(settled.theirs),
    "size": lambda settled, _, figures: figures.money(
        abs((settled.ours + settled.theirs)[0].amount)
    ),
    "cause_zh": lambda settled, account, __: _cause_name(settled, account).zh,
    "cause_en": lambda settled, account, __: _cause_name(settled, account).en,
    "candidates": lambda settled, _, __: dict(settled.facts)["candidates"],
    "chance": lambda settled, _, __: dict(settled.facts)["chance"],
    "natural_zh": lambda settled, _, __: NATURAL_SETS[dict(settled.facts)["natural"]].zh,
    "natural_en": lambda settled, _, __: NATURAL_SETS[dict(settled.facts)["natural"]].en,
}


def _evidence(settled: Settled, account: Account, figures: Figures) -> tuple[Evidence, ...]:
    if not settled.ours or not settled.theirs:
        return (
            Evidence(
                "amount", _sum(settled.ours, figures), _sum(settled.theirs, figures), "cancels"
            ),
        )
    left, right = settled.ours[0], settled.theirs[0]
    level = _cause(settled, account) if settled.difference else "equal"
    found = [Evidence("amount", _sum(settled.ours, figures), _sum(settled.theirs, figures), level)]
    mine, yours = _first_number(settled.ours), _first_number(settled.theirs)
    if mine or yours:
        number = settled.key or shared_number(left, right)
        level = (
            "equal"
            if settled.rule == _BY_DOCUMENT or (number and mine and left.runs == right.runs)
            else "quoted"
            if number
            else "absent"
        )
        found.append(
            Evidence("document", mine, yours, "near" if settled.rule == "document_slip" else level)
        )
    if len(settled.ours) == len(settled.theirs) == 1:
        found.append(_date_evidence(left, right, account))
    else:
        found.append(Evidence("count", str(len(settled.ours)), str(len(settled.theirs)), "total"))
    found += [Evidence(name, value, "", "expected") for name, value in settled.facts]
    found += [fact.evidence for fact in learned_facts(settled, account)]
    return tuple(found)


def _date_evidence(ours: Line, theirs: Line, account: Account) -> Evidence:
    days = days_apart(ours, theirs, account.lag(ours))
    level = (
        "absent"
        if days is None
        else "equal"
        if ours.day == theirs.day
        else "near"
        if abs(days) <= _NEAR_DAYS
        else "far"
    )
    return Evidence("date", day_text(ours.day), day_text(theirs.day), level)


def _gap(settled: Settled, group: Group, account: Account, figures: Figures) -> Difference:
    kind = _cause(settled, account)
    sentence = filled(
        pair_cause(kind),
        ours=_sum(settled.ours, figures),
        theirs=_sum(settled.theirs, figures),
        gap=figures.money(abs(settled.difference)),
    )
    return Difference(kind, group.members, settled.difference, sentence, group.evidence)


def _lone(
    lone: Lone, nearest: Nearest, figures: Figures, learned: Sequence[LearnedFact]
) -> Difference:
    line = lone.line
    number = _first_number((line,))
    named = Wording(f"（{number}）", f" ({number})") if number else Wording("", "")
    facts = {
        "size": figures.money(line.amount),
        "day": _day((line,)),
        "fact": lone.fact,
        "twin": str(lone.twin.row) if lone.twin else "",
    }
    pattern = lone_cause(lone.kind)
    sentence = joined(
        Wording(
            pattern.zh.format(named=named.zh, **facts), pattern.en.format(named=named.en, **facts)
        ),
        *(fact.sentence for fact in learned),
    )
    ours = line.side == "ours"
    members = Members((line.row,), ()) if ours else Members((), (line.row,))
    evidence = [Evidence("twin", str(lone.twin.row), number, "equal")] if lone.twin else []
    evidence += [fact.evidence for fact in learned]
    return Difference(
        lone.kind,
        members,
        line.amount if ours else -line.amount,
        sentence,
        tuple(evidence),
        nearest.to(line),
    )


def _first_number(lines: tuple[Line, ...]) -> str:
    return next(
        (
            number
            for line in lines
            for number in (line.document, line.order, line.voucher)
            if number
        ),
        "",
    )


def _day(lines: tuple[Line, ...]) -> str:
    return next((day_text(line.day) for line in lines if line.day is not None), "")


@lru_cache(maxsize=1 << 12)
def day_text(day: int | None) -> str:
    return "" if day is None else (_EPOCH + timedelta(days=day)).isoformat()


def _sum(lines: tuple[Line, ...], figures: Figures) -> str:
    if len(lines) == 1:
        return figures.money(lines[0].amount)
    return figures.money(sum(line.amount for line in lines))
