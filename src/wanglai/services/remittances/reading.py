"""An advice in any layout: a table by the reading of tieout, a text by its lines; both in a limited child.

The column of documents is found by our own numbers first, by its heading second. What cannot be read stays out and is named.
"""

from __future__ import annotations

import base64
import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from tieout.reading.table import Column, Sheet, Table, heading_at, open_sheets, plain, table_of
from tieout.refusal import Refusal
from wanglai.formats.remittance import read_advice_text_apart
from wanglai.services.money import exponent_of
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.remittances.known_numbers import ours_among, spelled
from wanglai.services.remittances.read_text import TextOfPayments, minor
from wanglai.services.remittances.reads import Line, Read, problem
from wanglai.services.remittances.refusals import AdviceHasNoColumns

_PAYMENT = "付款单号 付款编号 付款流水号 付款号 支付单号 支付编号 支付流水号 付款批次号 paymentno paymentnumber paymentid paymentreference paymentref checkno checknumber chequeno chequenumber zahlungsnummer zahlungsreferenz"
_DAY = "付款日期 付款日 支付日期 支付日 paymentdate paiddate paidon datepaid zahlungsdatum zahldatum zahltag"
_TOP = 40  # rows in which a heading may stand
_NUMBER = "发票号 发票号码 发票编号 单据号 单据编号 单号 凭证号 对账单号 invoice invoicenumber invoiceno invoiceid documentnumber documentno document bill billno rechnungsnummer rechnung belegnummer beleg reference ref"
_PAID = "本次付款 本次付款金额 付款金额 支付金额 实付金额 实付 核销金额 付款额 amountpaid paid paidamount payment paymentamount netamount net nettobetrag zahlbetrag zahlung 金额 amount betrag"
_KEPT = "扣款 扣款金额 扣除金额 扣减 折扣 少付 deduction deductionamount deductions discount withheld abzug skonto"
_WHY = "扣款原因 原因 扣款说明 说明 备注 reason deductionreason remark remarks note notes comment grund bemerkung"


def read_advices(company_id: int, upload: Upload, currency: str) -> list[Read]:
    """What was handed in, as it was read: a text or a mail by its lines, everything else as a table, whose rows may be of several payments.

    Refuses: AdviceHasNoColumns, and what the reading of tables refuses.
    """
    name = upload.name.lower()
    if name.endswith(".txt") and _is_pasted_table(upload.content):
        return _table(company_id, Upload("pasted.tsv", upload.content), currency)
    if name.endswith((".txt", ".eml")):
        return _text(company_id, upload, currency)
    return _table(company_id, upload, currency)


def _is_pasted_table(content: bytes) -> bool:
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line.strip()]
    return sum("\t" in line for line in lines) > len(lines) / 2


def _text(company_id: int, upload: Upload, currency: str) -> list[Read]:
    said = read_advice_text_apart(upload.content, upload.name)
    source = "mail" if upload.name.lower().endswith(".eml") else "text"
    if said.table:
        attached = Upload(said.table_name, base64.b64decode(said.table))
        found = _table(company_id, attached, currency)
        return [
            replace(each, source=source, sender=said.sender, subject=said.subject) for each in found
        ]
    reads = TextOfPayments(company_id, upload.name, source, said, currency).read(
        timezone.localdate()
    )
    compare_totals(reads, minor(said.total, currency), currency)
    return reads


def _table(company_id: int, upload: Upload, currency: str) -> list[Read]:
    with tempfile.TemporaryDirectory(prefix="wanglai-") as folder:
        place = Path(folder) / "file"
        place.write_bytes(upload.content)
        grid = open_sheets(place, name=upload.name)
    for sheet in grid.sheets:
        if sheet.hidden or not sheet.rows:
            continue
        found = table_of(grid, sheet, layout=_heading(sheet))
        number, ours = _number_column(company_id, found)
        if number is not None:
            return _Columns(found, number, currency).read(ours)
    raise AdviceHasNoColumns(upload.name)


