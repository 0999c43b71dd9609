"""A month is closed for ever, once its checklist is clean, and its chain head is handed outside."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import (
    PeriodCannotClose,
    Who,
    known_act,
    request_hash,
    write_closing,
)
from wanglai.services.ledger.queries import proof, trial_balance
from wanglai.services.periods.anchors import anchor_head
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Period


class ChecklistIsNotClean(UnableTo):
    code_of_refusal = "period.checklist"
    why = Wording("结账检查未通过。", "The closing checklist is not clean.")
    next_step = Wording("请处理标红的项目，再结账。", "Settle what is marked, then close.")


@dataclass(frozen=True)
class Check:
    """One line of the closing checklist."""

    name: Wording
    is_clean: bool
    figure: str


@transaction.atomic
def close_period(
    *,
    company_id: int,
    actor: int,
    origin: str,
    period_id: int,
    key: str,
    approver: int | None = None,
) -> int:
    """Close the oldest open period and anchor the head before it is acknowledged; the act's number.

    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (period), PeriodCannotClose,
    ChecklistIsNotClean.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="close_period")
    asked = request_hash({"close": period_id})
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    period = Period.objects.filter(company_id=company_id, id=period_id).first()
    if period is None:
        raise NotFound
    if period.closed_seq is not None:
        raise PeriodCannotClose(f"{period.from_on} – {period.to_on}")
    if not all(
        check.is_clean
        for check in checklist(company_id=company_id, actor=actor, period_id=period_id)
    ):
        raise ChecklistIsNotClean(f"{period.from_on} – {period.to_on}")
    seq = write_closing(company_id, Who(actor, origin, approver), period_id, key=key, asked=asked)
    anchor_head(company_id, reason="close_period")
    return seq


def checklist(*, company_id: int, actor: int, period_id: int) -> tuple[Check, ...]:
    """What must be clean before a period closes: order, balance, items against control accounts."""
    admit(company_id=company_id, actor=actor, act="view_books")
    period = Period.objects.filter(company_id=company_id, id=period_id).first()
    if period is None:
        raise NotFound
    earlier = Period.objects.filter(
        company_id=company_id, closed_seq__isnull=True, to_on__lt=period.from_on
    ).count()
    base_total = sum(
        row.base_amount
        for row in trial_balance(company_id=company_id, actor=actor, on=period.to_on)
    )
    gaps = [row for row in proof(company_id=company_id, actor=actor, on=period.to_on) if row.gap]
    return (
        Check(
            Wording("更早的期间均已结账", "Every earlier period is closed"),
            not earlier,
            str(earlier),
        ),
        Check(Wording("试算平衡", "The trial balance is zero"), not base_total, str(base_total)),
        Check(
            Wording("未清项合计等于控制科目", "Open items equal the control accounts"),
            not gaps,
            ", ".join(f"{row.currency} {row.gap}" for row in gaps) or "0",
        ),
    )
