"""A small difference that stands open is let go within the policy, without a line of the bank."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction

from wanglai.domain.allocation import ItemState, counter_item
from wanglai.domain.ledger import DEBIT, Draft
from wanglai.domain.money import part_of
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.moving import take_away
from wanglai.services.allocation.write_off import OnlyDebtsAreWrittenOff
from wanglai.services.deductions.tolerance import require_tolerable
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import Who, request_hash


@transaction.atomic
def let_go_difference(
    *, company_id: int, actor: int, origin: str, item_id: int, on: date, key: str, amount: int | None = None
) -> int:  # fmt: skip
    """Let so much of a debt go (None: what is open) as a small difference; the entry's act. Repeating the key changes nothing.

    0.03 that stay of an invoice: difference 0.03, receivable -0.03.
    Refuses, in order: NotFound, NotPermitted, NotFound (item), OnlyDebtsAreWrittenOff, ItemIsABill; then as ``take_away``, with
    NoToleranceIsSet, DifferenceIsTooLarge, TooMuchThisMonth before anything is posted.
    """
    admit(company_id=company_id, actor=actor, act="allocate")
    if item_states(company_id, [item_id])[item_id].side != DEBIT:
        raise OnlyDebtsAreWrittenOff
    leave_bills_alone(company_id, [item_id])
    asked = request_hash({"tolerance": item_id, "on": on, "amount": amount})
    entry = partial(_entry, company_id, on)
    return take_away(company_id, Who(actor, origin), item_id, amount, on, key=key, asked=asked, kind="tolerance", entry=entry)  # fmt: skip


def _entry(company_id: int, on: date, state: ItemState, amount: int) -> Draft:
    worth = part_of(state.base_open, amount=amount, of=state.amount_open)
    require_tolerable(company_id, state, amount, on, worth=worth)
    return counter_item(
        state, amount, kind="tolerance", on=on, net="difference", document=state.document
    )
