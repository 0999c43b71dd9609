"""tieout: two ledgers in, a proved difference sheet out.

>>> import tieout
>>> from tieout.reading import read_pair
>>> ours, theirs = read_pair("ours.xlsx", "theirs.csv")   # doctest: +SKIP
>>> tieout.reconcile(ours, theirs).unexplained            # doctest: +SKIP
0

Names are loaded when first used, so that a command which matches nothing answers at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tieout.decisions import Decisions, Difference, Group, Members, Pin, Reconciliation
    from tieout.ledger import LINES, Ledger, Reading
    from tieout.local import match
    from tieout.reconciliation import reconcile
    from tieout.refusal import Refusal, Wording
    from tieout.rules import ENGINE_VERSION, Rules
    from tieout.rules import ENGINE_VERSION as __version__

__all__ = [
    "ENGINE_VERSION",
    "LINES",
    "Decisions",
    "Difference",
    "Group",
    "Ledger",
    "Members",
    "Pin",
    "Reading",
    "Reconciliation",
    "Refusal",
    "Rules",
    "Wording",
    "__version__",
    "match",
    "reconcile",
]

_HOMES = {
    "decisions": ("Decisions", "Difference", "Group", "Members", "Pin", "Reconciliation"),
    "ledger": ("LINES", "Ledger", "Reading"),
    "local": ("match",),
    "reconciliation": ("reconcile",),
    "refusal": ("Refusal", "Wording"),
    "rules": ("ENGINE_VERSION", "Rules"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        name = "ENGINE_VERSION"
    if name not in _HOME_OF:
        raise AttributeError(f"module 'tieout' has no attribute {name!r}")
    value = getattr(import_module(f"tieout.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
