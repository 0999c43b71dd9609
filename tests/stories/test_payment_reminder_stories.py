"""From three days before it is due until it is paid: what a customer reads day by day, and what stands open beside it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ledgers import DOOR, Ledger, minor, open_ledger
from tests.mail import PostOffice, open_office
from tests.services.test_outbox import every_hour
from tests.services.test_payment_reminders import TO, dispute, payer, promises
from tests.services.test_send_statements import _text
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.reminders.payment_policy import set_payment_reminders
from wanglai.services.reminders.remind_of_payment import remind_of_payment
from wanglai.store.models import Dispute, Message


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as server:
        yield server


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    every_hour(ledger)
    set_payment_reminders(**ledger.scope, steps=(-3, 0, 7, 15, 30))
    payer(ledger, "远景", TO)
    return ledger


def test_a_customer_that_disputes_promises_and_pays_in_parts_reads_what_it_owes_and_no_more(book: Ledger, office: PostOffice) -> None:  # fmt: skip
    """INV-1 of 1,000.00 is due on day 3, INV-2 of 500.00 on day 10. Days are counted from today; nothing is looked at ahead of
    its day but the calendar of the night.
    """
    due = [timezone.localdate() + timedelta(days=3), timezone.localdate() + timedelta(days=10)]
    book.post("invoice", "INV-1", "1,000.00", "01-10", due=str(due[0]))
    book.post("invoice", "INV-2", "500.00", "01-10", due=str(due[1]))
    read = Reader(book, office)

    # Day 0: three days before INV-1.
    assert read.on(0) == (
        "CNY 1,000.00 即将到期",
        [f"INV-1（2026-01-10），到期日 {due[0]}，3 天后到期：CNY 1,000.00"],
    )
    # 远景 contests 200.00 of it and pays 300.00; on the due day 500.00 are asked for.
    dispute(book, "INV-1", "200.00")
    book.post("receipt", "RC-1", "300.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    assert read.on(3) == (
        "CNY 500.00 即将到期",
        [f"INV-1（2026-01-10），到期日 {due[0]}，今日到期：CNY 500.00（另有争议 200.00 未计入）"],
    )
    assert read.on(5) is None
    # Day 7: three days before INV-2.
    assert read.on(7) == (
        "CNY 500.00 即将到期",
        [f"INV-2（2026-01-10），到期日 {due[1]}，3 天后到期：CNY 500.00"],
    )
    # Day 10: INV-1 a week late and INV-2 due, in one letter. The dispute was rejected: 200.00 are owed again.
    resolve_dispute(
        **book.books.scope("FM"), origin=DOOR, dispute_id=Dispute.objects.get().id,
        parts=(Part("rejected", minor("200.00")),), said="数量无误", on=date(2026, 1, 20), key=secrets.token_hex(8),
    )  # fmt: skip
    assert read.on(10) == (
        "CNY 1,200.00 尚未收到",
        [
            f"INV-1（2026-01-10），到期日 {due[0]}，逾期 7 天：CNY 700.00",
            f"INV-2（2026-01-10），到期日 {due[1]}，今日到期：CNY 500.00",
        ],
    )
    # It promises INV-1 until day 20: the step of day 18 waits for that, and INV-2 is asked for alone, a week late.
    promises(book, "INV-1", timezone.localdate() + timedelta(days=20))
    assert read.on(17) == (
        "CNY 500.00 尚未收到",
        [f"INV-2（2026-01-10），到期日 {due[1]}，逾期 7 天：CNY 500.00"],
    )
    assert read.on(18) is None
    assert read.on(20) is None
    # The promise was not kept: on day 21 the step that INV-1 has reached is made up for.
    assert read.on(21) == (
        "CNY 700.00 尚未收到",
        [f"INV-1（2026-01-10），到期日 {due[0]}，逾期 18 天：CNY 700.00"],
    )
    # 700.00 come in unapplied: what 远景 has with us stands in the letter of day 25.
    book.post("receipt", "RC-2", "700.00", "01-20")
    assert read.on(25) == (
        "CNY 500.00 尚未收到",
        [f"INV-2（2026-01-10），到期日 {due[1]}，逾期 15 天：CNY 500.00"],
    )
    assert "贵公司另有 CNY 700.00 尚未核销" in read.newest
    # It pays the rest: 1,200.00 with us cover all that is due, and nobody is asked on day 33.
    book.post("receipt", "RC-3", "500.00", "01-20")
    assert read.on(33) is None
    book.settle("INV-1", "RC-2", None, "01-20")
    book.settle("INV-2", "RC-3", None, "01-20")
    assert book.open_table("12-31") == []
    assert [read.on(day) for day in range(34, 60)] == [None] * 26
    assert Message.objects.filter(kind__in=("due_soon", "overdue"), state="sent").count() == 7
    book.prove()


class Reader:
    """The customer's mailbox: the subject after the seller's name, and the items listed, or None where nothing came."""

    def __init__(self, book: Ledger, office: PostOffice) -> None:
        self.book, self.office, self.newest = book, office, ""

    def on(self, days: int) -> tuple[str, list[str]] | None:
        before = len(self.office.letters)
        for _ in range(2):
            remind_of_payment(self.book.company_id, timezone.localdate() + timedelta(days=days))
            send_due_messages()
        new = self.office.letters[before:]
        assert len(new) <= 1
        if not new:
            return None
        ((_, letter),) = new
        self.newest = _text(letter).replace("\r", "")
        listed = self.newest.split("\n\n合计：")[0].split("\n")
        return str(letter["Subject"]).strip().split("：", 1)[1], [line.removeprefix("· ") for line in listed if line.startswith("· ")]  # fmt: skip
