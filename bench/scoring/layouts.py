"""Scores the reading: rows, columns, sign, dates, numbers, header and balances of one file."""

from __future__ import annotations

import re

from bench.cases.truth import SideTruth
from bench.scoring.faults import Score
from tieout.ledger import Ledger

MONEY_FIELDS = ("debit", "credit", "amount", "direction")


def score_layout(truth: SideTruth, ledger: Ledger, score: Score) -> None:
    """A layout is right when every one of its checks is."""
    checks = _checks(truth, ledger)
    failed = {name: why for name, why in checks.items() if why}
    score.layouts += 1
    score.layouts_right += not failed
    score.checks.update(checks.keys())
    score.checks_failed.update(failed.keys())
    for name, why in failed.items():
        score.fault(f"{truth.file} {name}", (), (), why)


def _checks(truth: SideTruth, ledger: Ledger) -> dict[str, str]:
    """Check name to what is wrong; the empty string where it is right."""
    reading = ledger.reading
    rows = dict(zip(ledger.lines["row"].to_pylist(), ledger.lines.to_pylist(), strict=True))
    wanted = {line.row: line for line in truth.lines}
    letters = {choice.field: choice.letter for choice in reading.choices}
    both = sorted(rows.keys() & wanted.keys())
    amounts = [r for r in both if rows[r]["amount"] != wanted[r].amount]
    dates = [r for r in both if str(rows[r]["date"]) != wanted[r].date]
    checks = {
        "rows": _unlike(sorted(wanted.keys() - rows.keys()), [], "rows not read")
        or _unlike(sorted(rows.keys() - wanted.keys()), [], "rows that are no lines"),
        "amounts": _unlike(amounts, [], "rows with a wrong amount"),
        "dates": _unlike(dates, [], "rows with a wrong date"),
        "sign": _unlike(reading.sign, truth.sign, "sign"),
        "date order": _date_order(truth, reading.date_format),
        "decimal mark": _unlike(reading.decimal_mark, truth.decimal_mark, "decimal mark"),
        "header row": _header(truth, reading.header_row),
        "opening": _unlike(reading.opening, truth.opening, "opening"),
        "closing": _closing(truth, reading.closing),
        "date column": _unlike(letters.get("date"), truth.letters["date"], "date column"),
        "number column": _number_column(truth, letters),
    }
    for field in MONEY_FIELDS:
        if field in truth.letters:
            what = f"{field} column"
            checks["money columns"] = checks.get("money columns") or _unlike(
                letters.get(field), truth.letters[field], what
            )
    if "order" in truth.letters and truth.shared_in != "order":
        checks["order column"] = _unlike(
            letters.get("order"), truth.letters["order"], "order column"
        )
    return checks


def _unlike(found: object, wanted: object, what: str) -> str:
    if found == wanted:
        return ""
    shown = f"{str(found)[:60]}"
    return f"{what}: {shown}" if wanted == [] else f"{what} is {wanted}, was read as {shown}"


def _date_order(truth: SideTruth, found: str) -> str:
    """Only the order of year, month and day matters; a real date of a workbook has none."""
    if truth.date_format == "serial":
        return "" if found == "serial" or found.startswith("Y") else f"serial dates read as {found}"
    wanted = re.sub("[^YMD]", "", truth.date_format)
    return _unlike("".join(dict.fromkeys(re.sub("[^YMD]", "", found))), wanted, "date order")


def _header(truth: SideTruth, found: int | None) -> str:
    if found in truth.header_rows or (not truth.header_rows and found is None):
        return ""
    return f"header in {truth.header_rows or None}, was read in {found}"


def _closing(truth: SideTruth, found: int | None) -> str:
    """A closing that the file implies by its running balance may be found as well."""
    if found == truth.closing or (truth.closing is None and found == truth.balance):
        return ""
    return f"closing is {truth.closing}, was read as {found}"


def _number_column(truth: SideTruth, letters: dict[str, str]) -> str:
    """The column of the numbers both sides know, whatever its label calls it."""
    if truth.shared_in == "text":
        return ""
    wanted = truth.letters.get(truth.shared_in)
    found = letters.get("document")
    if truth.shared_in == "order" and wanted in (found, letters.get("order")):
        return ""
    return _unlike(found, wanted, "number column")
