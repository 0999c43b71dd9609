"""A dispute that had its outcome goes on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.contested.items import follow_flag, uncontested
from wanglai.services.disputes.cases import Said, checked_words, held, tell
from wanglai.services.disputes.claims import check_claim, claim_of
from wanglai.services.disputes.open_dispute import FLAG_NOTE_MAX
from wanglai.services.disputes.policy import deadline
from wanglai.services.disputes.refusals import DisputeDoesNotFit, DisputeIsOpen
from wanglai.services.ledger.book import Who
from wanglai.store.models import DisputeClaim, OpenItem


@transaction.atomic
def reopen_dispute(*, company_id: int, actor: int, origin: str, dispute_id: int, said: str) -> int:
    """Open a dispute again over its whole amount, with a new deadline by the policy; the act's number.

    What it ended in stays posted and is undone by the verbs that posted it. Of an item it takes that so much is open again and
    not contested otherwise, of a claim that nobody claims the same meanwhile.
    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOpen, DisputeSaysNothing, DisputeDoesNotFit, ClaimStands.
    """
    who = Who(actor, origin)
    dispute = held(company_id, who, dispute_id, "keep_dispute")
    if dispute.state == "open":
        raise DisputeIsOpen(str(dispute_id))
    said = checked_words(said)
    if dispute.item_id is not None:
        item = OpenItem.objects.get(id=dispute.item_id)
        if dispute.amount > uncontested(item):
            raise DisputeDoesNotFit(item.document)
    claim = DisputeClaim.objects.filter(dispute=dispute).first()
    if claim is not None:
        check_claim(company_id, dispute.customer_id, dispute.currency, dispute.amount, claim_of(claim))  # fmt: skip
    before, due_on = dispute.due_on, deadline(company_id, timezone.localdate())
    dispute.state, dispute.closed_by_id, dispute.closed_on, dispute.due_on = (
        "open",
        None,
        None,
        due_on,
    )
    dispute.save(update_fields=["state", "closed_by", "closed_on", "due_on"])
    step = Said("reopened", said, for_customer=True, due_on=due_on, due_before=before)
    seq = tell(dispute, who, "reopen_dispute", [step], due=due_on.isoformat())
    if dispute.item_id is not None:
        follow_flag(company_id, who, dispute.item_id, f"#{dispute.id} {said}"[:FLAG_NOTE_MAX])
    return seq
