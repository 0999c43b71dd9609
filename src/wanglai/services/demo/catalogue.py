"""The demo's customers and their two files, as they lie in ``wanglai/demo``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import wanglai
from tieout.refusal import Wording
from wanglai.services.reconciliation.uploads import Upload

FOLDER = Path(wanglai.__file__).parent / "demo"


@dataclass(frozen=True)
class DemoCustomer:
    """One customer: its name in both languages, how its own ledger is laid out, both files."""

    key: str
    name: Wording
    layout: Wording
    languages: tuple[str, ...]
    ours: Path
    theirs: Path

    @property
    def customer_name(self) -> str:
        """The name the customer file carries: Chinese where the customer writes Chinese."""
        return self.name.zh if "zh" in self.languages else self.name.en

    def uploads(self) -> tuple[Upload, Upload]:
        """Our file and theirs, under names that tell them apart."""
        return (
            Upload(f"{self.key}-{self.ours.name}", self.ours.read_bytes()),
            Upload(f"{self.key}-{self.theirs.name}", self.theirs.read_bytes()),
        )


@cache
def demo_customers(folder: Path = FOLDER) -> tuple[DemoCustomer, ...]:
    """The customers of ``catalogue.json`` in its order; each has a folder with ``ours.*`` and ``theirs.*``."""
    stored = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    entries = stored["customers"] if isinstance(stored, dict) else stored
    return tuple(_customer(folder, entry) for entry in entries)


def _customer(folder: Path, entry: dict[str, Any]) -> DemoCustomer:
    place = folder / entry.get("folder", entry["key"])
    return DemoCustomer(
        key=entry["key"],
        name=_words(entry["name"]),
        layout=_words(entry["layout"]),
        languages=tuple(entry.get("languages", ())),
        ours=_only(place, "ours"),
        theirs=_only(place, "theirs"),
    )


def _only(place: Path, side: str) -> Path:
    found = sorted(place.glob(f"{side}.*"))
    assert len(found) == 1, f"{place} must hold one {side}.* file, found {len(found)}"
    return found[0]


def _words(stored: Any) -> Wording:
    return (
        Wording(stored, stored) if isinstance(stored, str) else Wording(stored["zh"], stored["en"])
    )
