"""What a process of the engine's own does without, so that it starts sooner and needs less memory."""

from __future__ import annotations

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
