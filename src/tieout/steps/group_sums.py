"""Stage 6: one line of one side is several of the other: by numbers it quotes, else by their sum alone.

A set found by its sum decides only where it is the only one over all sizes, the search came to its end,
chance makes hardly any such set, and no other line wants one of its members.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tieout.causes import amounts_a_cause_away, cause_of_gap
from tieout.choice import Hypothesis, choose
from tieout.decisions import Members, Status
from tieout.ledger import Side
from tieout.rules import Rules
from tieout.steps.account import Account, members_of
from tieout.steps.combinations import (
    Combinations,
    amounts_of,
    chance_limit,
    chance_of_any,
    combinations_of,
    may_make,
    sets_that_make,
)
from tieout.steps.exact import shared_number
from tieout.steps.lines import Line
from tieout.steps.pools import Pools
from tieout.steps.shared import names_of

_SHOWN_MAX = 6  # other answers that are shown
_QUOTED_MAX = 40  # lines that one line may name
_GAP_LINES_MAX = 12  # lines of which a sum is looked for that is a fee or a discount away
_BY_AMOUNT = ("sum_amounts", "sum_natural", "sum_gap")
_NAMED_CAUSES = ("fee", "discount")


@dataclass(frozen=True, slots=True)
class Sum:
    """One line and the lines that it may be the sum of."""

    one: Line
    many: tuple[Line, ...]
    rule: str
    status: Status
    chance: float = 0.0
    facts: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[Line, ...], ...] = ()  # as good

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.one, *self.many)

    def every_line(self) -> list[Line]:
        """Each line of any of its answers, once."""
        lines = [*self.lines, *(line for many in self.others for line in many)]
        return list({id(line): line for line in lines}.values())

    def members(self, many: tuple[Line, ...]) -> Members:
        return members_of(*_sides(self.one, many))


def settle_quoted_sums(account: Account) -> None:
    """Settle a line with the lines it names: all of them, or with the only ones that complete its amount."""
    if pools := pools_of(account):
        _take_sure(account, _found_by_numbers(account, pools))


def settle_sums(account: Account) -> None:
    """Settle a line with the only lines that add up to it, where that is hardly chance."""
    if pools := pools_of(account):
        _take_sure(account, _found_by_amounts(account, pools))


def suggest_sums(account: Account) -> None:
    """Show what the same found and could not decide, and sums that are a fee or a discount away."""
    if pools := pools_of(account):
        found = _found_by_numbers(account, pools) + _found_by_amounts(account, pools)
        known = {id(made.one) for made in found}
        ones = [one for one in pools.ones() if id(one) not in known]
        found += [made for one in ones if (made := _beside_a_gap(account, pools, one))]
        _take_rest(account, found)


def pools_of(account: Account) -> Pools | None:
    """None where one side has nothing open, or there are not three lines to make a sum of."""
    if not account.rules.sums:
        return None
    ours, theirs = account.open_ours(), account.open_theirs()
    several = ours and theirs and len(ours) + len(theirs) > 2
    return account.view(Pools, Pools) if several else None


def _found_by_numbers(account: Account, pools: Pools) -> list[Sum]:
    return [made for one in pools.ones() if (made := by_numbers(account, pools, one))]


def _found_by_amounts(account: Account, pools: Pools) -> list[Sum]:
    return [made for one in pools.ones() if (made := by_amounts(account, pools, one))]


def by_numbers(account: Account, pools: Pools, one: Line) -> Sum | None:
    """The lines that one names: as they are, with others that complete them, or less a known cause."""
    quoted = pools.quoted_by(one)
    if not quoted or len(quoted) > _QUOTED_MAX:
        return None
    rest = one.amount - sum(line.amount for line in quoted)
    if not rest:
        return Sum(one, tuple(quoted), "sum_quoted", "auto") if len(quoted) > 1 else None
    if found := _completed(account, pools, one, quoted, rest):
        return found
    if len(quoted) < 2 or cause_of_gap(*_sides(one, quoted), account.rules) not in _NAMED_CAUSES:
        return None
    said = names_of(one, ("text",))
    each = all(said & names_of(line, ("document",)) for line in quoted)
    return Sum(one, tuple(quoted), "sum_quoted_gap", "auto" if each else "suggested")


def _completed(
    account: Account, pools: Pools, one: Line, quoted: list[Line], rest: int
) -> Sum | None:
    lines = pools.parts_of(one, pools.around(one), quoted)
    found = combinations_of(lines, rest, account.rules, asked=1)
    if found is None:
        return None
    many = (*quoted, *found.sets[0])
    others = tuple((*quoted, *other) for other in found.sets[1:])
    status = _status(found, account.rules)
    return Sum(one, many, "sum_quoted_rest", status, found.chance, _facts(found), others)


def by_amounts(account: Account, pools: Pools, one: Line) -> Sum | None:
    """Two lines or more that add up to one which names nobody and has no single partner."""
    around = pools.around(one)
    if len(around) < 2 or not may_make(amounts_of(around), one.amount):
        return None
    if _has_single_partner(account, one) or pools.quoted_by(one):
        return None
    lines = pools.parts_of(one, around, [])
    if len(lines) < 2:
        return None
    found = combinations_of(lines, one.amount, account.rules, asked=pools.asked(one))
    if found is None:
        return None
    rule = "sum_natural" if found.natural else "sum_amounts"
    status = _status(found, account.rules)
    return Sum(one, found.sets[0], rule, status, found.chance, _facts(found), found.sets[1:])


def _beside_a_gap(account: Account, pools: Pools, one: Line) -> Sum | None:
    """The only set that is a bank fee or a usual discount away; never more than a suggestion."""
    around = pools.around(one)
    if not 2 <= len(around) <= _GAP_LINES_MAX or pools.quoted_by(one):
        return None
    wanted = amounts_a_cause_away(one.amount, account.rules, cash=one.is_cash)
    if _has_single_partner(account, one) or not sets_that_make(around, wanted):
        return None
    lines = pools.parts_of(one, around, [])
    found = sets_that_make(lines, wanted)
    if len(found) != 1 or len(found[0]) < 2:
        return None
    if cause_of_gap(*_sides(one, found[0]), account.rules) not in _NAMED_CAUSES:
        return None
    chance = chance_of_any(lines, wanted, account.rules)
    if chance * pools.asked(one) > chance_limit(account.rules):
        return None
    facts = (("candidates", str(len(lines))), ("chance", _told(chance)))
    return Sum(one, found[0], "sum_gap", "suggested", chance, facts)


def _has_single_partner(account: Account, one: Line) -> bool:
    """An open line of the other side has its very amount: then the two are asked, not a sum."""
    other: Side = "theirs" if one.side == "ours" else "ours"
    return any(line.open for line in account.of_amount(other, one.amount))


def _take_sure(account: Account, found: list[Sum]) -> None:
    """Settle what decides and shares no line with anything else that was found."""
    wanted = Counter(id(line) for made in found for line in made.every_line())
    for made in sorted(found, key=_order):
        if made.status == "auto" and all(wanted[id(line)] == 1 for line in made.lines):
            _take(account, made, "auto", ())


def _take_rest(account: Account, found: list[Sum]) -> None:
    """Show the rest as it holds beside each other, and as ambiguous what may be divided otherwise."""
    answers = [
        replace(made, many=many)
        for made in sorted(found, key=_order)
        for many in (made.many, *made.others)
        if all(line.open for line in (made.one, *many))
    ]
    hypotheses = [_hypothesis(each) for each in answers]
    choice = choose(hypotheses, {line: 1 for each in hypotheses for line, _ in each.takes})
    wanting: dict[int, list[int]] = defaultdict(list)  # line -> answers that a best choice may give
    for at in sorted(choice.possible):
        for line in answers[at].lines:
            wanting[id(line)].append(at)
    for at, made in enumerate(answers):
        if not choice.times[at]:
            continue
        rivals = sorted({other for line in made.lines for other in wanting[id(line)]} - {at})
        others = tuple(answers[other].members(answers[other].many) for other in rivals[:_SHOWN_MAX])
        _take(account, made, "ambiguous" if others else "suggested", others)


def _hypothesis(made: Sum) -> Hypothesis:
    """What is named goes before what only adds up; each explains the line that is the sum."""
    lines = sorted(2 * line.place + (line.side == "theirs") for line in made.lines)
    return Hypothesis(tuple((line, 1) for line in lines), int(made.rule in _BY_AMOUNT), 1)


def _take(account: Account, made: Sum, status: Status, others: tuple[Members, ...]) -> None:
    ours, theirs = _sides(made.one, made.many)
    key = "" if made.rule in _BY_AMOUNT else shared_number(ours[0], theirs[0])
    account.take(
        ours, theirs, rule=made.rule, status=status, key=key, alternatives=others, facts=made.facts
    )


def _order(made: Sum) -> tuple[object, ...]:
    """What decides first, then the least likely accident; then where the lines stand."""
    places = tuple(line.place for line in made.many)
    return made.status != "auto", made.chance, made.one.side, made.one.place, places


def _status(found: Combinations, rules: Rules) -> Status:
    if found.is_sure(rules):
        return "auto"
    return "ambiguous" if len(found.sets) > 1 else "suggested"


def _facts(found: Combinations) -> tuple[tuple[str, str], ...]:
    named = (("natural", found.natural),) if found.natural else ()
    return (("candidates", str(found.candidates)), ("chance", _told(found.chance)), *named)


def _told(chance: float) -> str:
    """For people: ``<0.001``, ``0.043``, ``1.2``, ``3,400``."""
    if chance < 0.001:
        return "<0.001"
    return f"{chance:,.0f}" if chance >= 100 else f"{chance:.2g}"


def _sides(one: Line, many: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    return ([one], many) if one.side == "ours" else (many, [one])
