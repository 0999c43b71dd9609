"""The law and the published rates a company goes by, and what the law finds doubtful about an agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from wanglai.domain import law_form
from wanglai.domain.agreement import Agreement, legal_warnings
from wanglai.domain.penalty import DatedRate, RateTable
from wanglai.domain.statutory import CHINA_2025, LegalWarning, PaymentLaw
from wanglai.services.contracts.calendars import calendar_of
from wanglai.store.models import LawSetting, PublishedRate


def law_of(company_id: int) -> PaymentLaw:
    """The law as the company set it last; the regulation of 2025 where nobody did."""
    newest = LawSetting.objects.filter(company_id=company_id).order_by("-id").first()
    return law_form.law_of(newest.record) if newest else CHINA_2025


def tables_of(company_id: int) -> dict[str, RateTable]:
    """Every rate table of the company by name."""
    rows = PublishedRate.objects.filter(company_id=company_id, withdrawn_at=None)
    found: dict[str, list[DatedRate]] = {}
    for row in rows.order_by("table", "from_on"):
        rate = DatedRate(row.from_on, row.percent, row.to_on, row.source)
        found.setdefault(row.table, []).append(rate)
    return {name: RateTable(name, until_the_next(rates)) for name, rates in found.items()}


def until_the_next(rates: Sequence[DatedRate]) -> tuple[DatedRate, ...]:
    """Rates in their order, each open one ending the day before the next: published ones say only from when."""
    ended = [
        one if one.to_on else replace(one, to_on=other.from_on - timedelta(days=1))
        for one, other in pairwise(rates)
    ]
    return (*ended, *rates[-1:])


def warnings_of(company_id: int, agreement: Agreement, signed_on: date) -> tuple[LegalWarning, ...]:
    """What the company's law, rates and calendar find doubtful about an agreement; nothing before the law was in force."""
    names = {terms.calendar for terms in agreement.all_terms} - {""}
    return legal_warnings(
        agreement,
        law=law_of(company_id),
        signed_on=signed_on,
        calendars={name: calendar_of(company_id, name) for name in names},
        tables=tables_of(company_id),
    )


def missing_words(
    warnings: Sequence[LegalWarning], acknowledged: Mapping[str, str]
) -> tuple[str, ...]:
    """Codes of warnings nobody gave a reason for, in their order."""
    codes = dict.fromkeys(one.code for one in warnings)
    return tuple(code for code in codes if not acknowledged.get(code, "").strip())
