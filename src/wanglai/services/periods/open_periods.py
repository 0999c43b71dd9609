"""More months are opened after the last one there is."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.ledger.open_books import monthly
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Period

MONTHS_MAX = 24


class TooManyMonths(UnableTo):
    code_of_refusal = "period.months"
    why = Wording("一次可开启 1 至 24 个月。", "Between 1 and 24 months are opened at once.")
    next_step = Wording("请填写月数。", "Give the number of months.")
    http_status = 422


@transaction.atomic
def open_periods(*, company_id: int, actor: int, origin: str, months: int, key: str) -> int:
    """Append so many monthly periods to the last one; the number of the act.

    Who may close periods may open them. Refuses, in order: NotFound, NotPermitted, TooManyMonths, NoBook, KeyWasUsed.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="close_period")
    if not 1 <= months <= MONTHS_MAX:
        raise TooManyMonths(str(months))
    asked = request_hash({"open_periods": months})
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    last = Period.objects.filter(company_id=company_id).order_by("to_on").last()
    assert last is not None, "a book begins with its periods"
    days = monthly(last.to_on + timedelta(days=1), months)
    Period.objects.bulk_create(
        Period(company_id=company_id, from_on=first, to_on=end) for first, end in days
    )
    facts = {"from": days[0][0], "to": days[-1][1], "periods": months}
    return write_act(company_id, Who(actor, origin), "open_periods", facts, key=key, asked=asked)
