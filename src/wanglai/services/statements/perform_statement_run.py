"""The work of a run: drafts by the hundred, then statements by the fifty, each chunk whole in itself.

A process that dies leaves chunks that are done and chunks that are not; who goes on afterwards looks at the items, so each
customer gets exactly one statement. Printing holds nothing: the book is taken only to number, to seal and to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, OuterRef

from wanglai.domain.statements import Kind, goes_on
from wanglai.domain.statements import Statement as Content
from wanglai.formats.papers.statement import statement_pdf
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.statements.composing import Pair, Told, composed, newest_told, pairs_of
from wanglai.services.statements.issuing import Wanted, around, head_of, issued
from wanglai.services.statements.print_left import (
    ORIGIN_OF_RUNS,
    keep_papers,
    print_statements_left,
)
from wanglai.services.statements.run_life import (
    claim_statement_run,
    digest_of_drafts,
    end_run,
    held_run,
)
from wanglai.store.models import Statement, StatementRun, StatementRunItem

DRAFTS_AT_ONCE = 400
STATEMENTS_AT_ONCE = 50
PRESSES = 2
T = TypeVar("T")


def perform_statement_run(run_id: int) -> None:
    """Do what the run's state asks for, unless somebody does; safe to call any number of times."""
    run = claim_statement_run(run_id)
    if run is None:
        return
    print_statements_left(run.company_id)  # what a process that died left behind comes first
    if run.state == "drafting":
        _draft(run)
    else:
        _issue(run)


def _draft(run: StatementRun) -> None:
    known = head_of(run.company_id)
    pairs = pairs_of(run.company_id, run.customers, run.through_on, known)
    done = set(
        StatementRunItem.objects.filter(run_id=run.id).values_list("customer_id", "currency")
    )
    if done:  # begun before and cut off: what was drafted then was told as of then
        known = run.known_seq or known
    StatementRun.objects.filter(id=run.id).update(known_seq=known)
    for chunk in _chunks([pair for pair in pairs if pair not in done], DRAFTS_AT_ONCE):
        with transaction.atomic():
            StatementRunItem.objects.bulk_create(_drafts(run, chunk, known))
            if not _goes_on(run.id, "drafting"):
                return
    with transaction.atomic():
        _drafted(run.id)


def _drafts(run: StatementRun, pairs: Sequence[Pair], known: int) -> list[StatementRunItem]:
    told = newest_told(run.company_id, {customer for customer, _ in pairs})
    first = {pair: _first_day(told.get(pair), run.from_on) for pair in pairs}
    closed = {pair: "told" for pair, day in first.items() if day > run.through_on}
    for pair, newest in told.items():  # told while the drafts were made, of what they do not know
        if newest.before.known_seq > known:
            closed.setdefault(pair, "meanwhile")
    open_ones = {pair: day for pair, day in first.items() if pair not in closed}
    kind: Kind = run.kind  # type: ignore[assignment] # one of two, by a constraint
    contents = composed(run.company_id, kind, open_ones, run.through_on, known, told)
    return [_drafted_item(run, pair, first[pair], contents.get(pair), closed.get(pair, "")) for pair in pairs]  # fmt: skip


def _drafted_item(
    run: StatementRun, pair: Pair, first: date, content: Content | None, closed: str
) -> StatementRunItem:
    why = closed or ("still" if content is not None and content.is_still else "")
    figures = (0, 0, 0, 0) if content is None else (content.opening, content.changed, content.closing, len(content.movements))  # fmt: skip
    opening, changed, closing, lines = figures
    return StatementRunItem(
        company_id=run.company_id, run_id=run.id, customer_id=pair[0], currency=pair[1], from_on=min(first, run.through_on),
        opening=opening, changed=changed, closing=closing, lines=lines, state="skipped" if why else "drafted", reason=why,
    )  # fmt: skip


def _first_day(told: Told | None, from_on: date) -> date:
    return from_on if told is None else told.before.through_on + timedelta(days=1)


def _drafted(run_id: int) -> None:
    run = held_run(run_id)
    if run is None or run.state != "drafting":
        return
    items = StatementRunItem.objects.filter(run_id=run_id)
    run.drafted = items.filter(state="drafted").count()
    run.skipped = items.filter(state="skipped").count()
    run.digest, run.attempts = digest_of_drafts(run), 0
    if not run.drafted:
        end_run(run, "done")
        return
    run.state = "drafted"
    run.save()
    facts = {"run": run.id, "count": run.drafted, "through": run.through_on, "known": run.known_seq}
    write_act(run.company_id, Who(run.asked_by_id, ORIGIN_OF_RUNS), "draft_statements", facts)


