"""Reads any ledger: bytes in a throw-away child, then layout, columns, dates, numbers, sign, proof.

Names are loaded when first used, so that a command which reads nothing answers at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tieout.reading.options import FIELDS, SIGNS, Limits, ReadingOptions
    from tieout.reading.pair import read_ledger, read_pair
    from tieout.reading.refusals import CATALOGUE

__all__ = ["CATALOGUE", "FIELDS", "SIGNS", "Limits", "ReadingOptions", "read_ledger", "read_pair"]

_HOMES = {
    "options": ("FIELDS", "SIGNS", "Limits", "ReadingOptions"),
    "pair": ("read_ledger", "read_pair"),
    "refusals": ("CATALOGUE",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'tieout.reading' has no attribute {name!r}")
    value = getattr(import_module(f"tieout.reading.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
