"""A person says what becomes of differences: ours to correct, theirs, timing, or a dispute; each with why, who and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.policy import POLICY
from wanglai.services.reconciliation.contest_difference import contest_difference
from wanglai.services.reconciliation.deciding import OpenResult, RowIsGone, note_event, open_result
from wanglai.services.reconciliation.dispositions import dispositions_of
from wanglai.services.reconciliation.open_differences import OpenDifference, open_differences
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Disposition, Entry, Membership

ACT = "dispose_difference"
REASON_MAX = 500
KINDS = ("ours", "theirs", "timing", "dispute")
CORRECTIONS = ("reverse", "credit_note", "post", "other")


class DispositionIsIncomplete(UnableTo):
    code_of_refusal = "disposition.incomplete"
    why = Wording(
        "处理方式须写明原因、责任人和期限；我方更正还须写明如何更正。",
        "What becomes of a difference wants a reason, an owner and a day; ours to correct also how.",
    )
    next_step = Wording("请补填后再提交。", "Fill in what is missing.")
    http_status = 422


class OwnerIsNobody(UnableTo):
    code_of_refusal = "disposition.owner"
    why = Wording(
        "责任人不在可处理对账差异的人员之列。",
        "The owner is nobody who may deal with differences here.",
    )
    next_step = Wording("请从列表中选择。", "Choose one of the list.")
    http_status = 422


class CorrectionDoesNotFit(UnableTo):
    code_of_refusal = "disposition.correction"
    why = Wording(
        "该凭证不是本客户该币种的更正：不存在、客户或币种不同，或差异并非由我方更正。",
        "That entry is no correction of it: there is none, it is of another customer or currency, or the difference is not ours to correct.",
    )
    next_step = Wording("请核对凭证号。", "Check the number of the entry.")
    http_status = 422


@transaction.atomic
def dispose_differences(
    *, company_id: int, actor: int, reconciliation_id: int, differences: Sequence[str], kind: str, reason: str,
    owner_id: int | None = None, due_on: date | None = None, correction: str = "", cause: str = "other", origin: str = "",
) -> tuple[int, ...]:  # fmt: skip
    """Say the same of several differences, by their names; all or none. The day is that of the correction, the answer or the other half.

    A ``dispute`` opens a case of each with its ``cause``, where our side is the book.
    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, DispositionIsIncomplete, OwnerIsNobody,
    RowIsGone (no such difference stands), what opening a dispute refuses.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    reason = reason.strip()
    is_whole = kind in KINDS and reason and len(reason) <= REASON_MAX and due_on is not None
    if not is_whole or not differences or (kind == "ours") != (correction in CORRECTIONS):
        raise DispositionIsIncomplete
    assert due_on is not None
    owner_id = owner_id or actor
    _require_owner(company_id, owner_id)
    every, names = open_differences(result.run, result.overlaid)
    standing = {each.name: each for each in every}
    made = []
    for name in differences:
        found = standing.get(name)
        if found is None:
            raise RowIsGone(name)
        case = None
        if kind == "dispute":
            case = contest_difference(
                result, found, names, origin=origin, cause=cause, said=reason, owner_id=owner_id, due_on=due_on
            )  # fmt: skip
        made.append(_keep(result, found, kind=kind, reason=reason, owner_id=owner_id, due_on=due_on, correction=correction, dispute_id=case))  # fmt: skip
    return tuple(made)


@transaction.atomic
def withdraw_disposition(
    *, company_id: int, actor: int, reconciliation_id: int, difference: str, reason: str
) -> int:
    """Take back what was said of a difference; it is to be decided again.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, DispositionIsIncomplete, RowIsGone.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    reason = reason.strip()[:REASON_MAX]
    if not reason:
        raise DispositionIsIncomplete
    found = _standing(result).get(difference)
    if found is None or difference not in dispositions_of(result.reconciliation, [difference]):
        raise RowIsGone(difference)
    return _keep(result, found, kind="withdrawn", reason=reason)


@transaction.atomic
def note_correction(
    *, company_id: int, actor: int, reconciliation_id: int, difference: str, seq: int
) -> int:
    """Name the entry of the book that corrected a difference of ours; the next run puts both together.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, RowIsGone, CorrectionDoesNotFit.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    found = _standing(result).get(difference)
    if found is None:
        raise RowIsGone(difference)
    said = dispositions_of(result.reconciliation, [difference]).get(difference)
    entry = Entry.objects.filter(
        company_id=company_id, seq=seq, customer_id=result.reconciliation.customer_id, currency=result.run.currency
    ).first()  # fmt: skip
    if said is None or said.kind != "ours" or entry is None or said.due_on is None:
        raise CorrectionDoesNotFit(str(seq))
    return _keep(
        result, found, kind="ours", reason=said.reason, owner_id=said.owner_id, due_on=said.due_on,
        correction=said.correction, corrected_seq=seq,
    )  # fmt: skip


def _standing(result: OpenResult) -> dict[str, OpenDifference]:
    every, _ = open_differences(result.run, result.overlaid)
    return {each.name: each for each in every}


def _require_owner(company_id: int, owner_id: int) -> None:
    members = Membership.objects.filter(
        company_id=company_id, user_id=owner_id, user__is_active=True, role__in=POLICY[ACT]
    )
    if not members.exists():
        raise OwnerIsNobody


def _keep(
    result: OpenResult, found: OpenDifference, *, kind: str, reason: str, owner_id: int | None = None,
    due_on: date | None = None, correction: str = "", corrected_seq: int | None = None, dispute_id: int | None = None,
) -> int:  # fmt: skip
    kept = Disposition.objects.create(
        company_id=result.reconciliation.company_id, reconciliation=result.reconciliation, run=result.run,
        difference=found.name, kind=kind, correction=correction, corrected_seq=corrected_seq, amount=found.amount,
        ours_rows=list(found.members.ours), theirs_rows=list(found.members.theirs), reason=reason, owner_id=owner_id,
        due_on=due_on, actor_id=result.actor, dispute_id=dispute_id,
    )  # fmt: skip
    note_event(
        result, "disposed" if kind != "withdrawn" else "undisposed", {"disposition": kept.id}
    )
    return int(kept.id)
