"""What a dispute says that is of no open item: a payment not shown or shown otherwise, a settled line, a missing paper."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date

from wanglai.domain.claims import contested_payment
from wanglai.domain.ledger import DEBIT
from wanglai.services.contested.items import settled_free_of
from wanglai.services.disputes.refusals import ClaimStands, DisputeDoesNotFit
from wanglai.store.models import Dispute, DisputeClaim, Invoice, OpenItem


@dataclass(frozen=True)
class Claim:
    """``kind`` is payment, line or paper; ``item_id`` the line of ours it is about, None where we show none; amounts in minor units.

    ``reference`` is that of the payment, or the number of the paper, ``paper`` what kind of paper is missing.
    """

    kind: str
    item_id: int | None = None
    paper: str = ""
    on: date | None = None
    paid: int | None = None
    bank: str = ""
    reference: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says, in hex; the act seals it and not the words."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def claim_of(row: DisputeClaim) -> Claim:
    """As it was kept."""
    return Claim(**{each.name: getattr(row, each.name) for each in fields(Claim)})


def item_about(dispute: Dispute) -> OpenItem | None:
    """The item of ours it is about: the one that is disputed, or the one something is claimed of.

    A claim that INV-1, paid long ago, is wrong is about INV-1; a payment we do not show is about none.
    """
    claimed = DisputeClaim.objects.filter(dispute=dispute).values("item_id")
    rows = OpenItem.objects.filter(company_id=dispute.company_id)
    if dispute.item_id is not None:
        return rows.filter(id=dispute.item_id).first()
    return rows.filter(id__in=claimed).first()


def invoice_about(dispute: Dispute) -> Invoice | None:
    """The invoice that made the item it is about: what is wrong of it is credited by its lines.

    None of an item that came without an invoice, of a payment and of a credit note.
    """
    item = item_about(dispute)
    if item is None or item.side != DEBIT:
        return None
    return Invoice.objects.filter(company_id=dispute.company_id, entry_seq=item.seq).first()


def keep_claim(dispute: Dispute, claim: Claim) -> None:
    """Beside its dispute, for ever."""
    DisputeClaim.objects.create(company_id=dispute.company_id, dispute=dispute, **asdict(claim))


def check_claim(
    company_id: int, customer_id: int, currency: str, amount: int, claim: Claim
) -> None:
    """Nothing is claimed twice at a time, and of a line never more than it says; the book is held by now.

    Of a settled invoice of 1,000.00 of which 300.00 are claimed already, 700.00 more may be.
    Refuses, in order: DisputeDoesNotFit, ClaimStands.
    """
    mine = {"company_id": company_id, "customer_id": customer_id, "currency": currency}
    line = OpenItem.objects.filter(**mine, id=claim.item_id).first() if claim.item_id else None
    if claim.item_id and line is None:
        raise DisputeDoesNotFit
    if claim.kind == "line" and (
        line is None or amount > settled_free_of(company_id, [line]).get(line.id, 0)
    ):
        raise DisputeDoesNotFit(line.document if line else "")
    if claim.kind == "payment" and amount != contested_payment(
        claim.paid or 0, line.amount if line else 0
    ):
        raise DisputeDoesNotFit
    if claim.kind != "line" and _stands(company_id, customer_id, currency, claim):
        raise ClaimStands


def _stands(company_id: int, customer_id: int, currency: str, claim: Claim) -> bool:
    rows = DisputeClaim.objects.filter(
        company_id=company_id, kind=claim.kind, item_id=claim.item_id, dispute__customer_id=customer_id,
        dispute__currency=currency, dispute__state="open",
    )  # fmt: skip
    if claim.item_id is None:
        rows = rows.filter(reference__iexact=claim.reference, paper=claim.paper)
        rows = rows.filter(on=claim.on, paid=claim.paid) if claim.kind == "payment" else rows
    return rows.exists()
