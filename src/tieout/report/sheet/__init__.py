"""The difference sheet (往来余额调节表): an Excel file to send to the customer and sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from tieout.decisions import Reconciliation
from tieout.ledger import Ledger
from tieout.refusal import Language, Wording
from tieout.report.sheet.lines import DAYS_TO_1970, LinesByRow
from tieout.report.sheet.looks import QUIET, make_looks
from tieout.report.sheet.pages import (
    Pages,
    add_differences,
    add_matched,
    add_only_ours,
    add_only_theirs,
    add_rules,
    add_undecided,
)
from tieout.report.sheet.reading_page import TITLE as READING_TITLE
from tieout.report.sheet.reading_page import write_readings
from tieout.report.sheet.summary import TITLE, write_summary
from tieout.report.sheet.table import HEADER_ROW, TableSheet

BOOK_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": False,
}


def write_sheet(
    target: str | Path | IO[bytes],
    reconciliation: Reconciliation,
    ours: Ledger,
    theirs: Ledger,
    *,
    language: Language,
    party: str | None = None,
    company: str | None = None,
    prepared_on: date | None = None,
) -> None:
    """Write the whole workbook to a path or an open binary file.

    ``party`` is the customer (else the party most of our lines name), ``company`` is us; both may
    be unknown and are then left blank to be filled in by hand. The same input gives the
    same bytes: nothing here asks the clock.
    """
    our_lines, their_lines = LinesByRow(ours), LinesByRow(theirs)
    as_of = _last_day(our_lines, their_lines)
    party = party or our_lines.main_party
    name = target if hasattr(target, "write") else str(target)
    with _workbook(name) as book:
        _describe(book, language, prepared_on or as_of)
        looks = make_looks(book, reconciliation.currency, language)
        pages = Pages(
            book,
            reconciliation,
            our_lines,
            their_lines,
            looks,
            language,
            _note(reconciliation, company, party, as_of, language),
        )
        summary = book.add_worksheet(Wording("调节表", "Summary").within(language))
        write_summary(
            summary,
            reconciliation,
            looks=looks,
            language=language,
            company=company,
            party=party,
            as_of=as_of,
            prepared_on=prepared_on,
            periods=(_period(our_lines), _period(their_lines)),
        )
        add_differences(pages)
        add_matched(pages)
        add_undecided(pages)
        add_only_ours(pages)
        add_only_theirs(pages)
        add_rules(pages)
        readings = book.add_worksheet(READING_TITLE.within(language))
        write_readings(
            readings, (reconciliation.ours, reconciliation.theirs), looks=looks, language=language
        )
        for sheet in book.worksheets():
            _set_print(sheet, language)
        summary.activate()


def _describe(book: Any, language: Language, made_on: date | None) -> None:
    created = datetime.combine(made_on or date(2000, 1, 1), datetime.min.time())
    book.set_properties({"title": TITLE.within(language), "author": "Wanglai", "created": created})
    book.set_calc_mode("auto")


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number - DAYS_TO_1970)


def _last_day(ours: LinesByRow, theirs: LinesByRow) -> date | None:
    """The day the sheet speaks of: the last one in our ledger, else in theirs."""
    span = ours.first_and_last_day or theirs.first_and_last_day
    return _day(span[1]) if span else None


def _period(lines: LinesByRow) -> str:
    span = lines.first_and_last_day
    return f"{_day(span[0])} – {_day(span[1])}" if span else "–"


def _note(
    reconciliation: Reconciliation,
    company: str | None,
    party: str | None,
    as_of: date | None,
    language: Language,
) -> str:
    """The line under each title: who, until when, in what currency, how rows are counted."""
    parties = " ↔ ".join(name for name in (company, party) if name)
    dated = Wording(f"截至 {as_of}", f"as of {as_of}").within(language) if as_of else ""
    rows = Wording("行号为原文件中的行号", "rows are those of the original files").within(language)
    return " · ".join(part for part in (parties, dated, reconciliation.currency, rows) if part)


def _set_print(sheet: Any, language: Language) -> None:
    """A4, one page wide, header repeated, page numbers at the foot."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.35, right=0.35, top=0.5, bottom=0.6)
    page = Wording("第 &P 页，共 &N 页", "Page &P of &N").within(language)
    sheet.set_footer(f"&L&9&K{QUIET[1:]}&A&R&9&K{QUIET[1:]}{page}")
    if isinstance(sheet, TableSheet):
        sheet.set_landscape()
        sheet.repeat_rows(HEADER_ROW - 1, HEADER_ROW)
        sheet.fit_to_pages(1, 0)
    elif sheet.get_name() == READING_TITLE.within(language):
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


@contextmanager
def _workbook(name: Any) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written when left; a full disk is the system's own error, as for any file."""
    try:
        with xlsxwriter.Workbook(name, BOOK_OPTIONS) as book:
            yield book
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
