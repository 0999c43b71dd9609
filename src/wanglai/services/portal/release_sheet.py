"""Staff show a customer what became of the ledger it handed in: the frozen sheet of its reconciliation, and nothing beside it."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.audit.told import tell
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.portal.reconcile_answer import ledger_of
from wanglai.services.portal.tell_contact import tell_of_release
from wanglai.services.reconciliation.deciding import open_result
from wanglai.services.reconciliation.sign_sheet import ACT, newest_sheet
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SheetRelease


class NoLedgerOfTheirs(UnableTo):
    code_of_refusal = "shared_sheet.no_ledger"
    why = Wording(
        "该对账不是由客户在门户上传的明细账开始的。",
        "It was not begun with a ledger the customer handed in in the portal.",
    )
    next_step = Wording("请把定稿发给客户。", "Send the frozen sheet to the customer.")
    http_status = 422


@transaction.atomic
def release_sheet(
    *,
    company_id: int,
    actor: int,
    origin: str,
    reconciliation_id: int,
    sheet_id: int,
    portal: str = "",
) -> int:
    """Let the customer read the newest frozen sheet in the portal and write to whoever handed the ledger in; the id of the release.

    What is shown is frozen: balances, differences with class, reason, amount and who is to act. A sheet frozen after it is released
    anew and takes its place. Released already, nothing happens; one that was taken back is released again.
    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, NoLedgerOfTheirs, NotFound (sheet), SheetIsStale.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    ledger = ledger_of(result.reconciliation)
    if ledger is None:
        raise NoLedgerOfTheirs
    sheet = newest_sheet(result, sheet_id)
    known = (
        SheetRelease.objects.filter(sheet=sheet, taken_back_at=None)
        .values_list("id", flat=True)
        .first()
    )
    if known is not None:
        return int(known)
    who = Who(actor, origin)
    facts = {
        "reconciliation": reconciliation_id, "sheet": sheet.id, "sha256": bytes(sheet.body_hash).hex(), "customer": ledger.customer_id,
        "answer": ledger.id,
    }  # fmt: skip
    seq = write_act(company_id, who, "release_sheet", facts)
    made = SheetRelease.objects.create(company_id=company_id, sheet=sheet, answer=ledger, released_by_id=actor, seq=seq)  # fmt: skip
    tell(company_id=company_id, reconciliation_id=reconciliation_id, kind="sheet_released", facts={"sheet": sheet.id}, actor=actor)  # fmt: skip
    tell_of_release(who, ledger, release_id=made.id, seq=seq, portal=portal)
    return int(made.id)
