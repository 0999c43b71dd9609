"""Reads any ledger: bytes in a throw-away child, then layout, columns, dates, numbers, sign, proof."""

from __future__ import annotations

from tieout.reading.options import FIELDS, SIGNS, Limits, ReadingOptions
from tieout.reading.pair import read_ledger, read_pair
from tieout.reading.refusals import CATALOGUE

__all__ = ["CATALOGUE", "FIELDS", "SIGNS", "Limits", "ReadingOptions", "read_ledger", "read_pair"]
