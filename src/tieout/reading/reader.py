"""A sheet whose columns are known becomes a ledger: its lines, their sign, the totals, the proof."""

from __future__ import annotations

import datetime
import unicodedata

import pyarrow as pa

from tieout.ledger import LINES, Ledger, Problem, Reading
from tieout.money import exponent_of
from tieout.reading import wording
from tieout.reading.amounts import minor_units
from tieout.reading.bulk import matching
from tieout.reading.currencies import currency_of, symbol_in_amount
from tieout.reading.dating import Dating, read_days
from tieout.reading.draft import Draft, not_a_ledger
from tieout.reading.fields import labels_text
from tieout.reading.identifiers import identifier_keys, read_identifiers
from tieout.reading.kinds import kinds_of
from tieout.reading.options import SIGNS
from tieout.reading.orient import Orientation, name_of, orient, sign_of
from tieout.reading.profile import Column, Minor, direction_of
from tieout.reading.proof import Checks, Line, Proof, prove
from tieout.reading.refusals import refuse
from tieout.reading.rows import is_repeated_heading
from tieout.refusal import Wording

_SAMPLE_ROWS = 12
_NOT_BARE = r"[^-0-9.,() ']"

# From this share of its lines on, a file is the account of one party.
_MAIN_PARTY_TENTHS = 8


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
            raise not_a_ledger(draft)
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
        pick = None
        if len(proof.lines) < len(self.lines):
            kept = {line.at for line in proof.lines}
            pick = [at for at, line in enumerate(self.lines) if line.at in kept]
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
        for offset, (left, right, level) in enumerate(zip(debit, credit, balance, strict=True)):
            at = start + offset
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
        if has_day or (number and any(letter.isdecimal() for letter in number) and len(cells) > 2):
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
        named = [names[column.encoded.indices[line.at]] for line in self.lines]
        theirs = sum(name in same for name in named)
        if theirs * 10 >= _MAIN_PARTY_TENTHS * sum(bool(name) for name in named):
            # One customer's account: a line under another name is posted wrongly, and the engine says
            # so. To drop it would hide the error and break the balance.
            return
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
