"""Published rates, such as the one-year LPR: entered with the notice that published them. None is shipped, none guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.penalty import DatedRate, first_table_fault
from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.law import until_the_next
from wanglai.services.contracts.refused import admit_to_contracts
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, PublishedRate

PERCENT_MAX = Decimal(1000)


class RateNeedsASource(UnableTo):
    code_of_refusal = "rate.source"
    why = Wording(
        "利率需要名称和来源。", "A rate needs the name of its table and where it was published."
    )
    next_step = Wording("请填写公告名称或文号。", "Write the notice that published it.")
    http_status = 422


class RateIsNone(UnableTo):
    code_of_refusal = "rate.percent"
    why = Wording("利率超出合理范围。", "This is no rate: it lies outside 0 to 1000 per cent.")
    next_step = Wording("请按年百分比填写，如 3.00。", "Write per cent a year, such as 3.00.")
    http_status = 422


class RatesOverlap(UnableTo):
    code_of_refusal = "rate.overlap"
    why = Wording("同一天不能有两个利率。", "No day has two rates of one table.")
    next_step = Wording(
        "请先撤销原利率，或更正起止日。", "Withdraw the other rate first, or correct the days."
    )


@dataclass(frozen=True)
class RateRow:
    id: int
    table: str
    from_on: date
    to_on: date | None  # as it holds: the day before the next one
    percent: Decimal
    source: str


@transaction.atomic
def enter_rates(
    *, company_id: int, actor: int, origin: str, table: str, rates: Sequence[DatedRate]
) -> int:
    """Add rates to a table, all or none; how many are new. A rate that stands there already is passed over.

    Refuses, in order: NotFound, NotPermitted, RateNeedsASource, RateIsNone, RatesOverlap.
    """
    admit_to_contracts(company_id, actor, "enter_rates")
    table = table.strip()[:40]
    if not table or not all(rate.source.strip() for rate in rates):
        raise RateNeedsASource
    if not all(0 <= rate.percent <= PERCENT_MAX for rate in rates):
        raise RateIsNone
    Company.objects.select_for_update(no_key=True).get(id=company_id)  # one table, one writer
    known = [
        DatedRate(row.from_on, row.percent, row.to_on, row.source)
        for row in PublishedRate.objects.filter(
            company_id=company_id, table=table, withdrawn_at=None
        )
    ]
    new = [rate for rate in rates if not _stands(rate, known)]
    together = sorted([*known, *new], key=lambda rate: rate.from_on)
    is_twice = len({rate.from_on for rate in together}) < len(together)
    if together and (is_twice or first_table_fault(until_the_next(together))):
        raise RatesOverlap(table)
    for rate in new:
        PublishedRate.objects.create(
            company_id=company_id, table=table, from_on=rate.from_on, to_on=rate.to_on,
            percent=rate.percent, source=rate.source.strip()[:200], entered_by_id=actor,
        )  # fmt: skip
        record(
            company_id, Who(actor, origin), "enter_rate",
            table=table, from_on=rate.from_on.isoformat(), percent=str(rate.percent),
        )  # fmt: skip
    return len(new)


@transaction.atomic
def withdraw_rate(*, company_id: int, actor: int, origin: str, rate_id: int) -> None:
    """A rate entered by mistake holds no longer. Refuses, in order: NotFound, NotPermitted, NotFound (rate)."""
    admit_to_contracts(company_id, actor, "enter_rates")
    rows = PublishedRate.objects.select_for_update(no_key=True)
    rate = rows.filter(company_id=company_id, id=rate_id, withdrawn_at=None).first()
    if rate is None:
        raise NotFound
    rate.withdrawn_at = timezone.now()
    rate.save(update_fields=["withdrawn_at"])
    record(
        company_id, Who(actor, origin), "withdraw_rate",
        table=rate.table, from_on=rate.from_on.isoformat(),
    )  # fmt: skip


def published_rates(*, company_id: int, actor: int) -> tuple[RateRow, ...]:
    """Rates in force by table, the newest first. Refuses, in order: NotFound, NotPermitted."""
    admit_to_contracts(company_id, actor, "view_contracts")
    rows = list(
        PublishedRate.objects.filter(company_id=company_id, withdrawn_at=None).order_by(
            "table", "from_on"
        )
    )
    shown = []
    for at, row in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else None
        to_on = row.to_on
        if to_on is None and following is not None and following.table == row.table:
            to_on = date.fromordinal(following.from_on.toordinal() - 1)
        shown.append(RateRow(row.id, row.table, row.from_on, to_on, row.percent, row.source))
    return tuple(sorted(shown, key=lambda row: (row.table, -row.from_on.toordinal())))


def _stands(rate: DatedRate, known: Sequence[DatedRate]) -> bool:
    return any(
        (one.from_on, one.percent, one.to_on) == (rate.from_on, rate.percent, rate.to_on)
        for one in known
    )
