"""Foreign receivables at the day's rate: a difference in our currency, taken back the day after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from wanglai.domain.ledger import Draft, Line
from wanglai.domain.money import converted
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, known_act, post_drafts, request_hash, write_act
from wanglai.services.ledger.post import RateDoesNotFit
from wanglai.services.ledger.queries import open_balances
from wanglai.services.ledger.reversing import reverse_entries
from wanglai.store.models import Act, Company


@dataclass(frozen=True)
class ClosingRate:
    """Base units for one unit of a currency at the end of a day, both major."""

    currency: str
    rate: Decimal


@transaction.atomic
def revalue(
    *, company_id: int, actor: int, origin: str, on: date, rates: Sequence[ClosingRate], key: str
) -> tuple[int, ...]:
    """Revalue all open foreign items at ``on`` and take it back the day after; the acts of the entries.

    1,000.00 USD booked at 7.10 (7,100.00), closing rate 7.25: receivable +150.00 with no amount in dollars,
    exchange -150.00. Currencies without open items make no entry. Refuses, in order: NotFound, NotPermitted, NoBook,
    KeyWasUsed, RateDoesNotFit, PeriodIsNotOpen (also for the day after).
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="revalue")
    asked = request_hash({"revalue": [asdict(rate) for rate in rates], "on": on})
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    if any(rate.rate <= 0 or rate.currency == base for rate in rates):
        raise RateDoesNotFit
    known = known_act(company_id, key, asked)
    if known is not None:
        facts = Act.objects.values_list("facts", flat=True).get(company_id=company_id, seq=known)
        return tuple(json.loads(facts)["entries"])
    who = Who(actor, origin)
    drafts = [draft for rate in rates for draft in _drafts(company_id, rate, base, on)]
    keyed = [(f"{key}:{no}", asked, draft) for no, draft in enumerate(drafts)]
    seqs = [posted.seq for posted in post_drafts(company_id, who, keyed)] if keyed else []
    back = [(seq, f"{key}:back:{no}") for no, seq in enumerate(seqs)]
    reverse_entries(company_id, who, back, on + timedelta(days=1), asked=asked)
    # An act of its own, also where nothing moved: a repeat must not find later items and post them.
    write_act(company_id, who, "revalue", {"on": on, "entries": seqs}, key=key, asked=asked)
    return tuple(seqs)


def _drafts(company_id: int, rate: ClosingRate, base: str, on: date) -> list[Draft]:
    """One entry for each control account: a line per customer whose value moved, and the exchange line."""
    by_account: dict[str, list[Line]] = {}
    for row in open_balances(company_id, rate.currency, on):
        worth = converted(row.amount, currency=rate.currency, base=base, rate=rate.rate)
        if worth != row.base_amount:
            line = Line(row.account, rate.currency, 0, worth - row.base_amount, row.customer_id)
            by_account.setdefault(row.account, []).append(line)
    return [
        Draft(
            kind="revaluation",
            on=on,
            document="",
            currency=rate.currency,
            rate=rate.rate,
            lines=(
                *lines,
                Line("exchange", rate.currency, 0, -sum(line.base_amount for line in lines)),
            ),
        )
        for lines in by_account.values()
        if sum(line.base_amount for line in lines)
    ]
