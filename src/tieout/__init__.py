"""tieout: two ledgers in, a proved difference sheet out.

>>> import tieout
>>> ours, theirs = tieout.read_pair("ours.xlsx", "theirs.csv")   # doctest: +SKIP
>>> tieout.reconcile(ours, theirs).unexplained                   # doctest: +SKIP
0
"""

from tieout.decisions import Decisions, Difference, Group, Members, Pin, Reconciliation
from tieout.ledger import LINES, Ledger, Reading
from tieout.local import match
from tieout.reconcile import reconcile
from tieout.refusal import Refusal, Wording
from tieout.rules import ENGINE_VERSION, Rules

__version__ = ENGINE_VERSION
__all__ = [
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
    "match",
    "reconcile",
]
