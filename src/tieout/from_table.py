"""What of a learned table a decision rests on, in words and as evidence."""

from __future__ import annotations

from typing import NamedTuple

from tieout.decisions import Evidence
from tieout.refusal import Wording
from tieout.sentences import learned_sentence
from tieout.steps.account import Account, Settled
from tieout.steps.differing import times_learned
from tieout.steps.lines import Line
from tieout.steps.numbers import shape_of

_BY_DAYS = ("amount_date", "amount_near", "document_slip")


class LearnedFact(NamedTuple):
    """One fact of the table that a decision used."""

    evidence: Evidence
    sentence: Wording


def learned_facts(settled: Settled, account: Account) -> list[LearnedFact]:
    """The usual delay where days decided, the series where two patterns of number were taken for one."""
    if not account.learned_as_of or not settled.ours or not settled.theirs:
        return []
    ours, theirs = settled.ours[0], settled.theirs[0]
    if settled.rule in _BY_DAYS and theirs.day is not None:
        return delay_of(ours, account)
    if settled.rule == "document_differs" and settled.status == "suggested":
        return _series_of(ours, theirs, account)
    return []


def delay_of(line: Line, account: Account) -> list[LearnedFact]:
    """What the table says of the delay of such a line; nothing where it says nothing."""
    lag = account.lag(line)
    if not account.is_learned or not lag.seen or line.day is None:
        return []
    figures = {"early": str(lag.early), "late": str(lag.late), "seen": str(lag.seen)}
    sentence = learned_sentence("usual_delay", as_of=account.learned_as_of, **figures)
    span = f"{lag.early}..{lag.late}"
    return [LearnedFact(Evidence("usual_delay", span, account.learned_as_of, "learned"), sentence)]


def _series_of(ours: Line, theirs: Line, account: Account) -> list[LearnedFact]:
    seen = times_learned(account, ours.document, theirs.document)
    if not seen:
        return []
    mine, yours = shape_of(ours.document), shape_of(theirs.document)
    figures = {"ours": mine, "theirs": yours, "seen": str(seen)}
    sentence = learned_sentence("series", as_of=account.learned_as_of, **figures)
    return [LearnedFact(Evidence("series", mine, yours, "learned"), sentence)]
