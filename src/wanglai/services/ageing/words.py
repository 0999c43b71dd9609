"""What the columns of an ageing are called, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.domain import ageing as rules

UNAPPLIED = Wording(*rules.UNAPPLIED_WORDS)
DISPUTED = Wording("其中有争议", "Of it disputed")
PROMISED = Wording("其中已承诺", "Of it promised")
NET_FIFO = Wording(*rules.NET_FIFO_WORDS)
BASES: dict[rules.Basis, Wording] = {
    basis: Wording(*words) for basis, words in rules.BASIS_WORDS.items()
}


def columns_in_words(scheme: rules.Scheme, basis: rules.Basis) -> tuple[Wording, ...]:
    """Heads of the buckets in the order of their places."""
    return tuple(Wording(*words) for words in scheme.words(basis))
