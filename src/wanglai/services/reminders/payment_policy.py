"""On which days before and after they are due items are asked for: in versions; the newest is in force, and before the first nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tieout.refusal import Wording
from wanglai.domain.payment_steps import EARLIEST, LATEST, STEPS_MOST, are_steps
from wanglai.services.access.scope import admit, admit_to_rows
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import PaymentReminderPolicy

KIND = "set_payment_reminders"
BEFORE_MOST = -EARLIEST


class StepsMakeNoSense(UnableTo):
    code_of_refusal = "payment_reminder.steps"
    why = Wording("提醒日设置不成立。", "Such days of asking make no sense.")
    next_step = Wording(
        f"最多 {STEPS_MOST} 个互不相同的天数，从到期前 {BEFORE_MOST} 天到到期后 {LATEST} 天，如 -3, 0, 7, 15, 30。",
        f"Give at most {STEPS_MOST} different days, from {BEFORE_MOST} before to {LATEST} after the due day, such as -3, 0, 7, 15, 30.",
    )
    http_status = 422


@dataclass(frozen=True)
class PaymentPolicyRow:
    """``version`` 0: nobody said anything yet. ``steps`` are days after the due day, below zero before it, in order."""

    version: int
    steps: tuple[int, ...]
    made_by: str
    made_at: datetime | None


@transaction.atomic
def set_payment_reminders(*, company_id: int, actor: int, origin: str, steps: Sequence[int]) -> int:
    """From the next night on ask for what is due on these days, in any order, none: never; the act's number.

    Refuses, in order: NotFound, NotPermitted, StepsMakeNoSense, NoBook.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    wanted = checked_steps(steps)
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    rows = PaymentReminderPolicy.objects.filter(company_id=company_id)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    seq = write_act(company_id, Who(actor, origin), KIND, {"version": version, "steps": wanted})
    PaymentReminderPolicy.objects.create(
        company_id=company_id, version=version, steps=wanted, seq=seq, made_by_id=actor
    )
    return seq


def checked_steps(steps: Sequence[int]) -> list[int]:
    """The steps in order. Refuses: StepsMakeNoSense."""
    wanted = sorted(steps)
    if not are_steps(wanted):
        raise StepsMakeNoSense(", ".join(map(str, wanted)))
    return wanted


def payment_policies(*, company_id: int, actor: int) -> tuple[PaymentPolicyRow, ...]:
    """The rules in force, then those before them, at most 50. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    rows = PaymentReminderPolicy.objects.filter(company_id=company_id).select_related("made_by")
    found = tuple(
        PaymentPolicyRow(each.version, tuple(each.steps), each.made_by.get_full_name(), each.made_at)
        for each in rows.order_by("-version")[:50]
    )  # fmt: skip
    return found or (PaymentPolicyRow(0, (), "", None),)


def steps_in_force(company_id: int) -> tuple[int, ...]:
    """The steps of a company now; none where nobody said anything."""
    rows = PaymentReminderPolicy.objects.filter(company_id=company_id).order_by("-version")
    return tuple(rows.values_list("steps", flat=True).first() or ())
