"""Groups tied by a shared number: one invoice booked in parts, one transfer booked per invoice.

Open lines that carry a common number, or quote each other's, form a component. If both sides of the
component add up to the same amount, the component is one fact, however many lines each side used.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Literal, NamedTuple

from tieout.ledger import Side
from tieout.steps.account import Account, Tie
from tieout.steps.conflicts import conflicts_in
from tieout.steps.exact import mix_facts, shared_number
from tieout.steps.lines import Line
from tieout.steps.numbers import Keys, keys_of, tokens_of

_LINES_MAX = 40  # a number on more open lines than this is no document
_SUBSET_MAX = 12


FIELDS = (
    ("document",),
    ("document", "text"),
    ("document", "order"),
    ("document", "order", "text"),
    ("voucher", "document", "text"),
)


# What raises the balance, what lowers it, then both: an invoice and its receipt may share a number,
# so the signs are kept apart until each has had its chance.
Sign = Literal["raises", "lowers", "either"]
SIGNS: tuple[Sign, ...] = ("raises", "lowers", "either")


def settle_document_totals(account: Account) -> None:
    """Settle what shares a document number, in its own column or quoted, and adds up."""
    _settle_totals(account, FIELDS[:2])


def settle_shared_totals(account: Account) -> None:
    """The same for orders and for any quoted number: coarser, so after the documents."""
    _settle_totals(account, FIELDS[2:])


def _settle_totals(account: Account, all_fields: tuple[tuple[str, ...], ...]) -> None:
    for fields in all_fields:
        for sign in SIGNS if ties_of(account, fields) else ():
            for left, right in components(account, fields, sign):
                _settle_component(account, left, right)


def _settle_component(account: Account, left: list[Line], right: list[Line]) -> None:
    if mix_facts(left, right):
        return
    gap = sum(line.amount for line in left) - sum(line.amount for line in right)
    if abs(gap) <= tolerance_of(account, left, right):
        single = len(left) == len(right) == 1
        rule = "document_differs" if single and gap else "document_total"
        account.take(left, right, rule=rule, key=shared_number(left[0], right[0]))
        return
    subset = _subset_that_closes(left, right)
    if subset:
        account.take(*subset, rule="document_total", key=shared_number(subset[0][0], subset[1][0]))


def tolerance_of(account: Account, left: list[Line], right: list[Line]) -> int:
    """Minor units by which rounding may part the two totals."""
    return account.rules.rounding_per_line * (len(left) + len(right) - 1)


def _subset_that_closes(
    left: list[Line], right: list[Line]
) -> tuple[list[Line], list[Line]] | None:
    """One line against the only subset of the other side that equals it, inside one shared number."""
    for one, many, flip in ((left, right, False), (right, left, True)):
        if len(one) != 1 or len(many) > _SUBSET_MAX:
            continue
        found = [
            list(subset)
            for size in range(2, len(many))
            for subset in combinations(many, size)
            if sum(line.amount for line in subset) == one[0].amount
        ]
        distinct = {tuple(sorted(line.amount for line in subset)) for subset in found}
        if len(distinct) == 1:
            return (found[0], one) if flip else (one, found[0])
    return None


def components(
    account: Account, fields: tuple[str, ...], sign: Sign
) -> list[tuple[list[Line], list[Line]]]:
    """Connected sets of open lines that share a number in any of ``fields``; both sides present."""
    ties = ties_of(account, fields)
    if not ties:
        return []
    parent: dict[int, int] = {}
    lines: dict[int, Line] = {}
    for tie in ties:
        ours, theirs = _of_sign(tie.ours, sign), _of_sign(tie.theirs, sign)
        members = ours + theirs
        if not ours or not theirs or len(members) > _LINES_MAX:
            continue
        for line in members:
            lines[id(line)] = line
            parent.setdefault(id(line), id(line))
        first = _root(parent, id(members[0]))
        for line in members[1:]:
            parent[_root(parent, id(line))] = first
    found: dict[int, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for mark, line in lines.items():
        found[_root(parent, mark)][line.side == "theirs"].append(line)
    return sorted(found.values(), key=lambda pair: min(line.place for line in pair[0]))


def ties_of(account: Account, fields: tuple[str, ...]) -> list[Tie]:
    """Open lines of both sides that share a number in any of ``fields``."""
    return account.open_ties(fields, lambda: _find_ties(account, fields))


def _of_sign(lines: list[Line], sign: Sign) -> list[Line]:
    if sign == "either":
        return lines
    return [line for line in lines if (line.amount < 0) == (sign == "lowers")]


class _Held(NamedTuple):
    """Lines that carry a number, and the number as one of them writes it."""

    written: str
    lines: list[Line]


_ByNumber = dict[str, list[Line]]
_Said = tuple[
    tuple[str, ...], tuple[str, ...]
]  # fields in which our side, and theirs, says anything


class _Numbers:
    """Open lines of both sides under the numbers of each field: letters and digits in runs, and digits alone.

    Found once for a field, however many fields are asked for together, and once for fields that say the same.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._known: dict[tuple[Side, str], tuple[_ByNumber, _ByNumber]] = {}

    def on_both(self, said: _Said, form: Literal["runs", "digits"]) -> list[Tie]:
        """The open lines of both sides under each number that stands in these fields of either, by number."""
        return self._account.open_ties((form, said), lambda: self._find(said, form))

    def _find(self, said: _Said, form: Literal["runs", "digits"]) -> list[Tie]:
        at = 0 if form == "runs" else 1
        ours = [self._of("ours", field)[at] for field in said[0]]
        theirs = [self._of("theirs", field)[at] for field in said[1]]
        shared = {key for mine in ours for yours in theirs for key in mine.keys() & yours}
        return [Tie(key, _under(key, ours), _under(key, theirs)) for key in sorted(shared)]

    def _of(self, side: Side, field: str) -> tuple[_ByNumber, _ByNumber]:
        if (side, field) not in self._known:
            account = self._account
            lines = account.open_ours() if side == "ours" else account.open_theirs()
            self._known[side, field] = _by_number(lines, field)
        return self._known[side, field]


