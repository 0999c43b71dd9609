"""Sixteen people deliver and invoice the same order at once; nothing leaves and nothing is billed twice."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from tests.ledgers import Ledger, day, minor
from tests.papers import Papers, steel
from tests.races.racing import race
from wanglai.domain.ledger import Instalment
from wanglai.services.documents.deliver import deliver
from wanglai.services.documents.make_invoice import make_invoice
from wanglai.services.documents.wanted import Billed, Moved, WantedDelivery, WantedInvoice
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Delivery, DeliveryLine, Invoice, InvoiceLine, SalesOrderLine

WORKERS = 16
EACH = 8
PRICE = Decimal("1.00")


def test_sixteen_at_once_deliver_and_invoice_no_more_than_was_ordered(book: Ledger) -> None:
    """128 times one to four pieces of two lines of 100, in either order of the lines; each is invoiced by whoever sees it."""
    papers = Papers(book)
    order = papers.order("SO-1", steel("100", "1.00", "0"), steel("100", "1.00", "0", "阀门"))
    lines = [line.id for line in papers.lines()]
    customer = papers.customer_id

    def work(worker: int) -> Counter[str]:
        said: Counter[str] = Counter()
        own = random.Random(worker)
        for number in range(EACH):
            wanted = [Moved(line, Decimal(own.randint(1, 4))) for line in lines]
            own.shuffle(wanted)
            note = WantedDelivery(f"DN-{worker}-{number}", day("03-05"), tuple(wanted))
            said[_told(lambda: deliver(**papers.seller, order_id=order, delivery=note, key=note.number))] += 1  # fmt: skip  # noqa: B023
            said[_told(lambda: _invoice(papers, customer, own))] += 1
        return said

    said = sum(race(WORKERS, work), Counter())
    print(dict(said))
    assert set(said) <= {"done", "delivery.more_than_ordered", "invoice.more_than_left", "nothing"}
    assert said["done"] > 0
    for line in SalesOrderLine.objects.all():
        rows = DeliveryLine.objects.filter(order_line=line)
        moved = rows.aggregate(all=Sum("quantity"))["all"]
        billed = InvoiceLine.objects.filter(order_line=line).aggregate(all=Sum("quantity"))["all"]
        assert (line.delivered, line.invoiced) == (moved, billed or 0)
        assert billed <= moved <= 100
        for row in rows:
            of_row = InvoiceLine.objects.filter(delivery_line=row).aggregate(all=Sum("quantity"))
            assert row.invoiced == (of_row["all"] or 0) <= row.quantity
    papers.prove()


def _told(verb: object) -> str:
    try:
        return "done" if verb() is not None else "nothing"  # type: ignore[operator]
    except UnableTo as refusal:  # anything else, a deadlock above all, fails the test
        return refusal.code


def _invoice(papers: Papers, customer: int, own: random.Random) -> int | None:
    """Whatever is seen of two deliveries is invoiced whole, though another may have been faster."""
    seen = list(DeliveryLine.objects.order_by("-id")[:4])
    own.shuffle(seen)
    lines = tuple(Billed(row.order_line_id, row.quantity, row.id) for row in seen)
    if not lines:
        return None
    gross = int(sum(line.quantity for line in lines) * 100)
    wanted = WantedInvoice(
        customer, secrets.token_hex(6), day("03-10"), lines,
        instalments=(Instalment(gross, day("04-30")),),
    )  # fmt: skip
    return make_invoice(**papers.clerk, invoice=wanted, key=wanted.number)


def test_one_key_from_sixteen_enters_one_delivery_and_one_invoice(book: Ledger) -> None:
    papers = Papers(book)
    order = papers.order("SO-1", steel("100", "1.00", "0"))
    line, customer = papers.lines()[0].id, papers.customer_id
    note = WantedDelivery("DN-1", day("03-05"), (Moved(line, Decimal(60)),))
    made = race(
        WORKERS, lambda _: deliver(**papers.seller, order_id=order, delivery=note, key="once")
    )
    assert len(set(made)) == 1 == Delivery.objects.count()
    wanted = WantedInvoice(
        customer, "INV-1", day("03-10"), papers.of_delivery("DN-1"),
        instalments=(Instalment(minor("60.00"), day("04-30")),),
    )  # fmt: skip
    bills = race(WORKERS, lambda _: make_invoice(**papers.clerk, invoice=wanted, key="once"))
    assert len(set(bills)) == 1 == Invoice.objects.count()
    papers.prove()


def test_looking_first_and_counting_then_delivers_too_much(book: Ledger) -> None:
    """The control: who sums up what was delivered and then inserts, without the counter, goes beyond the order."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE race_delivered (quantity int)")
    try:
        race(WORKERS, lambda _: _look_then_write())
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(quantity) FROM race_delivered")
            assert cursor.fetchone()[0] > 100
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE race_delivered")


def _look_then_write() -> None:
    for _attempt in range(40):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(quantity), 0) FROM race_delivered")
            if cursor.fetchone()[0] <= 95:
                cursor.execute("INSERT INTO race_delivered VALUES (5)")
