"""How long a dispute may take, whether interest rests on its part, and the company's own reasons beside the common ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.calendars import working_days_after
from wanglai.services.access.scope import admit
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.disputes.words import REASONS
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, DisputePolicy

DAYS = 5  # working days until an outcome, where the company says nothing else
_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")


class PolicyMakesNoSense(UnableTo):
    code_of_refusal = "dispute.policy"
    why = Wording(
        "策略不成立：期限须为 1 至 90 个工作日，自定义原因须有代码和中英文名称，且不与通用原因重复。",
        "The policy makes no sense: 1 to 90 working days; a reason of your own has a code, both names, and is none of the common ones.",
    )
    next_step = Wording("请核对后重新保存。", "Check it and save it again.")
    http_status = 422


@dataclass(frozen=True)
class Policy:
    """``days`` are working days. ``holds_interest``: no late interest is reckoned on the disputed part while it stands."""

    days: int = DAYS
    holds_interest: bool = True
    reasons: Mapping[str, Wording] = field(default_factory=dict)


def policy_of(company_id: int) -> Policy:
    """What is in force: the newest version, or five working days and no interest on the disputed part."""
    row = DisputePolicy.objects.filter(company_id=company_id).order_by("-version").first()
    if row is None:
        return Policy()
    own = {code: Wording(*words) for code, words in row.reasons.items()}
    return Policy(row.days, row.holds_interest, own)


def reasons_of(company_id: int) -> dict[str, Wording]:
    """Every reason one may give, the common ones first. Own reasons of earlier versions are no longer given."""
    return {**REASONS, **policy_of(company_id).reasons}


def reason_words(company_id: int) -> dict[str, Wording]:
    """Every reason that was ever to be given, for what is shown."""
    found = dict(REASONS)
    for row in DisputePolicy.objects.filter(company_id=company_id).order_by("version"):
        found |= {code: Wording(*words) for code, words in row.reasons.items()}
    return found


def deadline(company_id: int, today: date) -> date:
    """So many working days on as the policy gives: by China's calendar in a company that keeps its book in CNY, else Monday to Friday.

    The company's own closed and worked days stand on top. Five working days after Wednesday 11 February 2026 are the 25th.
    """
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    calendar = calendar_of(company_id, "CN" if base == "CNY" else "weekdays")
    return working_days_after(today, policy_of(company_id).days, calendar)


@transaction.atomic
def set_dispute_policy(*, company_id: int, actor: int, origin: str, policy: Policy) -> int:
    """Give disputes another policy from now on; the act's number. Deadlines given before stay.

    Refuses, in order: NotFound, NotPermitted, PolicyMakesNoSense, NoBook.
    """
    admit(company_id=company_id, actor=actor, act="set_dispute_policy")
    own = {code: [words.zh.strip(), words.en.strip()] for code, words in policy.reasons.items()}
    is_sound = all(
        _CODE.fullmatch(code) and code not in REASONS and all(0 < len(each) <= 40 for each in names)
        for code, names in own.items()
    )
    if not 1 <= policy.days <= 90 or not is_sound:
        raise PolicyMakesNoSense
    known_act(company_id, "", b"")  # takes the book, so that versions follow each other
    before = DisputePolicy.objects.filter(company_id=company_id).order_by("-version")
    version = (before.values_list("version", flat=True).first() or 0) + 1
    facts = {"version": version, "days": policy.days, "holds_interest": policy.holds_interest, "reasons": own}  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), "set_dispute_policy", facts)
    DisputePolicy.objects.create(
        company_id=company_id, version=version, days=policy.days,
        holds_interest=policy.holds_interest, reasons=own, made_by_id=actor, seq=seq,
    )  # fmt: skip
    return seq
