"""What a process of the engine's own does without, so that it starts sooner and needs less memory."""

from __future__ import annotations

import atexit
import os
import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("this process does without pandas", name=name)


def without_pandas() -> None:
    """Keep pandas out of this process: pyarrow would load it to ask of every list whether it is a series.

    For processes that the engine starts or is; one that has pandas already keeps it.
    """
    sys.meta_path.insert(0, _WithoutPandas())


def with_pandas() -> None:
    """Let it in again, before a library is loaded that cannot do without: the solver's."""
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, _WithoutPandas)]


def begin_worker() -> None:
    """What a process of a pool does first: its work is on the disk when it ends, so it leaves at once.

    Freeing what it learned by heart, one object after the other, takes 3 of 70 seconds on ten million lines. Results and
    traces of errors are with the pool by then; what was registered before this to be called at the end is not.
    """
    without_pandas()
    atexit.register(_leave)


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
