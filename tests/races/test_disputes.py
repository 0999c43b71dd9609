"""Many people dispute the same rest at once, through the verb and round it, while others settle the item."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError, connection, transaction

from tests.ledgers import Ledger
from tests.races.racing import race
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.refusals import DisputeDoesNotFit
from wanglai.services.ledger.book import Who
from wanglai.store.models import Dispute, DisputeClaim

WORKERS = 8


def _wanted(book: Ledger, worker: int) -> dict[str, Any]:
    item = book.item("INV-1", 1)
    return {
        "company_id": book.company_id, "customer_id": item.customer_id, "item_id": item.id, "currency": "CNY", "amount": 30_000,
        "reason": "price", "raised_by": "staff", "key": f"race-{worker}",
    }  # fmt: skip


def _too_much() -> int:
    """Items of which more stands disputed than is open, by the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM store_openitem AS item
                 JOIN (SELECT item_id, sum(standing) AS standing FROM store_dispute GROUP BY item_id) AS told
                   ON told.item_id = item.id AND told.standing > item.amount - item.allocated"""
        )
        count: int = cursor.fetchone()[0]
        return count


def test_two_people_cannot_dispute_the_same_rest(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    wanted = {worker: _wanted(book, worker) for worker in range(WORKERS)}
    who = Who(book.books.people["ARA"], "race")

    def dispute(worker: int) -> bool:
        try:
            open_dispute(**wanted[worker], who=who, statement_id=None, said="x")
        except DisputeDoesNotFit:
            return False
        return True

    assert sum(race(WORKERS, dispute)) == 3, "300.00 of 1,000.00 three times"
    assert (_too_much(), Dispute.objects.count()) == (0, 3)


def test_the_database_alone_lets_the_same_rest_be_disputed_once(book: Ledger) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    person = book.books.people["ARA"]
    rows = [
        Dispute(
            **_wanted(book, worker), standing=0, owner_id=person, opened_by_id=person, opened_on=date(2026, 3, 6),
            due_on=date(2026, 3, 9), request_hash=b"",
        )
        for worker in range(WORKERS)
    ]  # fmt: skip

    def insert(worker: int) -> bool:
        try:
            with transaction.atomic():
                rows[worker].save()
        except DatabaseError:
            return False
        return True

    assert sum(race(WORKERS, insert)) == 3
    assert _too_much() == 0


def test_who_disputes_and_who_settles_at_once_leave_no_more_disputed_than_open(
    book: Ledger,
) -> None:
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    book.post("receipt", "RC-1", "1,000.00", "03-05")
    wanted = {worker: _wanted(book, worker) for worker in range(WORKERS)}
    pair = Pair(book.item("INV-1", 1).id, book.item("RC-1", -1).id, 20_000)
    who, scope = Who(book.books.people["ARA"], "race"), book.scope

    def work(worker: int) -> bool:
        try:
            if worker % 2:
                allocate(**scope, pairs=[pair], on=date(2026, 3, 6), key=f"settle-{worker}")
            else:
                open_dispute(**wanted[worker], who=who, statement_id=None, said="x")
        except DisputeDoesNotFit:
            return False
        return True

    done = race(WORKERS, work)
    assert all(done[1::2]), "money that came is booked, disputed or not"
    assert book.item("INV-1", 1).allocated == 80_000
    assert _too_much() == 0


def _claims(book: Ledger, amount: int, **said: Any) -> int:
    """Everybody claims the same at once, round the verb; how many stand."""
    person, wanted = book.books.people["ARA"], _wanted(book, 0)

    def insert(worker: int) -> bool:
        try:
            with transaction.atomic():
                made = Dispute.objects.create(
                    **{**wanted, "item_id": None, "amount": amount, "key": f"{said['kind']}-{worker}"}, standing=amount, owner_id=person,
                    opened_by_id=person, opened_on=date(2026, 3, 6), due_on=date(2026, 3, 9), request_hash=b"",
                )  # fmt: skip
                DisputeClaim.objects.create(company_id=book.company_id, dispute=made, **said)
        except DatabaseError:
            return False
        return True

    return sum(race(WORKERS, insert))


def test_the_same_payment_is_claimed_once_and_a_settled_line_for_no_more_than_it_says(book: Ledger) -> None:  # fmt: skip
    book.post("invoice", "INV-1", "1,000.00", "03-05")
    book.post("receipt", "RC-1", "1,000.00", "03-05")
    book.settle("INV-1", "RC-1", "1,000.00", "03-05")
    paid = {"kind": "payment", "on": date(2026, 3, 4), "paid": 30_000, "reference": "TT-7"}
    assert _claims(book, 30_000, **paid) == 1
    assert _claims(book, 30_000, kind="line", item_id=book.item("INV-1", 1).id) == 3