def _by_number(lines: list[Line], field: str) -> tuple[_ByNumber, _ByNumber]:
    by_runs: _ByNumber = defaultdict(list)
    by_digits: _ByNumber = defaultdict(list)
    for line in lines:
        if not line.amount or not getattr(line, field):
            continue
        for _, keys in numbers_of(line, (field,)):
            for name, known in ((keys.runs, by_runs), (keys.digits, by_digits)):
                if name and not (known[name] and known[name][-1] is line):
                    known[name].append(line)
    return by_runs, by_digits


def _find_ties(account: Account, fields: tuple[str, ...]) -> list[Tie]:
    """Lines of both sides under one number; two spellings of a number that tie the same lines are one.

    Equal digits tie two numbers of different letters only where their series were seen to be one.
    """
    if not account.open_ours() or not account.open_theirs():
        return []
    numbers = account.view(_Numbers, _Numbers)
    said = account.saying("ours", fields), account.saying("theirs", fields)
    found: dict[tuple[int, ...], Tie] = {}
    for tie in numbers.on_both(said, "runs"):
        found.setdefault(tuple(map(id, tie.ours + tie.theirs)), tie)
    for key, ours, theirs in numbers.on_both(said, "digits"):
        if len(ours) == len(theirs) == 1 and (id(ours[0]), id(theirs[0])) in found:
            continue  # their letters tie them already
        conflicts = conflicts_in(account)
        yours = _by_letters(theirs, said[1], str(key))
        for mine in _by_letters(ours, said[0], str(key)):
            for other in yours:
                if conflicts.are_of_one_series(mine.written, other.written):
                    tie = Tie(key, mine.lines, other.lines)
                    found.setdefault(tuple(map(id, tie.ours + tie.theirs)), tie)
    return list(found.values())


def _under(key: str, fields: list[_ByNumber]) -> list[Line]:
    """The lines that carry a number in any of these fields, in booking order."""
    held = [known[key] for known in fields if key in known]
    if len(held) == 1:  # in booking order, and each once
        return held[0]
    places = {line.place: line for lines in held for line in lines}
    return [places[place] for place in sorted(places)]


def _by_letters(lines: list[Line], fields: tuple[str, ...], digits: str) -> list[_Held]:
    """Lines whose numbers have these digits, apart by their letters."""
    found: dict[str, _Held] = {}
    for line in lines:
        numbers = numbers_of(line, fields)
        written = {keys.letters: number for number, keys in numbers if keys.digits == digits}
        for letters, number in written.items():
            found.setdefault(letters, _Held(number, [])).lines.append(line)
    return list(found.values())


def numbers_of(line: Line, fields: tuple[str, ...]) -> list[tuple[str, Keys]]:
    """The numbers in these fields, as written and as keys; only those with three digits or more are numbers in a text."""
    found: list[tuple[str, Keys]] = []
    for field in fields:
        if field == "text":
            said = ((token, keys_of(token)) for token in tokens_of(line.text))
            found += [each for each in said if each[1].digits]
        elif number := getattr(line, field):
            keys = keys_of(number)
            if keys.runs:
                found.append((number, keys))
    return found


def tie_of(
    account: Account, ours: Line, theirs: Line, fields: tuple[str, ...]
) -> Literal["number", "digits"] | None:
    """Whether two lines hang on one number: ``digits`` where only the digits agree, of two series that are not one."""
    mine, yours = numbers_of(ours, fields), numbers_of(theirs, fields)
    if {keys.runs for _, keys in mine} & {keys.runs for _, keys in yours}:
        return "number"
    conflicts = conflicts_in(account)
    alike = [
        conflicts.are_of_one_series(one, other)
        for one, keys in mine
        for other, other_keys in yours
        if keys.digits and keys.digits == other_keys.digits
    ]
    return "number" if any(alike) else "digits" if alike else None


def names_of(line: Line, fields: tuple[str, ...]) -> frozenset[str]:
    """The keys under which a line may be called: its numbers in runs, and their digits alone."""
    return frozenset(
        name for _, keys in numbers_of(line, fields) for name in (keys.runs, keys.digits) if name
    )


def _root(parent: dict[int, int], mark: int) -> int:
    while parent[mark] != mark:
        parent[mark] = parent[parent[mark]]
        mark = parent[mark]
    return mark
