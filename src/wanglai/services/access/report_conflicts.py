"""Each month the pairs of roles better held by two people are reported, and a manager says they were seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.people import soft_conflicts_within
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, request_hash, write_act
from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, User

REPORTED, SIGNED = "report_conflicts", "sign_conflicts"
DOOR = "monthly report"


class ReportIsSigned(UnableTo):
    code_of_refusal = "conflicts.signed"
    why = Wording("该月报告已有人签阅。", "The report of this month was signed already.")
    next_step = Wording("无需再次签阅。", "It need not be signed again.")


@dataclass(frozen=True)
class ConflictReport:
    """What was reported for a month; ``signed_by`` is empty until a manager has seen it."""

    month: str  # 2026-11
    at: datetime
    pairs: int
    signed_by: str
    signed_at: datetime | None


def report_every_company(on: date) -> int:
    """Seal the report of the month for each company with a book; a second time changes nothing. How many were new."""
    return sum(_report(company_id, on) for company_id in companies_with_books())


@transaction.atomic
def _report(company_id: int, on: date) -> bool:
    month, found = f"{on:%Y-%m}", soft_conflicts_within(company_id)
    key = f"conflicts {month}"
    if Act.objects.filter(company_id=company_id, key=key).exists():
        return False
    pairs = [{"user": each.person_id, "roles": " + ".join(each.roles)} for each in found]
    facts = {"month": month, "pairs": pairs}
    who = Who(None, DOOR)
    write_act(company_id, who, REPORTED, facts, key=key, asked=request_hash({"month": month}))
    return True


@transaction.atomic
def sign_conflicts(*, company_id: int, actor: int, origin: str, month: str) -> int:
    """A manager has seen the report of a month; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (no report of the month), ReportIsSigned.
    """
    admit(company_id=company_id, actor=actor, act=SIGNED)
    if not Act.objects.filter(company_id=company_id, key=f"conflicts {month}").exists():
        raise NotFound
    key = f"conflicts {month} signed"
    if Act.objects.filter(company_id=company_id, key=key).exists():
        raise ReportIsSigned(month)
    asked = request_hash({"month": month})
    return write_act(company_id, Who(actor, origin), SIGNED, {"month": month}, key=key, asked=asked)


def conflict_reports(*, company_id: int, actor: int, limit: int = 12) -> tuple[ConflictReport, ...]:
    """The newest reports, newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_people")
    acts = Act.objects.filter(company_id=company_id)
    reports = list(acts.filter(kind=REPORTED).order_by("-seq")[:limit])
    signed = {json.loads(each.facts)["month"]: each for each in acts.filter(kind=SIGNED)}
    names = {each.id: each.get_full_name() for each in User.objects.filter(id__in=[act.actor_id for act in signed.values()])}  # fmt: skip
    found = []
    for report in reports:
        facts = json.loads(report.facts)
        seen = signed.get(facts["month"])
        found.append(
            ConflictReport(
                month=facts["month"],
                at=report.at,
                pairs=len(facts["pairs"]),
                signed_by=names.get(seen.actor_id or 0, "") if seen else "",
                signed_at=seen.at if seen else None,
            )
        )
    return tuple(found)
