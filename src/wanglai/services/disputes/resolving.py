"""What a part of an outcome posts, by the verb that posts such a thing anyway and with the approval it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wanglai.domain.ledger import Document
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.contested.covering import covers, left_to_cover
from wanglai.services.disputes.claims import invoice_about, item_about
from wanglai.services.disputes.refusals import (
    HasNoItem,
    ItemIsOfInvoice,
    NothingWasPosted,
    PartsDoNotAddUp,
    RateIsMissing,
)
from wanglai.services.disputes.words import OUTCOMES
from wanglai.services.documents.credit_invoice import post_credit_note
from wanglai.services.documents.reverse_invoice import reverse_invoice
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.ledger.post import post_document
from wanglai.services.ledger.reverse import reverse_entry
from wanglai.store.models import Company, Dispute, Entry, Invoice, OpenItem
from wanglai.store.models.disputes import DISPUTE_MONEY


@dataclass(frozen=True)
class Part:
    """One part of an outcome: ``amount`` in minor units of the dispute, and what is needed to post it.

    A credit note is a draft of the item's invoice (``paper_id``), one that was posted already (``entry_seq``), or where no invoice
    made the item a new one (``number``, ``tax``); a compensation is always a new one. A refund pays a credit item of the customer.
    """

    outcome: str
    amount: int
    paper_id: int | None = None
    entry_seq: int | None = None
    number: str = ""
    tax: int = 0
    rate: str = ""  # base units for one unit, where no item gives it
    credit_item_id: int | None = None

    @property
    def moves_money(self) -> bool:
        return self.outcome in DISPUTE_MONEY


def check_parts(dispute: Dispute, parts: tuple[Part, ...]) -> None:
    """Between what still stands and the whole amount, one part posts at most. Refuses: PartsDoNotAddUp."""
    total = sum(part.amount for part in parts)
    is_sound = (
        bool(parts)
        and all(part.amount > 0 and part.outcome in OUTCOMES for part in parts)
        and dispute.standing <= total <= dispute.amount
        and sum(part.moves_money for part in parts) <= 1
        and len({part.outcome for part in parts}) == len(parts)
    )
    if not is_sound:
        raise PartsDoNotAddUp(str(dispute.id))


def approval_kind(parts: tuple[Part, ...]) -> str:
    """Whose bands say who must agree: those of what is posted, and of the dispute itself for what has none of its own."""
    posting = next((part for part in parts if part.moves_money), None)
    if posting is None or posting.entry_seq is not None:
        return "resolve_dispute"
    kinds = {"credit_note": "credit_note", "compensation": "credit_note", "refund": "refund"}
    return kinds.get(posting.outcome, "resolve_dispute")


def as_parts(asked: list[Mapping[str, Any]]) -> tuple[Part, ...]:
    """As they are kept in a request for approval."""
    return tuple(Part(**each) for each in asked)


def posted(dispute: Dispute, part: Part, who: Who, on: date, said: str, key: str) -> int | None:
    """Post what the part asks for; the entry's act, None for a part that moves no money. Repeating the key posts nothing.

    Refuses as the verb it goes through: post_credit_note, post_document, reverse_invoice, reverse_entry, refund; and NotFound (paper,
    credit), ItemIsOfInvoice, NothingWasPosted, HasNoItem, PartsDoNotAddUp (the paper is over another amount), RateIsMissing.
    """
    if not part.moves_money:
        return None
    if part.entry_seq is not None:
        return _was_posted(dispute, part)
    if part.outcome == "correction":
        return _taken_back(dispute, who, on, key)
    if part.outcome == "refund":
        return _refunded(dispute, part, who, on, key)
    invoice = invoice_about(dispute)
    if part.outcome == "credit_note" and invoice is not None:
        return _note_of(invoice, dispute, part, who)
    return _new_note(dispute, part, who, on, said, key)


def rate_for(dispute: Dispute, part: Part) -> Decimal:
    """Base units for one unit of the dispute: as the item it is about was booked, the credit that is refunded, or as is said.

    A claim of USD 1,000.00 beside a payment booked at 7.10 is weighed and posted at 7.10. Refuses: NotFound (credit), RateIsMissing.
    """
    base = Company.objects.values_list("base_currency", flat=True).get(id=dispute.company_id)
    if dispute.currency == base:
        return Decimal(1)
    item = item_about(dispute)
    if item is None and part.outcome == "refund":
        item = _credit_of(dispute, part)
    if item is not None:
        rate: Decimal = Entry.objects.values_list("rate", flat=True).get(company_id=dispute.company_id, seq=item.seq)  # fmt: skip
        return rate
    if not part.rate:
        raise RateIsMissing(dispute.currency)
    return Decimal(part.rate)


def _credit_of(dispute: Dispute, part: Part) -> OpenItem:
    """The customer's credit that is refunded. Refuses: NotFound."""
    mine = {"company_id": dispute.company_id, "customer_id": dispute.customer_id}
    owed = OpenItem.objects.filter(**mine, currency=dispute.currency, side=-1)
    found: OpenItem | None = owed.filter(id=part.credit_item_id or 0).first()
    if found is None:
        raise NotFound
    return found


