"""Each month the pairs of roles better held by two people are reported, and a manager says they were seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.people import soft_conflicts_within
from wanglai.services.access.policy import POLICY
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Act, ChainHead, Membership, User

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


class SignerIsConcerned(UnableTo):
    code_of_refusal = "conflicts.own"
    why = Wording("该月报告涉及您本人的角色。", "The report of this month names your own roles.")
    next_step = Wording("请由另一位财务经理签阅。", "Ask another finance manager to sign it.")
    http_status = 403


@transaction.atomic
def report_conflicts_of(company_id: int, on: date) -> bool:
    """Seal a company's report of the month; False where it stands already, so it may be asked for every day."""
    month, found = f"{on:%Y-%m}", soft_conflicts_within(company_id)
    if _of_month(company_id, REPORTED, month) is not None:
        return False
    pairs = [{"user": each.person_id, "roles": " + ".join(each.roles)} for each in found]
    facts = {"month": month, "pairs": pairs}
    who = Who(None, DOOR)
    write_act(company_id, who, REPORTED, facts)
    return True


def _of_month(company_id: int, kind: str, month: str) -> Act | None:
    """The act of the kind that names the month."""
    acts = Act.objects.filter(company_id=company_id, kind=kind, facts__contains=f'"{month}"')
    return next((act for act in acts.order_by("seq") if json.loads(act.facts)["month"] == month), None)  # fmt: skip


@transaction.atomic
def sign_conflicts(*, company_id: int, actor: int, origin: str, month: str) -> int:
    """A manager has seen the report of a month; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (no report of the month), ReportIsSigned, SignerIsConcerned.
    """
    admit(company_id=company_id, actor=actor, act=SIGNED)
    ChainHead.objects.select_for_update(no_key=True).filter(company_id=company_id).first()
    report = _of_month(company_id, REPORTED, month)
    if report is None:
        raise NotFound
    if _of_month(company_id, SIGNED, month) is not None:
        raise ReportIsSigned(month)
    if actor in {pair["user"] for pair in json.loads(report.facts)["pairs"]} and _another(
        company_id, actor
    ):
        raise SignerIsConcerned(month)
    return write_act(company_id, Who(actor, origin), SIGNED, {"month": month})


def _another(company_id: int, actor: int) -> bool:
    """Whether somebody else could sign."""
    others = Membership.objects.filter(
        company_id=company_id, role__in=POLICY[SIGNED], user__is_active=True
    )
    return others.exclude(user_id=actor).exists()


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
