"""What a request about money or an account of ours asks for, in the words an approver reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.policy import may
from wanglai.services.approvals.of_customers import NOTHING, Told
from wanglai.services.bank.our_accounts import asked_number
from wanglai.services.money import Amount
from wanglai.store.models import BankEntry, Customer, Membership

OF_CASH = ("leave_suspense", "accept_payer", "open_our_account")


def told_of_cash(company_id: int, actor: int, kind: str, subject: Mapping[str, Any]) -> Told:
    """Empty for requests about something else; an account of ours is whole for whoever keeps them, masked for others."""
    if kind == "leave_suspense":
        return _of_line(
            company_id, subject, "由待查来款转给该客户", "leaves suspense for this customer"
        )
    if kind == "accept_payer":
        return _of_line(company_id, subject, "代付该客户的欠款", "pays this customer's debts")
    if kind == "open_our_account":
        return _account(company_id, actor, subject)
    return Told("", NOTHING)


def _of_line(company_id: int, subject: Mapping[str, Any], zh: str, en: str) -> Told:
    to = Customer.objects.filter(company_id=company_id, id=subject["customer_id"]).first()
    line = BankEntry.objects.filter(company_id=company_id, id=subject["line_id"]).first()
    name = to.name if to else ""
    if line is None:
        return Told(name, NOTHING)
    amount = Amount(line.amount, line.currency)
    payer = line.other_name or line.bank_reference or str(line.id)
    money = f"{amount.text} {amount.currency}"
    return Told(
        name,
        Wording(
            f"{line.booked_on} 到账的 {money}（{payer}）{zh}：{subject['reason']}",
            f"{money} of {line.booked_on} ({payer}) {en}: {subject['reason']}",
        ),
    )


def _account(company_id: int, actor: int, subject: Mapping[str, Any]) -> Told:
    roles = Membership.objects.filter(company_id=company_id, user_id=actor).values_list("role", flat=True)  # fmt: skip
    is_whole = any(may(role, "keep_our_account") for role in roles)
    number = asked_number(company_id, subject, is_whole=is_whole)
    parts = " · ".join(filter(None, (subject.get("bank", ""), number, subject.get("currency", ""))))
    return Told(str(subject["name"]), Wording(f"登记本公司账户：{parts}", f"An account of the company: {parts}"))  # fmt: skip
