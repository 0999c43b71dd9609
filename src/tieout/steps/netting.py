"""Stage 2: lines of one side that cancel each other out, and that the other side never had.

Runs after the exact stages, so that a pair both sides booked is matched line by line, and what is
left is the entry and its reversal. An invoice and its receipt also cancel, but are two facts.
"""

from __future__ import annotations

import re
from collections import defaultdict

from tieout.steps.account import Account
from tieout.steps.lines import Line, Lines
from tieout.steps.numbers import keys_of, tokens_of
from tieout.steps.shared import names_of

# A pattern for Python and for Arrow alike.
REVERSAL_WORDS = (
    "冲销|冲回|冲账|红冲|红字|作废|撤销|冲正|退票|revers|void|cancel|storno|bounced|annul"
)
_NAMING = ("document", "order", "text")
_REVERSAL = re.compile(REVERSAL_WORDS, re.IGNORECASE)


def settle_reversals(account: Account) -> None:
    """Settle an entry with its reversal on the same side; both rows stay visible in one group."""
    for lines in (account.open_ours(), account.open_theirs()):
        _settle_side(account, lines)


def settle_surplus_reversals(account: Account) -> None:
    """Settle entry and reversal first where the other side has no such reversal.

    Booked, reversed and booked again on one side, booked once on the other: the last one is the
    partner, so the first two must be out of the way before numbers are compared.
    """
    ours, theirs = _explicit_reversals(account.ours), _explicit_reversals(account.theirs)
    for lines, reversals, others in (
        (account.ours, ours, theirs),
        (account.theirs, theirs, ours),
    ):
        twins = defaultdict(list)
        for other in others:
            twins[other.amount].append(other)
        lone = [
            line
            for line in reversals
            if not any(_are_twins(line, other) for other in twins[line.amount])
        ]
        lines.make_of_amounts(-line.amount for line in lone)
        for reversal in lone:
            _settle_lone_reversal(account, reversal, lines.of_amount(-reversal.amount))


def _explicit_reversals(lines: Lines) -> list[Line]:
    return [line for line in lines.saying(REVERSAL_WORDS) if line.open and line.amount]


def _are_twins(reversal: Line, other: Line) -> bool:
    """Both sides reversed the same thing: with the same amount, no number says otherwise."""
    mine, yours = names_of(reversal, _NAMING), names_of(other, _NAMING)
    return not mine or not yours or bool(mine & yours)


def _settle_lone_reversal(account: Account, reversal: Line, same_size: list[Line]) -> None:
    if not reversal.open:
        return  # it has itself been reversed by another
    before = [line for line in same_size if line.open and _precedes(line, reversal)]
    meant = names_of(reversal, _NAMING)
    named = [line for line in before if not meant.isdisjoint(names_of(line, _NAMING))]
    if named:
        _take(account, _latest(named), reversal)


def _precedes(line: Line, reversal: Line) -> bool:
    """Booked before its reversal: on an earlier day, or by voucher, or on the same day without one."""
    if line.day != reversal.day:
        return (line.day or 0) < (reversal.day or 0)
    return line.place < reversal.place or not (line.voucher and reversal.voucher)


def _latest(originals: list[Line]) -> Line:
    """The last one booked before; of one day without vouchers the first, since it is reversed, then repeated."""
    last = max(line.day or 0 for line in originals)
    of_that_day = [line for line in originals if (line.day or 0) == last]
    numbered = all(line.voucher for line in of_that_day)
    return (max if numbered else min)(of_that_day, key=lambda line: line.place)


def is_explicit_reversal(line: Line) -> bool:
    return bool(line.text and _REVERSAL.search(line.text))


def _settle_side(account: Account, lines: list[Line]) -> None:
    by_size: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.amount:
            by_size[abs(line.amount)].append(line)
    for same in by_size.values():
        for reversal in [line for line in same if says_reversal(line)]:
            if not reversal.open:
                continue
            originals = [line for line in same if line.open and line.amount == -reversal.amount]
            original = _original_of(reversal, originals)
            if original is not None:
                _take(account, original, reversal)


def says_reversal(line: Line) -> bool:
    return is_explicit_reversal(line) or line.kind == "credit"


def _original_of(reversal: Line, originals: list[Line]) -> Line | None:
    """The one entry that carries the number the reversal names; else the only entry of that size."""
    named = [line for line in originals if _names(reversal, line)]
    if named:
        return _latest(named)
    if (
        is_explicit_reversal(reversal)
        and len(originals) == 1
        and not _names_other(reversal, originals[0])
    ):
        return originals[0]
    return None


def _names(reversal: Line, original: Line) -> bool:
    if not original.runs:
        return False
    numbers = [reversal.document, reversal.order, *tokens_of(reversal.text)]
    return any(keys_of(number).runs == original.runs for number in numbers if number)


def _names_other(reversal: Line, original: Line) -> bool:
    both = reversal.day is not None and original.day is not None
    return both and (original.day or 0) > (reversal.day or 0)


def _take(account: Account, original: Line, reversal: Line) -> None:
    pair = [original, reversal]
    ours = pair if original.side == "ours" else []
    theirs = pair if original.side == "theirs" else []
    account.take(ours, theirs, rule="reversal", key=original.document or "")
