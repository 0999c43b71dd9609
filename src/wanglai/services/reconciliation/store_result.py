"""The result of a run is stored whole: readings, rows, differences and lines by COPY, then the run is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from tieout.decisions import Evidence, Members, Reconciliation
from tieout.ledger import Ledger
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.laid_out import LaidOut, LaidRow, lay_out
from wanglai.services.reconciliation.standing import take_stand
from wanglai.services.reconciliation.stored_reading import as_stored
from wanglai.services.reconciliation.summary import Summary
from wanglai.store.models import ReadingRecord, Run

Progress = Callable[[int], None]  # told how many ledger lines are stored so far

_ROW_COLUMNS = [
    "company_id",
    "run_id",
    "ordinal",
    "kind",
    "status",
    "rule",
    "match_id",
    "ours_rows",
    "theirs_rows",
    "ours_amount",
    "theirs_amount",
    "difference",
    "sentence_zh",
    "sentence_en",
    "evidence",
    "alternatives",
    "is_interchangeable",
]
_DIFFERENCE_COLUMNS = [
    "company_id",
    "run_id",
    "ordinal",
    "row_ordinal",
    "difference_class",
    "ours_rows",
    "theirs_rows",
    "amount",
    "sentence_zh",
    "sentence_en",
    "evidence",
    "nearest",
]
_LINE_FIELDS = [
    "row",
    "date",
    "due",
    "document",
    "voucher",
    "order",
    "text",
    "kind",
    "party",
    "amount",
]
_REPORT_EVERY = 5_000


class RunWasTakenOver(Exception):
    """Another worker, or a cancel, has this run now; what this one found is dropped whole."""


def store_result(
    run: Run,
    result: Reconciliation,
    ours: Ledger,
    theirs: Ledger,
    *,
    stored: Progress = lambda _lines: None,
) -> None:
    """Write everything a run found and mark it done, in the caller's transaction; all of it or nothing.

    The run must be in state ``storing``. 100,000 lines a side take a few seconds.
    """
    assert run.state == "storing", f"run {run.id} is {run.state}"
    laid = lay_out(result, ours, theirs)
    key = (run.company_id, run.id)
    for side, ledger in (("ours", ours), ("theirs", theirs)):
        ReadingRecord.objects.create(
            company_id=key[0],
            run_id=key[1],
            side=side,
            reading=json.loads(_json(as_stored(ledger.reading))),
        )
    _copy(
        "store_resultrow",
        _ROW_COLUMNS,
        (_row(key, place, row) for place, row in enumerate(laid.rows, 1)),
    )
    _copy("store_resultdifference", _DIFFERENCE_COLUMNS, _differences(key, laid))
    line_columns = ["company_id", "run_id", "side", *_LINE_FIELDS, "row_ordinal"]
    _copy("store_ledgerline", line_columns, _counted(_lines(key, laid, ours, theirs), stored))
    finished = Run.objects.filter(id=run.id, state="storing", attempts=run.attempts).update(
        state="done",
        finished_at=timezone.now(),
        currency=result.currency,
        ours_balance=result.ours.balance,
        theirs_balance=result.theirs.balance,
        gap=result.gap,
        explained=result.explained,
        unexplained=result.unexplained,
        ruleset=result.ruleset,
        engine_version=result.engine_version,
        rows_done=ours.lines.num_rows + theirs.lines.num_rows,
        rows_total=ours.lines.num_rows + theirs.lines.num_rows,
    )
    if not finished:
        raise RunWasTakenOver(run.id)
    take_stand(run.reconciliation_id, run, summary_of(laid))
    tell(
        company_id=run.company_id,
        reconciliation_id=run.reconciliation_id,
        kind="run_finished",
        facts={"run": run.id, "ordinal": run.ordinal, "unexplained": result.unexplained},
    )


def summary_of(laid: LaidOut) -> Summary:
    """The tallies of a result as stored, before any decision by hand."""
    summary = Summary()
    for row in laid.rows:
        summary.count(
            kind=row.kind,
            status=row.status,
            lines=(len(row.members.ours), len(row.members.theirs)),
            amounts=(row.ours_amount, row.theirs_amount),
            difference=row.difference,
            classes=[(each.kind, each.amount) for each in row.differences],
        )
    return summary


def _copy(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _row(key: tuple[int, int], ordinal: int, row: LaidRow) -> tuple[Any, ...]:
    evidence = row.group.evidence if row.group else row.differences[0].evidence
    alternatives = row.group.alternatives if row.group else ()
    return (
        *key,
        ordinal,
        row.kind,
        row.status,
        row.rule,
        row.match_id,
        _array(row.members.ours),
        _array(row.members.theirs),
        row.ours_amount,
        row.theirs_amount,
        row.difference,
        _clean(row.sentence.zh),
        _clean(row.sentence.en),
        _facts(evidence),
        _json([_members(each) for each in alternatives]),
        bool(row.group and row.group.interchangeable),
    )


def _differences(key: tuple[int, int], laid: LaidOut) -> Iterator[tuple[Any, ...]]:
    ordinal = 0
    for place, row in enumerate(laid.rows, start=1):
        for each in row.differences:
            ordinal += 1
            nearest = [
                {
                    **_members(one.members),
                    "rule": one.rule,
                    "zh": one.sentence.zh,
                    "en": one.sentence.en,
                }
                for one in each.nearest
            ]
            yield (
                *key,
                ordinal,
                place,
                each.kind,
                _array(each.members.ours),
                _array(each.members.theirs),
                each.amount,
                _clean(each.sentence.zh),
                _clean(each.sentence.en),
                _facts(each.evidence),
                _json(nearest),
            )


def _lines(
    key: tuple[int, int], laid: LaidOut, ours: Ledger, theirs: Ledger
) -> Iterator[tuple[Any, ...]]:
    for side, ledger, places in (
        ("ours", ours, laid.row_of_ours),
        ("theirs", theirs, laid.row_of_theirs),
    ):
        columns = [ledger.lines.column(name).to_pylist() for name in _LINE_FIELDS]
        for values in zip(*columns, strict=True):
            yield (*key, side, *map(_clean, values), places[values[0]])


def _counted(rows: Iterator[tuple[Any, ...]], stored: Progress) -> Iterator[tuple[Any, ...]]:
    for count, row in enumerate(rows, start=1):
        yield row
        if count % _REPORT_EVERY == 0:
            stored(count)


def _clean(value: Any) -> Any:
    """PostgreSQL has no room for NUL in text; a sheet may."""
    return value.replace("\x00", "�") if isinstance(value, str) and "\x00" in value else value


def _array(rows: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, rows)) + "}"


def _members(members: Members) -> dict[str, list[int]]:
    return {"ours": list(members.ours), "theirs": list(members.theirs)}


def _facts(evidence: Iterable[Evidence]) -> str:
    return _json([[each.feature, each.ours, each.theirs, each.level] for each in evidence])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\\u0000", "�")
