"""Names that are nearly another name, each compared with all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

_AT_ONCE = 64  # names compared in one go: of 20,000 known ones 10 MB of likenesses


def likest(said: Sequence[str], names: Sequence[str], *, least: int, lead: int) -> list[list[str]]:
    """For each name said the known ones that are likest, 100 being the same.

    ``least``: how like a name must be at all. ``lead``: a name that is less than so much behind the likest is no less likely.

    >>> likest(["acme tradng"], ["acme trading", "acme trade", "beta"], least=88, lead=6)
    [['acme trading']]
    """
    found: list[list[str]] = []
    for at in range(0, len(said), _AT_ONCE):
        scores = process.cdist(
            said[at : at + _AT_ONCE], names,
            scorer=fuzz.ratio, score_cutoff=least, dtype=np.float64, workers=-1,
        )  # fmt: skip
        found += [_leading(one, names, lead) for one in scores]
    return found


def _leading(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]], names: Sequence[str], lead: int) -> list[str]:  # fmt: skip
    best = scores.max(initial=0.0)  # what is less like than asked stands as nought
    if not best:
        return []
    return [names[place] for place in np.flatnonzero(scores > max(best - lead, 0.0)).tolist()]
