"""What will not be paid leaves the receivables; the claim itself is kept on record (账销案存)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.allocation import counter_item
from wanglai.domain.ledger import DEBIT
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.moving import take_away
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.refusals import UnableTo


class OnlyDebtsAreWrittenOff(UnableTo):
    code_of_refusal = "write_off.side"
    why = Wording("只能核销应收项。", "Only what is owed to us can be written off.")
    next_step = Wording("贷项请退款或核销。", "Refund a credit, or settle it.")
    http_status = 422


@transaction.atomic
def write_off(
    *,
    company_id: int,
    actor: int,
    origin: str,
    item_id: int,
    on: date,
    reason: str,
    key: str,
    amount: int | None = None,
    approver: int | None = None,
) -> int:
    """Write off so much of a debit item (None: what is open) against the allowance; the entry's act.

    40.00 of an invoice: allowance 40.00, receivable -40.00. Money that comes later is posted as a ``recovery``.
    Refuses, in order: NotFound, NotPermitted, NotFound (item), OnlyDebtsAreWrittenOff, ItemIsABill; then as ``take_away``.
    """
    admit(company_id=company_id, actor=actor, act="write_off")
    if item_states(company_id, [item_id])[item_id].side != DEBIT:
        raise OnlyDebtsAreWrittenOff
    leave_bills_alone(company_id, [item_id])
    return take_away(
        company_id,
        Who(actor, origin, approver),
        item_id,
        amount,
        on,
        key=key,
        asked=request_hash({"write_off": item_id, "on": on, "amount": amount, "reason": reason}),
        kind="write_off",
        entry=lambda state, part: counter_item(
            state,
            part,
            kind="write_off",
            on=on,
            net="allowance",
            document=state.document,
            text=reason,
        ),
    )
