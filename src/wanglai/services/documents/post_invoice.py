"""An invoice or debit note enters the book, with an open item for each of its parts."""

from __future__ import annotations

from django.db import transaction

from wanglai.domain.ledger import Document, Instalment
from wanglai.services.access.scope import NotFound
from wanglai.services.documents.papers import NotInThisState, admit_to_customers, held
from wanglai.services.ledger.book import Posted, Who, post_drafts, request_hash
from wanglai.services.ledger.post import checked_draft
from wanglai.store.models import Invoice, InvoiceInstalment


@transaction.atomic
def post_invoice(*, company_id: int, actor: int, origin: str, invoice_id: int) -> int:
    """Post a draft; the entry's act. A draft is posted once: asking again answers the same act.

    Refuses, in order: NotFound, NotPermitted, NotFound (invoice; a credit note is posted by its own verb), NotInThisState,
    NoBook, RateDoesNotFit, DueBeforeDocument, PeriodIsNotOpen.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="make_invoice")
    invoice: Invoice = held(Invoice, company_id, invoice_id, sight)
    if invoice.kind == "credit_note":
        raise NotFound
    return enter(invoice, Who(actor, origin)).seq


def enter(invoice: Invoice, who: Who) -> Posted:
    """The entry of a paper whose row is held, once. Refuses: NotInThisState; then as ``checked_draft`` and ``post_drafts``."""
    company_id = invoice.company_id
    key = f"invoice:{invoice.id}"
    if invoice.state == "posted" and invoice.entry_seq is not None:
        return Posted(invoice.entry_seq, 0, repeated=True)
    if invoice.state != "draft":
        raise NotInThisState(invoice.number)
    draft, chart = checked_draft(company_id, document_of(invoice))
    asked = request_hash({"invoice": invoice.id})
    posted = post_drafts(company_id, who, [(key, asked, draft)], chart=chart)[0]
    invoice.state, invoice.entry_seq = "posted", posted.seq
    invoice.save(update_fields=["state", "entry_seq"])
    return posted


def document_of(invoice: Invoice) -> Document:
    """The paper as the book sees it."""
    rows = InvoiceInstalment.objects.filter(invoice_id=invoice.id).order_by("part_no")
    return Document(
        kind=invoice.kind,
        customer_id=invoice.customer_id,
        number=invoice.number,
        on=invoice.on,
        gross=invoice.gross,
        tax=invoice.tax,
        currency=invoice.currency,
        rate=invoice.rate,
        instalments=tuple(Instalment(row.amount, row.due_on) for row in rows),
        text=invoice.text,
    )
