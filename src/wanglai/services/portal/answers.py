"""How statements stand with their customers: waiting, confirmed, disputed, unanswered, silent; what board, lists and figures read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from wanglai.services.statements.issuing import further_version
from wanglai.services.statements.signed import signatures, signed_on_paper
from wanglai.store.models import (
    BookSide,
    Customer,
    Dispute,
    PortalAnswer,
    PortalLink,
    SheetSignature,
    Statement,
    StatementOnPaper,
    StatementSilence,
)
from wanglai.store.models.portal import (
    ANSWERED,
    ASKED,
    COMPLAINT,
    CONFIRMED,
    DISPUTED,
    IN_DISPUTES,
    UPLOADED,
)

STANDINGS = (
    "unsent", "waiting", "confirmed", "confirmed_differing", "disputed", "expired", "silent",
)  # fmt: skip
# What a customer says that ends the asking; a promise or feedback does not say whether the balance agrees.
ANSWERED_BY = (CONFIRMED, DISPUTED, ASKED, UPLOADED, COMPLAINT, *IN_DISPUTES, ANSWERED)


@dataclass(frozen=True)
class Standing:
    """Where one version of a statement stands; ``who`` and ``at`` are of the answer that says so, empty while there is none.

    ``owner``: whose turn it is with a silent one, the customer's account manager or team; empty where nobody is named.
    """

    state: str
    who: str = ""
    at: datetime | None = None
    questions: int = 0
    owner: str = ""


def standings_of(company_id: int, statement_ids: Iterable[int]) -> dict[int, Standing]:
    """Of each statement where it stands, in five questions however many there are."""
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
    owners = _owners_of_silent(company_id, wanted)
    signed = {
        each.statement_id: each
        for each in signatures().filter(company_id=company_id, statement_id__in=wanted)
    }
    return {
        id_: _standing(answers.get(id_, {}), id_ in linked, id_ in waiting, asked.get(id_, 0), owners.get(id_), signed.get(id_))
        for id_ in wanted
    }  # fmt: skip


def silent_of(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of the statements that came to no answer, however often their customer was asked, and are the newest version."""
    answered = PortalAnswer.objects.filter(statement=OuterRef("pk"), kind__in=ANSWERED_BY)
    signed = SheetSignature.objects.filter(
        part="theirs", reconciliation__in=BookSide.objects.filter(statement=OuterRef(OuterRef("pk"))).values("reconciliation")
    )  # fmt: skip
    return rows.filter(
        Exists(StatementSilence.objects.filter(statement=OuterRef("pk"))), ~Exists(answered), ~further_version(),
        ~Exists(Dispute.objects.filter(statement=OuterRef("pk"))), ~Exists(signed), ~signed_on_paper(),
    )  # fmt: skip


def _owners_of_silent(company_id: int, ids: list[int]) -> dict[int, str]:
    rows = silent_of(Statement.objects.filter(company_id=company_id, id__in=ids))
    found = rows.select_related("customer__manager", "customer__team").defer("body")
    return {each.id: _owner(each.customer) for each in found}


def _owner(customer: Customer) -> str:
    if customer.manager is not None:
        return customer.manager.get_full_name()
    return customer.team.name if customer.team is not None else ""


def _standing(
    answers: dict[str, PortalAnswer],
    is_linked: bool,
    is_waiting: bool,
    asked: int,
    owner: str | None,
    signed: StatementOnPaper | None,
) -> Standing:
    """``owner`` None: it is not silent."""
    confirmed, disputed = answers.get(CONFIRMED), answers.get(DISPUTED)
    if confirmed is not None:
        state = "confirmed_differing" if disputed is not None else "confirmed"
        return Standing(state, confirmed.name, confirmed.made_at, asked)
    if signed is not None:
        state = "confirmed_differing" if disputed is not None else "confirmed"
        return Standing(state, signed.name, signed.entered_at, asked)
    if disputed is not None:
        return Standing("disputed", disputed.name, disputed.made_at, asked)
    if owner is not None:
        return Standing("silent", questions=asked, owner=owner)
    return Standing("waiting" if is_waiting else "expired" if is_linked else "unsent", questions=asked)  # fmt: skip


def standing_in(rows: QuerySet[Statement], state: str) -> QuerySet[Statement]:
    """Those of the statements that stand there."""
    assert state in STANDINGS, state
    confirmed, disputed = _answered(CONFIRMED) | signed_on_paper(), _answered(DISPUTED)
    linked = Exists(PortalLink.objects.filter(statement=OuterRef("pk"), revoked_at=None))
    waiting = Exists(PortalLink.objects.filter(statement=OuterRef("pk"), revoked_at=None, expires_at__gt=timezone.now()))  # fmt: skip
    if state == "confirmed":
        return rows.filter(confirmed, ~disputed)
    if state == "confirmed_differing":
        return rows.filter(confirmed, disputed)
    if state == "disputed":
        return rows.filter(~confirmed, disputed)
    if state == "silent":
        return silent_of(rows)
    unanswered = rows.filter(~confirmed, ~disputed).exclude(id__in=silent_of(rows).values("id"))
    if state == "waiting":
        return unanswered.filter(waiting)
    return unanswered.filter(linked, ~waiting) if state == "expired" else unanswered.filter(~linked)


def _answered(kind: str) -> Exists:
    return Exists(PortalAnswer.objects.filter(statement=OuterRef("pk"), kind=kind))
