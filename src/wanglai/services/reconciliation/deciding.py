"""What the four verbs of a person's decision share: the locked result, the row meant, the record kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tieout.decisions import Members
from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit, reconciliation_within
from wanglai.services.audit.told import tell
from wanglai.services.reconciliation.by_hand import Overlay
from wanglai.services.reconciliation.dispositions import require_unsigned
from wanglai.services.reconciliation.live_decisions import overlay_of, sheets_of
from wanglai.services.reconciliation.standing import stand_again
from wanglai.services.refusals import UnableTo
from wanglai.store.models import HeldLine, HumanDecision, Reconciliation, ResultRow, Run
from wanglai.store.models.reconciliation import ACTIVE

REASON_LENGTH_MAX = 2_000


class ResultIsNotReady(UnableTo):
    code_of_refusal = "result.not_ready"
    why = Wording("对账正在运行或没有结果。", "The reconciliation is running, or has no result.")
    next_step = Wording("请等运行结束后再操作。", "Wait for the run to end, then try again.")


class RowIsGone(UnableTo):
    code_of_refusal = "row.gone"
    why = Wording("这一行已不在当前结果中。", "This row is no longer part of the result.")
    next_step = Wording(
        "页面已过时，请刷新。", "Load the page again: somebody may have changed it."
    )


class AlreadyDecided(UnableTo):
    code_of_refusal = "decision.already_made"
    why = Wording("其中有行已由人工决定。", "A person has already decided about these lines.")
    next_step = Wording("请先撤销原来的决定。", "Undo that decision first.")


class NotAGroup(UnableTo):
    code_of_refusal = "decision.not_a_group"
    why = Wording("这一行不是一组配对。", "This row is not a group of matched lines.")
    next_step = Wording(
        "请用手工勾对把两边的行连起来。", "Link lines of both sides by hand instead."
    )


class ReasonIsTooLong(UnableTo):
    code_of_refusal = "text.too_long"
    why = Wording("文字超过 2,000 字。", "The text is longer than 2,000 characters.")
    next_step = Wording("请缩短后再提交。", "Shorten it and send it again.")
    http_status = 422


@dataclass(frozen=True)
class OpenResult:
    """A finished result, locked against other decisions until this transaction ends."""

    reconciliation: Reconciliation
    run: Run
    overlaid: Overlay
    actor: int


def open_result(*, company_id: int, actor: int, reconciliation_id: int, act: str) -> OpenResult:
    """Load and lock; refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned."""
    admit(company_id=company_id, actor=actor, act=act)
    found = reconciliation_within(
        company_id=company_id, reconciliation_id=reconciliation_id, lock=True
    )
    run = result_run(found.id)
    if run is None or Run.objects.filter(reconciliation=found, state__in=ACTIVE).exists():
        raise ResultIsNotReady
    require_unsigned(found.id)
    return OpenResult(found, run, overlay_of(found.id, run.id), actor)


def result_run(reconciliation_id: int) -> Run | None:
    """The newest finished run: what screens show and decisions are about."""
    return (
        Run.objects.filter(reconciliation_id=reconciliation_id, state="done")
        .order_by("-ordinal")
        .first()
    )


def members_of_row(result: OpenResult, row_id: str) -> Members:
    """Lines of a row that may still be decided; refuses, in order: RowIsGone, AlreadyDecided, NotAGroup."""
    if row_id[:1] == "d" and any(each.row_id == row_id for each in result.overlaid.rows):
        raise AlreadyDecided(row_id)
    if row_id[:1] in ("o", "t") and any(each.row_id == row_id for each in result.overlaid.rows):
        raise NotAGroup(row_id)
    ordinal = ordinal_within(row_id, result.run)
    row = ResultRow.objects.filter(run_id=result.run.id, ordinal=ordinal).first()
    if row is None or ordinal in result.overlaid.dissolved:
        raise RowIsGone(row_id)
    if ordinal in result.overlaid.marked:
        raise AlreadyDecided(row_id)
    if row.kind != "matched":
        raise NotAGroup(row_id)
    return Members(tuple(row.ours_rows), tuple(row.theirs_rows))


def row_id_of(run: Run, ordinal: int) -> str:
    """Name of a stored row; it names the run too, so a stale page never decides about another row."""
    return f"r{run.ordinal}-{ordinal}"


def ordinal_within(row_id: str, run: Run) -> int:
    """The ordinal a row id of this run names; refuses RowIsGone for any other id.

    >>> ordinal_within("r2-15", Run(ordinal=2))
    15
    """
    run_ordinal, dash, ordinal = row_id[1:].partition("-")
    named = (
        row_id[:1] == "r"
        and dash
        and len(ordinal) < 10
        and ordinal.isdecimal()
        and ordinal.isascii()
    )
    if not named or run_ordinal != str(run.ordinal):
        raise RowIsGone(row_id)
    return int(ordinal)


def record(result: OpenResult, *, kind: str, members: Members, reason: str) -> int:
    """Store the decision, hold its lines, bring the figures up to date; refuses AlreadyDecided, ReasonIsTooLong."""
    return record_several(result, kind=kind, groups=[members], reason=reason)[0]


def record_several(
    result: OpenResult, *, kind: str, groups: Sequence[Members], reason: str
) -> tuple[int, ...]:
    """Several decisions, all or none. The company's book is taken last, and only to tell of them.

    Refuses, in order: ReasonIsTooLong, AlreadyDecided.
    """
    decisions = [_kept(result, kind=kind, members=each, reason=reason) for each in groups]
    stand_again(result.reconciliation.id)
    for decision in decisions:
        note_event(result, kind, {"decision": decision.id})
    return tuple(int(decision.id) for decision in decisions)


def _kept(result: OpenResult, *, kind: str, members: Members, reason: str) -> HumanDecision:
    if len(reason) > REASON_LENGTH_MAX:
        raise ReasonIsTooLong
    scope = {
        "company_id": result.reconciliation.company_id,
        "reconciliation_id": result.reconciliation.id,
    }
    wanted = [("ours", row) for row in members.ours] + [("theirs", row) for row in members.theirs]
    for side in ("ours", "theirs"):
        rows = [row for one, row in wanted if one == side]
        if HeldLine.objects.filter(**scope, side=side, row__in=rows).exists():
            raise AlreadyDecided
    sheets = sheets_of(result.run.id)
    decision = HumanDecision.objects.create(
        **scope,
        run=result.run,
        kind=kind,
        ours_rows=list(members.ours),
        theirs_rows=list(members.theirs),
        ours_sheet=sheets[0],
        theirs_sheet=sheets[1],
        reason=reason.strip(),
        actor_id=result.actor,
    )
    if kind != "reject":
        HeldLine.objects.bulk_create(
            HeldLine(**scope, side=side, row=row, decision=decision) for side, row in wanted
        )
    return decision


def note_event(result: OpenResult, kind: str, facts: dict[str, object]) -> None:
    tell(
        company_id=result.reconciliation.company_id,
        reconciliation_id=result.reconciliation.id,
        actor=result.actor,
        kind=kind,
        facts=facts,
    )


__all__ = [
    "AlreadyDecided",
    "NotAGroup",
    "NotFound",
    "OpenResult",
    "ReasonIsTooLong",
    "ResultIsNotReady",
    "RowIsGone",
    "members_of_row",
    "note_event",
    "open_result",
    "ordinal_within",
    "record",
    "result_run",
    "row_id_of",
]
