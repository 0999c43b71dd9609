"""Lines of one side laid out as the rows of a sheet: preamble, header, lines, totals, notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bench.cases.cells import Cell, Row, day, money, text, whole
from bench.cases.entries import Entry, Story
from bench.cases.labels import (
    CLOSING,
    DIRECTIONS,
    MONTH_TOTAL,
    NOTES,
    OPENING,
    PARTNERS,
    PERIODS,
    TITLES,
    TOTAL,
    YEAR_TOTAL,
)
from bench.cases.layout import Layout
from bench.cases.surface import Printed


@dataclass
class Sheet:
    """Rows as they will be written, and where things stand in them (1-based)."""

    rows: list[Row] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, col, last …
    opening_row: int | None = None
    closing_row: int | None = None

    def add(self, row: Row) -> int:
        self.rows.append(row)
        return len(self.rows)


class Renderer:
    """Writes one side's story into a sheet, obeying its layout."""

    def __init__(
        self, random: Random, layout: Layout, story: Story, printed: dict[Entry, Printed]
    ) -> None:
        self.random = random
        self.layout = layout
        self.story = story
        self.printed = printed
        self.sheet = Sheet()
        self.width = len(layout.columns)
        self.opening = story.opening_ours if layout.side == "ours" else story.opening_theirs
        self.words = {
            name: random.choice(pool[layout.language])
            for name, pool in (
                ("opening", OPENING),
                ("closing", CLOSING),
                ("month", MONTH_TOTAL),
                ("year", YEAR_TOTAL),
                ("total", TOTAL),
            )
        }
        first = story.first
        self.year_base = (0, 0)
        if first.month > 1:  # a ledger printed from March on still counts January in its year
            self.year_base = (random.randint(10, 900) * 10_000, random.randint(10, 900) * 10_000)

    def render(self, order: list[Entry] | None = None) -> Sheet:
        """All rows. ``order`` forces the order of the lines, for permutation tests."""
        layout, sheet = self.layout, self.sheet
        entries = order or self._ordered()
        self._preamble()
        if layout.labelled:
            self._header()
        if layout.states_opening and not layout.descending:
            self._opening_row()
        balances = self._balances(entries)
        month = None
        plain = layout.descending or order is not None
        for serial, entry in enumerate(entries, start=1):
            if not plain and month and (entry.booked_on.year, entry.booked_on.month) != month:
                self._month_end(entries, month)
            month = (entry.booked_on.year, entry.booked_on.month)
            entry.row = sheet.add(self._line(entry, serial, balances[entry]))
            if layout.blank_rows and self.random.random() < 0.02:
                sheet.add([None] * self.width)
        if month and not plain:
            self._month_end(entries, month)
        if layout.states_opening and layout.descending:
            self._opening_row()
        total = sum(entry.amount for entry in entries)
        if layout.grand_total:
            self._sums(self.words["total"], entries, balance=self.opening + total)
        if layout.states_closing:
            sheet.closing_row = self._balance_row(self.words["closing"], self.opening + total)
        if layout.notes:
            sheet.add([None] * self.width)
            for note in NOTES[layout.language][: self.random.randint(1, 2)]:
                sheet.add(self._single(note))
        return sheet

    # Rows around the lines ---------------------------------------------------------------------

    def _single(self, words: str) -> Row:
        row: Row = [None] * self.width
        row[0] = text(words)
        return row

    def _preamble(self) -> None:
        layout, story = self.layout, self.story
        facts = {
            "seller": story.our_name,
            "customer": story.their_name,
            "first": story.first.isoformat(),
            "last": story.last.isoformat(),
            "currency": story.currency,
            "currency_word": "元" if story.currency == "CNY" else story.currency,
        }
        side, language = layout.side, layout.language
        titles = (
            TITLES[side, language],
            PERIODS[language],
            PARTNERS[side, language],
        )[: layout.title_rows]
        for title in titles:
            row = self.sheet.add(self._single(title.format(**facts)))
            self.sheet.merges.append((row, 0, row, self.width - 1))
        if titles and layout.blank_rows:
            self.sheet.add([None] * self.width)

    def _header(self) -> None:
        labels: Row = [text(label) for _, label in self.layout.columns]
        if not self.layout.two_row_header:
            self.sheet.header_rows = [self.sheet.add(labels)]
            return
        places = sorted((self.layout.index("debit"), self.layout.index("credit")))
        top = list(labels)
        bottom: Row = [labels[i] if i in places else None for i in range(self.width)]
        group = {"zh": "发生额", "en": "Movement", "de": "Umsatz"}[self.layout.language]
        top[places[0]], top[places[1]] = text(group), None
        upper = self.sheet.add(top)
        lower = self.sheet.add(bottom)
        self.sheet.header_rows = [upper, lower]
        if places[1] == places[0] + 1:
            self.sheet.merges.append((upper, places[0], upper, places[1]))
        self.sheet.merges += [
            (upper, i, lower, i) for i in range(self.width) if i not in places and labels[i]
        ]

    def _label_place(self) -> int:
        return self.layout.index("text")

    def _opening_row(self) -> None:
        self.sheet.opening_row = self._balance_row(self.words["opening"], self.opening)

    def _balance_row(self, words: str, balance: int) -> int:
        row: Row = [None] * self.width
        row[self._label_place()] = text(words)
        if self.layout.has("balance"):
            self._put_balance(row, balance)
        else:
            self._put_amount(row, balance, red=False)
        return self.sheet.add(row)

    def _month_end(self, entries: list[Entry], month: tuple[int, int]) -> None:
        def in_month(entry: Entry) -> bool:
            return (entry.booked_on.year, entry.booked_on.month) == month

        def until(entry: Entry) -> bool:
            return (entry.booked_on.year, entry.booked_on.month) <= month

        so_far = [entry for entry in entries if until(entry)]
        balance = self.opening + sum(entry.amount for entry in so_far)
        if self.layout.month_totals:
            self._sums(self.words["month"], [e for e in entries if in_month(e)], balance=balance)
        if self.layout.year_totals:
            self._sums(self.words["year"], so_far, balance=balance, base=self.year_base)

    def _sums(
        self, words: str, entries: list[Entry], *, balance: int, base: tuple[int, int] = (0, 0)
    ) -> None:
        layout = self.layout
        row: Row = [None] * self.width
        row[self._label_place()] = text(words)
        if layout.has("debit"):
            debit, credit = base
            for entry in entries:
                side, value = self._debit_or_credit(entry.amount, red=self._is_red(entry))
                debit += value if side == "debit" else 0
                credit += value if side == "credit" else 0
            row[layout.index("debit")] = money(debit)
            row[layout.index("credit")] = money(credit)
        else:
            self._put_amount(row, sum(e.amount for e in entries) + base[0] - base[1], red=False)
        if layout.has("balance"):
            self._put_balance(row, balance)
        self.sheet.add(row)

    # Lines -------------------------------------------------------------------------------------

    def _ordered(self) -> list[Entry]:
        entries = sorted(self.printed, key=lambda entry: (entry.booked_on, entry.event))
        return entries[::-1] if self.layout.descending else entries

    def _balances(self, entries: list[Entry]) -> dict[Entry, int]:
        balance, balances = self.opening, {}
        for entry in entries[::-1] if self.layout.descending else entries:
            balance += entry.amount
            balances[entry] = balance
        return balances

    def _is_red(self, entry: Entry) -> bool:
        return self.layout.red_ink and entry.kind in ("credit", "reversal", "discount")

    def _line(self, entry: Entry, serial: int, balance: int) -> Row:
        layout, words = self.layout, self.printed[entry]
        values: dict[str, Cell | None] = {
            "serial": whole(serial),
            "date": day(entry.booked_on),
            "issued": day(entry.issued_on),
            "due": day(entry.issued_on + timedelta(days=30)),
            "document": self._number(words.document),
            "voucher": text(words.voucher),
            "order": text(words.order),
            "text": text(words.text),
            "kind": text(words.kind),
            "party": text(entry.party or self._partner()),
            "currency": text(self.story.currency),
            "account": text("112201" if layout.side == "ours" else "220201"),
            "clerk": text("mwang"),
            "tax_rate": text("13%"),
        }
        row: Row = [values.get(name) for name, _ in layout.columns]
        self._put_amount(row, entry.amount, red=self._is_red(entry))
        if layout.has("balance"):
            self._put_balance(row, balance)
        return row

    def _partner(self) -> str:
        return self.story.their_name if self.layout.side == "ours" else self.story.our_name

    def _number(self, number: str | None) -> Cell | None:
        """A document number, or what a spreadsheet made of it when it looked like a number."""
        looks_like_one = number and number.isascii() and number.isdigit() and len(number) <= 15
        if number and looks_like_one and self.layout.document_as_number:
            return whole(int(number))
        return text(number)

    def _debit_or_credit(self, amount: int, *, red: bool) -> tuple[str, int]:
        """Column and figure: a payables ledger credits what we debit; red ink keeps the column."""
        mirrored = self.layout.sign == "credit-debit"
        raises = "credit" if mirrored else "debit"
        lowers = "debit" if mirrored else "credit"
        if red:
            return (raises, amount) if amount < 0 else (lowers, -amount)
        return (raises, amount) if amount >= 0 else (lowers, -amount)

    def _put_amount(self, row: Row, amount: int, *, red: bool) -> None:
        layout = self.layout
        if layout.has("debit"):
            side, value = self._debit_or_credit(amount, red=red)
            other = "credit" if side == "debit" else "debit"
            row[layout.index(side)] = money(value)
            row[layout.index(other)] = self._nothing()
        elif "direction" in layout.sign:
            debit, credit = DIRECTIONS[layout.language]
            mirrored = layout.sign == "mirrored-direction"
            raises, lowers = (credit, debit) if mirrored else (debit, credit)
            value, word = (amount, raises) if red and amount < 0 else (abs(amount), raises)
            if amount < 0 and not red:
                word = lowers
            row[layout.index("amount")] = money(value)
            row[layout.index("direction")] = text(word)
        else:
            row[layout.index("amount")] = money(-amount if layout.sign == "mirrored" else amount)

    def _nothing(self) -> Cell | None:
        if self.layout.empty_amount == "0.00":
            return money(0)
        return text(self.layout.empty_amount)

    def _put_balance(self, row: Row, balance: int) -> None:
        layout = self.layout
        if layout.has("balance_direction"):
            debit, credit = DIRECTIONS[layout.language]
            raises = credit if layout.sign == "credit-debit" else debit
            lowers = debit if raises == credit else credit
            word = "平" if balance == 0 else (raises if balance > 0 else lowers)
            row[layout.index("balance_direction")] = text(word)
            row[layout.index("balance")] = money(abs(balance))
        else:
            row[layout.index("balance")] = money(-balance if layout.sign == "mirrored" else balance)