def _heading(sheet: Sheet) -> Any:
    """The first row near the top with two headings that are known; None where there is none."""
    known = {
        plain(word)
        for words in (_NUMBER, _PAID, _KEPT, _WHY, _PAYMENT, _DAY)
        for word in words.split()
    }
    for at, row in enumerate(sheet.rows[:_TOP]):
        if sum(plain(text) in known for text in sheet.row_cells(at).values()) > 1:
            return heading_at(sheet, row)
    return None


def _number_column(company_id: int, found: Table) -> tuple[Column | None, set[str]]:
    """The column with most of our own numbers; where there are none, the one whose heading says so."""
    said = {column.at: found.identifiers(column)[0] for column in found.columns}
    ours = ours_among(company_id, [each for values in said.values() for each in values])
    hits = {at: sum(spelled(each) in ours for each in values) for at, values in said.items()}
    best = max(found.columns, key=lambda column: hits[column.at], default=None)
    if best is not None and hits[best.at]:
        return best, ours
    return _by_words(found.columns, _NUMBER), ours


def _by_words(columns: Sequence[Column], words: str, taken: Sequence[int] = ()) -> Column | None:
    for word in words.split():
        for column in columns:
            if column.at not in taken and plain(column.label) == plain(word):
                return column
    return None


class _Columns:
    """A table whose column of documents is known: the amounts beside it."""

    def __init__(self, found: Table, number: Column, currency: str) -> None:
        self.found, self.number, self.currency = found, number, currency
        self.exponent = exponent_of(currency)
        taken = [number.at]
        self.kept = _by_words(found.columns, _KEPT, taken)
        taken += [self.kept.at] if self.kept else []
        self.why = _by_words(found.columns, _WHY, taken)
        self.payment = _by_words(found.columns, _PAYMENT, taken)
        self.day = _by_words(found.columns, _DAY, taken)
        taken += [column.at for column in (self.why, self.payment, self.day) if column]
        self.paid = _by_words(found.columns, _PAID, taken) or self._only_figures(taken)

    def _only_figures(self, taken: list[int]) -> Column | None:
        """The one column that holds an amount wherever a document stands; two of them would be a guess."""
        numbers = self.found.identifiers(self.number)[0]
        lines = [at for at, number in enumerate(numbers) if number and at not in self.found.totals]
        fitting = []
        for column in self.found.columns:
            if column.at in taken or not lines:
                continue
            try:
                values, faults = self._amounts(column)
            except Refusal:
                continue
            if all(values[at] is not None and faults[at] is None for at in lines):
                fitting.append(column)
        return fitting[0] if len(fitting) == 1 else None

    def _amounts(self, column: Column) -> tuple[list[int | None], list[str | None]]:
        mark = self.found.mark([column], said=None)
        return self.found.amounts(column, mark=mark, exponent=self.exponent)

    def read(self, ours: set[str]) -> list[Read]:
        """Each payment by itself, in the order it begins; a row that cannot be read holds up its own payment alone."""
        if self.paid is None:
            raise AdviceHasNoColumns(self.found.place)
        numbers, lost = self.found.identifiers(self.number)
        paid, faults = self._amounts(self.paid)
        kept, kept_faults = self._amounts(self.kept) if self.kept else ([None] * len(numbers), [None] * len(numbers))  # fmt: skip
        why = self.found.texts(self.why) if self.why else [""] * len(numbers)
        payments, days = self._payments(len(numbers))
        of_payment: dict[str, Read] = {}
        stated: int | None = None  # by the table, of everything in it
        for at, (number, amount) in enumerate(zip(numbers, paid, strict=True)):
            place = f"{self.found.place} {self.found.rows[at]}"
            if at in self.found.totals and spelled(number) not in ours:
                if amount is not None and faults[at] is None:
                    if payments[at] in of_payment and payments[at]:
                        of_payment[payments[at]].total = amount
                    else:
                        stated = amount
                continue
            fault = faults[at] or kept_faults[at]
            if not number and amount is None and fault is None:
                continue
            read = of_payment.setdefault(payments[at], self._begun(payments[at], days[at]))
            read.paid_on = read.paid_on or days[at]
            if days[at] not in (None, read.paid_on):
                read.problems.append(_two_days(place, number))
            if fault or amount is None or at in lost or not number:
                read.problems.append(_unreadable(place, number, fault, has_number=bool(number)))
                continue
            read.lines.append(Line(place, number[:100], amount, abs(kept[at] or 0), why[at][:200]))
        found = list(of_payment.values())
        if "" in of_payment and len(found) > 1:  # which of them it completes, nobody can tell
            for each in found:
                each.problems.append(_of_no_payment(self.found.place))
        compare_totals(found, stated, self.currency)
        return found

    def _begun(self, payment: str, on: date | None) -> Read:
        named = {
            "number": self.number, "paid": self.paid, "deduction": self.kept, "reason": self.why,
            "payment": self.payment, "day": self.day,
        }  # fmt: skip
        columns = {role: column.label[:80] for role, column in named.items() if column}
        return Read(columns=columns, payment=payment if self.payment else "", paid_on=on)

    def _payments(self, rows: int) -> tuple[list[str], list[date | None]]:
        """Which payment each row is of, by its number, else by its day; and the day. One that is named once is that of every row."""
        days: list[date | None] = [None] * rows
        if self.day is not None:
            with contextlib.suppress(Refusal):  # a day nobody can tell is a day that is not said
                days = self.found.days([self.day], order=None)[self.day.at]
        if self.payment is not None:
            return _of_all_where_one([number[:200] for number in self.found.identifiers(self.payment)[0]]), days  # fmt: skip
        return _of_all_where_one([day.isoformat() if day else "" for day in days]), days


