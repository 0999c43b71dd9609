"""Mutated and hostile files: no crash, no hang, no child beyond its memory, nothing silently lost.

By default a seeded part of them runs; READING_MUTATIONS=2000 runs them all (``make soak``).
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter

import psutil

from tests.tieout.reading import hostile
from tests.tieout.reading.ledgers import unaccounted, write
from tieout.reading import Limits, ReadingOptions
from tieout.reading.courier import fetch
from tieout.reading.pair import read_grid
from tieout.refusal import Refusal

MUTATIONS = int(os.environ.get("READING_MUTATIONS", "200"))
LIMITS = Limits()


class Watch(threading.Thread):
    """Looks at the children from outside every few milliseconds and keeps the largest size, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._done = threading.Event()
        self._peak = 0

    def run(self) -> None:
        me = psutil.Process()
        while not self._done.wait(0.03):
            for child in me.children():
                with contextlib.suppress(psutil.Error):
                    if (
                        "-I" in child.cmdline()
                    ):  # already the reading child, not yet still ourselves
                        self._peak = max(self._peak, child.memory_info().rss >> 20)

    def stop(self) -> int:
        self._done.set()
        self.join()
        return self._peak


def test_mutated_files_end_in_a_refusal_or_in_a_reading_that_accounts_for_every_row() -> None:
    watch = Watch()
    watch.start()
    bases = hostile.bases()
    kinds = ["xlsx", "xlsx", "csv", "xls", "gb18030", "utf-16"]
    outcomes: Counter[str] = Counter()
    slowest, slowest_name = 0.0, ""
    for seed in range(MUTATIONS):
        kind = kinds[seed % len(kinds)]
        name, content = hostile.mutated(kind, bases[kind], seed)
        path = write(content, f"{name}-{seed}.{kind}")
        begun = time.monotonic()
        try:
            grid = fetch(path, limits=LIMITS)
            ledger = read_grid(
                grid, side="ours", options=ReadingOptions(), reference=None, party=None
            )
        except Refusal as refused:
            outcomes[refused.code] += 1
        else:
            outcomes["read"] += 1
            reading = ledger.reading
            assert not unaccounted(grid, ledger), f"{name} {kind} {seed}: rows were lost"
            if reading.closing is not None:
                assert (reading.opening or 0) + reading.total == reading.closing, f"{name} {seed}"
        finally:
            path.unlink()
            path.parent.rmdir()
        took = time.monotonic() - begun
        if took > slowest:
            slowest, slowest_name = took, f"{name} {kind} {seed}"
    peak = watch.stop()
    print(
        f"{MUTATIONS} mutated files: {dict(outcomes)}; slowest {slowest:.1f} s ({slowest_name}); child peak {peak} MB"
    )
    assert slowest < LIMITS.seconds + 5
    assert 0 < peak <= LIMITS.memory_mb
    assert len(outcomes) > 5, "the mutations are too tame to prove anything"


def test_honest_base_files_are_all_read_alike() -> None:
    readings = set()
    for kind, content in hostile.bases().items():
        grid = fetch(write(content, f"base.{kind}"), limits=LIMITS)
        ledger = read_grid(grid, side="ours", options=ReadingOptions(), reference=None, party=None)
        assert not unaccounted(grid, ledger)
        assert not ledger.reading.problems
        readings.add((ledger.reading.rows, ledger.reading.total, ledger.reading.closing))
    assert len(readings) == 1
