"""Many workers do the same night at once, while the customer pays: each item is asked for once, and nothing is asked that was paid before."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.utils import timezone

from tests.ledgers import Ledger
from tests.races.racing import race
from tests.services.test_outbox import every_hour
from tests.services.test_payment_reminders import owed, payer
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.reminders.payment_policy import set_payment_reminders
from wanglai.services.reminders.remind_of_payment import remind_of_payment
from wanglai.store.models import Message, PaymentReminder, PaymentReminderLine

WORKERS, CUSTOMERS, NIGHTS = 6, 8, (0, 0, 7, 7)


def test_workers_side_by_side_and_nights_repeated_ask_for_each_item_at_a_step_once(book: Ledger) -> None:  # fmt: skip
    every_hour(book)
    set_payment_reminders(**book.scope, steps=[0, 7])
    for number in range(CUSTOMERS):
        customer = f"客户{number}"
        payer(book, customer, f"c{number}@kehu.example")
        owed(book, f"INV-{number}", "100.00", 0, customer=customer)
        owed(book, f"INV-{number}b", "10.00", 0, customer=customer)
    today = timezone.localdate()
    for days in NIGHTS:
        race(WORKERS, lambda _worker, on=today + timedelta(days=days): _night(book, on))
    told = Counter(PaymentReminderLine.objects.values_list("item_id", "step"))
    assert set(told.values()) == {1}
    assert len(told) == CUSTOMERS * 2 * 2
    assert Message.objects.filter(kind__in=("due_soon", "overdue")).count() == CUSTOMERS * 2
    assert PaymentReminder.objects.count() == CUSTOMERS * 2
    book.prove()


def _night(book: Ledger, on: date) -> int:
    return remind_of_payment(book.company_id, on).letters


def test_what_is_paid_beside_the_night_is_asked_for_as_it_stood_or_not_at_all(book: Ledger) -> None:
    """Half of the workers settle the items while the other half asks: each is asked for once, whole or for the rest."""
    every_hour(book)
    set_payment_reminders(**book.scope, steps=[0])
    payer(book, "远景", "c@kehu.example")
    for number in range(CUSTOMERS):
        owed(book, f"INV-{number}", "100.00", 0)
        book.post("receipt", f"RC-{number}", "60.00", "01-20")
    pairs = [Pair(book.item(f"INV-{number}", 1).id, book.item(f"RC-{number}", -1).id, None) for number in range(CUSTOMERS)]  # fmt: skip

    def work(worker: int) -> int:
        if worker % 2:
            return _night(book, timezone.localdate())
        for number in range(worker // 2, CUSTOMERS, WORKERS // 2):
            allocate(**book.scope, pairs=[pairs[number]], on=date(2026, 1, 20), key=f"k{number}")
        return 0

    assert (
        sum(race(WORKERS, work)) == 1
    )  # 320.00 is never covered, so somebody is asked beside the payments
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert _night(book, tomorrow) == 0  # nothing was left out, and nothing is asked for again
    lines = PaymentReminderLine.objects.filter(is_asked=True)
    assert {line.asked for line in lines} <= {10_000, 4_000}
    told = Counter(line.item_id for line in lines)
    assert told == {book.item(f"INV-{number}", 1).id: 1 for number in range(CUSTOMERS)}
    book.prove()