def _issue(run: StatementRun) -> None:
    who = Who(run.asked_by_id, ORIGIN_OF_RUNS, run.agreed_by_id)
    drafts = StatementRunItem.objects.filter(run_id=run.id, state="drafted").order_by("id")
    with ThreadPoolExecutor(PRESSES) as presses:
        pressed: list[tuple[Statement, Future[bytes]]] = []
        for chunk in _chunks(list(drafts.values_list("id", flat=True)), STATEMENTS_AT_ONCE):
            statements = _issued_chunk(run, who, chunk)
            pressing = [
                (each, presses.submit(statement_pdf, each.body)) for each in statements or ()
            ]
            _keep(who, pressed)  # those before, while these are in the press
            pressed = pressing
            if statements is None:
                return
        _keep(who, pressed)
    with transaction.atomic():
        held = held_run(run.id)
        if held is not None and held.state == "issuing":
            end_run(held, "done")


def _keep(who: Who, pressed: Sequence[tuple[Statement, Future[bytes]]]) -> None:
    keep_papers(who, [(statement, paper.result()) for statement, paper in pressed])


@transaction.atomic
def _issued_chunk(run: StatementRun, who: Who, item_ids: Sequence[int]) -> list[Statement] | None:
    """The statements of some drafts, numbered and sealed; None where a person stopped the run."""
    known_act(run.company_id, "", b"")  # takes the book: nobody goes on from the same statements
    if not _goes_on(run.id, "issuing"):
        return None
    items = list(StatementRunItem.objects.filter(id__in=item_ids, state="drafted").order_by("customer_id", "currency"))  # fmt: skip
    pairs = {(item.customer_id, item.currency): item for item in items}
    told = newest_told(run.company_id, {customer for customer, _ in pairs})
    assert run.known_seq is not None
    open_ones = {pair: item.from_on for pair, item in pairs.items() if _goes_on_from(told.get(pair), item.from_on, run.known_seq)}  # fmt: skip
    kind: Kind = run.kind  # type: ignore[assignment] # one of two, by a constraint
    composed_ones = composed(run.company_id, kind, open_ones, run.through_on, run.known_seq, told)
    contents = {pair: content for pair, content in composed_ones.items() if _is_as_agreed(pairs[pair], content)}  # fmt: skip
    _skip(run.id, [item for pair, item in pairs.items() if pair not in contents])
    wanted = [
        Wanted(pair[0], content, told[pair].id if pair in told else None, run.id)
        for pair, content in contents.items()
    ]
    statements = issued(who, around(run.company_id, run.known_seq), wanted)
    of_pair = Statement.objects.filter(
        company_id=run.company_id,
        run_id=run.id,
        customer_id=OuterRef("customer_id"),
        currency=OuterRef("currency"),
    )
    drafts = StatementRunItem.objects.filter(id__in=[pairs[pair].id for pair in contents])
    drafts.update(state="issued", statement_id=of_pair.values("id"))
    StatementRun.objects.filter(id=run.id).update(issued=F("issued") + len(statements))
    return statements


def _goes_on_from(told: Told | None, from_on: date, known_seq: int) -> bool:
    """Whether the newest statement is still the one the draft goes on from.

    March reissued after the April drafts knows acts that they do not, one that ends on another day leaves days out or tells
    them twice: that customer is skipped, never the whole run.
    """
    return told is None or (told.before.known_seq <= known_seq and goes_on(told.before, from_on))


def _is_as_agreed(item: StatementRunItem, content: Content) -> bool:
    """What was agreed to is issued, or nothing."""
    said = (content.opening, content.changed, content.closing, len(content.movements))
    return said == (item.opening, item.changed, item.closing, item.lines)


def _skip(run_id: int, items: Iterable[StatementRunItem]) -> None:
    ids = [item.id for item in items]
    StatementRunItem.objects.filter(id__in=ids).update(state="skipped", reason="meanwhile")
    StatementRun.objects.filter(id=run_id).update(skipped=F("skipped") + len(ids))


def _goes_on(run_id: int, state: str) -> bool:
    return StatementRun.objects.filter(id=run_id, state=state).exists()


def _chunks(things: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (things[at : at + size] for at in range(0, len(things), size))
