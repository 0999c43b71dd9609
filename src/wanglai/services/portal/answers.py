"""How statements stand with their customers: waiting, confirmed, disputed, unanswered; what board, lists and figures read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from wanglai.store.models import PortalAnswer, PortalLink, Statement
from wanglai.store.models.portal import CONFIRMED, DISPUTED

STANDINGS = ("unsent", "waiting", "confirmed", "confirmed_differing", "disputed", "expired")


@dataclass(frozen=True)
class Standing:
    """Where one version of a statement stands; ``who`` and ``at`` are of the answer that says so, empty while there is none."""

    state: str
    who: str = ""
    at: datetime | None = None
    questions: int = 0


def standings_of(company_id: int, statement_ids: Iterable[int]) -> dict[int, Standing]:
    """Of each statement where it stands, in three questions however many there are."""
    wanted = list(statement_ids)
    answers: dict[int, dict[str, PortalAnswer]] = {}
    asked: dict[int, int] = {}
    rows = PortalAnswer.objects.filter(company_id=company_id, statement_id__in=wanted)
    for each in rows.only("statement_id", "kind", "name", "made_at").order_by("id"):
        answers.setdefault(each.statement_id, {})[each.kind] = each
        if each.kind == "asked":
            asked[each.statement_id] = asked.get(each.statement_id, 0) + 1
    links = PortalLink.objects.filter(
        company_id=company_id, statement_id__in=wanted, revoked_at=None
    )
    linked = set(links.values_list("statement_id", flat=True))
    waiting = set(links.filter(expires_at__gt=timezone.now()).values_list("statement_id", flat=True))  # fmt: skip
    return {id_: _standing(answers.get(id_, {}), id_ in linked, id_ in waiting, asked.get(id_, 0)) for id_ in wanted}  # fmt: skip


def _standing(answers: dict[str, PortalAnswer], is_linked: bool, is_waiting: bool, asked: int) -> Standing:  # fmt: skip
    confirmed, disputed = answers.get(CONFIRMED), answers.get(DISPUTED)
    if confirmed is not None:
        state = "confirmed_differing" if disputed is not None else "confirmed"
        return Standing(state, confirmed.name, confirmed.made_at, asked)
    if disputed is not None:
        return Standing("disputed", disputed.name, disputed.made_at, asked)
    return Standing("waiting" if is_waiting else "expired" if is_linked else "unsent", questions=asked)  # fmt: skip


def standing_in(rows: QuerySet[Statement], state: str) -> QuerySet[Statement]:
    """Those of the statements that stand there."""
    assert state in STANDINGS, state
    confirmed, disputed = _answered(CONFIRMED), _answered(DISPUTED)
    linked = Exists(PortalLink.objects.filter(statement=OuterRef("pk"), revoked_at=None))
    waiting = Exists(PortalLink.objects.filter(statement=OuterRef("pk"), revoked_at=None, expires_at__gt=timezone.now()))  # fmt: skip
    if state == "confirmed":
        return rows.filter(confirmed, ~disputed)
    if state == "confirmed_differing":
        return rows.filter(confirmed, disputed)
    if state == "disputed":
        return rows.filter(~confirmed, disputed)
    unanswered = rows.filter(~confirmed, ~disputed)
    if state == "waiting":
        return unanswered.filter(waiting)
    return unanswered.filter(linked, ~waiting) if state == "expired" else unanswered.filter(~linked)


def _answered(kind: str) -> Exists:
    return Exists(PortalAnswer.objects.filter(statement=OuterRef("pk"), kind=kind))
