"""What a request for a letterhead asks for, in the words an approver reads: above all where customers are to pay to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tieout.refusal import Wording
from wanglai.services.statements.letterhead import KIND
from wanglai.store.models import BankAccount


def told_of_letterhead(company_id: int, kind: str, subject: Mapping[str, Any]) -> Wording | None:
    """``远景 · 付款账户：工行基本户 6222 **** 1234``; None for requests about something else."""
    if kind != KIND:
        return None
    rows = BankAccount.objects.filter(company_id=company_id, id=subject.get("bank_account_id") or 0)
    account = rows.values_list("name", "shown").first()
    name, paid_to = subject["name_zh"], " ".join(account) if account else ""
    return Wording(
        f"{name} · 付款账户：{paid_to or '不印'}", f"{name} · pay to: {paid_to or 'not printed'}"
    )
