"""The demo's reconciliations from the book: November and December 2011 of one customer, whose own ledger is made from ours.

They book the last invoice of November a month late, one invoice 2.00 lower, and a payment that has not reached us. What is open in
November stands at the front of December, where the late invoice meets its partner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.money import as_text
from wanglai.services.reconciliation.book_ledger import account_lines
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.start_from_book import start_from_book
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.composing import balance_before
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import BookSide, ChainHead, Customer, Run

CURRENCY = "GBP"
MONTHS = ((date(2011, 11, 1), date(2011, 11, 30)), (date(2011, 12, 1), date(2011, 12, 31)))
LOWER = 200  # minor units
PAID = 5_000
_TEXTS = {"invoice": "Purchase", "credit_note": "Credit note", "receipt": "Payment"}
_PLACE = 1  # of the customer in the catalogue


def reconcile_demo_book(company_id: int, people: Mapping[str, int]) -> None:
    """Start and carry out both months, once; a company without a book is left alone. Called outside a transaction."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or BookSide.objects.filter(company_id=company_id).exists():
        return
    customer = Customer.objects.get(
        company_id=company_id, name=demo_customers()[_PLACE].customer_name
    )
    head = head_of(company_id)
    balance = balance_before(company_id, customer.id, CURRENCY, MONTHS[0][0], head)
    late: tuple[Any, ...] | None = None
    for place, (first, last) in enumerate(MONTHS):
        lines = account_lines(company_id, customer.id, CURRENCY, first, last, head)
        if not lines:
            return
        told, balance, late = _theirs(lines, first, last, balance, late, is_first=place == 0)
        with transaction.atomic():
            started = start_from_book(
                company_id=company_id, actor=people["ARA"], customer_id=customer.id, currency=CURRENCY, from_on=first,
                through_on=last, theirs=Upload(f"{first:%Y-%m} supplier ledger.csv", told.encode()),
                idempotency_key=f"demo book {first}",
            )  # fmt: skip
        perform_run(Run.objects.get(reconciliation_id=started).id)


def _theirs(
    lines: Sequence[tuple[Any, ...]], first: date, last: date, opening: int, late: tuple[Any, ...] | None, *, is_first: bool
) -> tuple[str, int, tuple[Any, ...] | None]:  # fmt: skip
    """Their ledger of a month as a file, what it closes with, and the invoice they will book next month."""
    invoices = [each for each in lines if each[7] == "invoice"]
    left = invoices[-1] if is_first and len(invoices) > 1 else None
    rows: list[tuple[date, str, str, int]] = []
    if late is not None:
        rows.append((first, late[3], "Purchase", late[9]))
    for each in lines:
        if each is left:
            continue
        amount = each[9] - (LOWER if is_first and invoices and each is invoices[0] else 0)
        rows.append((each[1], each[3] or "", _TEXTS.get(each[7], "Adjustment"), amount))
    if is_first:
        rows.append((last, "BACS 4471", "Payment", -PAID))
    closing = opening + sum(amount for *_, amount in rows)
    told = [
        "Date,Document,Description,Debit,Credit",
        f"{first},,Opening balance,,{as_text(opening, CURRENCY)}",
    ]
    for day, document, text, amount in rows:
        debit, credit = (
            (as_text(-amount, CURRENCY), "") if amount < 0 else ("", as_text(amount, CURRENCY))
        )
        told.append(f"{day},{document},{text},{debit},{credit}")
    told.append(f",,Closing balance,,{as_text(closing, CURRENCY)}")
    return "\n".join(told) + "\n", closing, left
