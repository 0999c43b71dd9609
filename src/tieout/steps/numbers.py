"""Stage 1: document numbers as people write them, reduced to keys that can be compared.

``INV-2026-00123``, ``inv2026/123`` and ``Inv 2026 0123`` are one number to a clerk. Each number gives
several keys, from strong to weak; a key is only ever compared with a key of the same form.

>>> [keys_of("INV-2026-00123").form(form) for form in ("full", "runs", "core", "digits", "tail")]
['inv202600123', 'inv-2026-123', '2026-123', '202600123', '123']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

Form = Literal["full", "runs", "core", "digits", "tail", "folded"]

_RUN = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_DIGIT = re.compile(r"[0-9]")
_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[-_/.#][0-9A-Za-z]+)*")
# Letters that scanners and typists take for digits.
_FOLD = str.maketrans(
    {"o": "0", "q": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2", "g": "9"}
)


# Characters of a key; a shorter one says too little.
SHORTEST: dict[Form, int] = {"digits": 3, "tail": 3, "folded": 4}

_AFTER_DIGITS = ":"  # a run of digits sorts before it, any other run after it
_MADE_AT_ONCE: frozenset[Form] = frozenset(("full", "runs", "core", "digits"))
_NO_DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1))
ANY_DIGIT = str.maketrans("123456789", "000000000")


class Keys:
    """The forms of one number; an empty form says the number is too short for it.

    ``full`` is everything but separators (``inv202600123``), ``runs`` letters and digits in runs with leading zeros
    dropped (``inv-2026-123``), ``core`` the runs of digits alone, ``digits`` all digits in a row, three at least.
    """

    __slots__ = ("_found", "_letters", "_runs", "core", "digits", "full", "runs")

    def __init__(self, number: str | None) -> None:
        self._runs = _runs_of(number)
        # What every step asks for is made at once; the rest when it is asked for.
        self.full, self.runs, self.core, self.digits = _strong(self._runs)
        self._letters: str | None = None
        self._found: dict[Form, str] | None = None

    def form(self, form: Form) -> str:
        if form in _MADE_AT_ONCE:
            made: str = getattr(self, form)
            return made
        if not self._runs:
            return ""
        if self._found is None:
            self._found = {}
        if form not in self._found:
            self._found[form] = _FORMS[form](self._runs)
        return self._found[form]

    @property
    def letters(self) -> str:
        """All letters in a row: ``inv``."""
        if self._letters is None:
            self._letters = "".join([run for run in self._runs if run > _AFTER_DIGITS])
        return self._letters


def _strong(runs: list[str]) -> tuple[str, str, str, str]:
    """The keys by full, runs, core and digits, see ``Keys``."""
    if not runs:
        return "", "", "", ""
    bare = [run if run > _AFTER_DIGITS else run.lstrip("0") or "0" for run in runs]
    digits = "".join([run for run in runs if run < _AFTER_DIGITS]).lstrip("0")
    if len(digits) < SHORTEST["digits"]:
        return "".join(runs), "-".join(bare), "", ""
    core = "-".join([run for run in bare if run < _AFTER_DIGITS])
    return "".join(runs), "-".join(bare), core, digits


def _runs_of(number: str | None) -> list[str]:
    text = number or ""
    plain = text if text.isascii() else _plain(text)
    return _RUN.findall(plain.casefold()) if _DIGIT.search(plain) else []


def _plain(text: str) -> str:
    """Full-width letters and digits of every script as ASCII: ``ＩＮＶ１２`` and ``INV١٢`` are INV12."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", text)
    )


def _bare(run: str) -> str:
    return (run.lstrip("0") or "0") if run.isdecimal() else run


def _digit_runs(runs: list[str]) -> list[str]:
    return [run for run in runs if run.isdecimal()]


def _full(runs: list[str]) -> str:
    return "".join(runs)


def _tail(runs: list[str]) -> str:
    """The last digit run, when it has three digits or more: ``123``."""
    last = _bare(_digit_runs(runs)[-1])
    return last if len(last) >= SHORTEST["tail"] else ""


def _folded(runs: list[str]) -> str:
    """Like full, with look-alike letters turned to digits: ``1nv202600123``."""
    full = _full(runs)
    return full.translate(_FOLD) if len(full) >= SHORTEST["folded"] else ""


_FORMS: dict[Form, Callable[[list[str]], str]] = {"tail": _tail, "folded": _folded}


def are_of_two_series(one: str | None, other: str | None) -> bool:
    """Both numbers have letters, and not the same: REF-00841 and BANK-00841.

    Equal digits then say little, for every series counts from 1. A number without letters may be either, FP-RE-00841
    is RE-00841 under a sign of its own, and letters that look like digits are no difference.
    """
    mine, yours = keys_of(one), keys_of(other)
    if mine.letters.endswith(yours.letters) or yours.letters.endswith(mine.letters):
        return False
    folded = mine.form("folded")
    return not folded or folded != yours.form("folded")


@lru_cache(maxsize=1 << 18)
def keys_of(number: str | None) -> Keys:
    """All keys of one number as written; none for a text without digits."""
    return Keys(number)


@lru_cache(maxsize=1 << 18)
def tokens_of(text: str | None) -> tuple[str, ...]:
    """Numbers that stand in a free text, as written: those with three digits or more.

    A slash may belong to a number or stand between two, so its pieces count as well.

    >>> tokens_of("付 INV-0012、INV-0013 货款 3月")
    ('INV-0012', 'INV-0013')
    """
    if not text:
        return ()
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        found += _readings_of(token) if "/" in token else (token,) if _has_number(token) else ()
    return tuple(dict.fromkeys(found))


_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _readings_of(token: str) -> list[str]:
    """A token and, where slashes join several numbers, every run of up to four of its pieces."""
    pieces = token.split("/")[:12]
    runs = [
        "/".join(pieces[i:j])
        for i in range(len(pieces))
        for j in range(i + 1, min(i + 4, len(pieces)) + 1)
    ]
    return [text for text in (token, *runs) if _has_number(text)]


def _has_number(text: str) -> bool:
    """Three digits or more, the year not counted: ``SH/2025`` names no document."""
    counted = _YEAR.sub("", text, count=1) if "/" in text else text
    digits = len(counted) - len(counted.translate(_NO_DIGITS))
    return digits >= 3 and _YEAR.fullmatch(text) is None


def is_near(left: str, right: str) -> bool:
    """True when two full keys differ by one slip: a digit wrong, dropped, added or swapped.

    >>> is_near("inv10231", "inv10321"), is_near("inv10231", "inv1031"), is_near("inv1", "inv2")
    (True, True, False)
    """
    if left == right or min(len(left), len(right)) < 5 or abs(len(left) - len(right)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    rest_left, rest_right = left[start:], right[start:]
    if len(left) == len(right):
        swapped = rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
        return rest_left[1:] == rest_right[1:] or swapped
    longer, shorter = (rest_left, rest_right) if len(left) > len(right) else (rest_right, rest_left)
    return longer[1:] == shorter


@lru_cache(maxsize=1 << 18)
def shape_of(number: str | None) -> str:
    """The pattern of a number: letters stay, every digit becomes 0 (``inv-00000``)."""
    return number.casefold().translate(ANY_DIGIT) if number else ""
