"""Receipts that can have nothing to do with each other, decided by two processes at once.

What a receipt pays depends on the parties whose items it may pay or name, and on receipts that look like it. Receipts that
no chain of these connects are decided apart, and the answer is that of one process deciding them all.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple

from tieout.choice import tied

if TYPE_CHECKING:
    from tieout.cash.decide import CashRun
    from tieout.cash.hypotheses import Said

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
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_settle_there, args=(run, there, sender))
    child.start()
    sender.close()
    run.settle(here)
    try:
        run.take_over(receiver.recv())
    except EOFError:  # the child was ended: what it was to do is still undone here
        run.settle(there)
    child.join()


def _may_part() -> bool:
    """Whether a copy of this process may go on by itself: on Linux, from a process without threads."""
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return sys.platform == "linux" and alone and len(os.sched_getaffinity(0)) > 1


def _settle_there(run: CashRun, places: Sequence[int], sender: Connection) -> None:
    run.settle(places)
    sender.send(run.outcome(places))


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
