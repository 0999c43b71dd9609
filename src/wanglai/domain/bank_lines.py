"""The same money told twice: which lines of a bank's statement are known from other statements of the account.

Banks tell of one payment in a notice, in the day's report and in the statement, in files that overlap, are cut into pages, are
saved again, or come as another form. Two true equal payments of one day must stay two. What decides, in this order:

1. Statements that lie *apart* share no money: one begins with the balance at which the other ended, or they are pages of one
   statement, and so on along the chain.
2. Lines with the same reference of the bank, or the same in every field, are the same money, one for one.
3. Of a statement that proves itself (opening and entries are closing) every line of its days is in it: what is left on a day
   with the same amount, and does not contradict, is the same money, too.

Everything else is new.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """A booked movement as a statement says it; money in is above zero, in minor units."""

    on: date
    amount: int
    currency: str
    is_reversal: bool = False
    other_name: str = ""
    other_account: str = ""  # plain, or any stand-in that is equal for equal numbers
    reference: str = ""
    bank_reference: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One statement over one stretch of an account, with its lines in their order."""

    lines: tuple[Line, ...]
    number: str = ""
    opening: int | None = None
    closing: int | None = None
    is_proved: bool = False  # opening and lines are closing, and it closes a day

    @property
    def first(self) -> date:
        return min((line.on for line in self.lines), default=date.max)

    @property
    def last(self) -> date:
        return max((line.on for line in self.lines), default=date.min)


def plain(text: str) -> str:
    """What of a text survives being saved again: letters and digits, of one width and case."""
    if not text:
        return ""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _BETWEEN.sub("", folded.casefold())


_BETWEEN = re.compile(r"[\W_]+")


def fingerprint(line: Line) -> bytes:
    """SHA-256 over every field as ``plain``; blanks, width and case do not count, a digit does."""
    fields = (
        line.on.isoformat(), str(line.amount), line.currency, str(int(line.is_reversal)),
        *map(plain, (line.other_name, line.other_account, line.reference, line.bank_reference, line.text)),
    )  # fmt: skip
    return hashlib.sha256("\x00".join(fields).encode()).digest()


def identity(stretch: Stretch, kind: str, currency: str, prints: Iterable[bytes]) -> bytes:
    """SHA-256 of what a statement says, so that it is known again in any file: its balances, number and lines in any order.

    ``prints`` are the fingerprints of its lines.
    """
    said = [kind, currency, plain(stretch.number), str(stretch.opening), str(stretch.closing)]
    return hashlib.sha256("\x00".join(said).encode() + b"".join(sorted(prints))).digest()


def apart(new: Stretch, known: Sequence[Stretch]) -> frozenset[int]:
    """Places of the known statements that share no money with the new one.

    1 March to noon closes at 300.00, the afternoon opens at 300.00: apart, though both are of 1 March and may both hold 100.00 of
    the same payer. An export from 15 March opens with the closing of one to 15 March only if the 15th came to nothing; where
    it repeats every line of that day, the two overlap.
    """
    pages = {at for at, other in enumerate(known) if _steps_between(new, other)}
    before = _along(new, known, _follows)
    after = _along(new, known, lambda one, other: _follows(other, one))
    return frozenset(pages | before | after)


def _along(
    new: Stretch, known: Sequence[Stretch], leads: Callable[[Stretch, Stretch], bool]
) -> set[int]:
    """Places of the known statements that lead to the new one, step by step in one direction."""
    found: set[int] = set()
    edge = [new]
    while edge:
        here = edge.pop()
        for at, other in enumerate(known):
            if at not in found and other is not here and leads(other, here):
                found.add(at)
                edge.append(other)
    return found


_PAGED = re.compile(r"(.+)/0*([0-9]+)")


def _steps_between(one: Stretch, other: Stretch) -> int | None:
    """From page 2 of statement 17 to its page 3 it is one step; None where they are not pages of one statement."""
    pages = _PAGED.fullmatch(one.number), _PAGED.fullmatch(other.number)
    if pages[0] is None or pages[1] is None or pages[0][1] != pages[1][1]:
        return None
    if one.lines and other.lines and abs((one.first - other.first).days) > _ONE_STATEMENT_DAYS:
        return None
    return int(pages[1][2]) - int(pages[0][2])


_ONE_STATEMENT_DAYS = 45  # numbers begin anew every year


def _follows(before: Stretch, after: Stretch) -> bool:
    """Whether one begins where the other ended, and not by chance within it."""
    if not (before.is_proved and after.is_proved) or before.closing != after.opening:
        return False
    if _steps_between(before, after) not in (None, 1):
        return False
    return before.last <= after.first and not _repeats(before, after)


