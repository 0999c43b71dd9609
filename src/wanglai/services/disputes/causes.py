"""Why customers dispute: how many, how much, how it ended and how long it took, by reason, customer, owner or month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tieout.refusal import Wording
from wanglai.domain.tenths import tenths_said
from wanglai.services.access.scope import SEEN, admit_to_rows
from wanglai.services.contested.owners import called
from wanglai.services.disputes.policy import reason_words
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import Customer, User
from wanglai.store.models.disputes import DISPUTE_MONEY

GROUPS = {
    "reason": Wording("原因", "Reason"),
    "customer": Wording("客户", "Customer"),
    "owner": Wording("负责人", "Owner"),
    "month": Wording("月份", "Month"),
}


@dataclass(frozen=True)
class CauseRow:
    """One group in one currency. ``upheld`` is what was posted for the customer, ``days_tenths`` the mean from raising to outcome
    in tenths of a calendar day; None while none has ended. ``share`` is of the largest amount of its currency, in percent."""

    key: str
    words: Wording
    count: int
    open: int
    amount: Amount
    standing: Amount
    upheld: Amount
    days_tenths: int | None
    share: int

    @property
    def days(self) -> str:
        """``4.5``."""
        return tenths_said(self.days_tenths)


@dataclass(frozen=True)
class Causes:
    by: str
    rows: tuple[CauseRow, ...]
    totals: tuple[CauseRow, ...]  # per currency


def causes(
    *, company_id: int, actor: int, by: str = "reason", from_on: date | None = None, to_on: date | None = None
) -> Causes:  # fmt: skip
    """Disputes raised in the days, of the customers one sees, the largest amount of each currency first; months in their order.

    A dispute of 300.00 that ended with 200.00 credited and 100.00 rejected after four days: count 1, upheld 200.00, 4.0 days.
    Refuses, in order: NotFound, NotPermitted.
    """
    assert by in GROUPS
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    given = {
        "company": company_id, "only": sight.only, "money": list(DISPUTE_MONEY),
        "from": from_on or date.min, "to": to_on or date.max,
    }  # fmt: skip
    seen = SEEN.format(customer="customer_id")
    order = "1, 2" if by == "month" else "2, sum(amount) DESC, 1"
    found = fetch(_CAUSES.format(key=_KEYS[by], order=order, seen=seen), given)
    largest: dict[str, int] = {}
    for row in found:
        largest[row[1]] = max(largest.get(row[1], 0), row[4])
    names = _names(company_id, by, [str(row[0]) for row in found])
    totals = fetch(_CAUSES.format(key="''", order="2", seen=seen), given)
    return Causes(
        by,
        tuple(_row(row, names[str(row[0])], largest[row[1]]) for row in found),
        tuple(_row(row, Wording("合计", "Total"), row[4]) for row in totals),
    )


def _row(row: tuple[object, ...], words: Wording, largest: int) -> CauseRow:
    key, currency, count, open_, amount, standing, upheld, tenths = row
    assert isinstance(currency, str)
    assert isinstance(amount, int)
    return CauseRow(
        str(key), words, int(str(count)), int(str(open_)), Amount(amount, currency),
        Amount(int(str(standing)), currency), Amount(int(str(upheld)), currency),
        None if tenths is None else int(str(tenths)), max(1, 100 * amount // largest),
    )  # fmt: skip


def _names(company_id: int, by: str, keys: list[str]) -> dict[str, Wording]:
    if by == "month":
        return {key: Wording(key, key) for key in keys}
    if by == "reason":
        known = reason_words(company_id)
        return {key: known[key] for key in keys}
    if by == "customer":
        rows = Customer.objects.filter(company_id=company_id, id__in=keys)
        return {str(each.id): Wording(each.name, each.name) for each in rows}
    people = {str(each.id): called(each) for each in User.objects.filter(id__in=keys)}
    return {key: Wording(name, name) for key, name in people.items()}


_KEYS = {
    "reason": "reason",
    "customer": "customer_id",
    "owner": "owner_id",
    "month": "to_char(opened_on, 'YYYY-MM')",
}
# What a dispute ended in counts while it is closed: its steps since it was opened last.
_CAUSES = """
SELECT {key}, currency, count(*), count(*) FILTER (WHERE state = 'open'), sum(amount)::bigint, sum(standing)::bigint,
       coalesce(sum(ended.upheld), 0)::bigint, round(avg(closed_on - opened_on) * 10)::bigint
  FROM store_dispute AS dispute
  LEFT JOIN LATERAL (
       SELECT sum(step.amount) AS upheld FROM store_disputestep AS step
        WHERE step.dispute_id = dispute.id AND dispute.state <> 'open' AND step.kind = 'resolved' AND step.outcome = ANY(%(money)s)
          AND NOT EXISTS (SELECT FROM store_disputestep AS later
                           WHERE later.dispute_id = dispute.id AND later.no > step.no AND later.kind = 'reopened')) AS ended ON true
 WHERE company_id = %(company)s AND opened_on BETWEEN %(from)s AND %(to)s AND {seen}
 GROUP BY 1, 2 ORDER BY {order}
"""
