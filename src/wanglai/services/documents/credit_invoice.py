"""A credit note takes lines of a posted invoice back: made by one person, agreed to by another where a band says so."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.invoicing import (
    Credited,
    Figures,
    credit_by_amount,
    credit_by_quantity,
    summed,
)
from wanglai.domain.money import converted
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.approvals.bands import require_approval
from wanglai.services.documents.papers import (
    DayDoesNotFit,
    LinesDoNotFit,
    NotInThisState,
    admit_to_customers,
    checked_number,
    held,
    held_delivery_lines,
    held_order_lines,
    known_paper,
    move,
    numbered_once,
)
from wanglai.services.documents.post_invoice import enter
from wanglai.services.documents.wanted import CreditLine, WantedCredit
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.refusals import UnableTo
from wanglai.store.models import (
    Company,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    SalesOrderLine,
)
from wanglai.store.models.invoices import CREDIT_REASONS


class ReasonIsUnknown(UnableTo):
    code_of_refusal = "credit_note.reason"
    why = Wording("没有说明红字原因。", "It does not say why the invoice is corrected.")
    next_step = Wording(
        "请选择：退货、数量更正、价格调整。", "Choose: goods came back, quantity, or price."
    )
    http_status = 422


class MoreThanWasInvoiced(UnableTo):
    code_of_refusal = "credit_note.more_than_invoiced"
    why = Wording(
        "红字数量或金额超过该行尚未冲红的部分。",
        "It is more than is left of the line after the credit notes before.",
    )
    next_step = Wording("请核对该行的余量与余额。", "Look at what is left of the line.")


@transaction.atomic
def make_credit_note(
    *, company_id: int, actor: int, origin: str, credit: WantedCredit, key: str
) -> int:
    """Make a credit note of lines of a posted invoice; its id. What it takes of them is held at once.

    Of 3 pieces for 100.00 net and 13.00 tax, one comes back: 33.33 and 4.33. The same key answers the same id.
    Refuses, in order: NotFound, NotPermitted, NotFound (invoice), KeyWasUsed, NotInThisState, PaperHasNoNumber,
    DayDoesNotFit, ReasonIsUnknown, LinesDoNotFit, NotFound (line), MoreThanWasInvoiced, NumberIsTaken.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="credit_note")
    invoice: Invoice = held(Invoice, company_id, credit.invoice_id, sight)
    asked = request_hash(asdict(credit))
    known = known_paper(Invoice, company_id, key, asked)
    if known is not None:
        return known
    if invoice.state != "posted" or invoice.kind == "credit_note":
        raise NotInThisState(invoice.number)
    number = checked_number(credit.number)
    if credit.on < invoice.on:
        raise DayDoesNotFit(credit.on.isoformat())
    if credit.reason not in CREDIT_REASONS:
        raise ReasonIsUnknown(credit.reason)
    ids = [line.line_id for line in credit.lines]
    if not ids or len(set(ids)) != len(ids):
        raise LinesDoNotFit(number)
    rows = InvoiceLine.objects.select_for_update(no_key=True).filter(invoice_id=invoice.id)
    lines = {line.id: line for line in rows.filter(id__in=ids).order_by("id")}
    if set(ids) - set(lines):
        raise NotFound
    parts = [(lines[each.line_id], each, _taken(lines[each.line_id], each, credit.reason)) for each in credit.lines]  # fmt: skip
    whole = summed(part for _line, _each, part in parts)
    if whole.gross <= 0:
        raise LinesDoNotFit(number)
    with numbered_once(number):
        row = Invoice.objects.create(
            company_id=company_id, customer_id=invoice.customer_id, kind="credit_note",
            number=number, on=credit.on, currency=invoice.currency, rate=invoice.rate,
            net=whole.net, tax=whole.tax, gross=whole.gross, corrects=invoice,
            reason=credit.reason, text=credit.text.strip(), key=key, request_hash=asked,
            made_by_id=actor,
        )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            company_id=company_id, invoice=row, line_no=line_no, corrects_line=line,
            order_line_id=line.order_line_id, delivery_line_id=line.delivery_line_id,
            what=line.what, unit=line.unit, quantity=each.quantity or Decimal(0),
            price=line.price, tax_percent=line.tax_percent, net=part.net, tax=part.tax,
        )
        for line_no, (line, each, part) in enumerate(parts, start=1)
    )  # fmt: skip
    for line, each, part in parts:
        move(InvoiceLine, line.id, credited=each.quantity or Decimal(0), credited_net=part.net, credited_tax=part.tax)  # fmt: skip
    record(
        company_id, Who(actor, origin), "make_credit_note", invoice=row.id, paper=number,
        corrects=invoice.number, customer=row.customer_id, gross=row.gross, currency=row.currency,
    )  # fmt: skip
    return int(row.id)


