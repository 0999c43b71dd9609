"""Stage 1: document numbers as people write them, reduced to keys that can be compared.

``INV-2026-00123``, ``inv2026/123`` and ``Inv 2026 0123`` are one number to a clerk. Each number gives
several keys, from strong to weak; a key is only ever compared with a key of the same form.

>>> keys_of("INV-2026-00123")
Keys(full='inv202600123', runs='inv-2026-123', core='2026-123', digits='202600123', tail='123', folded='1nv202600123')
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_RUN = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_TOKEN = re.compile(r"[0-9A-Za-z]+(?:[-_/.#][0-9A-Za-z]+)*")
# Letters that scanners and typists take for digits.
_FOLD = str.maketrans({"o": "0", "q": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2", "g": "9"})


class Keys(NamedTuple):
    """The forms of one number; an empty form says the number is too short to be known by it."""

    full: str  # everything but separators
    runs: str  # letters and digits in runs, leading zeros dropped
    core: str  # the digit runs only
    digits: str  # all digits in a row
    tail: str  # the last digit run, when it has three digits or more
    folded: str  # like full, with look-alike letters turned to digits


NO_KEYS = Keys("", "", "", "", "", "")


@lru_cache(maxsize=1 << 20)
def keys_of(number: str | None) -> Keys:
    """All keys of one number as written; none for a text without digits."""
    if not number:
        return NO_KEYS
    text = number.casefold() if number.isascii() else unicodedata.normalize("NFKC", number).casefold()
    runs = _RUN.findall(text)
    digit_runs = [run for run in runs if run.isdigit()]
    if not digit_runs:
        return NO_KEYS
    bare = [run.lstrip("0") or "0" for run in digit_runs]
    full = "".join(runs)
    digits = "".join(digit_runs).lstrip("0")
    return Keys(
        full=full,
        runs="-".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs),
        core="-".join(bare) if len(digits) >= 3 else "",
        digits=digits if len(digits) >= 3 else "",
        tail=bare[-1] if len(bare[-1]) >= 3 else "",
        folded=full.translate(_FOLD) if len(full) >= 4 else "",
    )


@lru_cache(maxsize=1 << 18)
def tokens_of(text: str | None) -> tuple[str, ...]:
    """Numbers that stand in a free text, as written, in order: those with three digits or more.

    >>> tokens_of("付 INV-0012、INV-0013 货款 3月")
    ('INV-0012', 'INV-0013')
    """
    if not text:
        return ()
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = (token for token in _TOKEN.findall(plain) if sum(map(str.isdigit, token)) >= 3)
    return tuple(dict.fromkeys(found))


def is_near(left: str, right: str) -> bool:
    """True when two full keys differ by one slip: a digit wrong, dropped, added or swapped.

    >>> is_near("inv10231", "inv10321"), is_near("inv10231", "inv1031"), is_near("inv1", "inv2")
    (True, True, False)
    """
    if left == right or min(len(left), len(right)) < 5 or abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest_left, rest_right = left[start:], right[start:]
    if len(left) == len(right):
        swapped = rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
        return rest_left[1:] == rest_right[1:] or swapped
    longer, shorter = (rest_left, rest_right) if len(left) > len(right) else (rest_right, rest_left)
    return longer[1:] == shorter


@lru_cache(maxsize=1 << 20)
def shape_of(number: str | None) -> str:
    """The pattern of a number: letters stay, digit runs become their length (``inv-9``)."""
    full = keys_of(number).full
    return re.sub(r"[0-9]+", lambda run: f"<{len(run.group())}>", full) if full else ""
