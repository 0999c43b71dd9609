"""Reminders of payment as a table, an item a row; addresses stay masked, for a file travels further than a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, pages
from wanglai.services.reminders.show_payment_reminders import (
    EVERYTHING,
    PaymentReminderList,
    PaymentReminderRow,
    Wanted,
    list_payment_reminders,
)

_TITLE = Wording("付款提醒", "Reminders of payment")
_COLUMNS = columns(
    ("编号", "No.", 9),
    ("日期", "Day", 12),
    ("客户", "Customer", 28),
    ("单据", "Document", 20),
    ("到期日", "Due on", 12),
    ("提醒日", "Step", 18),
    ("币种", "Currency", 9),
    ("提醒金额", "Asked for", 16),
    ("争议未计入", "In dispute, not counted", 16),
    ("承诺付款日", "Promised by", 12),
    ("收件人", "To", 34),
    ("状态", "State", 20),
    ("未提醒原因", "Why nobody was asked", 34),
)


def payment_reminders_table(*, company_id: int, actor: int, wanted: Wanted = EVERYTHING) -> Table:
    """Every one that fits, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> PaymentReminderList:
        return list_payment_reminders(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))  # fmt: skip

    first = part(wanted.after)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id),),
        columns=_COLUMNS,
        rows=(line for page in pages(first, part) for row in page.rows for line in _lines(row)),
    )


def _lines(row: PaymentReminderRow) -> Iterator[Row]:
    to = "; ".join(f"{letter.contact} {letter.shown}" for letter in row.letters)
    states = list(dict.fromkeys(letter.words for letter in row.letters))
    state = Wording("、".join(each.zh for each in states), ", ".join(each.en for each in states))
    for line in row.lines:
        yield (
            row.id, row.on, row.customer, line.document, line.due_on, line.step, row.asked.currency, line.asked,
            line.contested, line.promised_until, to, state, row.reason,
        )  # fmt: skip
