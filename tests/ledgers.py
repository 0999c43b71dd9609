"""A company that keeps a book, and short ways to say what happens in it: what stories and laws share."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from tests.books import Books, open_company
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import exchange_item, transfer
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.allocation.write_off import write_off
from wanglai.services.approvals.bands import Band
from wanglai.services.ledger import queries
from wanglai.services.ledger.book import Posted
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.revalue import ClosingRate, revalue
from wanglai.services.ledger.reverse import reverse_entry
from wanglai.services.ledger.verify import verify_company
from wanglai.services.periods.close_period import close_period
from wanglai.store.models import Customer, OpenItem, Period

DOOR = "test"


def day(text: str) -> date:
    """``"03-05"`` is 5 March 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def minor(amount: str | int) -> int:
    """``"1,000.00"`` is 100000 minor units; integers are minor units already."""
    return amount if isinstance(amount, int) else int(Decimal(amount.replace(",", "")) * 100)


@dataclass
class Ledger:
    """One company's book. Papers are named by their numbers, days without a year are days of 2026."""

    books: Books

    @property
    def scope(self) -> dict[str, Any]:
        return {**self.books.scope("FM"), "origin": DOOR}

    @property
    def reader(self) -> dict[str, int]:
        return self.books.scope("AUD")

    @property
    def company_id(self) -> int:
        return self.books.company_id

    def customer(self, name: str) -> int:
        found, _ = Customer.objects.get_or_create(company_id=self.company_id, name=name)
        return int(found.id)

    def post(
        self, kind: str, number: str, amount: str | int, on: str, *, customer: str = "远景",
        tax: str | int = 0, currency: str = "CNY", rate: str = "1", due: str = "",
        instalments: tuple[tuple[str, str], ...] = (), key: str = "",
    ) -> Posted:  # fmt: skip
        parts = tuple(Instalment(minor(part), day(when)) for part, when in instalments)
        if due:
            parts = (Instalment(minor(amount), day(due)),)
        document = Document(
            kind, self.customer(customer), number, day(on), minor(amount), minor(tax), currency,
            Decimal(rate), parts,
        )  # fmt: skip
        return post_document(**self.scope, document=document, key=key or secrets.token_hex(8))

    def item(self, number: str, side: int = 0) -> OpenItem:
        """The newest item of a paper, on one side where asked."""
        rows = OpenItem.objects.filter(company_id=self.company_id, document=number)
        rows = rows.filter(side=side) if side else rows
        found = rows.order_by("-id").first()
        assert found is not None, number
        return found

    def settle(
        self, debit: str, credit: str, amount: str | int | None, on: str, key: str = ""
    ) -> int:
        pair = Pair(
            self.item(debit, 1).id,
            self.item(credit, -1).id,
            None if amount is None else minor(amount),
        )
        return allocate(**self.scope, pairs=[pair], on=day(on), key=key or secrets.token_hex(8))

    def take_apart(self, seq: int, on: str) -> int:
        return unallocate(**self.scope, seq=seq, on=day(on), key=secrets.token_hex(8))

    def reverse(self, seq: int, on: str) -> int:
        return reverse_entry(**self.scope, seq=seq, on=day(on), key=secrets.token_hex(8))

    def write_off(self, number: str, amount: str | int | None, on: str) -> int:
        return write_off(
            **self.scope, item_id=self.item(number, 1).id, on=day(on), reason="破产",
            amount=None if amount is None else minor(amount), key=secrets.token_hex(8),
        )  # fmt: skip

    def refund(self, number: str, amount: str | int | None, on: str) -> int:
        return refund(
            **self.scope, item_id=self.item(number, -1).id, on=day(on),
            amount=None if amount is None else minor(amount), key=secrets.token_hex(8),
        )  # fmt: skip

    def transfer(self, number: str, side: int, on: str, **more: Any) -> int:
        item = self.item(number, side)
        more = {"customer_id": item.customer_id, **more}
        return transfer(**self.scope, item_id=item.id, on=day(on), key=secrets.token_hex(8), **more)

    def exchange(self, number: str, amount: str, currency: str, received: str, on: str) -> int:
        return exchange_item(
            **self.scope, item_id=self.item(number, -1).id, amount=minor(amount), currency=currency,
            received=minor(received), on=day(on), key=secrets.token_hex(8),
        )  # fmt: skip

    def revalue(self, on: str, **rates: str) -> tuple[int, ...]:
        wanted = [ClosingRate(currency, Decimal(rate)) for currency, rate in rates.items()]
        return revalue(**self.scope, on=day(on), rates=wanted, key=secrets.token_hex(8))

    def close(self, month: str) -> int:
        period = Period.objects.get(company_id=self.company_id, from_on=day(f"{month}-01"))
        return close_period(**self.scope, period_id=period.id, key=secrets.token_hex(8))

    def open_table(self, on: str, customer: str = "远景", known_at: Any = None) -> list[str]:
        """What was open at the end of a day: ``INV-1 CNY 113.00``."""
        rows = queries.open_items(
            **self.reader, customer_id=self.customer(customer), on=day(on), known_at=known_at
        )
        return [f"{row.document} {row.currency} {row.amount_open / 100:,.2f}" for row in rows]

    def accounts(self, on: str) -> dict[str, str]:
        """Balances in the company's own currency by account role."""
        found: dict[str, int] = {}
        for row in queries.trial_balance(**self.reader, on=day(on)):
            found[row.account] = found.get(row.account, 0) + row.base_amount
        return {role: f"{amount / 100:,.2f}" for role, amount in found.items() if amount}

    def owes(self, on: str, customer: str = "远景") -> dict[str, str]:
        """What a customer owes per currency."""
        rows = queries.customer_balance(
            **self.reader, customer_id=self.customer(customer), on=day(on)
        )
        found: dict[str, int] = {}
        for row in rows:
            found[row.currency] = found.get(row.currency, 0) + row.amount
        return {currency: f"{amount / 100:,.2f}" for currency, amount in found.items() if amount}

    def now(self) -> datetime:
        """The moment by the clock of the database, after everything sealed so far."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment

    def prove(self) -> None:
        """Every numbered invariant that can be seen from outside, re-checked after each step."""
        check_now()
        report = verify_company(self.company_id)
        assert report.is_whole, [str(fault) for fault in report.faults]
        for row in queries.proof(**self.reader, on=date(9999, 1, 1)):
            assert row.gap == 0, row
        assert _figures(
            queries.proof_since_closing(**self.reader, on=date(9999, 1, 1))
        ) == _figures(queries.proof(**self.reader, on=date(9999, 1, 1)))
        everything = queries.trial_balance(**self.reader, on=date(9999, 1, 1))
        assert sum(row.base_amount for row in everything) == 0
        for currency in {row.currency for row in everything}:
            assert sum(row.amount for row in everything if row.currency == currency) == 0


def _figures(proofs: Sequence[queries.Proof]) -> set[tuple[str, int, int]]:
    """Currencies of which anything is open or in the control account."""
    return {(row.currency, row.items, row.control) for row in proofs if row.items or row.control}


def check_now() -> None:
    """Deferred walls speak at commit; inside a test's transaction they are asked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def open_ledger(name: str = "yuanjing", bands: Sequence[Band] = ()) -> Ledger:
    """A company with its people whose book begins in January 2026; without bands nobody else is asked."""
    books = open_company(name)
    scope = {**books.scope("FM"), "origin": DOOR}
    open_books(**scope, from_on=date(2026, 1, 1), months=24, bands=bands)
    return Ledger(books)
