"""What was decided about differences, by their lasting names: the newest word counts, and follows a difference into the next period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Disposition, Reconciliation, SheetSignature

KIND_WORDS: Mapping[str, Wording] = {
    "ours": Wording("我方更正", "Ours to correct"),
    "theirs": Wording("对方更正", "Theirs to correct"),
    "timing": Wording("时间性差异", "Timing"),
    "dispute": Wording("争议", "Dispute"),
}
CORRECTION_WORDS: Mapping[str, Wording] = {
    "reverse": Wording("冲销该笔", "Reverse the entry"),
    "credit_note": Wording("开具贷项通知", "Credit note"),
    "post": Wording("补记单据", "Post the missing document"),
    "other": Wording("其他更正", "Another correction"),
}


class ReconciliationIsSigned(UnableTo):
    code_of_refusal = "reconciliation.signed"
    why = Wording(
        "双方已在余额调节表上签字，不再变动。",
        "Both sides have signed the sheet; nothing of it changes any more.",
    )
    next_step = Wording(
        "请在下一期对账中处理。", "Deal with it in the reconciliation of the next period."
    )


@dataclass(frozen=True)
class Decided:
    """The newest word about a difference."""

    id: int
    kind: str
    correction: str
    corrected_seq: int | None
    dispute_id: int | None
    reason: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    actor_name: str
    decided_at: datetime
    reconciliation_id: int

    @property
    def words(self) -> Wording:
        return KIND_WORDS[self.kind]


def require_unsigned(reconciliation_id: int) -> None:
    """Refuses ReconciliationIsSigned where the other side has signed; who calls holds the reconciliation."""
    if is_signed(reconciliation_id):
        raise ReconciliationIsSigned


def is_signed(reconciliation_id: int) -> bool:
    """Whether both sides have signed: theirs comes last."""
    return SheetSignature.objects.filter(reconciliation_id=reconciliation_id, part="theirs").exists()  # fmt: skip


def dispositions_of(found: Reconciliation, names: Iterable[str]) -> dict[str, Decided]:
    """The word in force about each of these differences, said in this reconciliation or in one before it.

    What was said later, in the next period, does not change what stood here.
    """
    rows = (
        Disposition.objects.filter(
            company_id=found.company_id, reconciliation__customer_id=found.customer_id, difference__in=list(names),
            reconciliation_id__lte=found.id,
        ).select_related("owner", "actor").order_by("id")
    )  # fmt: skip
    newest = {row.difference: row for row in rows}
    return {name: _decided(row) for name, row in newest.items() if row.kind != "withdrawn"}


def _decided(row: Disposition) -> Decided:
    return Decided(
        id=row.id,
        kind=row.kind,
        correction=row.correction,
        corrected_seq=row.corrected_seq,
        dispute_id=row.dispute_id,
        reason=row.reason,
        owner_id=row.owner_id,
        owner_name=row.owner.get_full_name() if row.owner else "",
        due_on=row.due_on,
        actor_name=row.actor.get_full_name(),
        decided_at=row.decided_at,
        reconciliation_id=row.reconciliation_id,
    )
