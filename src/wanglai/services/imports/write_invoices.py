"""A chunk of an import is posted: invoices of it that refer to deliveries move the counters and become papers of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, connection

from wanglai.domain.incoming import Incoming
from wanglai.domain.incoming_billing import BilledLine, Taking, billed_lines
from wanglai.domain.ledger import Instalment
from wanglai.domain.money import exponent_of
from wanglai.domain.orders import NOTHING
from wanglai.services.access.membership import record
from wanglai.services.documents.papers import held_delivery_lines, held_order_lines
from wanglai.services.imports.billing import BillingOfFile
from wanglai.services.imports.due import instalments_of
from wanglai.services.imports.known import customers_by_name
from wanglai.services.imports.problems import ACCEPT
from wanglai.services.imports.refusals import ChangedMeanwhile
from wanglai.services.imports.staging import with_lines
from wanglai.services.ledger.book import Who, request_hash
from wanglai.store.models import (
    Entry,
    FileImport,
    ImportedDocument,
    Invoice,
    InvoiceInstalment,
    InvoiceLine,
)

_STEP, _PERCENT_STEP = Decimal("0.000001"), Decimal("0.01")


@dataclass(frozen=True)
class _Held:
    """An invoice of the chunk with what it takes, whose lines are held."""

    place: int
    stored: ImportedDocument
    document: Incoming
    takings: tuple[Taking, ...]


@dataclass
class WriteInvoices:
    """Stands beside the posting of an import, chunk by chunk: ``hold`` before the entries are written, ``write`` after."""

    file_import: FileImport
    _chunk: list[_Held] = field(default_factory=list)

    def hold(self, first: int, last: int) -> None:
        """Hold the lines of orders and deliveries the invoices at these places take, in the order every verb does.

        Refuses: ChangedMeanwhile (they leave less than when they were looked at).
        """
        rows = ImportedDocument.objects.filter(
            file_import_id=self.file_import.id, batch_row__gte=first, batch_row__lte=last
        )
        referring = rows.filter(more__said__has_any_keys=["delivery", "order"], gross__gt=0)
        stored = list(referring.order_by("batch_row"))
        self._chunk = []
        if not stored:
            return
        documents = with_lines(self.file_import.id, stored)
        looked = self._looked_at(documents)  # which lines are to be held
        takings = [each for those in looked.takings.values() for each in those]
        company_id = self.file_import.company_id
        held_order_lines(company_id, {each.source.order_line_id for each in takings})
        held_delivery_lines(company_id, {each.source.delivery_line_id for each in takings if each.source.delivery_line_id})  # fmt: skip
        sure = self._looked_at(documents)  # nobody moves them any more
        for row, document in zip(stored, documents, strict=True):
            problems = {problem.code for problem in sure.problems[document.row]}
            if not problems <= self._accepted or sure.takings[document.row] != looked.takings[document.row]:  # fmt: skip
                raise ChangedMeanwhile(document.number)
            assert row.batch_row is not None, "what is posted has its place"
            if sure.takings[document.row]:
                self._chunk.append(_Held(row.batch_row, row, document, sure.takings[document.row]))

    @property
    def _accepted(self) -> frozenset[str]:
        choices = self.file_import.choices.items()
        return frozenset(code for code, choice in choices if choice == ACCEPT)

    def _looked_at(self, documents: Sequence[Incoming]) -> BillingOfFile:
        customers = customers_by_name(self.file_import.company_id)
        return BillingOfFile(self.file_import.company_id, customers, documents, accepted=self._accepted)  # fmt: skip

    def write(self, batch_id: int) -> None:
        """Move the counters and write the invoices, posted as their entries are. Refuses: ChangedMeanwhile."""
        if not self._chunk:
            return
        company_id = self.file_import.company_id
        numbers = [each.document.number for each in self._chunk]
        of_batch = Entry.objects.filter(company_id=company_id, batch_id=batch_id, kind="invoice", document__in=numbers)  # fmt: skip
        seqs = {number: (seq, customer) for number, seq, customer in of_batch.values_list("document", "seq", "customer_id")}  # fmt: skip
        try:
            self._move()
            rows = Invoice.objects.bulk_create(
                self._row(each, *seqs[each.document.number]) for each in self._chunk
            )
        except IntegrityError as problem:
            raise ChangedMeanwhile(numbers[0]) from problem
        InvoiceLine.objects.bulk_create(
            line for row, each in zip(rows, self._chunk, strict=True) for line in _lines(row, each)
        )
        InvoiceInstalment.objects.bulk_create(
            InvoiceInstalment(company_id=company_id, invoice=row, part_no=part_no, amount=part.amount, due_on=part.due_on)
            for row, each in zip(rows, self._chunk, strict=True)
            for part_no, part in enumerate(instalments_of(each.stored) or (Instalment(row.gross, row.on),), start=1)
        )  # fmt: skip
        who = Who(self.file_import.ordered_by_id, self.file_import.origin or "import")
        record(
            company_id, who, "write_imported", None,
            **{"import": self.file_import.id, "what": "invoices", "papers": len(rows), "first": numbers[0], "last": numbers[-1]},
        )  # fmt: skip

    def _move(self) -> None:
        """The CHECKs of the tables have the last word about each line."""
        of_order: dict[int, Decimal] = defaultdict(lambda: NOTHING)
        of_delivery: dict[int, Decimal] = defaultdict(lambda: NOTHING)
        for held in self._chunk:
            for each in held.takings:
                of_order[each.source.order_line_id] += each.quantity
                if each.source.delivery_line_id is not None:
                    of_delivery[each.source.delivery_line_id] += each.quantity
        with connection.cursor() as cursor:
            for table, moved in (("store_salesorderline", of_order), ("store_deliveryline", of_delivery)):  # fmt: skip
                if moved:
                    cursor.execute(_MOVED.format(table=table), {"ids": list(moved), "quantities": list(moved.values())})  # fmt: skip

    def _row(self, held: _Held, seq: int, customer_id: int | None) -> Invoice:
        document, key = held.document, f"file import {self.file_import.id}:{held.place}"
        assert document.gross is not None, "what is booked has an amount"
        assert document.on is not None, "what is booked has a day"
        assert customer_id is not None, "what is booked has a customer"
        assert self.file_import.ordered_by_id is not None, "an import is ordered by somebody"
        return Invoice(
            company_id=self.file_import.company_id, customer_id=customer_id, kind="invoice", number=document.number,
            on=document.on, currency=document.currency, rate=document.rate or Decimal(1), net=document.gross - document.tax,
            tax=document.tax, gross=document.gross, text=document.text, state="posted", entry_seq=seq, key=key,
            request_hash=request_hash({"invoice of import": key}), made_by_id=self.file_import.ordered_by_id,
        )  # fmt: skip


_MOVED = """
UPDATE {table} AS line SET invoiced = line.invoiced + moved.quantity
  FROM unnest(%(ids)s::bigint[], %(quantities)s::numeric[]) AS moved (id, quantity)
 WHERE line.id = moved.id