def _of_all_where_one(named: list[str]) -> list[str]:
    """Cells that were joined hold their value in the first row alone.

    >>> _of_all_where_one(["P-1", "", ""]), _of_all_where_one(["P-1", "", "P-2"])
    (['P-1', 'P-1', 'P-1'], ['P-1', '', 'P-2'])
    """
    said = {each for each in named if each}
    return list(said) * len(named) if len(said) == 1 else named


def compare_totals(reads: Sequence[Read], stated: int | None, currency: str) -> None:
    """What one total says of everything that was handed in: of one payment it is the total, several must come to it where all was read."""
    if stated is None or not reads:
        return
    if len(reads) == 1:
        (read,) = reads
        if read.total is None:
            read.total = stated
        elif read.total != stated:
            read.problems.append(
                problem(
                    "remittance.two_totals", "", f"{read.total} / {stated} {currency}",
                    ("填写的总额与通知上的不同。", "The total that was typed is not the one it states."),
                    ("请核对付款总额。", "Check the total of the payment."),
                )
            )  # fmt: skip
        return
    together = sum(each.paid for each in reads)
    if together != stated and not any(each.problems for each in reads):
        for each in reads:
            each.problems.append(
                problem(
                    "remittance.file_total", "", f"{together} / {stated} {currency}",
                    ("各笔付款合计与总额不同。", "The payments together are not the total."),
                    ("请核对每笔付款的明细。", "Check the lines of each payment."),
                )
            )  # fmt: skip


def _two_days(place: str, number: str) -> dict[str, Any]:
    return problem(
        "remittance.two_days", place, number, ("同一笔付款写有两个日期。", "One payment has two days."),
        ("请每笔付款写一个日期。", "Give each payment one day."),
    )  # fmt: skip


def _of_no_payment(place: str) -> dict[str, Any]:
    return problem(
        "remittance.no_payment", place, "", ("这些行没有写明是哪一笔付款。", "These rows do not say which payment they are of."),
        ("请在每行写明付款编号。", "Write the payment's number on every row."),
    )  # fmt: skip


def _unreadable(place: str, number: str, fault: str | None, *, has_number: bool) -> dict[str, Any]:
    if not has_number:
        return problem(
            "remittance.no_number", place, "", ("有金额但没有单据号。", "There is an amount but no document number."),
            ("请在同一行写明我方单据号。", "Write our document number on the same line."),
        )  # fmt: skip
    return problem(
        "remittance.amount", place, number, (f"金额无法读取（{fault or '空'}）。", f"The amount cannot be read ({fault or 'blank'})."),
        ("请更正后重新交入。", "Correct it and hand it in again."),
    )  # fmt: skip
