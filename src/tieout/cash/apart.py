"""Receipts that can have nothing to do with each other, read and decided by two processes at once.

What a receipt quotes is read from its own text, so any half of them may be read apart. What a receipt pays depends on the parties whose items it may pay or name, and on receipts that look like it. Receipts that
no chain of these connects are decided apart, and the answer is that of one process deciding them all.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tieout.choice import tied
from tieout.sums.search import load_compiled

if TYPE_CHECKING:
    from tieout.cash.decide import CashRun
    from tieout.cash.hypotheses import Said

_T = TypeVar("_T")
_WORTH_TWO = 10_000  # receipts below which one process is done before a second is


class Settled(NamedTuple):
    """What was decided of some receipts, by place, and what is left of them and of the items they pay."""

    said: dict[int, Said]
    closed: dict[int, tuple[str, int | None]]
    left: dict[int, int]
    open: dict[int, int]


def settle_all(run: CashRun, *, least: int = _WORTH_TWO) -> None:
    """Decide every receipt; from ``least`` receipts on in two processes, where the machine has them."""
    every = range(len(run.book.receipts))
    if len(every) < least or not _may_part():
        run.settle(every)
        return
    here, there = halves(unconnected(run))
    load_compiled()  # once for both

    def settled() -> Settled:
        run.settle(there)
        return run.outcome(there)

    run.take_over(_beside(settled, lambda: run.settle(here)))


def in_two(
    read: Callable[[Sequence[int]], list[_T]], count: int, *, least: int = _WORTH_TWO
) -> list[_T]:
    """What ``read`` makes of the places 0 to ``count``; from ``least`` on the second half by another process.

    ``read`` looks at each place by itself, and changes nothing that anyone asks for later.
    """
    if count < least or not _may_part():
        return read(range(count))
    half = count // 2
    first: list[_T] = []
    second = _beside(lambda: read(range(half, count)), lambda: first.extend(read(range(half))))
    return first + second


def _beside(there: Callable[[], _T], here: Callable[[], None]) -> _T:
    """What ``there`` gives in a copy of this process, while ``here`` is done in this one."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_tell, args=(there, sender))
    child.start()
    sender.close()
    here()
    try:
        found: _T = receiver.recv()
    except EOFError:  # the child was ended: what it was to do is still undone here
        found = there()
    child.join()
    return found


def _tell(there: Callable[[], object], sender: Connection) -> None:
    sender.send(there())


def _may_part() -> bool:
    """Whether a copy of this process may go on by itself: on Linux, from a process without threads."""
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return sys.platform == "linux" and alone and len(os.sched_getaffinity(0)) > 1


def unconnected(run: CashRun) -> list[list[int]]:
    """The receipts in sets that nothing connects, each ascending; the sets by their first."""
    return tied({place: run.ties_of(place) for place in range(len(run.book.receipts))})


def halves(sets: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Whole sets shared out to two of nearly the same number, the largest first; each ascending.

    >>> halves([[0, 3], [1], [2, 4, 5]])
    ([2, 4, 5], [0, 1, 3])
    """
    parts: tuple[list[int], list[int]] = [], []
    for places in sorted(sets, key=len, reverse=True):
        min(parts, key=len).extend(places)
    return sorted(parts[0]), sorted(parts[1])
