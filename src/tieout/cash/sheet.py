"""What cash application decided, as a workbook: what is booked, what a person decides, what stays on account, and the proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import xlsxwriter

from tieout.cash.decisions import CashDecisions
from tieout.refusal import Language, Wording
from tieout.report.by_rule import TITLE
from tieout.report.sheet import BOOK_OPTIONS
from tieout.report.sheet.cells import spreadsheet_number
from tieout.report.sheet.lines import DAYS_TO_1970, EARLIEST_DAY
from tieout.report.sheet.looks import Looks, make_looks
from tieout.report.sheet.rules_page import NOTE, columns_of, rows_of
from tieout.report.sheet.table import Column, add_table
from tieout.rules import ENGINE_VERSION

_TITLE = Wording("收款核销结果", "Receipts applied")
_APPLIED = Wording("已核销", "Applied")
_WAITING = Wording("待确认", "To decide")
_ON_ACCOUNT = Wording("留在账上", "On account")
_KEPT = Wording("扣款", "Kept by payers")
_PAYERS = Wording("付款方", "Payers")
_SHOWN = Wording("所示合计", "Total of what is shown")


@dataclass(frozen=True)
class _Lines:
    """Receipts and items by their rows, as a sheet shows them."""

    receipts: dict[int, dict[str, Any]]
    items: dict[int, dict[str, Any]]

    def paid(self, row: int) -> tuple[int, int | None, str, str]:
        one = self.receipts[row]
        return row, _day(one["date"]), one["payer_name"] or "", one["text"] or ""

    def owed(self, row: int) -> tuple[int, str, str]:
        one = self.items[row]
        return row, one["document_number"] or "", one["customer_name"] or one["customer_code"] or ""


def write_cash_sheet(
    target: str | Path | IO[bytes], found: CashDecisions, items: pa.Table, receipts: pa.Table,
    *, language: Language,
) -> None:  # fmt: skip
    """Write the workbook; each currency has its own sheets, since no sum goes across them.

    Worked: received 150.00, booked 100.00, on account 50.00: the first sheet says so and its check is 0.00.
    """
    lines = _Lines(_by_row(receipts), _by_row(items))
    name = target if hasattr(target, "write") else str(target)
    currencies = sorted(found.received)
    with xlsxwriter.Workbook(name, BOOK_OPTIONS) as book:
        book.set_properties({"title": _TITLE.within(language), "author": "Wanglai"})
        summary = book.add_worksheet(_TITLE.within(language))
        proofs = []
        for currency in currencies:
            looks = make_looks(book, currency, language)
            pages = _Pages(book, found, lines, looks, language, alone=len(currencies) == 1)
            proofs.append(pages.proof())
            pages.add_all()
        _write_summary(summary, proofs, language)


@dataclass(frozen=True)
class _Proof:
    """Of one currency: received is what was booked and what is left."""

    looks: Looks
    received: int
    booked: int
    left: int
    open_before: int
    open_after: int


class _Pages:
    """The sheets of one currency."""

    def __init__(
        self, book: Any, found: CashDecisions, lines: _Lines, looks: Looks, language: Language,
        *, alone: bool,
    ) -> None:  # fmt: skip
        self._book, self._found, self._lines = book, found, lines
        self._looks, self._language, self._alone = looks, language, alone

    def _is_here(self, receipt: int) -> bool:
        return self._found.currency_of[receipt] == self._looks.currency

    def proof(self) -> _Proof:
        currency = self._looks.currency
        before = self._found.items_before.get(currency, 0)
        after = self._found.items_after.get(currency, 0)
        left = sum(one.amount for one in self._found.unapplied if self._is_here(one.receipt))
        received = self._found.received.get(currency, 0)
        return _Proof(self._looks, received, before - after, left, before, after)

    def add_all(self) -> None:
        found, lines, said = self._found, self._lines, self._language
        for title, is_booked in ((_APPLIED, True), (_WAITING, False)):
            rows = [
                (*lines.paid(one.receipt), *lines.owed(item), part, one.status, one.sentence.within(said))
                for one in found.allocations
                if self._is_here(one.receipt) and (one.status == "auto") == is_booked
                for item, part in one.parts
            ]  # fmt: skip
            self._add(title, (*_RECEIPT, *_ITEM, _AMOUNT, _STATUS, _WHY), rows)
        self._add(
            _ON_ACCOUNT,
            (*_RECEIPT, _AMOUNT, _WHY),
            [
                (*lines.paid(one.receipt), one.amount, one.sentence.within(said))
                for one in found.unapplied
                if self._is_here(one.receipt)
            ],
        )
        self._add(
            _KEPT,
            (*_RECEIPT, *_ITEM, _AMOUNT, _WHY),
            [
                (*lines.paid(one.receipt), *lines.owed(one.item), one.amount, one.reason)
                for one in found.deductions
                if self._is_here(one.receipt)
            ],
        )
        self._add(
            _PAYERS,
            (*_RECEIPT, _PARTY, _WHY),
            [
                (*lines.paid(one.receipt), one.party or "", one.sentence.within(said))
                for one in found.payers
                if self._is_here(one.receipt)
            ],
        )
        self._add_rules()

    def _add_rules(self) -> None:
        """What each rule did with receipts of this currency."""
        said = self._language
        outcomes = [one for one in self._found.outcomes if one.currency == self._looks.currency]
        add_table(
            self._book,
            TITLE.within(said) if self._alone else f"{TITLE.within(said)} {self._looks.currency}",
            title=TITLE.within(said),
            note=NOTE.within(said),
            columns=columns_of(said),
            rows=rows_of(outcomes, ENGINE_VERSION, said),
            count=len(outcomes),
            looks=self._looks,
            shown_total=_SHOWN.within(said),
        )

    def _add(
        self, title: Wording, columns: Sequence[tuple[Wording, Any, float]], rows: Sequence[tuple[Any, ...]]
    ) -> None:  # fmt: skip
        said = self._language
        name = title.within(said)
        made = [
            Column(
                label.within(said), kind, width,
                total=sum(row[at] for row in rows) if kind == "money" else None,
            )
            for at, (label, kind, width) in enumerate(columns)
        ]  # fmt: skip
        add_table(
            self._book,
            name if self._alone else f"{name} {self._looks.currency}",
            title=name,
            note=Wording("行号为原文件中的行号", "rows are those of the original files").within(
                said
            ),
            columns=made,
            rows=iter(rows),
            count=len(rows),
            looks=self._looks,
            shown_total=_SHOWN.within(said),
        )


def _write_summary(sheet: Any, proofs: Iterable[_Proof], language: Language) -> None:
    """Money in, where it went, and the check as a live formula."""
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 20)
    row = 0
    for proof in proofs:
        looks = proof.looks
        sheet.write_string(row, 0, f"{_TITLE.within(language)} · {looks.currency}", looks["title"])
        told = (
            (Wording("收款", "Received"), proof.received),
            (Wording("已核销", "Applied to open items"), proof.booked),
            (Wording("留在账上", "Left on account"), proof.left),
            (Wording("核销前未清项", "Open items before"), proof.open_before),
            (Wording("核销后未清项", "Open items after"), proof.open_after),
        )
        for at, (label, amount) in enumerate(told, row + 2):
            sheet.write_string(at, 0, label.within(language), looks["label"])
            sheet.write_number(at, 1, spreadsheet_number(amount, looks.currency) or 0, looks["money"])  # fmt: skip
        first = row + 3  # the row that a spreadsheet program calls so
        check = Wording("校验：收款 − 已核销 − 留在账上", "Check: received - applied - on account")
        sheet.write_string(row + 7, 0, check.within(language), looks["proof_label"])
        gap = proof.received - proof.booked - proof.left
        sheet.write_formula(
            row + 7, 1, f"=B{first}-B{first + 1}-B{first + 2}", looks["proof_good"],
            spreadsheet_number(gap, looks.currency) or 0,
        )  # fmt: skip
        row += 10
    sheet.activate()


def _by_row(table: pa.Table) -> dict[int, dict[str, Any]]:
    return {one["row"]: one for one in table.to_pylist()}


def _day(on: Any) -> int | None:
    number = None if on is None else on.toordinal() - _EPOCH + DAYS_TO_1970
    return number if number is None or number >= EARLIEST_DAY else None


_EPOCH = 719_163  # the ordinal of 1970-01-01
_RECEIPT: tuple[tuple[Wording, Any, float], ...] = (
    (Wording("收款行", "Receipt"), "number", 9),
    (Wording("日期", "Date"), "date", 12),
    (Wording("付款方", "Payer"), "text", 30),
    (Wording("附言", "Text"), "wrap", 40),
)
_ITEM: tuple[tuple[Wording, Any, float], ...] = (
    (Wording("未清项行", "Item"), "number", 9),
    (Wording("单据号", "Document"), "text", 20),
    (Wording("客户", "Customer"), "text", 30),
)
_AMOUNT: tuple[Wording, Any, float] = (Wording("金额", "Amount"), "money", 16)
_STATUS: tuple[Wording, Any, float] = (Wording("状态", "Status"), "text", 12)
_PARTY: tuple[Wording, Any, float] = (Wording("识别为", "Known as"), "text", 20)
_WHY: tuple[Wording, Any, float] = (Wording("依据", "Why"), "wrap", 60)
