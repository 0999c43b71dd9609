"""Sets of places drawn by a fixed generator: the same on every machine and in every run."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.intp]
_Words = npt.NDArray[np.uint64]

DRAWN = 2048  # sets drawn of each size; where there are no more than that, all of them


@lru_cache(maxsize=512)
def sets_of(count: int, size: int) -> Places:
    """Different sets of ``size`` out of ``count`` places, one a column: all, or some that stand for all.

    Worked: two of three places are ``[[0, 0, 1], [1, 2, 2]]``.
    """
    if comb(count, size) <= DRAWN:
        every = np.array(list(combinations(range(count), size)), np.intp)
        return np.ascontiguousarray(every.T)
    words = _splitmix64(np.arange(DRAWN * size, dtype=np.uint64) + np.uint64(size << 32))
    drawn = np.empty((size, DRAWN), np.intp)
    # Floyd: a place that is taken already gives way to the last one, so every set is as likely.
    for at, last in enumerate(range(count - size, count)):
        place = (words[at::size] % np.uint64(last + 1)).astype(np.intp)
        taken = (drawn[:at] == place).any(axis=0)
        drawn[at] = np.where(taken, last, place)
    names = _splitmix64(drawn.astype(np.uint64)).sum(axis=0, dtype=np.uint64)
    _, first = np.unique(names, return_index=True)
    return np.ascontiguousarray(drawn[:, np.sort(first)])


def _splitmix64(states: _Words) -> _Words:
    """The generator of Steele, Lea and Flood (OOPSLA 2014): the word of each state, states in any order."""
    words = (states + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
