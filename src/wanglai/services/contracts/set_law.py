"""The law on payment terms as settings with their articles: a lawyer changes the figures, never the code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain import law_form
from wanglai.domain.records import Problem
from wanglai.domain.statutory import PaymentLaw
from wanglai.services.access.membership import record
from wanglai.services.access.scope import admit
from wanglai.services.contracts.law import law_of
from wanglai.services.contracts.refused import ReasonIsMissing, admit_to_contracts
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import LawSetting


class LawIsMistaken(UnableTo):
    """``problems`` says everything that is wrong, field by field."""

    code_of_refusal = "law.settings"
    why = Wording("法规设置有误。", "The settings of the law are not complete or not possible.")
    next_step = Wording(
        "请逐项改正；每个数字都须注明条款。",
        "Correct what is listed; each figure needs its article.",
    )
    http_status = 422

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(", ".join(one.field for one in problems))
        self.problems = problems


@transaction.atomic
def set_law(
    *, company_id: int, actor: int, origin: str, settings: Mapping[str, Any], reason: str
) -> int:
    """Put other figures in force for what is signed from now on; the act's number. What was said before stays.

    Refuses, in order: NotFound, NotPermitted, ReasonIsMissing, LawIsMistaken.
    """
    admit(company_id=company_id, actor=actor, act="set_law")
    if not reason.strip():
        raise ReasonIsMissing
    try:
        law = law_form.law_of(settings)
    except law_form.LawRefused as refused:
        raise LawIsMistaken(refused.problems) from refused
    kept = law_form.record_of(law)
    LawSetting.objects.create(
        company_id=company_id, record=kept, reason=reason.strip()[:500], set_by_id=actor
    )
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return record(company_id, Who(actor, origin), "set_law", settings=digest)


def payment_law(*, company_id: int, actor: int) -> PaymentLaw:
    """The law the company's contracts are checked against. Refuses, in order: NotFound, NotPermitted."""
    admit_to_contracts(company_id, actor, "view_contracts")
    return law_of(company_id)
