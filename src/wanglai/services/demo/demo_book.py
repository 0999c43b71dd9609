"""The demo company's book: its customers' ledgers of November 2011 as posted documents, half of them settled.

What each customer owes at the end of that month is what its reconciliation calls our balance. The euro invoices of
December are invented, so that a second currency and an exchange difference can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction

from tieout.reading import read_ledger
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.allocation.allocate import Pair, allocate
from wanglai.services.demo.catalogue import DemoCustomer, demo_customers
from wanglai.services.ledger.book import request_hash
from wanglai.services.ledger.import_documents import import_documents
from wanglai.services.ledger.open_books import open_books
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.queries import OpenItemRow, open_items
from wanglai.services.periods.close_period import close_period
from wanglai.store.models import Act, ChainHead, Company, Customer, ImportBatch, Period

ORIGIN = "wanglai demo"
CURRENCY = "GBP"
_FROM, _MONTHS = date(2011, 10, 1), 6
_OPENING_ON = date(2011, 10, 31)
_SETTLED_UNTIL = date(2011, 11, 20)  # later receipts wait for somebody to try it
_DAYS_TO_PAY = 30
_IMPORT, _CLOSING = "demo book 2011-11", "demo close 2011-10"
_KINDS = {"invoice": "invoice", "credit": "credit_note", "receipt": "receipt"}
# number, day, cents, pounds for a euro
_EUROS = (
    ("EU-2011-01", date(2011, 12, 1), 184_000, Decimal("0.8568")),
    ("EU-2011-02", date(2011, 12, 8), 92_550, Decimal("0.8535")),
)


def open_demo_book(*, company_id: int, accountant: int, manager: int) -> None:
    """Open the demo's book and fill it, once; a book that somebody opened by hand is left alone.

    Called outside a transaction: documents are imported as any others are.
    """
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if has_book and not ImportBatch.objects.filter(company_id=company_id, key=_IMPORT).exists():
        return
    if not has_book:
        Company.objects.filter(id=company_id).update(base_currency=CURRENCY)
        open_books(
            company_id=company_id, actor=manager, origin=ORIGIN, from_on=_FROM, months=_MONTHS
        )
    known = {
        customer.key: Customer.objects.get(company_id=company_id, name=customer.customer_name).id
        for customer in demo_customers()
    }
    import_documents(
        company_id=company_id,
        actor=accountant,
        origin=ORIGIN,
        documents=(
            document
            for customer in demo_customers()
            for document in _documents(customer, known[customer.key])
        ),
        key=_IMPORT,
        request_hash=request_hash({"demo": sorted(known)}),
    )
    if not Act.objects.filter(company_id=company_id, key=_CLOSING).exists():
        _live_through_it(company_id, accountant, manager, known)


@transaction.atomic
def _live_through_it(company_id: int, accountant: int, manager: int, known: dict[str, int]) -> None:
    for customer_id in known.values():
        _settle_receipts(company_id, accountant, customer_id)
    _trade_in_euros(company_id, accountant, known["alder"])
    october = Period.objects.get(company_id=company_id, from_on=_FROM)
    close_period(
        company_id=company_id, actor=manager, origin=ORIGIN, period_id=october.id, key=_CLOSING
    )


def _documents(customer: DemoCustomer, customer_id: int) -> Iterator[Document]:
    ledger = read_ledger(customer.ours, side="ours")
    if ledger.reading.opening:
        yield Document(
            "opening",
            customer_id,
            "2011-10",
            _OPENING_ON,
            ledger.reading.opening,
            currency=CURRENCY,
        )
    for line in ledger.lines.to_pylist():
        # one receipt stands on the wrong side, as somebody booked it: money that went out
        is_returned = line["kind"] == "receipt" and line["amount"] > 0
        kind = "refund" if is_returned else _KINDS[line["kind"]]
        due = date.fromordinal(line["date"].toordinal() + _DAYS_TO_PAY * (kind == "invoice"))
        yield Document(
            kind,
            customer_id,
            line["document"] or line["voucher"],
            line["date"],
            abs(line["amount"]),
            currency=CURRENCY,
            instalments=(Instalment(abs(line["amount"]), due),),
            text=line["text"] or "",
        )


def _settle_receipts(company_id: int, actor: int, customer_id: int) -> None:
    """Each receipt of the first weeks pays the oldest debts of its day."""
    items = open_items(
        company_id=company_id, actor=actor, customer_id=customer_id, on=_SETTLED_UNTIL
    )
    left = {item.id: item.amount_open for item in items}
    debits = sorted((item for item in items if item.amount > 0), key=lambda item: item.document_on)
    for receipt in items:
        if receipt.kind == "receipt":
            pairs = _paid_by(receipt, debits, left)
            if pairs:
                allocate(
                    company_id=company_id, actor=actor, origin=ORIGIN, pairs=pairs,
                    on=receipt.document_on, key=f"demo receipt {receipt.id}",
                )  # fmt: skip


def _paid_by(receipt: OpenItemRow, debits: list[OpenItemRow], left: dict[int, int]) -> list[Pair]:
    money, pairs = -receipt.amount_open, []
    for debit in debits:
        part = min(money, left[debit.id])
        if part > 0 and debit.document_on <= receipt.document_on:
            pairs.append(Pair(debit.id, receipt.id, part))
            money -= part
            left[debit.id] -= part
    return pairs


def _trade_in_euros(company_id: int, actor: int, customer_id: int) -> None:
    for number, on, gross, rate in _EUROS:
        due = Instalment(gross, date.fromordinal(on.toordinal() + _DAYS_TO_PAY))
        invoice = Document(
            "invoice", customer_id, number, on, gross, currency="EUR", rate=rate, instalments=(due,)
        )
        post_document(
            company_id=company_id,
            actor=actor,
            origin=ORIGIN,
            document=invoice,
            key=f"demo {number}",
        )
    first, day = _EUROS[0], date(2011, 12, 20)
    receipt = Document(
        "receipt", customer_id, "RC-EU-01", day, 100_000, currency="EUR", rate=Decimal("0.8391")
    )
    post_document(
        company_id=company_id, actor=actor, origin=ORIGIN, document=receipt, key="demo RC-EU-01"
    )
    items = {
        item.document: item.id
        for item in open_items(company_id=company_id, actor=actor, customer_id=customer_id, on=day)
    }
    allocate(
        company_id=company_id, actor=actor, origin=ORIGIN, on=day, key="demo settled EU",
        pairs=[Pair(items[first[0]], items["RC-EU-01"])],
    )  # fmt: skip