def _taken(line: InvoiceLine, each: CreditLine, reason: str) -> Figures:
    """What comes off one line. Refuses, in order: LinesDoNotFit, MoreThanWasInvoiced."""
    is_by_amount = reason == "price"
    if (each.net is not None) != is_by_amount or (each.quantity is None) != is_by_amount:
        raise LinesDoNotFit(str(line.line_no))
    left = Credited(
        line.quantity - line.credited, line.net - line.credited_net, line.tax - line.credited_tax
    )
    if each.net is not None:
        found = credit_by_amount(left, each.net)
    else:
        assert each.quantity is not None, "looked at above"
        found = credit_by_quantity(left, each.quantity)
    if not isinstance(found, Figures):
        raise MoreThanWasInvoiced(f"{line.line_no} · {line.what}")
    return found


@transaction.atomic
def post_credit_note(
    *, company_id: int, actor: int, origin: str, invoice_id: int, approver: int | None = None
) -> int:
    """Post a credit note; the entry's act. It settles what is open of the invoice it corrects, and the rest stays a credit.

    Returned goods are not invoiced any more, quantities billed too much can be invoiced anew. A paper never changes, so its
    id is what an approver agrees to; asking again answers the same act.
    Refuses, in order: NotFound, NotPermitted, NotFound (credit note), NotInThisState, ApprovalIsNeeded, NoBook,
    PeriodIsNotOpen.
    """
    sight = admit_to_customers(company_id=company_id, actor=actor, act="credit_note")
    rows = sight.of(
        Invoice.objects.filter(company_id=company_id, id=invoice_id, kind="credit_note")
    )
    if not rows.exists():
        raise NotFound
    lines = list(InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("id"))
    held_order_lines(company_id, [line.order_line_id for line in lines if line.order_line_id])
    held_delivery_lines(company_id, [line.delivery_line_id for line in lines if line.delivery_line_id])  # fmt: skip
    note: Invoice = held(Invoice, company_id, invoice_id, sight)
    if note.state == "posted" and note.entry_seq is not None:
        return int(note.entry_seq)
    if note.state != "draft":
        raise NotInThisState(note.number)
    require_approval(company_id, "credit_note", weight_of(note), approver)
    who = Who(actor, origin, approver)
    posted = enter(note, who)
    move_quantities(note, lines, sign=1)
    _settle_with_its_invoice(note, who, posted.seq)
    return posted.seq


def weight_of(note: Invoice) -> int:
    """What a paper is worth in the company's own currency, for the bands."""
    base = Company.objects.values_list("base_currency", flat=True).get(id=note.company_id)
    return converted(note.gross, currency=note.currency, base=base, rate=note.rate)


def move_quantities(note: Invoice, lines: list[InvoiceLine], *, sign: int) -> None:
    """Goods that came back are returned and not invoiced; what was billed too much is not invoiced. ``sign`` -1 undoes."""
    for line in lines:
        if not line.quantity or line.order_line_id is None:
            continue
        by = {"invoiced": -sign * line.quantity}
        if note.reason == "return":
            by["returned"] = sign * line.quantity
        move(SalesOrderLine, line.order_line_id, **by)
        if line.delivery_line_id is not None:
            move(DeliveryLine, line.delivery_line_id, **by)


def _settle_with_its_invoice(note: Invoice, who: Who, seq: int) -> None:
    """As much as both have open, the part due first before the others."""
    company_id, on = note.company_id, note.on
    corrected = note.corrects
    assert corrected is not None, "a credit note names the invoice it corrects"
    assert corrected.entry_seq is not None, "which is posted"
    credit_id = items_of(company_id, seq)[0]
    states = item_states(company_id, [credit_id, *items_of(company_id, corrected.entry_seq)])
    credit = states.pop(credit_id)
    open_ = [each for each in states.values() if each.amount_open and each.free_from <= on]
    open_.sort(key=lambda each: (each.due_on or date.max, each.id))
    left, wishes = credit.amount_open, []
    for debit in open_:
        part = min(left, debit.amount_open)
        if part:
            wishes.append(Wish(debit, credit, part))
            left -= part
    if wishes:
        asked = request_hash({"credit note": note.id})
        settle_items(company_id, who, wishes, on, key=f"invoice:{note.id}:settled", asked=asked)
