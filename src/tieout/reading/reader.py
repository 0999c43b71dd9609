"""One sheet of cells becomes one ledger: layout, columns, dates, amounts, sign, totals, proof."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, field

import pyarrow as pa

from tieout.ledger import LINES, ColumnChoice, Ledger, Problem, Reading, Side
from tieout.money import exponent_of
from tieout.reading import wording
from tieout.reading.amounts import Money, MoneyFinder, mark_of, minor_units
from tieout.reading.bulk import matching
from tieout.reading.currencies import currency_in_title, currency_of, symbol_in_amount
from tieout.reading.dating import Dating, read_days
from tieout.reading.fields import choose_fields, find_column, labels_text
from tieout.reading.grid import Grid, Sheet
from tieout.reading.identifiers import identifier_keys, read_identifiers
from tieout.reading.kinds import kinds_of
from tieout.reading.layout import Layout, find_layout
from tieout.reading.options import FIELDS, SIGNS, ReadingOptions
from tieout.reading.orient import Orientation, name_of, orient, sign_of
from tieout.reading.profile import Column, Minor, columns_of, direction_of
from tieout.reading.proof import Checks, Line, Proof, prove
from tieout.reading.reference import Reference
from tieout.reading.refusals import refuse
from tieout.reading.rows import is_repeated_heading, labelled_totals, not_totals
from tieout.reading.totals import TotalKind
from tieout.refusal import Refusal, Wording

_SAMPLE_ROWS = 12
_NOT_BARE = r"[^-0-9.,() ']"


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
    totals = {
        at: found
        for at, found in labelled_totals(sheet, layout.body).items()
        if not is_repeated_heading(sheet.row_cells(at), layout.labels)
    }
    body = range(layout.body, len(sheet.rows))
    columns = columns_of(sheet, layout.labels, body, set(totals))
    draft = Draft(grid, sheet, side, options, reference, party, layout, columns, totals)
    if not columns or not len(body):
        raise _not_found(draft)
    fixed = _fixed_columns(draft)
    draft.currency = _currency(draft, fixed)
    _decide_marks(draft)
    _choose_money(draft, fixed)
    _choose_fields(draft, fixed)
    return draft


def _not_found(draft: Draft) -> Refusal:
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


def ledger_of(draft: Draft) -> Ledger:
    """The lines, their sign, the totals and the proof of a sheet whose columns are known."""
    dates = [draft.fields[name] for name in ("date", "due") if name in draft.fields]
    dating = read_days(
        dates,
        order=draft.options.date_order,
        reference=draft.reference,
        document=draft.fields.get("document"),
        place=draft.place,
    )
    return _Body(draft, dating).ledger()


class _Body:
    """The rows under the heading, read once from top to bottom."""

    def __init__(self, draft: Draft, dating: Dating) -> None:
        self.draft, self.dating = draft, dating
        self.exponent = exponent_of(draft.currency or "CNY")
        self.minors: dict[int, Minor] = {
            column.at: minor_units(
                column, mark=draft.marks.get(column.at) or draft.mark, exponent=self.exponent
            )
            for column in [*draft.money.columns, *filter(None, [draft.money.balance])]
        }
        self.lines: list[Line] = []
        self.checks: list[Checks] = []
        self._document_keys: list[str] = []

    def ledger(self) -> Ledger:
        self._sort_rows()
        draft = self.draft
        self._skip_titles()
        if not self.lines:
            raise refuse("ledger.no_lines", draft.place)
        if len(draft.problems) > max(3, len(self.lines)):
            raise _not_found(draft)
        currency = self._settle_currency()
        self._keep_party()
        texts = self._texts()
        kinds = self._kinds(texts)
        documents = self._identifiers("document")
        orientation = self._orient(kinds)
        proof = prove(
            self.lines, self.checks, sign=orientation.sign, currency=currency,
            accept_unbalanced=draft.options.accept_unbalanced, place=draft.place,
            unlabelled=self._is_unlabelled_total(texts, documents),
        )  # fmt: skip
        kept = proof.lines
        positions = {line.at for line in kept}
        keep = [at for at, line in enumerate(self.lines) if line.at in positions]
        pick = keep if len(keep) < len(self.lines) else None
        table = self._table(orientation.sign, texts, kinds, documents, currency, pick)
        return Ledger(self._reading(table, orientation, proof, currency), table)

    # -- rows ---------------------------------------------------------------------------------

    def _sort_rows(self) -> None:
        draft = self.draft
        start, money = draft.start, draft.money
        count = len(draft.sheet.rows) - start
        debit = self._spread(money.debit or money.amount)
        credit = self._spread(money.credit)
        balance = self._spread(money.balance)
        faulty = self._faulty()
        direction = self._directions(money.direction)
        side = self._directions(money.balance_direction)
        totals = draft.totals
        days = self._days("date", count)
        wallet = money.direction is not None and any(
            "收" in text or "支" in text for text in money.direction.encoded.texts
        )
        for offset in range(count):
            at = start + offset
            left, right = debit[offset], credit[offset]
            level = balance[offset]
            if side is not None and level is not None:
                level = _sided(level, side[offset])
            net = None
            if left is not None or right is not None:
                net = (left or 0) - (right or 0)
                if direction is not None:
                    net = net * (direction[offset] or 0)
            if at in totals:
                kind, label = totals[at]
                self.checks.append(Checks(at, draft.row(at), kind, label, net, level, left, right))
            elif offset in faulty:
                self._fault(at, *faulty[offset])
            elif net is not None:
                if direction is not None and not direction[offset] and (left or right):
                    self._undirected(at, direction[offset], wallet=wallet)
                    continue
                self.lines.append(Line(offset, draft.row(at), net, level, days[offset]))
            else:
                self._without_amount(at, offset, days[offset])

    def _spread(self, column: Column | None) -> list[int | None]:
        if column is None:
            return [None] * (len(self.draft.sheet.rows) - self.draft.start)
        return column.encoded.spread(self.minors[column.at].values)

    def _directions(self, column: Column | None) -> list[int | None] | None:
        if column is None:
            return None
        return column.encoded.spread(
            [direction_of(text) if text else None for text in column.encoded.texts]
        )

    def _days(self, name: str, count: int) -> list[datetime.date | None]:
        column = self.draft.fields.get(name)
        if column is None:
            return [None] * count
        return column.encoded.spread(self.dating.days[column.at])

    def _faulty(self) -> dict[int, tuple[Column, int, str]]:
        found: dict[int, tuple[Column, int, str]] = {}
        for column in self.draft.money.columns:
            faults = self.minors[column.at].faults
            if faults:
                for offset, code in enumerate(column.encoded.indices):
                    if code in faults:
                        found.setdefault(offset, (column, code, faults[code]))
        return found

    def _fault(self, at: int, column: Column, code: int, why: str) -> None:
        cells = self.draft.sheet.row_cells(at)
        if is_repeated_heading(cells, self.draft.layout.labels):
            self.draft.skipped.append((self.draft.row(at), wording.HEADING_AGAIN))
            return
        self.draft.problems.append(
            wording.amount_problem(self.draft.row(at), column.name, column.encoded.texts[code], why)
        )

    def _problem(self, at: int, column: Column | None, words: tuple[Wording, Wording]) -> None:
        cells = self.draft.sheet.row_cells(at)
        excerpt = " | ".join(cells.values())[:120]
        name = column.name if column is not None else None
        self.draft.problems.append(Problem(self.draft.row(at), name, excerpt, *words))

    def _undirected(self, at: int, word: int | None, *, wallet: bool) -> None:
        """A wallet itself says which rows count as neither income nor expense; else it is a problem."""
        cells = self.draft.sheet.row_cells(at)
        if wallet and word == 0:
            self.draft.skipped.append(
                (self.draft.row(at), f"{wording.NEITHER}: {' '.join(cells.values())[:80]}")
            )
        else:
            self._problem(at, self.draft.money.direction, wording.NO_DIRECTION)

    def _without_amount(self, at: int, offset: int, day: datetime.date | None) -> None:
        draft = self.draft
        cells = draft.sheet.row_cells(at)
        if is_repeated_heading(cells, draft.layout.labels):
            draft.skipped.append((draft.row(at), wording.HEADING_AGAIN))
            return
        date = draft.fields["date"]
        document = draft.fields.get("document")
        number = document.encoded.texts[document.encoded.indices[offset]] if document else ""
        has_day = bool(date.encoded.texts[date.encoded.indices[offset]]) and day is not None
        if has_day or (number and any(letter.isdigit() for letter in number) and len(cells) > 2):
            self._problem(at, draft.money.columns[0], wording.NO_AMOUNT)
            return
        draft.skipped.append((draft.row(at), f"{wording.NOTE}: {' '.join(cells.values())[:80]}"))

    def _skip_titles(self) -> None:
        draft = self.draft
        header = draft.layout.header
        for at in range(draft.start):
            if header is not None and header[0] <= at <= header[1]:
                continue
            cells = draft.sheet.row_cells(at)
            draft.skipped.append(
                (draft.row(at), f"{wording.TITLE}: {' '.join(cells.values())[:80]}")
            )
        draft.skipped.sort()

    def _is_unlabelled_total(self, texts: list[str | None], documents: list[str | None]) -> bool:
        """Whether the last line is bare of date, number and words: maybe a total without a name."""
        last = self.lines[-1]
        return len(self.lines) > 2 and last.day is None and not texts[-1] and not documents[-1]

    # -- fields -------------------------------------------------------------------------------

    def _settle_currency(self) -> str:
        """The one currency of the lines; several are refused, unless one of them was asked for."""
        draft = self.draft
        column = draft.fields.get("currency")
        asked = draft.options.currency
        self._refuse_mixed_symbols()
        if column is None:
            return draft.currency or "CNY"
        codes = [currency_of(text) if text else None for text in column.encoded.texts]
        used = sorted(
            {code for line in self.lines if (code := codes[column.encoded.indices[line.at]])}
        )
        if len(used) <= 1:
            return draft.currency or (used[0] if used else "CNY")
        if asked is None:
            raise refuse("currency.mixed", draft.place, currencies=", ".join(used))
        kept = []
        for line in self.lines:
            code = codes[column.encoded.indices[line.at]]
            if code in (None, asked.upper()):
                kept.append(line)
            else:
                draft.skipped.append((line.row, f"{wording.OTHER_CURRENCY}: {code}"))
        self.lines = kept
        if not kept:
            raise refuse("ledger.no_lines", draft.place)
        return asked.upper()

    def _refuse_mixed_symbols(self) -> None:
        for column in self.draft.money.columns:
            symbols = {
                symbol
                for at in matching(column.encoded.array, _NOT_BARE)
                if column.encoded.tags[at] == "t"
                and (symbol := symbol_in_amount(column.encoded.texts[at]))
            }
            if len(symbols) > 1 and self.draft.options.currency is None:
                raise refuse(
                    "currency.mixed", self.draft.place, currencies=", ".join(sorted(symbols))
                )

    def _keep_party(self) -> None:
        draft = self.draft
        column = draft.fields.get("party")
        if draft.party is None or column is None:
            return
        wanted = _plain_name(draft.party)
        names = column.encoded.texts
        held = sorted({names[column.encoded.indices[line.at]] for line in self.lines} - {""})
        same = {name for name in held if _plain_name(name) == wanted}
        same = same or {name for name in held if wanted in _plain_name(name)}
        if len(held) <= 1 and not same:
            return
        if not same:
            raise refuse(
                "party.unknown", draft.place, asked=draft.party, parties=", ".join(held[:12])
            )
        kept = []
        for line in self.lines:
            name = names[column.encoded.indices[line.at]]
            if name in same:
                kept.append(line)
            else:
                draft.skipped.append((line.row, f"{wording.OTHER_PARTY}: {name}"))
        self.lines = kept

    def _values(self, name: str) -> list[str | None]:
        column = self.draft.fields.get(name)
        if column is None:
            return [None] * len(self.lines)
        encoded = column.encoded
        values = [
            None if dash else text for text, dash in zip(encoded.texts, encoded.dashes, strict=True)
        ]
        indices = column.encoded.indices
        return [values[indices[line.at]] for line in self.lines]

    def _texts(self) -> list[str | None]:
        texts = self._values("text")
        for column in self.draft.more_text:
            encoded = column.encoded
            values = [
                "" if dash else text
                for text, dash in zip(encoded.texts, encoded.dashes, strict=True)
            ]
            for at, line in enumerate(self.lines):
                more = values[column.encoded.indices[line.at]]
                if more:
                    before = texts[at]
                    texts[at] = f"{before} {more}" if before and more != before else more
        return texts

    def _kinds(self, texts: list[str | None]) -> list[str | None]:
        by_text = kinds_of(pa.array([text or "" for text in texts], pa.string()))
        if "kind" not in self.draft.fields:
            return by_text
        by_name = kinds_of(pa.array([name or "" for name in self._values("kind")], pa.string()))
        return [name or text for name, text in zip(by_name, by_text, strict=True)]

    def _identifiers(self, name: str) -> list[str | None]:
        column = self.draft.fields.get(name)
        if column is None:
            return [None] * len(self.lines)
        known = None
        if self.draft.reference is not None:
            known = (
                self.draft.reference.orders if name == "order" else self.draft.reference.documents
            )
        values, faults = read_identifiers(column, known)
        indices = column.encoded.indices
        if faults:
            for line in self.lines:
                code = indices[line.at]
                if code in faults:
                    excerpt = column.encoded.texts[code]
                    self.draft.problems.append(
                        Problem(line.row, column.name, excerpt, *wording.LOST_DIGITS)
                    )
        if name == "document":
            keys = identifier_keys(column, values)
            self._document_keys = [keys[indices[line.at]] for line in self.lines]
        return [values[indices[line.at]] for line in self.lines]

    def _orient(self, kinds: list[str | None]) -> Orientation:
        draft = self.draft
        asked = draft.options.sign
        if asked is not None:
            if asked not in SIGNS:
                raise refuse("sign.unknown", draft.place, asked=asked, signs=", ".join(SIGNS))
            return Orientation(sign_of(asked), wording.TOLD, (0, 0))
        opening = next((check.stated for check in self.checks if check.kind == "opening"), None)
        titles = " ".join(
            text.casefold()
            for at in range(draft.start)
            for text in draft.sheet.row_cells(at).values()
        )
        orientation = orient(
            [line.net for line in self.lines],
            keys=self._document_keys or [""] * len(self.lines),
            kinds=kinds,
            reference=draft.reference,
            opening=opening,
            titles=titles,
            mode=self._mode(),
            side=draft.side,
        )
        money = draft.money
        if orientation.by_convention and money.debit is not None and money.credit is not None:
            self._refuse_unnamed(money.debit, money.credit)
        return orientation

    def _refuse_unnamed(self, one: Column, other: Column) -> None:
        """Of two columns without a heading and without a word about them, neither is the debit."""
        if one.label or other.label or {"debit", "credit"} & set(self.draft.options.columns):
            return
        raise refuse(
            "columns.undecidable",
            self.draft.place,
            side=self.draft.side,
            labels=labels_text(self.draft.columns),
            first=f"debit={one.letter}, credit={other.letter}",
            second=f"debit={other.letter}, credit={one.letter}",
        )

    def _mode(self) -> str:
        money = self.draft.money
        return (
            "pair"
            if money.debit is not None
            else "direction"
            if money.direction is not None
            else "signed"
        )

    # -- results ------------------------------------------------------------------------------

    def _table(
        self,
        sign: int,
        texts: list[str | None],
        kinds: list[str | None],
        documents: list[str | None],
        currency: str,
        pick: list[int] | None,
    ) -> pa.Table:
        count = len(self.draft.sheet.rows) - self.draft.start
        days, due = self._days("date", count), self._days("due", count)
        self._missing_days(days)
        lines = self.lines
        columns = {
            "row": [line.row for line in lines],
            "date": [days[line.at] for line in lines],
            "due": [due[line.at] for line in lines],
            "document": documents,
            "voucher": self._identifiers("voucher"),
            "order": self._identifiers("order"),
            "text": texts,
            "kind": kinds,
            "party": self._values("party"),
            "currency": [currency] * len(lines),
            "amount": [sign * line.net for line in lines],
        }
        table = pa.table(
            {name: pa.array(columns[name], LINES.field(name).type) for name in LINES.names},
            schema=LINES,
        )
        return table.take(pa.array(pick)) if pick is not None else table

    def _missing_days(self, days: list[datetime.date | None]) -> None:
        column = self.draft.fields["date"]
        for line in self.lines:
            if days[line.at] is None:
                excerpt = column.encoded.texts[column.encoded.indices[line.at]]
                self.draft.problems.append(Problem(line.row, column.name, excerpt, *wording.NO_DAY))

    def _reading(
        self, table: pa.Table, orientation: Orientation, proof: object, currency: str
    ) -> Reading:

        assert isinstance(proof, Proof)
        draft = self.draft
        draft.problems.sort(key=lambda problem: problem.row)
        draft.skipped.sort()
        labels = tuple((column.letter, column.label) for column in draft.columns)
        used = {column.at for column in draft.fields.values()} | {
            column.at for column in draft.more_text
        }
        return Reading(
            file=draft.grid.file,
            sha256=draft.grid.sha256,
            sheet=draft.sheet.name or None,
            header_row=draft.layout.header_row(draft.sheet),
            encoding=draft.grid.encoding,
            columns={name: column.name for name, column in draft.fields.items()},
            choices=tuple(wording.with_sign(draft.choices, orientation)),
            sign=name_of(self._mode(), orientation.sign),
            date_format=self.dating.form,
            decimal_mark="," if draft.mark == "," else ".",
            currency=currency,
            rows=table.num_rows,
            opening=proof.opening,
            closing=proof.closing,
            total=sum(table.column("amount").to_pylist()),
            opening_row=proof.opening_row,
            closing_row=proof.closing_row,
            totals=tuple(proof.totals),
            skipped=tuple(draft.skipped),
            problems=tuple(draft.problems),
            sheets=tuple(sheet.name for sheet in draft.grid.sheets),
            unused_columns=tuple(column.name for column in draft.columns if column.at not in used),
            header_labels=labels,
            sample=_sample(draft),
        )


def _sided(level: int, word: int | None) -> int:
    """A balance with the direction beside it: 100 and 贷 is -100; without a word it stays."""
    if word is None:
        return level
    return abs(level) * word


def _plain_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _sample(draft: Draft) -> tuple[tuple[int, tuple[str, ...]], ...]:
    first = draft.layout.header[0] if draft.layout.header else draft.start
    rows = range(first, min(first + _SAMPLE_ROWS, len(draft.sheet.rows)))
    return tuple(
        (draft.row(at), tuple(draft.sheet.cell(column, at) for column in draft.sheet.columns))
        for at in rows
    )
