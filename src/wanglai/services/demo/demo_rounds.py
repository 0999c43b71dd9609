"""The demo's rounds: of the month, quarter and year in which its book ends, planned by the accountant; the month's agreed by the manager."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction

from wanglai.domain.rounds import KINDS, RoundRule
from wanglai.services.rounds.agree_plan import agree_plan
from wanglai.services.rounds.excuses import ask_excuses
from wanglai.services.rounds.open_round import open_round
from wanglai.services.rounds.refusals import RoundHasNobody
from wanglai.services.rounds.rule import set_round_rule
from wanglai.services.rounds.standing import done_among
from wanglai.store.models import ChainHead, ReconcilingRound, RoundMember

ORIGIN = "wanglai demo"
_ON = date(2011, 12, 5)
_WHY = "客户停业清算中 · The customer is being wound up"


@transaction.atomic
def plan_demo_rounds(company_id: int, people: Mapping[str, int]) -> None:
    """Plan them, once; a company without a book is left alone."""
    rows = ReconcilingRound.objects.filter(company_id=company_id)
    if rows.exists() or not ChainHead.objects.filter(company_id=company_id).exists():
        return
    clerk: dict[str, Any] = {"company_id": company_id, "actor": people["ARA"], "origin": ORIGIN}
    manager = {**clerk, "actor": people["FM"]}
    set_round_rule(**manager, rule=RoundRule())
    for kind in KINDS:
        with suppress(RoundHasNobody):
            open_round(**clerk, kind=kind, day=_ON, on=_ON)
    for made in rows.filter(kind="month"):
        agree_plan(**manager, round_id=made.id)
    last = RoundMember.objects.filter(round__in=rows).order_by("round__kind", "day", "id").last()
    if last is not None and not done_among(last.round, [last]):
        ask_excuses(**clerk, round_id=last.round_id, member_ids=[last.id], reason=_WHY)
