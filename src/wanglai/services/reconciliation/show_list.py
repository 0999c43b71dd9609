"""Queries of the list of reconciliations and of the customers a new one can be for."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from wanglai.services.access.scope import Sight, admit_to_rows
from wanglai.services.reconciliation.list_order import NEWEST, known_order, order_by
from wanglai.services.reconciliation.rows import (
    Amount,
    CustomerRow,
    ReconciliationList,
    ReconciliationRow,
)
from wanglai.services.reconciliation.show_run import refusal_row
from wanglai.services.searching import name_fits
from wanglai.store.models import ConfirmedMapping, Customer, Reconciliation, Run
from wanglai.store.models.reconciliation import ACTIVE

_LIMIT_MAX = 200
_STATUS = {
    "running": Q(state__in=ACTIVE),
    "waiting": Q(state="done", standing__open_rows__gt=0),
    "agreed": Q(state="done", standing__open_rows=0),
    "refused": Q(state="refused"),
    "failed": Q(state="failed"),
    "cancelled": Q(state="cancelled"),
}


def list_reconciliations(
    *,
    company_id: int,
    actor: int,
    search: str = "",
    status: str = "",
    order: str = "",
    after: int | None = None,
    limit: int = 50,
) -> ReconciliationList:
    """Reconciliations newest first; ``status`` is '' running waiting agreed refused failed cancelled.

    ``order``: '' newest, or number customer state gap unexplained agreed open, with a minus from the largest down.
    ``after`` is the number of the last row shown, in another order than newest the count of rows shown.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="list_reconciliations")
    limit = max(1, min(limit, _LIMIT_MAX))
    fitting = _fitting(sight, search.strip(), status)
    rows, following = _part(fitting, known_order(order), after, limit)
    return ReconciliationList(
        rows=tuple(_row(each, sight) for each in rows[:limit]),
        next_after=following if len(rows) > limit else None,
        total=fitting.count(),
    )


def _part(
    fitting: QuerySet[Any], order: str, after: int | None, limit: int
) -> tuple[list[Any], int]:
    """One row more than asked, and where the next part begins.

    Newest first is found by number, so that a long list is not counted through; every other order by place.
    """
    if order == NEWEST:
        page = fitting if after is None else fitting.filter(number__lt=after)
        rows = list(page.order_by("-number")[: limit + 1])
        return rows, rows[limit - 1].number if len(rows) > limit else 0
    start = after or 0
    return list(fitting.order_by(*order_by(order))[start : start + limit + 1]), start + limit


def _fitting(sight: Sight, search: str, status: str) -> QuerySet[Any]:
    newest = Run.objects.filter(reconciliation_id=OuterRef("id")).order_by("-ordinal")
    rows: QuerySet[Any] = (
        sight.of(Reconciliation.objects.filter(company_id=sight.company_id))
        .select_related("customer", "created_by", "standing__run")
        .annotate(
            state=Subquery(newest.values("state")[:1]),
            refusal=Subquery(newest.values("refusal")[:1]),
            finished_at=Subquery(newest.values("finished_at")[:1]),
        )
    )
    if status:
        rows = rows.filter(_STATUS[status] if status in _STATUS else Q(pk__in=[]))
    for word in search.split():
        fits = name_fits(word) | Q(title__icontains=word)
        fits |= Q(ours_name__icontains=word) | Q(theirs_name__icontains=word)
        if word.isdecimal() and len(word) < 9:
            fits |= Q(number=int(word))
        rows = rows.filter(fits)
    return rows


def _row(found: Any, sight: Sight) -> ReconciliationRow:
    standing = getattr(found, "standing", None)
    run = standing.run if standing else None
    return ReconciliationRow(
        id=found.id,
        number=found.number,
        customer_name=found.customer.name,
        title=found.title,
        ours_file=found.ours_name,
        theirs_file=found.theirs_name,
        created_at=found.created_at,
        created_by=found.created_by.get_full_name(),
        state=found.state,
        refusal=refusal_row(found.refusal, sight),
        finished_at=found.finished_at,
        ours_lines=standing.ours_lines if standing else None,
        theirs_lines=standing.theirs_lines if standing else None,
        gap=Amount(run.gap, run.currency) if run else None,
        unexplained=Amount(run.unexplained, run.currency) if run else None,
        agreed_lines=standing.agreed_lines if standing else None,
        open_rows=standing.open_rows if standing else None,
    )


def customers(
    *, company_id: int, actor: int, search: str = "", limit: int = 50
) -> tuple[CustomerRow, ...]:
    """Customers by name, for the field of a new reconciliation."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="list_customers")
    mapping = ConfirmedMapping.objects.filter(customer_id=OuterRef("id"))
    rows = sight.of(Customer.objects.filter(company_id=company_id), "id").annotate(
        count=Count("reconciliation"),
        knows_ours=Exists(mapping.filter(side="ours")),
        knows_theirs=Exists(mapping.filter(side="theirs")),
    )
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(names__icontains=word))
    rows = rows.order_by(F("name"))[: max(1, min(limit, _LIMIT_MAX))]
    return tuple(
        CustomerRow(
            id=each.id,
            name=each.name,
            names=tuple(each.names),
            reconciliations=each.count,
            has_mapping_theirs=each.knows_theirs,
            has_mapping_ours=each.knows_ours,
        )
        for each in rows
    )
