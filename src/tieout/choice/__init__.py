"""Which of many answers hold together: each thing is used up once, strong evidence goes before weak."""

from tieout.choice.components import tied
from tieout.choice.flow import Flow, share_out
from tieout.choice.hypotheses import Choice, Hypothesis
from tieout.choice.packing import choose

__all__ = ["Choice", "Flow", "Hypothesis", "choose", "share_out", "tied"]
