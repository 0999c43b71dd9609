"""Two files in, two ledgers out: ours first, then theirs recognised by what it shares with ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tieout.ledger import Ledger, Side
from tieout.reading.courier import fetch, fetch_all
from tieout.reading.draft import Draft, draft_of
from tieout.reading.grid import Grid, Sheet
from tieout.reading.options import Limits, ReadingOptions
from tieout.reading.reader import ledger_of
from tieout.reading.reference import Reference
from tieout.reading.refusals import refuse
from tieout.refusal import Refusal

_PLAIN = ReadingOptions()
_LIMITS = Limits()
_DETAIL_NAMES = (
    "明细",
    "ledger",
    "detail",
    "往来",
    "对账",
    "transactions",
    "lines",
    "statement",
    "流水",
)
_OTHER_NAMES = (
    "汇总",
    "summary",
    "说明",
    "封面",
    "cover",
    "notes",
    "pivot",
    "目录",
    "readme",
    "模板",
)


def read_pair(
    ours: Path,
    theirs: Path,
    *,
    ours_options: ReadingOptions = _PLAIN,
    theirs_options: ReadingOptions = _PLAIN,
    party: str | None = None,
    limits: Limits = _LIMITS,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Ledger, Ledger]:
    """Our ledger and the customer's, both in our sign. Refuses where something would be guessed.

    ``meanwhile`` is done while the files are opened by their children.
    """
    grids = fetch_all(
        [(Path(ours), ours_options.encoding), (Path(theirs), theirs_options.encoding)],
        limits=limits,
        meanwhile=meanwhile,
    )
    our_ledger = read_grid(grids[0], side="ours", options=ours_options, reference=None, party=party)
    their_ledger = read_grid(
        grids[1],
        side="theirs",
        options=theirs_options,
        reference=Reference(our_ledger),
        party=party,
    )
    mine, other = our_ledger.reading.currency, their_ledger.reading.currency
    if mine != other:
        raise refuse("currency.differs", Path(theirs).name, ours=mine, theirs=other)
    return our_ledger, their_ledger


def read_ledger(
    path: Path,
    *,
    side: Side,
    options: ReadingOptions = _PLAIN,
    reference: Ledger | None = None,
    party: str | None = None,
    limits: Limits = _LIMITS,
) -> Ledger:
    """One ledger; ``reference`` is ours when the file is theirs, and decides what words leave open."""
    grid = fetch(Path(path), limits=limits, encoding=options.encoding)
    known = Reference(reference) if reference is not None else None
    return read_grid(grid, side=side, options=options, reference=known, party=party)


def read_grid(
    grid: Grid,
    *,
    side: Side,
    options: ReadingOptions,
    reference: Reference | None,
    party: str | None,
) -> Ledger:
    drafts: list[Draft] = []
    first_refusal: Refusal | None = None
    for sheet in _asked_sheets(grid, side, options):
        try:
            drafts.append(
                draft_of(grid, sheet, side=side, options=options, reference=reference, party=party)
            )
        except Refusal as refused:
            first_refusal = first_refusal or refused
    if not drafts:
        if first_refusal is not None:
            raise first_refusal
        raise refuse("file.empty", grid.file)
    return ledger_of(_the_one(drafts, side))


def _asked_sheets(grid: Grid, side: Side, options: ReadingOptions) -> list[Sheet]:
    filled = [sheet for sheet in grid.sheets if sheet.rows]
    if options.sheet is not None and grid.form != "csv":
        for sheet in grid.sheets:
            if sheet.name.strip() == options.sheet.strip():
                return [sheet]
        names = ", ".join(sheet.name for sheet in grid.sheets)
        raise refuse("sheet.unknown", grid.file, asked=options.sheet, sheets=names, side=side)
    return [sheet for sheet in filled if not sheet.hidden] or filled


def _the_one(drafts: list[Draft], side: Side) -> Draft:
    """The only sheet that reads as a ledger, or clearly the best of them."""
    if len(drafts) == 1:
        return drafts[0]
    ranked = sorted(drafts, key=lambda draft: -_plausible(draft))
    best, second = _plausible(ranked[0]), _plausible(ranked[1])
    if best >= second + 200:
        return ranked[0]
    names = ", ".join(draft.sheet.name for draft in drafts)
    raise refuse("sheet.undecidable", drafts[0].grid.file, sheets=names, side=side)


def _plausible(draft: Draft) -> int:
    """How much a sheet reads like the ledger that is meant."""
    name = draft.sheet.name.casefold()
    lines = len(draft.sheet.rows) - draft.start
    score = 0
    if any(word in name for word in _OTHER_NAMES):
        score -= 300
    elif any(word in name for word in _DETAIL_NAMES):
        score += 100
    if lines < 2:
        score -= 250
    if draft.layout.header is not None:
        score += 100
    score += int(300 * draft.money.chain) // 3
    if draft.reference is not None:
        score += int(400 * draft.money.overlap)
        document = next((one for one in draft.choices if one.field == "document"), None)
        score += document.score // 3 if document else 0
    return score
