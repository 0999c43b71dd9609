"""An entry takes part of an open item away, and its own item settles that part: one act after the other, all or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from wanglai.domain.allocation import ItemState
from wanglai.domain.ledger import DEBIT, Draft
from wanglai.domain.money import part_of
from wanglai.services.allocation.items import item_states, items_of
from wanglai.services.allocation.settling import (
    AmountDoesNotFit,
    NotSoMuchIsOpen,
    Wish,
    settle_items,
)
from wanglai.services.approvals.bands import require_approval
from wanglai.services.ledger.book import Who, known_act, post_drafts


def take_away(
    company_id: int,
    who: Who,
    item_id: int,
    amount: int | None,
    on: date,
    *,
    key: str,
    asked: bytes,
    kind: str,
    entry: Callable[[ItemState, int], Draft],
) -> int:
    """Post ``entry`` for so much of an item (None: all that is open) and settle both; the entry's act.

    ``kind`` names the bands of approval that its worth in the company's currency may reach.
    Refuses, in order: NoBook, KeyWasUsed, NotFound (the item), AmountDoesNotFit, NotSoMuchIsOpen, ApprovalIsNeeded,
    DayIsTooEarly, PeriodIsNotOpen.
    """
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    state = item_states(company_id, [item_id])[item_id]
    amount = state.amount_open if amount is None else amount
    if amount <= 0:
        raise AmountDoesNotFit(state.document)
    if amount > state.amount_open:
        raise NotSoMuchIsOpen(state.document)
    worth = part_of(state.base_open, amount=amount, of=state.amount_open)
    require_approval(company_id, kind, worth, who.approver)
    posted = post_drafts(company_id, who, [(key, asked, entry(state, amount))])[0]
    counter_id = items_of(company_id, posted.seq)[0]
    counter = item_states(company_id, [counter_id])[counter_id]
    wish = Wish(state, counter, amount) if state.side == DEBIT else Wish(counter, state, amount)
    settle_items(company_id, who, [wish], on, key=f"{key}:settled", asked=asked)
    return posted.seq