def _repeats(before: Stretch, after: Stretch) -> bool:
    """Whether the later one tells the end of the earlier one again; then that end came to nothing, or balances would differ.

    Banks write the oldest first or the newest first; both are tried.
    """
    if before.last < after.first:
        return False
    told = {_by_reference(line) for line in before.lines} - {None}
    if any(_by_reference(line) in told for line in after.lines):
        return True
    for step in (1, -1):
        ended, began = before.lines[::step], after.lines[::step]
        if any(_alike(began, ended[at:]) for at in _nothing_from(ended, before.last)):
            return True
        backwards = began[::-1]
        if any(_alike(backwards[at:], ended[::-1]) for at in _nothing_from(backwards, after.first)):
            return True
    return False


def _nothing_from(lines: Sequence[Line], day: date) -> Iterator[int]:
    """Places from which on the lines, all of one day, come to nothing."""
    total = 0
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].on != day:
            return
        total += lines[at].amount
        if total == 0:
            yield at


def _alike(lines: Sequence[Line], told: Sequence[Line]) -> bool:
    """Whether one is the other's beginning, line by line."""
    pairs = zip(lines, told, strict=False)
    return all(
        _movement(one) == _movement(other) and not contradict(one, other) for one, other in pairs
    )


def known_again(
    new: Stretch, known: Sequence[Stretch], names: Sequence[Sequence[int]]
) -> list[int | None]:
    """For each line of the new statement the name of the known line that is the same money, None where it is new.

    ``names`` are those of each known statement's lines: the same name in two statements is one line.
    """
    off = apart(new, known)
    taken = {name for place in off for name in names[place]}
    candidates: dict[int, Line] = {}
    homes: dict[int, list[Stretch]] = defaultdict(list)
    for place, stretch in enumerate(known):
        for name, line in zip(names[place], stretch.lines, strict=True):
            if place not in off and name not in taken:
                candidates.setdefault(name, line)
                homes[name].append(stretch)
    return _Pairing(new, candidates, homes).found


class _Pairing:
    """One for one, the surest first."""

    def __init__(
        self, new: Stretch, candidates: dict[int, Line], homes: dict[int, list[Stretch]]
    ) -> None:
        self._new = new
        self._left = candidates
        self._homes = homes
        self.found: list[int | None] = [None] * len(new.lines)
        self._pair(_by_reference)
        self._pair(fingerprint)
        self._pair_complete()

    def _pair(self, key: Callable[[Line], object]) -> None:
        """Lines alike in a key that says enough (None: it does not)."""
        if not self._left:
            return
        waiting: dict[object, list[int]] = defaultdict(list)
        for name, line in self._left.items():
            said = key(line)
            if said is not None:
                waiting[said].append(name)
        for at, line in enumerate(self._new.lines):
            said = key(line) if self.found[at] is None else None
            if said is not None and waiting.get(said):
                self._take(at, waiting[said].pop(0))

    def _pair_complete(self) -> None:
        waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for name, line in self._left.items():
            waiting[_movement(line)].append(name)
        for at, line in enumerate(self._new.lines):
            names = waiting.get(_movement(line), []) if self.found[at] is None else []
            for name in names:
                if self._one_of_them_is_whole(name, line) and not contradict(
                    line, self._left[name]
                ):
                    names.remove(name)
                    self._take(at, name)
                    break

    def _one_of_them_is_whole(self, name: int, line: Line) -> bool:
        """Whether one of both statements holds every line of the day."""
        homes: Iterable[Stretch] = (self._new, *self._homes[name])
        return any(each.is_proved and each.first <= line.on <= each.last for each in homes)

    def _take(self, at: int, name: int) -> None:
        self.found[at] = name
        del self._left[name]


def _movement(line: Line) -> tuple[object, ...]:
    return line.on, line.amount, line.currency, line.is_reversal


def _by_reference(line: Line) -> object | None:
    """A reference of the bank with six digits that are not all one: with day and amount it names one payment."""
    said = plain(line.bank_reference)
    digits = [sign for sign in said if sign.isdigit()]
    if len(digits) < 6 or len(set(digits)) < 2:
        return None
    return *_movement(line), said, plain(line.other_account)


def contradict(one: Line, other: Line) -> bool:
    """Whether both say something of one thing, and neither holds the other: two references, two accounts, two names."""
    pairs = (
        (one.bank_reference, other.bank_reference),
        (one.other_account, other.other_account),
        (one.other_name, other.other_name),
    )
    for said, told in pairs:
        this, that = plain(said), plain(told)
        if this and that and this not in that and that not in this:
            return True
    return False


def occurrences(prints: Sequence[bytes], before: dict[bytes, int]) -> list[int]:
    """The number of each new line among those of the account with its fingerprint: after 2 known ones 3, 4 …"""
    seen = Counter(before)
    found = []
    for each in prints:
        seen[each] += 1
        found.append(seen[each])
    return found
