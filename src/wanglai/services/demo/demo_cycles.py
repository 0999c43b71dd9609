"""The demo's cycles of three customers: autumn is closed and billed, December is closed and waits for its bills, the rest to be closed.

50 hinges delivered on 2011-12-20 to the customer with a cut-off on the 25th stand in its bill to come: 210.00 and 42.00 tax.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from wanglai.services.cycles.billing import bill_cycle
from wanglai.services.cycles.closing import close_many
from wanglai.services.cycles.opening import cut_cycles
from wanglai.services.ledger.book import Who
from wanglai.store.models import ChainHead, SettlementCycle

ORIGIN = "wanglai demo"
_SINCE, _THROUGH = date(2011, 10, 20), date(2012, 1, 10)
_BILLED_TO, _CLOSED_TO = date(2011, 11, 30), date(2011, 12, 31)


@transaction.atomic
def settle_demo_cycles(company_id: int, people: Mapping[str, int]) -> None:
    """Open, close and bill them, once; a company without a book is left alone."""
    rows = SettlementCycle.objects.filter(company_id=company_id)
    if rows.exists() or not ChainHead.objects.filter(company_id=company_id).exists():
        return
    clerk: dict[str, Any] = {"company_id": company_id, "actor": people["ARA"], "origin": ORIGIN}
    cut_cycles(company_id, Who(None, ORIGIN), _THROUGH, since=_SINCE)
    over = rows.filter(state="open", to_on__lte=_CLOSED_TO).order_by("to_on")
    close_many(**clerk, cycle_ids=list(over.values_list("id", flat=True)))
    for cycle in rows.filter(state="closed", to_on__lte=_BILLED_TO).order_by("to_on"):
        bill_cycle(**clerk, cycle_id=cycle.id)
