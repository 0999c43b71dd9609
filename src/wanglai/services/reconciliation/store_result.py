"""The result of a run is stored whole: readings, rows, differences and lines by COPY, then the run is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.utils import timezone

from tieout.decisions import Evidence, Members, Reconciliation
from tieout.ledger import Ledger
from wanglai.services.audit.told import tell
from wanglai.services.copying import copy_rows
from wanglai.services.reconciliation.copying import copy_columns, of_every_row, without_nul
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
_AS_JSON = json.JSONEncoder(ensure_ascii=False)


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
    copy_rows(
        "store_resultrow",
        _ROW_COLUMNS,
        (_row(key, place, row) for place, row in enumerate(laid.rows, 1)),
    )
    copy_rows("store_resultdifference", _DIFFERENCE_COLUMNS, _differences(key, laid))
    before = 0
    for side, ledger in (("ours", ours), ("theirs", theirs)):
        lines = _lines(
            key, side, ledger, laid.row_of_ours if side == "ours" else laid.row_of_theirs
        )
        copy_columns("store_ledgerline", lines, before=before, told=stored)
        before += lines.num_rows
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
        _json([_members(each) for each in alternatives]) if alternatives else "[]",
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


def _lines(key: tuple[int, int], side: str, ledger: Ledger, places: dict[int, int]) -> pa.Table:
    """The lines of one side as stored, each with the row it stands in."""
    lines, many = ledger.lines, ledger.lines.num_rows
    company, run = (of_every_row(value, many) for value in key)
    ordinals = pa.array([places[row] for row in lines.column("row").to_pylist()], pa.int32())
    told = {name: without_nul(lines.column(name)) for name in _LINE_FIELDS}
    return pa.table(
        {"company_id": company, "run_id": run, "side": of_every_row(side, many), **told, "row_ordinal": ordinals}
    )  # fmt: skip


def _clean(value: Any) -> Any:
    """PostgreSQL has no room for NUL in text; a sheet may."""
    return value.replace("\x00", "�") if isinstance(value, str) and "\x00" in value else value


def _array(rows: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, rows)) + "}"


def _members(members: Members) -> dict[str, list[int]]:
    return {"ours": list(members.ours), "theirs": list(members.theirs)}


def _facts(evidence: Sequence[Evidence]) -> str:
    """A list of (feature, ours, theirs, level) each."""
    return _json(evidence)


def _json(value: Any) -> str:
    return _AS_JSON.encode(value).replace("\\u0000", "�")
