"""Published files that are read where they lie beside the project, and not carried along."""

from __future__ import annotations

import os
from pathlib import Path


def published(*parts: str) -> Path | None:
    """A file or folder of the data beside the project, if it is there; WANGLAI_SHARED_DATA names another folder."""
    named = os.environ.get("WANGLAI_SHARED_DATA")
    data = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    place = data.joinpath(*parts)
    return place if place.exists() else None
