"""Everything customers said in the portal, of every statement one sees; questions and complaints that wait for a reply come by a filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from tieout.refusal import Wording
from wanglai.domain.tenths import tenths_said
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.money import Amount
from wanglai.services.portal.words import ANSWERS
from wanglai.services.searching import name_fits
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import PortalAnswer, PortalReply
from wanglai.store.models.portal import RATED, TO_REPLY

PAGE_ROWS = 50


@dataclass(frozen=True)
class WantedAnswers:
    """Filters; ``after`` is the id the page before ended with. ``waits``: questions and complaints nobody has replied to."""

    search: str = ""
    kind: str = ""
    waits: bool = False
    from_on: date | None = None
    to_on: date | None = None
    after: int | None = None


EVERYTHING = WantedAnswers()


@dataclass(frozen=True)
class SaidRow:
    """One answer; ``replied`` says of a question or complaint whether somebody replied, of everything else nothing."""

    id: int
    statement_id: int
    statement: str
    customer: str
    kind: str
    kind_words: Wording
    name: str
    contact: str
    words: str
    amount: Amount | None
    on: date | None
    file_name: str
    replied: bool | None
    score: int | None
    made_at: datetime


@dataclass(frozen=True)
class SaidList:
    """One page, newest first. ``is_empty`` where nothing was ever said in sight; ``counts`` are by kind, of what fits the rest."""

    rows: tuple[SaidRow, ...]
    next_after: int | None
    is_empty: bool
    counts: tuple[tuple[str, Wording, int], ...]
    waiting: int
    score: str  # the mean of what was rated, as "4.3"; empty where nothing was


def list_answers(*, company_id: int, actor: int, wanted: WantedAnswers = EVERYTHING) -> SaidList:  # fmt: skip
    """What customers said of statements one sees, newest first. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    seen = sight.of(PortalAnswer.objects.filter(company_id=company_id))
    fitting = _fitting(seen, wanted)
    counted = dict(fitting.order_by().values_list("kind").annotate(count=Count("id")))
    waiting = fitting.filter(_waits()).count()
    rows = fitting.filter(kind=wanted.kind) if wanted.kind else fitting
    rows = rows.filter(_waits()) if wanted.waits else rows
    rows = rows.filter(id__lt=wanted.after) if wanted.after else rows
    told = rows.select_related("statement", "customer", "link__contact").annotate(replied=_replied()).order_by("-id")  # fmt: skip
    page = list(told[: PAGE_ROWS + 1])
    return SaidList(
        tuple(map(_row, page[:PAGE_ROWS])), page[PAGE_ROWS - 1].id if len(page) > PAGE_ROWS else None,
        not page and not seen.exists(),
        tuple((kind, words, counted[kind]) for kind, words in ANSWERS.items() if kind in counted), waiting,
        _mean(fitting),
    )  # fmt: skip


def _mean(rows: QuerySet[PortalAnswer]) -> str:
    """Of 5, 4 and 4 it is 4.3, rounded to the nearest tenth."""
    found = rows.filter(kind=RATED).order_by().aggregate(sum=Sum("score"), count=Count("id"))
    return tenths_said((20 * found["sum"] + found["count"]) // (2 * found["count"])) if found["count"] else ""  # fmt: skip


def _replied() -> Exists:
    return Exists(PortalReply.objects.filter(answer=OuterRef("pk")))


def _waits() -> Q:
    return Q(kind__in=TO_REPLY) & ~Q(_replied())


def _fitting(rows: QuerySet[PortalAnswer], wanted: WantedAnswers) -> QuerySet[PortalAnswer]:
    if wanted.from_on:
        rows = rows.filter(made_at__date__gte=wanted.from_on)
    if wanted.to_on:
        rows = rows.filter(made_at__date__lte=wanted.to_on)
    if wanted.search:
        found = Q(words__icontains=wanted.search) | Q(name__icontains=wanted.search)
        rows = rows.filter(found | name_fits(wanted.search))
    return rows


def _row(each: PortalAnswer) -> SaidRow:
    return SaidRow(
        id=each.id,
        statement_id=each.statement_id,
        statement=number_of(each.statement),
        customer=each.customer.name,
        kind=each.kind,
        kind_words=ANSWERS[each.kind],
        name=each.name,
        contact=each.link.contact.name,
        words=each.words,
        amount=Amount(each.amount, each.statement.currency) if each.amount is not None else None,
        on=each.on,
        file_name=each.file_name,
        replied=each.replied if each.kind in TO_REPLY else None,  # type: ignore[attr-defined] # annotated
        score=each.score,
        made_at=each.made_at,
    )
