"""The tables of the difference sheet: differences, matched, undecided, only ours, only theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tieout.decisions import Difference, Group, Members, Reconciliation, Rejected
from tieout.refusal import Wording
from tieout.report.bridge import by_class, to_look_at
from tieout.report.by_rule import TITLE
from tieout.report.sheet.lines import LinesByRow, height_of, side_by_side
from tieout.report.sheet.looks import Looks
from tieout.report.sheet.rules_page import NOTE, columns_of, rows_of
from tieout.report.sheet.table import HEADER_ROW, ROWS_PER_SHEET, Column, TableSheet, add_table
from tieout.report.words import OURS, STATUS_NAMES, THEIRS, class_name
from tieout.rulebook import title_of

ACTIONS = (
    Wording("我方补记", "We book it"),
    Wording("对方补记", "They book it"),
    Wording("我方更正", "We correct it"),
    Wording("对方更正", "They correct it"),
    Wording("开红字或贷项", "Credit note"),
    Wording("补付款", "Pay the rest"),
    Wording("下期自行消除", "Clears next period"),
    Wording("待核实", "To be checked"),
)

ROW, DATE = Wording("行号", "Row"), Wording("日期", "Date")
NUMBER, TEXT = Wording("单据号", "Number"), Wording("摘要", "Text")
AMOUNT, DIFFERENCE = Wording("金额", "Amount"), Wording("差额", "Difference")
CLASS, REASON, RULE = (
    Wording("差异类别", "Class"),
    Wording("原因", "Reason"),
    Wording("规则", "Rule"),
)
OWNER, ACTION, DUE = (
    Wording("负责人", "Owner"),
    Wording("处理办法", "Action"),
    Wording("完成日期", "Due date"),
)
STATUS, PLACE = Wording("状态", "Status"), Wording("序号", "No.")
ALTERNATIVES = Wording("也可能是", "Could also be")
NEAREST = Wording("最接近的一笔及未采用的原因", "Nearest candidate and why it was not taken")
SHOWN = Wording("所示行合计", "Total of rows shown")


@dataclass(frozen=True)
class Pages:
    """What every page needs: the result, the lines of both sides, looks and language."""

    book: Any
    reconciliation: Reconciliation
    ours: LinesByRow
    theirs: LinesByRow
    looks: Looks
    language: str
    note: str  # parties, currency and dates, under every title

    def say(self, wording: Wording) -> str:
        return wording.within(self.language)

    def add(
        self,
        name: Wording,
        title: Wording,
        columns: list[Column],
        rows: Iterable[tuple[Any, ...]],
        count: int,
    ) -> list[TableSheet]:
        """One sheet, or several when there are more rows than a sheet can hold."""
        rows = iter(rows)
        sheets = []
        for part in range(max(1, -(-count // ROWS_PER_SHEET))):
            here = min(ROWS_PER_SHEET, count - part * ROWS_PER_SHEET)
            sheet = add_table(
                self.book,
                self.say(name) + (f" {part + 1}" if part else ""),
                title=self.say(title),
                note=self.note,
                columns=columns,
                rows=islice(rows, here),
                count=here,
                looks=self.looks,
                shown_total=self.say(SHOWN),
            )
            sheets.append(sheet)
        return sheets

    def line_columns(self, side: Wording, *, text: float = 0) -> list[Column]:
        """Row, date, number, (text,) amount of one side, under its band."""
        band = self.say(side)
        columns = [
            Column(self.say(ROW), "number", 6.5, band),
            Column(self.say(DATE), "date", 11, band),
            Column(self.say(NUMBER), "text", 17, band),
        ]
        if text:
            columns.append(Column(self.say(TEXT), "wrap", text, band))
        return [*columns, Column(self.say(AMOUNT), "money", 13.5, band)]


def add_differences(pages: Pages) -> None:
    """Every difference with its lines, its reason, and three columns people fill in."""
    differences = by_class(pages.reconciliation.differences)
    total = pages.reconciliation.explained
    columns = [
        Column(pages.say(PLACE), "number", 5),
        Column(pages.say(CLASS), "wrap", 18),
        *pages.line_columns(OURS),
        *pages.line_columns(THEIRS),
        Column(pages.say(DIFFERENCE), "money", 13, total=total),
        Column(pages.say(REASON), "wrap", 42),
        Column(pages.say(OWNER), "entry", 9),
        Column(pages.say(ACTION), "entry", 13),
        Column(pages.say(DUE), "entry_date", 11),
    ]
    count = sum(height_of(one.members) for one in differences)
    sheets = pages.add(
        Wording("差异明细", "Differences"),
        Wording("差异明细", "Differences"),
        columns,
        _difference_rows(pages, differences),
        count,
    )
    for sheet in sheets:
        _offer_choices(pages, sheet, action=len(columns) - 2, due=len(columns) - 1)


def _difference_rows(pages: Pages, differences: list[Difference]) -> Iterator[tuple[Any, ...]]:
    for place, one in enumerate(differences, 1):
        name = class_name(one.kind, pages.language)
        amount: int | None = one.amount
        sentence: str | None = pages.say(one.sentence)
        for ours, theirs in side_by_side(one.members, pages.ours, pages.theirs):
            yield (
                place, name, *ours[:3], ours[4], *theirs[:3], theirs[4],
                amount, sentence, None, None, None,
            )  # fmt: skip
            amount = sentence = None


def _offer_choices(pages: Pages, sheet: TableSheet, *, action: int, due: int) -> None:
    first, last = HEADER_ROW + 1, max(sheet.last_row, HEADER_ROW + 1)
    choices = [pages.say(one) for one in ACTIONS]
    sheet.data_validation(
        first,
        action,
        last,
        action,
        {"validate": "list", "source": choices, "error_type": "warning"},
    )
    message = pages.say(
        Wording("请填日期，例如 2026-03-31", "Enter a date, for example 2026-03-31")
    )
    sheet.data_validation(
        first, due, last, due,
        {"validate": "date", "criteria": ">=", "value": "=DATE(2000,1,1)", "error_message": message},
    )  # fmt: skip


def add_matched(pages: Pages) -> None:
    """Lines that agree, pair by pair or group by group, with the rule that tied them."""
    groups = [group for group in pages.reconciliation.groups if group.status == "auto"]
    total = sum(group.difference for group in groups)
    columns = [
        Column(pages.say(PLACE), "number", 8),
        *pages.line_columns(OURS),
        *pages.line_columns(THEIRS),
        Column(pages.say(DIFFERENCE), "money", 13, total=total),
        Column(pages.say(RULE), "text", 24),
    ]
    pages.add(
        Wording("已匹配", "Matched"),
        Wording("已匹配的往来", "Matched lines"),
        columns,
        _matched_rows(pages, groups),
        sum(height_of(group.members) for group in groups),
    )


def _matched_rows(pages: Pages, groups: list[Group]) -> Iterator[tuple[Any, ...]]:
    for place, group in enumerate(groups, 1):
        difference: int | None = group.difference
        rule = pages.say(title_of(group.rule))
        for ours, theirs in side_by_side(group.members, pages.ours, pages.theirs):
            yield (place, *ours[:3], ours[4], *theirs[:3], theirs[4], difference, rule)
            difference = None


def add_undecided(pages: Pages) -> None:
    """Suggested and ambiguous groups with their alternatives: a person decides these."""
    groups = to_look_at(pages.reconciliation.groups)
    columns = [
        Column(pages.say(PLACE), "number", 6),
        Column(pages.say(STATUS), "wrap", 14),
        *pages.line_columns(OURS),
        *pages.line_columns(THEIRS),
        Column(pages.say(DIFFERENCE), "money", 14, total=sum(group.difference for group in groups)),
        Column(pages.say(REASON), "wrap", 44),
        Column(pages.say(ALTERNATIVES), "wrap", 34),
    ]
    pages.add(
        Wording("待确认", "To decide"),
        Wording("待人工确认的匹配", "Suggested and ambiguous matches"),
        columns,
        _undecided_rows(pages, groups),
        sum(height_of(group.members) for group in groups),
    )


def _undecided_rows(pages: Pages, groups: list[Group]) -> Iterator[tuple[Any, ...]]:
    for place, group in enumerate(groups, 1):
        status = pages.say(STATUS_NAMES[group.status])
        difference: int | None = group.difference
        reason: str | None = pages.say(group.sentence)
        others: str | None = "\n".join(_other(pages, other) for other in group.alternatives)
        for ours, theirs in side_by_side(group.members, pages.ours, pages.theirs):
            yield (
                place, status, *ours[:3], ours[4], *theirs[:3], theirs[4],
                difference, reason, others,
            )  # fmt: skip
            difference = reason = others = None


def _other(pages: Pages, members: Members) -> str:
    """``ours 12, 13 – theirs 40``: rows of an alternative, in the reader's language."""
    sides = []
    for side, rows in ((OURS, members.ours), (THEIRS, members.theirs)):
        if rows:
            listed = ", ".join(str(row) for row in rows[:12]) + (" …" if len(rows) > 12 else "")
            sides.append(
                pages.say(Wording(f"{side.zh}第 {listed} 行", f"{side.en.lower()} row {listed}"))
            )
    return " – ".join(sides)


