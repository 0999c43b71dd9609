"""The same number, another amount: one fact told differently by the two sides.

Whether an equal number alone may decide is learned from the ledgers themselves: where 37 of 40 equal
numbers also agree in amount, the 38th with another amount is the same document booked wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from tieout.causes import cause_of_gap
from tieout.decisions import Status
from tieout.steps.account import Account, Tie
from tieout.steps.conflicts import conflicts_in
from tieout.steps.exact import TIERS, are_different_facts, mix_facts, shared_number
from tieout.steps.lines import Line, Lines
from tieout.steps.numbers import Form, are_of_two_series, shape_of
from tieout.steps.shared import components, ties_of

QUOTED = (
    ("document", "text"),
    ("document", "order"),
    ("order", "text"),
    ("voucher", "document", "text"),
)
_PART_DAYS = 10
_TRUST_PAIRS = 3
_TRUST_SHARE = 2  # at least half of the equal numbers agree in amount too
_NUMBERED_RULES = ("document_amount", "reference_amount")
_IS_NUMBERED = np.array([tier.rule in _NUMBERED_RULES for tier in TIERS])
FORMS: tuple[Form, ...] = ("full", "runs", "digits", "folded")


def settle_differing(account: Account) -> None:
    """Settle one-to-one documents whose amounts differ by a plausible gap."""
    if not numbers_are_shared(account):
        return
    for form in FORMS:
        _settle_documents(account, form, "auto")


def settle_differing_references(account: Account) -> None:
    """The same for orders and quoted numbers, after equal amounts have had their chance."""
    quoted: Status = "auto" if numbers_are_shared(account) else "suggested"
    for fields in QUOTED:
        if not ties_of(account, fields):
            continue
        # An order has many documents and a voucher is its writer's own: neither ties two lines alone.
        status: Status = quoted if fields == ("document", "text") else "suggested"
        for sign in ("raises", "lowers"):
            for left, right in components(account, fields, sign):
                _settle_whole(account, left, right, status)
        for left, right in components(account, fields, "either"):
            if _is_sign_error(left, right):
                _take(account, left, right, status)


def suggest_differing(account: Account) -> None:
    """What carries one number and little else in common: a person should look."""
    for form in FORMS:
        _settle_documents(account, form, "suggested")
    for fields in QUOTED:
        for sign in ("raises", "lowers") if ties_of(account, fields) else ():
            for left, right in components(account, fields, sign):
                if len(left) == len(right) == 1 and not are_different_facts(left[0], right[0]):
                    _take(account, left, right, "suggested")


def _is_sign_error(left: list[Line], right: list[Line]) -> bool:
    """The same sum with the opposite sign, and both sides call it the same kind of thing.

    A payment that quotes the number of an invoice of the same amount is no sign error.
    """
    if len(left) != 1 or len(right) != 1 or left[0].amount != -right[0].amount:
        return False
    return left[0].said_kind is not None and left[0].said_kind == right[0].said_kind


def _settle_whole(account: Account, left: list[Line], right: list[Line], status: Status) -> None:
    if len(left) == len(right) == 1:
        if not are_different_facts(left[0], right[0]) and is_plausible(account, left, right):
            _take(account, left, right, status)
    elif _is_plausible_whole(left, right):
        _take(account, left, right, "suggested")


def _settle_documents(account: Account, form: Form, status: Status) -> None:
    cells = cells_of(account, form)
    foreign = foreign_shapes(account, cells) if cells else set()
    for left, right in cells:
        if len(left) != 1 or len(right) != 1 or are_different_facts(left[0], right[0]):
            continue
        opposite = are_opposite(left[0], right[0])
        if opposite and not may_be_sign_error(left[0], right[0]):
            continue
        if shape_of(left[0].document) in foreign:
            continue
        numbers = left[0].document, right[0].document
        # What only a learned table says of the numbers is for a person to confirm.
        if not conflicts_in(account).are_of_one_series(*numbers) and (
            status == "auto" or not times_learned(account, *numbers)
        ):
            continue
        if status == "suggested" or opposite or is_plausible(account, left, right):
            _take(account, left, right, status)


def times_learned(account: Account, ours: str | None, theirs: str | None) -> int:
    """How often a learned table saw equal digits of these two patterns as one document."""
    if not account.learned_series or not are_of_two_series(ours, theirs):
        return 0
    return account.learned_series.get((shape_of(ours), shape_of(theirs)), 0)


def cells_of(account: Account, form: Form) -> list[tuple[list[Line], list[Line]]]:
    """The open lines of both sides under each document number that stands on both, in our order."""
    ties = account.open_ties(("documents", form), lambda: _find_cells(account, form))
    cells = [(tie.ours, tie.theirs) for tie in ties]
    return sorted(cells, key=lambda cell: cell[0][0].place)


def _find_cells(account: Account, form: Form) -> list[Tie]:
    mine = _by_document(account.ours, account.open_ours(), form)
    yours = _by_document(account.theirs, account.open_theirs(), form) if mine else {}
    return [Tie(key, left, yours[key]) for key, left in mine.items() if key in yours]


def _by_document(side: Lines, still_open: list[Line], form: Form) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line, key in zip(still_open, side.keys_of(still_open, "document", form), strict=True):
        if key and line.amount:
            found.setdefault(key, []).append(line)
    return found


def foreign_shapes(account: Account, cells: Iterable[tuple[list[Line], list[Line]]]) -> set[str]:
    """Patterns that both sides use for numbers of their own: equal numbers, but never equal amounts.

    Our receipts RC000101 … and their payments RC000101 … have nothing to do with each other.
    """
    differing = Counter(
        shape_of(left[0].document) for left, right in cells if len(left) == len(right) == 1
    )
    if not differing:
        return set()
    conflicts = conflicts_in(account)
    return {
        shape
        for shape, count in differing.items()
        if count >= _TRUST_PAIRS and count > conflicts.times_shared(shape)
    }


def are_opposite(ours: Line, theirs: Line) -> bool:
    return (ours.amount < 0) != (theirs.amount < 0)


def may_be_sign_error(ours: Line, theirs: Line) -> bool:
    """The same amount with the opposite sign, and not one of the two alone called a receipt."""
    kinds = {ours.said_kind, theirs.said_kind}
    return ours.amount == -theirs.amount and not ("receipt" in kinds and len(kinds) == 2)


def numbers_are_shared(account: Account) -> bool:
    """True when equal numbers mostly come with equal amounts in these two ledgers."""
    agreeing = int(_IS_NUMBERED[account.plain.tiers].sum()) + sum(
        settled.rule in _NUMBERED_RULES for settled in account.settled
    )
    most = min(len(account.open_ours()), len(account.open_theirs()))
    if agreeing >= max(_TRUST_PAIRS, _TRUST_SHARE * most):
        return True
    open_ours = {line.runs for line in account.open_ours()} - {""}
    open_theirs = {line.runs for line in account.open_theirs()} - {""}
    disagreeing = len(open_ours & open_theirs)
    return agreeing >= _TRUST_PAIRS and agreeing >= _TRUST_SHARE * disagreeing


def is_plausible(account: Account, left: list[Line], right: list[Line]) -> bool:
    """A known cause, or at most four fifths of the larger amount between the two."""
    largest = max(abs(left[0].amount), abs(right[0].amount))
    if abs(left[0].amount - right[0].amount) * 5 <= largest * 4:
        return True
    return cause_of_gap(left, right, account.rules) not in ("amount", "partial")


def _is_plausible_whole(left: list[Line], right: list[Line]) -> bool:
    """Several lines under one number, totals within a tenth of each other: worth a person's look."""
    if mix_facts(left, right):
        return False
    ours, theirs = sum(line.amount for line in left), sum(line.amount for line in right)
    return abs(ours - theirs) * 10 <= max(abs(ours), abs(theirs))


