"""A receipt, credit note or prepayment settles what the customer owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.settling import Wish, settle_items
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import Who, known_act, request_hash


@dataclass(frozen=True)
class Pair:
    """A debit item and a credit item; ``amount`` None: as much as both have open."""

    debit_item_id: int
    credit_item_id: int
    amount: int | None = None


@transaction.atomic
def allocate(
    *, company_id: int, actor: int, origin: str, pairs: Sequence[Pair], on: date, key: str
) -> int:
    """Settle items against each other from a day on; the number of the act. Repeating the key changes nothing.

    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (an item), ItemIsABill, SidesAreAlike, PartnersDiffer,
    AmountDoesNotFit, NotSoMuchIsOpen, DayIsTooEarly, PeriodIsNotOpen.
    """
    assert key, "an outside event carries a key"
    assert pairs, "something is settled"
    admit(company_id=company_id, actor=actor, act="allocate")
    asked = request_hash({"allocate": [asdict(pair) for pair in pairs], "on": on})
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    items = item_states(
        company_id, {item for pair in pairs for item in (pair.debit_item_id, pair.credit_item_id)}
    )
    leave_bills_alone(company_id, items)
    wishes = [
        Wish(items[pair.debit_item_id], items[pair.credit_item_id], pair.amount) for pair in pairs
    ]
    return settle_items(company_id, Who(actor, origin), wishes, on, key=key, asked=asked)
