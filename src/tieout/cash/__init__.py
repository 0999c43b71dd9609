"""Cash application: receipts of the bank against the open items of many customers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tieout.cash.decide import apply_cash

__all__ = ["apply_cash"]


def __getattr__(name: str) -> object:
    if name != "apply_cash":
        raise AttributeError(f"module 'tieout.cash' has no attribute {name!r}")
    from tieout.cash.decide import apply_cash

    return apply_cash
