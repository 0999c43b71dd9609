"""A posted invoice or note is taken back by a reversing entry, and its quantities with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.items import items_of
from wanglai.services.allocation.unallocate import live_rows, undo_rows
from wanglai.services.documents.credit_invoice import move_quantities
from wanglai.services.documents.make_invoice import give_back, let_go
from wanglai.services.documents.papers import (
    NotInThisState,
    admit_to_customers,
    held,
    held_delivery_lines,
    held_order_lines,
    progress_of,
)
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.ledger.reverse import take_back
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Allocation, Invoice, InvoiceLine, SalesOrderLine


class CorrectionsStand(UnableTo):
    code_of_refusal = "invoice.corrected"
    why = Wording("该发票有红字或补收单据。", "Notes correct this invoice.")
    next_step = Wording("请先冲销或作废这些单据。", "Take those notes back first, or cancel them.")


class InvoicedAnew(UnableTo):
    code_of_refusal = "credit_note.invoiced_anew"
    why = Wording(
        "红字单据冲回的数量已重新开票。", "What the credit note gave back was invoiced again."
    )
    next_step = Wording("请先冲销后开的发票。", "Take the later invoice back first.")


@transaction.atomic
def reverse_invoice(*, company_id: int, actor: int, origin: str, invoice_id: int, on: date) -> int:
    """Reverse a posted invoice or note from a day on; the act of the reversal. A paper is reversed once.

    What an invoice took can be invoiced again; a credit note first lets go of the invoice it settled.
    Refuses, in order: NotFound, NotPermitted, NotFound (invoice), NotInThisState, CorrectionsStand, InvoicedAnew,
    DayIsBeforeEntry, ItemsAreAllocated, PeriodIsNotOpen.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="reverse_invoice")
    rows = sight.of(Invoice.objects.filter(company_id=company_id, id=invoice_id))
    if not rows.exists():
        raise NotFound
    lines = list(InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("id"))
    of_order = held_order_lines(company_id, [line.order_line_id for line in lines if line.order_line_id])  # fmt: skip
    held_delivery_lines(company_id, [line.delivery_line_id for line in lines if line.delivery_line_id])  # fmt: skip
    paper: Invoice = held(Invoice, company_id, invoice_id, sight)
    if paper.state == "reversed" and paper.reversal_seq is not None:
        return int(paper.reversal_seq)
    if paper.state != "posted" or paper.entry_seq is None:
        raise NotInThisState(paper.number)
    if Invoice.objects.filter(corrects_id=paper.id, state__in=("draft", "posted")).exists():
        raise CorrectionsStand(paper.number)
    who = Who(actor, origin)
    if paper.kind == "credit_note":
        _undo_credit(paper, lines, of_order, who, on)
    else:
        for line in lines:
            give_back(line, line.quantity)
    asked = request_hash({"reverse invoice": paper.id, "on": on})
    seq = take_back(company_id, who, paper.entry_seq, on, key=f"invoice:{paper.id}:reversed", asked=asked)  # fmt: skip
    paper.state, paper.reversal_seq = "reversed", seq
    paper.save(update_fields=["state", "reversal_seq"])
    return seq


def _undo_credit(
    note: Invoice, lines: list[InvoiceLine], of_order: dict[int, SalesOrderLine], who: Who, on: date
) -> None:
    for line in lines:
        if line.order_line_id is not None and line.quantity:
            progress = progress_of(of_order[line.order_line_id])
            room = progress.to_invoice
            if note.reason == "return":
                room += line.quantity
            if line.quantity > room:
                raise InvoicedAnew(f"{note.number} · {line.line_no}")
    move_quantities(note, lines, sign=-1)
    for line in lines:
        let_go(line)
    assert note.entry_seq is not None, "it is posted"
    corrected = note.corrects
    assert corrected is not None, "a credit note names the invoice it corrects"
    assert corrected.entry_seq is not None, "a credit note corrects what is posted"
    settled = Allocation.objects.filter(
        company_id=note.company_id, amount__gt=0,
        credit_item_id__in=items_of(note.company_id, note.entry_seq),
        debit_item_id__in=items_of(note.company_id, corrected.entry_seq),
    ).order_by("seq", "row_no")  # fmt: skip
    standing = live_rows(note.company_id, list(settled))
    if standing:
        asked = request_hash({"undo credit note": note.id, "on": on})
        undo_rows(note.company_id, who, standing, on, key=f"invoice:{note.id}:undone", asked=asked)
