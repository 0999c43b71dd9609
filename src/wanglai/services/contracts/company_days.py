"""The company's own days: closed though its country works, worked though it rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.refused import admit_to_contracts
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import CompanyDay

FURTHEST_YEARS = 10


class DayIsTooFar(UnableTo):
    code_of_refusal = "calendar.day"
    why = Wording("日期太远。", "The day is too far away.")
    next_step = Wording("请填写前后十年内的日期。", "Choose a day within ten years.")
    http_status = 422


@dataclass(frozen=True)
class OwnDay:
    on: date
    is_worked: bool
    reason: str


@transaction.atomic
def set_company_day(
    *, company_id: int, actor: int, origin: str, on: date, is_worked: bool, reason: str, today: date
) -> None:
    """Say of a day whether it is worked; saying it again replaces what was said. Days of payment posted before stay.

    Refuses, in order: NotFound, NotPermitted, DayIsTooFar.
    """
    admit_to_contracts(company_id, actor, "set_calendar")
    if abs(on.year - today.year) > FURTHEST_YEARS:
        raise DayIsTooFar(on.isoformat())
    said = {"is_worked": is_worked, "reason": reason.strip()[:100]}
    rows = CompanyDay.objects.filter(company_id=company_id, on=on)
    if rows.filter(**said).exists():
        return
    CompanyDay.objects.update_or_create(
        company_id=company_id, on=on, defaults={**said, "set_by_id": actor}
    )
    record(
        company_id, Who(actor, origin), "set_company_day", on=on.isoformat(), is_worked=is_worked
    )


@transaction.atomic
def clear_company_day(*, company_id: int, actor: int, origin: str, on: date) -> None:
    """The day is again as the country has it. Refuses, in order: NotFound, NotPermitted, NotFound (nothing was said)."""
    admit_to_contracts(company_id, actor, "set_calendar")
    gone, _ = CompanyDay.objects.filter(company_id=company_id, on=on).delete()
    if not gone:
        raise NotFound
    record(company_id, Who(actor, origin), "clear_company_day", on=on.isoformat())


def company_days(*, company_id: int, actor: int) -> tuple[OwnDay, ...]:
    """Every day of the company's own, by day. Refuses, in order: NotFound, NotPermitted."""
    admit_to_contracts(company_id, actor, "view_contracts")
    rows = CompanyDay.objects.filter(company_id=company_id).order_by("on")
    return tuple(OwnDay(row.on, row.is_worked, row.reason) for row in rows)
