"""A sheet the customer reads is taken back, as long as it has agreed to nothing on it: with a reason that stays on the timeline."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.audit.told import tell
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.reconciliation.agreed_sheets import agreed_sheets
from wanglai.services.reconciliation.deciding import open_result
from wanglai.services.reconciliation.sign_sheet import ACT
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SheetRelease


class NothingIsReleased(UnableTo):
    code_of_refusal = "shared_sheet.not_released"
    why = Wording("该稿未向客户开放，或已撤回。", "This sheet is not released to the customer, or was taken back.")  # fmt: skip
    next_step = Wording("请刷新页面查看。", "Load the page again and look.")


class TakingBackSaysNothing(UnableTo):
    code_of_refusal = "shared_sheet.reason"
    why = Wording("没有写明撤回的原因。", "Nothing says why it is taken back.")
    next_step = Wording("请写明原因，例如“金额有误，稍后重发”。", "Write why, such as “a wrong amount, a new one follows”.")  # fmt: skip
    http_status = 422


class CustomerHasAgreed(UnableTo):
    code_of_refusal = "shared_sheet.agreed"
    why = Wording("客户已同意其中的差异，不能撤回。", "The customer has agreed to something on it: it cannot be taken back.")  # fmt: skip
    next_step = Wording(
        "如有变动，请重新定稿并开放新的一稿，原稿及客户答复保留。",
        "Freeze it anew and release the new version: this one stays, with what the customer said.",
    )


@transaction.atomic
def take_back_release(
    *, company_id: int, actor: int, origin: str, reconciliation_id: int, sheet_id: int, reason: str
) -> None:
    """The customer reads the sheet no more; its reason stands on the timeline. The same sheet may be released again.

    Of three differences the customer declined two and said nothing of the third: it can be taken back. Once it agrees to one, it cannot.
    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, TakingBackSaysNothing, NothingIsReleased,
    CustomerHasAgreed.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    why = " ".join(reason.replace("\0", "").split())[:500]
    if not why:
        raise TakingBackSaysNothing
    rows = SheetRelease.objects.filter(sheet__reconciliation=result.reconciliation, sheet_id=sheet_id)  # fmt: skip
    # The act takes the book, which whoever answers takes as well: what the customer says meanwhile is seen, or comes too late.
    facts = {"reconciliation": reconciliation_id, "sheet": sheet_id, "why": why}
    seq = write_act(company_id, Who(actor, origin), "take_back_release", facts)
    found = rows.filter(taken_back_at=None).first()
    if found is None:
        raise NothingIsReleased(_called(rows.first()))
    if sheet_id in agreed_sheets(result.reconciliation):
        raise CustomerHasAgreed(_called(found))
    found.taken_back_by_id, found.taken_back_at = actor, timezone.now()
    found.taken_back_why, found.taken_back_seq = why, seq
    found.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why", "taken_back_seq"])
    tell(company_id=company_id, reconciliation_id=reconciliation_id, kind="sheet_taken_back", facts={"sheet": sheet_id, "why": why}, actor=actor)  # fmt: skip


def _called(release: SheetRelease | None) -> str:
    """The number its paper shows."""
    return str(json.loads(release.sheet.body)["number"]) if release is not None else ""
