"""Runs as people look at them: which there were, and one with its customers, how far it is and what it comes to."""

from __future__ import annotations

from django.db.models import Count, Sum

from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.money import Amount
from wanglai.services.statements.rows import RunItemRow, RunPage, RunRow
from wanglai.services.statements.words import ITEM_STATES, KINDS, RUN_STATES, SKIPPED
from wanglai.store.models import StatementRun, StatementRunItem
from wanglai.store.models.statements import STATEMENT_RUN_AT_WORK

RUNS_SHOWN = 20
PAGE_ITEMS = 100


def list_statement_runs(*, company_id: int, actor: int) -> tuple[RunRow, ...]:
    """The newest runs. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    rows = StatementRun.objects.filter(company_id=company_id).select_related("asked_by")
    return tuple(map(_row, rows.order_by("-id")[:RUNS_SHOWN]))


def statement_run_page(
    *, company_id: int, actor: int, run_id: int, state: str = "", after: int | None = None
) -> RunPage:
    """One run and the customers of it that one sees. Refuses, in order: NotFound, NotPermitted, NotFound (run)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_statements")
    rows = StatementRun.objects.filter(company_id=company_id, id=run_id)
    run = rows.select_related("asked_by", "agreed_by").first()
    if run is None:
        raise NotFound
    seen = sight.of(StatementRunItem.objects.filter(company_id=company_id, run_id=run_id))
    counts = dict(seen.values_list("state").annotate(Count("id")).order_by("state"))
    sums = seen.exclude(state="skipped").values_list("currency").annotate(Sum("closing")).order_by("currency")  # fmt: skip
    wanted = seen.filter(state=state) if state else seen
    wanted = wanted.filter(id__gt=after) if after else wanted
    page = list(wanted.select_related("customer").order_by("id")[: PAGE_ITEMS + 1])
    return RunPage(
        row=_row(run),
        kind_key=run.kind,
        printed=run.printed,
        problem=run.problem,
        agreed_by=run.agreed_by.get_full_name() if run.agreed_by else "",
        agreed_at=run.agreed_at,
        finished_at=run.finished_at,
        known_seq=run.known_seq,
        shown=bytes(run.digest or b"").hex(),
        sums=tuple(Amount(minor, currency) for currency, minor in sums),
        counts=tuple((name, words, counts.get(name, 0)) for name, words in ITEM_STATES.items()),
        items=tuple(map(_item, page[:PAGE_ITEMS])),
        next_after=page[PAGE_ITEMS - 1].id if len(page) > PAGE_ITEMS else None,
        is_at_work=run.state in STATEMENT_RUN_AT_WORK,
        is_own=run.asked_by_id == actor,
        is_of_some=run.customers is not None,
        percent=_percent(run),
    )


def _percent(run: StatementRun) -> int | None:
    """How far the issuing is; None while nobody knows how many there will be."""
    if run.state not in ("agreed", "issuing") or not run.drafted:
        return None
    return 100 * run.printed // run.drafted


def _row(run: StatementRun) -> RunRow:
    return RunRow(
        run.id, KINDS[run.kind], run.from_on, run.through_on, run.state, RUN_STATES[run.state], run.drafted, run.issued,
        run.skipped, run.asked_by.get_full_name(), run.asked_at,
    )  # fmt: skip


def _item(item: StatementRunItem) -> RunItemRow:
    currency = item.currency
    return RunItemRow(
        item.id, item.customer_id, item.customer.name, item.from_on, Amount(item.opening, currency),
        Amount(item.changed, currency), Amount(item.closing, currency), item.lines, item.state, ITEM_STATES[item.state],
        SKIPPED.get(item.reason), item.statement_id,
    )  # fmt: skip
