"""Money a customer paid too much goes back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.allocation import counter_item
from wanglai.domain.ledger import CREDIT
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.moving import take_away
from wanglai.services.ledger.book import Who, request_hash
from wanglai.services.refusals import UnableTo


class OnlyCreditsAreRefunded(UnableTo):
    code_of_refusal = "refund.side"
    why = Wording("只能退还客户的贷方余额。", "Only what we owe the customer can be refunded.")
    next_step = Wording("请选择一笔未核销的收款或贷项。", "Choose an open receipt or credit note.")
    http_status = 422


@transaction.atomic
def refund(
    *,
    company_id: int,
    actor: int,
    origin: str,
    item_id: int,
    on: date,
    key: str,
    amount: int | None = None,
    approver: int | None = None,
) -> int:
    """Pay back so much of a credit item (None: what is open) from the bank; the entry's act.

    Refuses, in order: NotFound, NotPermitted, NotFound (item), OnlyCreditsAreRefunded; then as ``take_away``.
    """
    admit(company_id=company_id, actor=actor, act="refund")
    if item_states(company_id, [item_id])[item_id].side != CREDIT:
        raise OnlyCreditsAreRefunded
    return take_away(
        company_id,
        Who(actor, origin, approver),
        item_id,
        amount,
        on,
        key=key,
        asked=request_hash({"refund": item_id, "on": on, "amount": amount}),
        kind="refund",
        entry=lambda state, part: counter_item(
            state, part, kind="refund", on=on, net="bank", document=state.document
        ),
    )
