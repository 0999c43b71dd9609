"""The board of a month as a table: a row for each cycle, a column for each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tieout.refusal import Wording
from wanglai.services.cycles.board import BoardRow, Cell, WantedBoard, whole_board
from wanglai.services.cycles.steps import STEPS
from wanglai.services.cycles.words import CELL_WORDS, HOLDERS, STEP_WORDS, WAITS_WORDS
from wanglai.services.exports.table import Column, Row, Table, columns, company_called, named, pages

_TITLE = Wording("月结看板", "Board of cycles")
_COLUMNS = (
    *columns(
        ("客户", "Customer", 28),
        ("首日", "From", 12),
        ("截止日", "Cut-off", 12),
        ("等待", "Waits for", 18),
        ("天数", "Days", 9),
        ("逾期", "Late", 8),
        ("球在", "Ball with", 12),
        ("负责人", "Who", 20),
    ),
    *(Column(STEP_WORDS[step], 24) for step in STEPS),
)
_YES = Wording("是", "yes")


def board_table(*, company_id: int, actor: int, wanted: WantedBoard, on: date | None = None) -> Table:  # fmt: skip
    """Every cycle of the month that fits, by customer. Refuses, in order: NotFound, NotPermitted."""
    first, part = whole_board(company_id=company_id, actor=actor, wanted=wanted, on=on)
    days = f"{wanted.days.from_on} – {wanted.days.to_on}"
    return Table(
        title=_TITLE,
        name=named(_TITLE, f"{wanted.days.to_on:%Y-%m}"),
        facts=(company_called(company_id), Wording(f"截止日 {days}", f"Cut-off {days}")),
        columns=_COLUMNS,
        rows=(_row(row) for page in pages(first, part) for row in page.rows),
    )


def _row(row: BoardRow) -> Row:
    here = next((cell for cell in row.cells if cell.step == row.waits), None)
    return (
        row.customer, row.from_on, row.to_on, WAITS_WORDS[row.waits], here.days if here else None,
        _YES if row.is_late else None, HOLDERS[row.holder], row.who if row.holder == "us" else "", *map(_cell, row.cells),
    )  # fmt: skip


def _cell(cell: Cell) -> Wording:
    """``完成 2026-03-31``: the state, then the day and the amounts."""
    words, more = CELL_WORDS[cell.state], "".join(_told(cell))
    return Wording(words.zh + more, words.en + more)


def _told(cell: Cell) -> Iterator[str]:
    if cell.on is not None:
        yield f" {cell.on}"
    for amount in cell.amounts:
        yield f" {amount.text} {amount.currency}"
