"""What a request about a dispute asks for, in the words an approver reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tieout.refusal import Wording
from wanglai.services.approvals.of_customers import NOTHING, Told
from wanglai.services.disputes.words import OUTCOMES
from wanglai.services.money import Amount
from wanglai.store.models import Dispute


def told_of_dispute(company_id: int, subject: Mapping[str, Any]) -> Told | None:
    """``争议 12：红字冲减 50.00 CNY，已驳回 20.00 CNY：单价按合同``; None for requests about something else."""
    if "dispute_id" not in subject:
        return None
    rows = Dispute.objects.filter(company_id=company_id, id=subject["dispute_id"])
    dispute = rows.select_related("customer").first()
    if dispute is None:
        return Told("", NOTHING)
    parts = [
        (OUTCOMES[each["outcome"]], Amount(each["amount"], dispute.currency)) for each in subject["parts"]
    ]  # fmt: skip
    zh = "，".join(f"{words.zh} {amount.text} {amount.currency}" for words, amount in parts)
    en = ", ".join(f"{words.en.lower()} {amount.text} {amount.currency}" for words, amount in parts)
    number, said = dispute.id, subject["said"]
    return Told(
        dispute.customer.name,
        Wording(f"争议 {number}：{zh}：{said}", f"Dispute {number}: {en}: {said}"),
    )
