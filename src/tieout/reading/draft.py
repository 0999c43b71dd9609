"""What is known about a sheet before its rows are read: layout, columns, marks, currency, fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from tieout.ledger import ColumnChoice, Problem, Side
from tieout.money import exponent_of
from tieout.reading import wording
from tieout.reading.amounts import Money, MoneyFinder, mark_of, minor_units
from tieout.reading.currencies import currency_in_title, currency_of, symbol_in_amount
from tieout.reading.fields import choose_fields, find_column, labels_text
from tieout.reading.grid import Encoded, Grid, Sheet
from tieout.reading.layout import Layout, find_layout
from tieout.reading.options import FIELDS, ReadingOptions
from tieout.reading.profile import Column, columns_of
from tieout.reading.reference import Reference
from tieout.reading.refusals import refuse
from tieout.reading.rows import is_repeated_heading, labelled_totals, not_totals
from tieout.reading.totals import TotalKind
from tieout.refusal import Refusal


@dataclass
class Draft:
    """Everything found out about one sheet on the way to its ledger."""

    grid: Grid
    sheet: Sheet
    side: Side
    options: ReadingOptions
    reference: Reference | None
    party: str | None
    layout: Layout
    columns: list[Column]
    totals: dict[int, tuple[TotalKind, str]]
    currency: str = "CNY"
    mark: str = "."
    marks: dict[int, str] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    fields: dict[str, Column] = field(default_factory=dict)
    choices: list[ColumnChoice] = field(default_factory=list)
    more_text: list[Column] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"{self.grid.file} · {self.sheet.name}" if self.sheet.name else self.grid.file

    @property
    def start(self) -> int:
        return self.layout.body

    def row(self, at: int) -> int:
        return self.sheet.rows[at]


def draft_of(
    grid: Grid,
    sheet: Sheet,
    *,
    side: Side,
    options: ReadingOptions,
    reference: Reference | None,
    party: str | None,
) -> Draft:
    """Layout, columns and fields of a sheet; refuses where no ledger can be seen in it."""
    labels = frozenset(asked for asked in options.columns.values() if len(asked) > 2)
    layout = find_layout(sheet, header_row=options.header_row, named=labels)
    body = range(layout.body, len(sheet.rows))
    encoded = {
        at: Encoded(cells[body.start :], sheet.tagged) for at, cells in sheet.columns.items()
    }
    totals = {
        at: found
        for at, found in labelled_totals(encoded.values(), body.start).items()
        if not is_repeated_heading(sheet.row_cells(at), layout.labels)
    }
    columns = columns_of(encoded, layout.labels, body, set(totals))
    draft = Draft(grid, sheet, side, options, reference, party, layout, columns, totals)
    if not columns or not len(body):
        raise not_a_ledger(draft)
    fixed = _fixed_columns(draft)
    draft.currency = _currency(draft, fixed)
    _decide_marks(draft)
    _choose_money(draft, fixed)
    _choose_fields(draft, fixed)
    return draft


def not_a_ledger(draft: Draft) -> Refusal:
    return refuse(
        "ledger.not_found", draft.place, side=draft.side, labels=labels_text(draft.columns)
    )


def _fixed_columns(draft: Draft) -> dict[str, Column]:
    """The columns a person named; an empty name means that there is none."""
    fixed: dict[str, Column] = {}
    for name, asked in draft.options.columns.items():
        if name not in FIELDS:
            raise refuse("columns.unknown_field", draft.place, asked=name, fields=", ".join(FIELDS))
        if not asked:
            continue
        column = find_column(draft.columns, asked)
        labels = labels_text(draft.columns)
        if column is None:
            raise refuse(
                "columns.unknown", draft.place, asked=asked, side=draft.side, labels=labels
            )
        if column in fixed.values():
            raise refuse("columns.twice", draft.place, asked=asked, side=draft.side, labels=labels)
        fixed[name] = column
    return fixed


def _currency(draft: Draft, fixed: dict[str, Column]) -> str:
    asked = draft.options.currency
    if asked is not None:
        if len(asked) != 3 or not asked.isascii() or not asked.isalpha():
            raise refuse("currency.unknown", draft.place, asked=asked)
        return asked.upper()
    column = fixed.get("currency") or max(
        (
            one
            for one in draft.columns
            if one.currencies >= 0.8 and one.senses.get("currency", 0) >= 60
        ),
        key=lambda one: (one.senses.get("currency", 0), one.fill, -one.at),
        default=None,
    )
    if column is not None:
        codes = {currency_of(column.encoded.texts[at]) for at in column.valued} - {None}
        if len(codes) == 1:
            return str(codes.pop())
        if len(codes) > 1:
            return ""  # decided over all rows, once lines are known
    for column in draft.columns:
        money = any(
            column.senses.get(name, 0) >= 40 for name in ("amount", "debit", "credit", "balance")
        )
        named = currency_in_title(column.label) if money else None
        if named:
            return named
    for column in draft.columns:
        if any(column.senses.get(name, 0) >= 40 for name in ("amount", "debit", "credit")):
            for at in column.valued:
                symbol = symbol_in_amount(column.encoded.texts[at])
                if symbol:
                    return symbol
    for at in range(draft.start):
        for text in draft.sheet.row_cells(at).values():
            named = currency_in_title(text)
            if named:
                return named
    return draft.reference.currency if draft.reference is not None else "CNY"


def _decide_marks(draft: Draft) -> None:
    """One decimal mark for the sheet: what any column settles, else overlap, else it stays open."""
    asked = draft.options.decimal_mark
    if asked is not None:
        draft.mark = asked
        draft.marks = {column.at: asked for column in draft.columns}
        return
    settled: dict[int, str | None] = {
        column.at: mark_of(column) for column in draft.columns if column.numbers >= 0.5
    }
    known = [
        mark
        for column in draft.columns
        if (mark := settled.get(column.at)) and column.decimals >= 0.2
    ]
    common = max(sorted(set(known)), key=known.count) if known else None
    for column in draft.columns:
        mark = settled.get(column.at)
        if column.at in settled:
            draft.marks[column.at] = mark or common or _mark_by_overlap(draft, column) or ""
    draft.mark = common or "."


def _mark_by_overlap(draft: Draft, column: Column) -> str | None:
    if draft.reference is None:
        return None
    hits = {}
    for mark in (".", ","):
        minor = minor_units(column, mark=mark, exponent=exponent_of(draft.currency or "CNY"))
        sizes = [abs(value) for at in column.encoded.indices if (value := minor.values[at])]
        hits[mark] = draft.reference.size_overlap(sizes)
    best, other = (".", ",") if hits["."] >= hits[","] else (",", ".")
    return best if hits[best] >= 2 and hits[best] > 2 * hits[other] else None


def _choose_money(draft: Draft, fixed: dict[str, Column]) -> None:
    usable = [
        column
        for column in draft.columns
        if column not in fixed.values()
        or any(
            fixed.get(name) is column
            for name in ("amount", "debit", "credit", "balance", "direction")
        )
    ]
    finder = MoneyFinder(
        usable,
        marks={at: mark or "." for at, mark in draft.marks.items()},
        exponent=exponent_of(draft.currency or "CNY"),
        reference=draft.reference,
        asked=fixed,
    )
    candidates = finder.candidates()
    if not candidates or candidates[0].score < 150:
        dated = any(column.senses.get("date", 0) >= 60 for column in draft.columns)
        code = "columns.no_amount" if dated else "ledger.not_found"
        labels = labels_text(draft.columns)
        raise refuse(code, draft.place, side=draft.side, labels=labels)
    draft.money = money = candidates[0]
    for column in money.columns:
        if draft.marks.get(column.at) == "":
            example = next((column.encoded.texts[at] for at in column.valued), "")
            raise refuse("numbers.undecidable", draft.place, column=column.name, example=example)
    settled = [draft.marks.get(column.at) for column in money.columns if column.decimals > 0]
    draft.mark = next((mark for mark in settled if mark), draft.mark)
    draft.choices = wording.money_choices(money, candidates)


def _choose_fields(draft: Draft, fixed: dict[str, Column]) -> None:
    money = draft.money
    taken = {
        "amount": money.amount, "debit": money.debit, "credit": money.credit,
        "direction": money.direction or money.balance_direction, "balance": money.balance,
    }  # fmt: skip
    given = {name: column for name, column in taken.items() if column is not None} | fixed
    absent = {name for name, asked in draft.options.columns.items() if not asked}
    chosen, choices, more = choose_fields(
        draft.columns, reference=draft.reference, fixed=given, absent=absent
    )
    draft.fields, draft.more_text = chosen, more
    draft.choices += [
        wording.told(name, column) for name, column in fixed.items() if name not in taken
    ]
    draft.choices += choices
    if "date" not in chosen:
        raise refuse(
            "columns.no_date", draft.place, side=draft.side, labels=labels_text(draft.columns)
        )
    for at in not_totals(
        draft.totals, start=draft.start, date=chosen["date"], document=chosen.get("document"),
        money=money.columns,
    ):  # fmt: skip
        del draft.totals[at]
