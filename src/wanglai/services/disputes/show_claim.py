"""What a dispute claims beside what is open of an item, to look at: by our people and by the customer alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wanglai.services.disputes.words import CLAIMS, PAPERS
from wanglai.services.money import Amount
from wanglai.services.refusals import Wording
from wanglai.store.models import Dispute, DisputeClaim, OpenItem


@dataclass(frozen=True)
class ClaimShown:
    """What the customer says of no open item. ``line`` is the line of ours it is about, with what that says."""

    kind: str
    words: Wording
    paper: Wording | None
    on: date | None
    paid: Amount | None
    bank: str
    reference: str
    line: str
    line_id: int | None
    line_on: date | None
    line_amount: Amount | None


def claim_shown(dispute: Dispute) -> ClaimShown | None:
    """What a dispute claims beside what is open of an item; None where it claims nothing of the kind."""
    claim = DisputeClaim.objects.filter(dispute=dispute).first()
    if claim is None:
        return None
    line = OpenItem.objects.filter(id=claim.item_id).first() if claim.item_id else None
    return ClaimShown(
        claim.kind, CLAIMS[claim.kind], PAPERS.get(claim.paper), claim.on,
        Amount(claim.paid, dispute.currency) if claim.paid else None, claim.bank, claim.reference,
        line.document if line else "", claim.item_id, line.document_on if line else None,
        Amount(line.amount, line.currency) if line else None,
    )  # fmt: skip