def add_only_ours(pages: Pages) -> None:
    matched = {row for group in pages.reconciliation.groups for row in group.members.ours}
    _add_only(pages, pages.ours, matched, Wording("仅我方有", "Only ours"), OURS)


def add_only_theirs(pages: Pages) -> None:
    matched = {row for group in pages.reconciliation.groups for row in group.members.theirs}
    _add_only(pages, pages.theirs, matched, Wording("仅对方有", "Only theirs"), THEIRS)


def _add_only(
    pages: Pages, lines: LinesByRow, matched: set[int], name: Wording, side: Wording
) -> None:
    """Lines of one side in no group: why, and the nearest candidate that was rejected."""
    rows = lines.rows_outside(matched)
    reasons: dict[int, Difference] = {}
    for difference in pages.reconciliation.differences:
        members = difference.members
        for row in members.ours if side is OURS else members.theirs:
            reasons[row] = difference
    total = sum(lines.cells(row)[4] or 0 for row in rows)
    columns = [*pages.line_columns(side, text=30)]
    columns[-1] = Column(pages.say(AMOUNT), "money", 15, pages.say(side), total=total)
    columns += [
        Column(pages.say(CLASS), "wrap", 18),
        Column(pages.say(REASON), "wrap", 46),
        Column(pages.say(NEAREST), "wrap", 46),
    ]
    pages.add(name, name, columns, _only_rows(pages, lines, rows, reasons), len(rows))


def _only_rows(
    pages: Pages, lines: LinesByRow, rows: list[int], reasons: dict[int, Difference]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        difference = reasons.get(row)
        if difference is None:
            yield (*lines.cells(row), None, None, None)
            continue
        nearest = "\n".join(_nearest(pages, rejected) for rejected in difference.nearest[:3])
        yield (
            *lines.cells(row),
            class_name(difference.kind, pages.language),
            pages.say(difference.sentence),
            nearest,
        )


def add_rules(pages: Pages) -> None:
    """What each rule did, in which version: how many groups of each status, and their money."""
    result = pages.reconciliation
    rows = rows_of(result.outcomes, result.engine_version, pages.language)
    title = Wording(f"{TITLE.zh}：{NOTE.zh}", f"{TITLE.en}: {NOTE.en}")
    pages.add(TITLE, title, columns_of(pages.language), rows, len(result.outcomes))


def _nearest(pages: Pages, rejected: Rejected) -> str:
    return f"{_other(pages, rejected.members)}: {pages.say(rejected.sentence)}"