def _missing_part(account: Account, whole: Line, part: Line) -> Line | None:
    """The only open line beside ``part`` that completes it to ``whole``: the part that lost its number.

    Ours 26,400.00 under one number; theirs 19,200.00 under it, and 7,200.00 of the same day without.
    """
    conflicts = conflicts_in(account)
    found = [
        line
        for line in account.of_amount(part.side, whole.amount - part.amount)
        if line.open and line is not part and _is_beside(part, line)
    ]
    if len(found) != 1:
        return None
    ours, theirs = (found[0], whole) if part.side == "ours" else (whole, found[0])
    return None if conflicts.forbid(ours, theirs) else found[0]


def _is_beside(part: Line, line: Line) -> bool:
    return part.day is not None and line.day is not None and abs(part.day - line.day) <= _PART_DAYS


def _take(account: Account, left: list[Line], right: list[Line], status: Status) -> None:
    if not all(line.open for line in left + right):
        return  # one of them went as the missing part of another
    key = shared_number(left[0], right[0])
    if len(left) == len(right) == 1 and (left[0].amount < 0) == (right[0].amount < 0):
        ours, theirs = left[0], right[0]
        whole, part = (ours, theirs) if abs(ours.amount) > abs(theirs.amount) else (theirs, ours)
        other = _missing_part(account, whole, part)
        if other is not None:
            parts, wholes = [part, other], [whole]
            left, right = (wholes, parts) if whole.side == "ours" else (parts, wholes)
            account.take(left, right, rule="document_total", status=status, key=key)
            return
        if status == "auto" and _may_be_incomplete(account, whole, part):
            status = "suggested"
    account.take(left, right, rule="document_differs", status=status, key=key)


def _may_be_incomplete(account: Account, whole: Line, part: Line) -> bool:
    """Beside the smaller line lies one that could be the rest of it: then a person decides.

    Ours 510.00 under a number; theirs 481.13 under it and, the same day, 28.87 under another.
    """
    gap = whole.amount - part.amount
    exact = account.of_amount(part.side, gap)
    if any(line.open and line is not part and _is_beside(part, line) for line in exact):
        return True
    if cause_of_gap([whole], [part], account.rules) not in ("amount", "partial"):
        return False
    return part.day is not None and any(
        line.open
        and line is not part
        and (line.amount < 0) == (gap < 0)
        and abs(line.amount) <= abs(gap)
        for line in account.unnumbered_around(part.side, part.day, _PART_DAYS)
    )
