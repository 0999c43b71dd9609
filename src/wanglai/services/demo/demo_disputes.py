"""The demo's disputes: one being talked about, one that went up to the manager, one that was rejected."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wanglai.services.disputes.escalate_dispute import escalate_dispute
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.disputes.say_in_dispute import say_in_dispute
from wanglai.services.ledger.book import Who
from wanglai.store.models import ChainHead, Dispute, OpenItem

ORIGIN = "wanglai demo"
# Reason, share of the item in percent, and what the customer says.
_TOLD = (
    ("price", 20, "合同单价低于发票单价。 The contract has a lower price."),
    ("quantity", 35, "签收单少两箱。 Two boxes are missing on the delivery note."),
    ("damage", 10, "外箱破损，要求赔偿。 Boxes came damaged; we ask for compensation."),
)


@transaction.atomic
def raise_demo_disputes(company_id: int, people: Mapping[str, int]) -> None:
    """Raise them, once; a company without a book or an open debt is left alone."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or Dispute.objects.filter(company_id=company_id).exists():
        return
    debts = OpenItem.objects.filter(
        company_id=company_id, side=1, kind="invoice", amount__gt=F("allocated")
    )
    found = list(debts.order_by("-amount", "id")[: len(_TOLD)])
    who = Who(people["ARA"], ORIGIN)
    made = [
        open_dispute(
            company_id=company_id, who=who, key=f"demo dispute {item.id}", customer_id=item.customer_id, item_id=item.id,
            statement_id=None, currency=item.currency, amount=max(1, (item.amount - item.allocated) * share // 100),
            reason=reason, said=said, raised_by="staff",
        )
        for item, (reason, share, said) in zip(found, _TOLD, strict=False)
    ]  # fmt: skip
    if len(made) < len(_TOLD):
        return
    talked, up, over = made
    say_in_dispute(
        company_id=company_id, who=Who(people["CRC"], ORIGIN), dispute_id=talked,
        said="客户说报价单上有更低的单价，正在找。 They look for the offer with the lower price.",
    )  # fmt: skip
    escalate_dispute(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, dispute_id=up,
        said="客户以此停付全部货款。 They stop paying until it is settled.",
    )  # fmt: skip
    amount = Dispute.objects.values_list("standing", flat=True).get(id=over)
    resolve_dispute(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, dispute_id=over, parts=[Part("rejected", amount)], on=timezone.localdate(), key="demo dispute rejected",
        said="签收时无破损记录。 The delivery note records no damage.",
    )  # fmt: skip
