"""Cash application with truth: open items of many customers, bank receipts, and who paid what."""

from bench.cash.case import CashCase, draw_case, write_case
from bench.cash.knobs import PRESETS, CashKnobs

__all__ = ["PRESETS", "CashCase", "CashKnobs", "draw_case", "write_case"]
