"""What proves a table: a balance in every row, or the totals the file itself gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wanglai.domain.money import in_figures
from wanglai.formats.bank.statement import Balance
from wanglai.formats.bank.tables import values
from wanglai.formats.bank.tables.layouts import Columns
from wanglai.formats.bank.tables.rows import Found, Row
from wanglai.formats.bank.values import Notes

_SUM = re.compile(
    r"(收入|支出|不计收支|中性交易)(?:合计)?[::]\s*([0-9]+)笔(?:\([^)]{0,60}\))?[,，]?\s*共?(-?[0-9,]+(?:\.[0-9]+)?)元"
)
_COUNT = re.compile(r"共[::]?\s*([0-9]+)\s*笔记录")
_WAYS = {"收入": "in", "支出": "out", "不计收支": "neither", "中性交易": "neither"}


@dataclass(frozen=True, slots=True)
class Run:
    """The balances of one account's rows."""

    opening: Balance | None
    closing: Balance | None
    breaks: tuple[Row, ...]  # rows whose balance is not the one before and their amount


def run_of(rows: Sequence[Row]) -> Run:
    """Opening and closing balance by the balances of the rows, whichever end of the table is the later one.

    Worked: rows of -20.00 with balance 80.00 and +50.00 with balance 130.00: opening 100.00, closing 130.00.
    """
    upward, downward = _breaks(rows), _breaks(rows[::-1])
    days = [row.entry.booked_on for row in rows if row.entry.booked_on]
    is_downward = len(downward) < len(upward) or (len(downward) == len(upward) and bool(days) and days[0] > days[-1])  # fmt: skip
    ordered, breaks = (rows[::-1], downward) if is_downward else (rows, upward)
    first = next((at for at, row in enumerate(ordered) if row.balance is not None), None)
    if first is None:
        return Run(None, None, ())
    moved = sum(_amount(row) for row in ordered[: first + 1])
    opening = Balance(ordered[0].entry.booked_on, (ordered[first].balance or 0) - moved, ordered[0].entry.currency)  # fmt: skip
    last = ordered[-1]
    closing = None if last.balance is None else Balance(last.entry.booked_on, last.balance, last.entry.currency)  # fmt: skip
    return Run(opening, closing, tuple(breaks))


def _amount(row: Row) -> int:
    return (row.entry.amount or 0) if row.entry.is_booked else 0


def _breaks(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    before: int | None = None
    moved = 0
    for row in rows:
        moved += _amount(row)
        if row.balance is None:
            continue
        if before is not None and before + moved != row.balance:
            found.append(row)
        before, moved = row.balance, 0
    return found


@dataclass
class Totals:
    """Whether what a file says its rows come to is what they do."""

    place: str
    currency: str
    held: bool = True
    ways: set[str] = field(default_factory=set)  # of which a sum was given


def totals_hold(found: Found, columns: Columns, currency: str, file: str, notes: Notes) -> bool:
    """Whether the file gives totals and all of them hold; each that does not is named."""
    totals = Totals(file, currency)
    _of_remarks(found, totals, notes)
    _of_rows(found, columns, totals, notes)
    _of_funds(found, totals, notes)
    return totals.held and {"in", "out"} <= totals.ways


def _of_remarks(found: Found, totals: Totals, notes: Notes) -> None:
    """Lines such as ``收入：1笔 28.50元`` above or below the table, and ``共66笔记录``."""
    text = "\n".join(found.remarks).replace("：", ":").replace("（", "(").replace("）", ")")
    count = _COUNT.search(text)
    if count:
        _count(int(count[1]), len(found.rows), totals, notes)
    for match in _SUM.finditer(text):
        way = _WAYS[match[1]]
        rows = [row for row in found.rows if row.way == way]
        _count(int(match[2]), len([row for row in rows if _moved(row, way)] if found.balances else rows), totals, notes)  # fmt: skip
        if way != "neither":  # of what is neither, a wallet leaves out kinds of its own choice
            _sum(way, match[3], rows, totals, notes)


def _of_rows(found: Found, columns: Columns, totals: Totals, notes: Notes) -> None:
    """A row of totals below the table, with sums in the columns of money in and out."""
    file = totals.place
    for number, cells in found.totals:
        totals.place = f"{file}:{number}"
        for way in ("in", "out"):
            for at in columns.get("in" if way == "in" else "out", ()):
                if at < len(cells) and not values.is_nothing(cells[at]):
                    _sum(way, cells[at], found.rows, totals, notes)


def _of_funds(found: Found, totals: Totals, notes: Notes) -> None:
    """The last line of a WeChat Pay funds bill: rows, rows and sum of money in, rows and sum of money out."""
    if len(found.funds) != 5:
        return
    rows, ins, came_in, outs, went_out = found.funds
    for told, way in ((rows, ""), (ins, "in"), (outs, "out")):
        whole = told.partition(".")[0]
        if whole.isdecimal():
            _count(int(whole), sum(not way or row.way == way for row in found.rows), totals, notes)
    _sum("in", came_in, found.rows, totals, notes)
    _sum("out", went_out, found.rows, totals, notes)


def _moved(row: Row, way: str) -> int:
    return {"in": row.came_in, "out": row.went_out, "neither": row.neither}[way]


def _count(told: int, counted: int, totals: Totals, notes: Notes) -> None:
    if told != counted:
        totals.held = False
        notes.add("bank.control_count", totals.place, told=told, found=counted)


def _sum(way: str, told: str, rows: Sequence[Row], totals: Totals, notes: Notes) -> None:
    totals.ways.add(way)
    wanted = values.signed(told, totals.currency, totals.place, notes)
    comes_to = sum(_moved(row, way) for row in rows)
    if wanted is None or abs(wanted) != comes_to:
        totals.held = False
    if wanted is not None and abs(wanted) != comes_to:
        notes.add("bank.control_sum", totals.place, told=in_figures(abs(wanted), totals.currency), found=in_figures(comes_to, totals.currency))  # fmt: skip