def _scope(dispute: Dispute, who: Who) -> dict[str, Any]:
    return {"company_id": dispute.company_id, "actor": who.actor, "origin": who.origin}


def _was_posted(dispute: Dispute, part: Part) -> int:
    if dispute.item_id is None or part.outcome != "credit_note":
        raise HasNoItem
    taken = left_to_cover(dispute.company_id, dispute.item_id, dispute_id=dispute.id)
    if part.entry_seq is None or not covers(taken, part.entry_seq, part.amount):
        raise NothingWasPosted(str(part.entry_seq))
    return part.entry_seq


def _taken_back(dispute: Dispute, who: Who, on: date, key: str) -> int:
    """The whole paper comes back, of which the dispute is about a part or all."""
    if dispute.item_id is None:
        raise HasNoItem
    invoice = invoice_about(dispute)
    if invoice is not None:
        return reverse_invoice(**_scope(dispute, who), invoice_id=invoice.id, on=on)
    seq = OpenItem.objects.values_list("seq", flat=True).get(id=dispute.item_id)
    return reverse_entry(**_scope(dispute, who), seq=seq, on=on, key=key)


def _refunded(dispute: Dispute, part: Part, who: Who, on: date, key: str) -> int:
    item_id = _credit_of(dispute, part).id
    return refund(
        **_scope(dispute, who), item_id=item_id, amount=part.amount, on=on, key=key, approver=who.approver,
    )  # fmt: skip


def _note_of(invoice: Invoice, dispute: Dispute, part: Part, who: Who) -> int:
    if part.paper_id is None:
        raise ItemIsOfInvoice(invoice.number)
    notes = Invoice.objects.filter(company_id=dispute.company_id, kind="credit_note", corrects_id=invoice.id)  # fmt: skip
    note = notes.filter(id=part.paper_id).first()
    if note is None:
        raise NotFound
    if note.gross != part.amount:
        raise PartsDoNotAddUp(note.number)
    return post_credit_note(**_scope(dispute, who), invoice_id=note.id, approver=who.approver)


def _new_note(dispute: Dispute, part: Part, who: Who, on: date, said: str, key: str) -> int:
    """A credit note of no invoice's lines, set against the item where there is one."""
    state = None
    if dispute.item_id is not None:
        state = item_states(dispute.company_id, [dispute.item_id])[dispute.item_id]
    document = Document(
        "credit_note", dispute.customer_id, part.number.strip(), on, part.amount, part.tax, dispute.currency, rate_for(dispute, part),
        text=f"{OUTCOMES[part.outcome].zh} {said}"[:200],
    )  # fmt: skip
    made = post_document(**_scope(dispute, who), document=document, key=key, approver=who.approver)
    if state is not None and not made.repeated:
        credit_id = items_of(dispute.company_id, made.seq)[0]
        credit = item_states(dispute.company_id, [credit_id])[credit_id]
        wish = Wish(state, credit, min(part.amount, state.amount_open))
        asked = request_hash({"dispute": dispute.id, "entry": made.seq})
        settle_items(dispute.company_id, who, [wish], on, key=f"{key}:settled", asked=asked)
    return made.seq
