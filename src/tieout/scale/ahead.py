"""The next piece is made while the last one is used: both are Arrow's work, which needs no one's turn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def made_ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces in the same order, each asked for one step early in a thread of its own.

    What making a piece raises is raised where that piece would have come.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = maker.submit(next, pieces, None)
            yield piece