"""


def _lines(row: Invoice, held: _Held) -> list[InvoiceLine]:
    return [
        _line(row, number, held, each)
        for number, each in enumerate(billed_lines(held.document, held.takings), start=1)
    ]


def _line(row: Invoice, number: int, held: _Held, billed: BilledLine) -> InvoiceLine:
    same = {"company_id": row.company_id, "invoice": row, "line_no": number, "net": billed.net, "tax": billed.tax}  # fmt: skip
    if billed.taking is not None:
        source = billed.taking.source
        return InvoiceLine(
            **same, order_line_id=source.order_line_id, delivery_line_id=source.delivery_line_id, what=source.what,
            unit=source.unit, quantity=billed.taking.quantity, price=source.price, tax_percent=source.tax_percent,
        )  # fmt: skip
    line = held.document.lines[billed.at]
    quantity = line.quantity if line.quantity and line.quantity > 0 else Decimal(1)
    net = Decimal(billed.net).scaleb(-exponent_of(row.currency))
    percent = Decimal(billed.tax * 100) / billed.net if billed.net else NOTHING
    return InvoiceLine(
        **same, what=line.text[:200] or row.number, quantity=quantity.quantize(_STEP),
        price=(net / quantity).quantize(_STEP), tax_percent=min(percent.quantize(_PERCENT_STEP), Decimal("99.99")),
    )  # fmt: skip
