"""The question put to files: read them as the deciding command would, then ask."""

from __future__ import annotations

from pathlib import Path

from tieout.cash.reading import read_all
from tieout.cash.rules import CashRules
from tieout.learned import read_learned
from tieout.reading import ReadingOptions, read_pair
from tieout.rules import Rules
from tieout.why.answer import Answer
from tieout.why.asked import AskedPair
from tieout.why.cash import why_cash
from tieout.why.ledgers import why


def of_ledgers(
    files: tuple[Path, Path],
    asked: AskedPair,
    *,
    party: str | None,
    rules: Path | None,
    learned: Path | None,
    ours_options: ReadingOptions,
    theirs_options: ReadingOptions,
) -> Answer:
    """The files as ``tieout match`` reads them."""
    known = Rules.from_file(rules) if rules else Rules()
    ours, theirs = read_pair(
        *files, ours_options=ours_options, theirs_options=theirs_options, party=party
    )
    table = read_learned(learned) if learned else None
    return why(ours, theirs, (asked.first, asked.second), known, learned=table)


def of_cash(
    files: tuple[Path, Path, Path | None, Path | None],
    asked: AskedPair,
    rules: Path | None,
    currency: str | None,
    learned: Path | None = None,
) -> Answer:
    """Items, receipts, advices and parties as ``tieout apply`` reads them."""
    known = CashRules.from_file(rules) if rules else CashRules()
    tables = read_all(*files, currency=currency)
    names = (files[0].name, files[1].name)
    table = read_learned(learned) if learned else None
    return why_cash(tables, names, (asked.first, asked.second), known, table)
