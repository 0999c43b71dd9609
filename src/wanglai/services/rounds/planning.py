"""Who is in a round, with which clerk and on which day: worked out from rule, classes, contracts and what was agreed before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from wanglai.domain.calendars import Calendar
from wanglai.domain.rounds import (
    Place,
    RoundRule,
    Traits,
    due_by,
    in_turn,
    period_of,
    spread,
    working_days,
)
from wanglai.domain.terms import Span
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Company


@dataclass(frozen=True)
class Planned:
    """A customer as it would stand in a round. ``why`` is one of the domain's WHYS, ``due_as`` the class that says how often."""

    customer_id: int
    customer: str
    why: str
    due_as: str
    last_on: date | None
    owner: int
    day: date


@dataclass(frozen=True)
class Plan:
    """A round as it would be opened, in the order of its days."""

    kind: str
    span: Span
    rows: tuple[Planned, ...]

    def count_of(self, why: str) -> int:
        return sum(row.why == why for row in self.rows)


def zone() -> str:
    return timezone.get_current_timezone_name()


def calendar_of_company(company_id: int) -> Calendar:
    """China's working days in a company that keeps its book in CNY, else Monday to Friday; its own days on top."""
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    return calendar_of(company_id, "CN" if base == "CNY" else "weekdays")


def plan_of(
    company_id: int, kind: str, span: Span, *, rule: RoundRule, clerks: Sequence[int], since: date,
    without: Collection[int] = (), loads: Mapping[int, int] | None = None,
) -> Plan:  # fmt: skip
    """The plan of a period, its days from ``since`` on. ``without``: customers that stand in it already; ``loads``: what clerks have of it."""
    takes = dict(fetch(_TAKES, {"company": company_id, "kind": kind, "first": span.from_on, "zone": zone()}))  # fmt: skip
    found = [each for each in _traits(company_id, kind, span, since, takes) if each.customer_id not in without]  # fmt: skip
    due = {each.customer_id: due_by(each, rule) for each in found}
    wanted = [each for each in found if each.customer_id in takes or due[each.customer_id][0] == kind]  # fmt: skip
    if not wanted:
        return Plan(kind, span, ())
    turns = in_turn(wanted, takes)
    days = working_days(span, since, calendar_of_company(company_id))
    places = {each.customer_id: each for each in spread(turns, days, clerks, loads=loads)}
    rows = tuple(_planned(each, takes, due[each.customer_id][1], places[each.customer_id]) for each in turns)  # fmt: skip
    return Plan(kind, span, rows)


def _planned(each: Traits, takes: Mapping[int, str], due_as: str, place: Place) -> Planned:
    why = takes.get(each.customer_id, "rule")
    return Planned(each.customer_id, each.name, why, due_as, each.last_on, place.owner, place.day)


def _traits(
    company_id: int, kind: str, span: Span, on: date, takes: Collection[int]
) -> list[Traits]:
    """Customers with an account since the period before began (a year: since its first day), and those the round takes anyway."""
    first = span.from_on if kind == "year" else period_of(kind, span.from_on - timedelta(days=1)).from_on  # fmt: skip
    asked = {
        "company": company_id, "first": first, "last": span.to_on, "takes": list(takes), "day": on, "zone": zone(),
        "long_ago": on - timedelta(days=1_096),
    }  # fmt: skip
    return [Traits(*row) for row in fetch(_TRAITS, asked)]


_TAKES = (
    "SELECT customer_id, why FROM store_round_takes(%(company)s, %(kind)s, %(first)s, %(zone)s)"
)
# The newest version of a contract for whatever is traded says whether it settles in cycles.
_TRAITS = """
WITH wanted AS (
    SELECT customer_id FROM store_customers_with_account(%(company)s, %(first)s, %(last)s)
    UNION SELECT unnest(%(takes)s::bigint[])
), agreed AS (
    SELECT customer_id, max(agreed_on) AS last_on
      FROM store_accounts_agreed(%(company)s, %(long_ago)s, %(zone)s) GROUP BY customer_id
)
SELECT customer.id, customer.name, customer.is_key_account,
       coalesce((SELECT value FROM store_customerclass
                  WHERE customer_id = customer.id AND kind = 'tier' ORDER BY id DESC LIMIT 1), ''),
       EXISTS (SELECT FROM store_contract AS contract
                 CROSS JOIN LATERAL (SELECT agreement FROM store_contractversion
                                      WHERE contract_id = contract.id AND from_on <= %(day)s ORDER BY number DESC LIMIT 1) AS version
                WHERE contract.company_id = %(company)s AND contract.customer_id = customer.id AND contract.scope = ''
                  AND contract.state <> 'draft' AND contract.from_on <= %(day)s
                  AND coalesce(contract.ended_on, contract.to_on, 'infinity') >= %(day)s
                  AND coalesce(version.agreement #> '{terms,cycle}', 'null') <> 'null'),
       agreed.last_on,
       (SELECT owner_id FROM store_roundmember AS member
         WHERE member.company_id = %(company)s AND member.customer_id = customer.id ORDER BY id DESC LIMIT 1)
  FROM wanted JOIN store_customer AS customer ON customer.id = wanted.customer_id AND NOT customer.is_suspense
  LEFT JOIN agreed ON agreed.customer_id = customer.id
 ORDER BY customer.id
"""
