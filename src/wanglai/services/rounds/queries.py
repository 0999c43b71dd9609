"""Rounds, their customers and the yearly minimum as people look at them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.named_place import place_of
from wanglai.services.access.scope import SEEN, NotFound, admit_to_rows
from wanglai.services.contested.owners import called
from wanglai.services.ledger.queries import fetch
from wanglai.services.rounds.planning import zone
from wanglai.services.rounds.standing import counts_of, of_round, stands_sql
from wanglai.services.rounds.words import DONE, STATES, WHYS, YEAR_STATES, titled
from wanglai.services.searching import named
from wanglai.store.models import ReconcilingRound, User

PAGE_ROUNDS = 12
PAGE_ROWS = 100


@dataclass(frozen=True)
class Progress:
    """Customers of a round by state, in their order."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return sum(self.counts.get(state, 0) for state in DONE)

    @property
    def overdue(self) -> int:
        return self.counts.get("overdue", 0)

    @property
    def percent(self) -> int:
        """7 of 8 done are 87."""
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True)
class RoundRow:
    """``is_over``: its last day has passed; ``days_left`` until then, today included."""

    id: int
    kind: str
    title: Wording
    from_on: date
    to_on: date
    state: str
    opened_by: str  # empty: by itself
    progress: Progress
    is_over: bool
    days_left: int


@dataclass(frozen=True)
class RoundList:
    rows: tuple[RoundRow, ...]
    next_after: int | None


@dataclass(frozen=True)
class MemberRow:
    """A customer of a round. ``source`` and ``source_id`` lead to the fact it is done by; ``excuse`` is asked, agreed, refused or empty."""

    id: int
    customer_id: int
    customer: str
    why: Wording
    owner_id: int
    owner: str
    day: date
    state: str
    words: Wording
    sent_on: date | None
    agreed_on: date | None
    is_late: bool
    source: str
    source_id: int | None
    excuse: str
    reason: str
    asked_by_id: int | None
    is_added: bool


@dataclass(frozen=True)
class ClerkRow:
    """One clerk's share of a round."""

    id: int
    name: str
    total: int
    done: int
    overdue: int


@dataclass(frozen=True)
class WantedMembers:
    """``state`` is one of STATES or empty; ``after`` is where the page before ended: a day and a row."""

    state: str = ""
    search: str = ""
    owner_id: int | None = None
    excuses_only: bool = False
    after: tuple[date, int] | None = None


EVERY_MEMBER = WantedMembers()


@dataclass(frozen=True)
class RoundPage:
    row: RoundRow
    members: tuple[MemberRow, ...]
    clerks: tuple[ClerkRow, ...]
    excuses: int  # that wait for a word
    agreed_by: str
    agreed_at: datetime | None
    is_own: bool
    next_after: str | None


@dataclass(frozen=True)
class YearRow:
    """A customer with a balance or movement in the year; ``place`` is the round that has it next, with its day and clerk."""

    customer_id: int
    customer: str
    state: str
    words: Wording
    agreed_on: date | None
    source: str
    source_id: int | None
    last_on: date | None  # before the year
    round_id: int | None
    place: Wording | None
    day: date | None
    owner: str


@dataclass(frozen=True)
class WantedYear:
    year: int
    state: str = "missing"
    search: str = ""
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class YearPage:
    """``days_left`` of the year, today included; 0 once it is over."""

    year: int
    days_left: int
    counts: Mapping[str, int]
    rows: tuple[YearRow, ...]
    next_after: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def list_reconciling_rounds(
    *, company_id: int, actor: int, kind: str = "", after: int | None = None, on: date | None = None
) -> RoundList:
    """Rounds, the newest first, with how far each is for the customers one sees. Refuses, in order: NotFound, NotPermitted."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_rounds")
    rows = ReconcilingRound.objects.filter(company_id=company_id).select_related("opened_by")
    rows = rows.filter(kind=kind) if kind else rows
    start = after or 0
    page = list(rows.order_by("-from_on", "kind")[start : start + PAGE_ROUNDS + 1])
    today = on or timezone.localdate()
    counts = counts_of(page[:PAGE_ROUNDS], today, sight.only)
    shown = tuple(_round_row(each, today, counts.get(each.id, {})) for each in page[:PAGE_ROUNDS])
    return RoundList(shown, start + PAGE_ROUNDS if len(page) > PAGE_ROUNDS else None)


def reconciling_round_page(
    *, company_id: int, actor: int, round_id: int, wanted: WantedMembers = EVERY_MEMBER, on: date | None = None,
    limit: int = PAGE_ROWS,
) -> RoundPage:  # fmt: skip
    """One round: its customers that fit, by day, and each clerk's share. Refuses, in order: NotFound, NotPermitted, NotFound (round)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_rounds")
    rows = ReconcilingRound.objects.filter(company_id=company_id, id=round_id)
    found = rows.select_related("opened_by", "agreed_by").first()
    if found is None:
        raise NotFound
    today = on or timezone.localdate()
    asked = of_round(found, today, sight.only)
    narrowed, more = _narrowed(wanted)
    told = fetch(_both(stands_sql(), _SHARES, f"{_MEMBERS}{narrowed} ORDER BY day, id LIMIT %(limit)s", "day, id"), asked | more | {"limit": limit + 1})  # fmt: skip
    shares, fitting = json.loads(told[0][0]), [row[1:] for row in told if row[1] is not None]
    people = _people([row[4] for row in fitting] + [row[0] for row in shares])
    counts: Counter[str] = Counter()
    for _, state, count, _ in shares:
        counts[state] += count
    members = tuple(_member_row(row, people) for row in fitting[:limit])
    last = f"{members[-1].day.isoformat()}.{members[-1].id}" if len(fitting) > limit else None
    return RoundPage(
        row=_round_row(found, today, counts), members=members, clerks=_clerks(shares, people),
        excuses=sum(row[3] for row in shares), agreed_by=called(found.agreed_by), agreed_at=found.agreed_at,
        is_own=actor in found.planners, next_after=last,
    )  # fmt: skip


def year_page(
    *, company_id: int, actor: int, wanted: WantedYear, on: date | None = None, limit: int = PAGE_ROWS
) -> YearPage:  # fmt: skip
    """Every customer with a balance or movement in a year: agreed when and by what, or not yet and where it stands next.

    Refuses, in order: NotFound, NotPermitted.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_rounds")
    today = on or timezone.localdate()
    first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
    asked: dict[str, Any] = {
        "company": company_id, "only": sight.only, "first": first, "last": last, "zone": zone(), "day": today, "limit": limit + 1,
        "long_ago": first - timedelta(days=1_096),
    }  # fmt: skip
    year = _YEAR.format(seen=SEEN.format(customer="account.customer_id"))
    narrowed, more = _narrowed_year(wanted)
    told = fetch(_both(year, _BY_STATE, f"{_YEAR_ROWS}{narrowed} ORDER BY name, customer_id LIMIT %(limit)s", "name, customer_id"), asked | more)  # fmt: skip
    counts, found = dict(json.loads(told[0][0])), [row[1:] for row in told if row[1] is not None]
    people = _people([row[9] for row in found if row[9]])
    rows = tuple(_year_row(row, people) for row in found[:limit])
    following = place_of(rows[-1].customer, rows[-1].customer_id) if len(found) > limit else None
    return YearPage(wanted.year, max((last - today).days + 1, 0), counts, rows, following)


def _both(stands: str, sums: str, rows: str, order: str) -> str:
    """One question for the figures of all and the rows that fit: the figures as JSON beside each row, and alone where no row fits."""
    return stands + _BOTH.format(sums=sums, rows=rows, order=order)


_BOTH = """, figures AS (
    SELECT coalesce(jsonb_agg(said), '[]') AS told FROM ({sums}) AS sums (said)
), fitting AS (
    {rows}
)
SELECT figures.told, fitting.* FROM figures LEFT JOIN fitting ON true ORDER BY {order}
"""


def after_of_day(text: str) -> tuple[date, int] | None:
    """Where a page of a round begins, as the page before named it: ``2026-05-04.17``."""
    day, _, number = text.partition(".")
    if not number.isdecimal() or len(number) > 17:
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def _clerks(shares: Sequence[tuple[int, str, int, int]], people: Mapping[int, str]) -> tuple[ClerkRow, ...]:  # fmt: skip
    """Each clerk's share by name, of how many of its customers stand in each state."""
    found: dict[int, Counter[str]] = {}
    for owner_id, state, count, _ in shares:
        found.setdefault(owner_id, Counter())[state] += count
    rows = (
        ClerkRow(owner, people[owner], each.total(), sum(each[state] for state in DONE), each["overdue"])
        for owner, each in found.items()
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.name))


def _round_row(found: ReconcilingRound, today: date, counts: Mapping[str, int]) -> RoundRow:
    ordered = {state: counts[state] for state in STATES if state in counts}
    return RoundRow(
        found.id, found.kind, titled(found.kind, found.from_on), found.from_on, found.to_on, found.state,
        called(found.opened_by), Progress(ordered), today > found.to_on, max((found.to_on - today).days + 1, 0),
    )  # fmt: skip


def _narrowed(wanted: WantedMembers) -> tuple[str, dict[str, Any]]:
    conditions, more = ["true"], dict[str, Any]()
    if wanted.state:
        conditions.append("state = %(state)s")
        more["state"] = wanted.state
    if wanted.owner_id:
        conditions.append("owner_id = %(owner)s")
        more["owner"] = wanted.owner_id
    if wanted.excuses_only:
        conditions.append("excuse = 'asked'")
    if wanted.after is not None:
        conditions.append("(day, id) > (%(after_day)s, %(after_id)s)")
        more |= {"after_day": wanted.after[0], "after_id": wanted.after[1]}
    said, searched = named(wanted.search)
    return " WHERE " + " AND ".join([*conditions, *said]), more | searched


def _narrowed_year(wanted: WantedYear) -> tuple[str, dict[str, Any]]:
    conditions, more = ["true"], dict[str, Any]()
    if wanted.state:
        conditions.append("state = %(state)s")
        more["state"] = wanted.state
    if wanted.after is not None:
        conditions.append("(name, customer_id) > (%(after_name)s, %(after_id)s)")
        more |= {"after_name": wanted.after[0], "after_id": wanted.after[1]}
    said, searched = named(wanted.search)
    return " WHERE " + " AND ".join([*conditions, *said]), more | searched


def _member_row(row: Sequence[Any], people: Mapping[int, str]) -> MemberRow:
    id_, customer_id, name, why, owner_id, day, state, sent_on, agreed_on, is_late, source, source_id, excuse, reason, asked_by = row  # fmt: skip
    return MemberRow(
        id_, customer_id, name, WHYS[why], owner_id, people[owner_id], day, state, STATES[state], sent_on, agreed_on,
        bool(is_late), source or "", source_id, excuse or "", reason or "", asked_by, why == "added",
    )  # fmt: skip


def _year_row(row: Sequence[Any], people: Mapping[int, str]) -> YearRow:
    customer_id, name, state, agreed_on, source, source_id, last_on, round_id, kind, owner_id, from_on, day = row  # fmt: skip
    return YearRow(
        customer_id, name, state, YEAR_STATES[state], agreed_on, source or "", source_id, last_on, round_id,
        titled(kind, from_on) if kind else None, day, people.get(owner_id, ""),
    )  # fmt: skip


def _people(ids: Sequence[int]) -> dict[int, str]:
    return {each.id: called(each) for each in User.objects.filter(id__in=set(ids))}


_MEMBERS = """SELECT id, customer_id, name, why, owner_id, day, state, sent_on, agreed_on, is_late, source, source_id, excuse, reason, asked_by_id
  FROM stands"""
_SHARES = """SELECT jsonb_build_array(owner_id, state, count(*), count(*) FILTER (WHERE excuse = 'asked'))
  FROM stands GROUP BY owner_id, state"""
_BY_STATE = "SELECT jsonb_build_array(state, count(*)) FROM stands GROUP BY state"
# The next round that has a customer is the one with the earliest day among those that are not over.
_YEAR = """
WITH account AS MATERIALIZED (
    SELECT customer_id FROM store_customers_with_account(%(company)s, %(first)s, %(last)s) AS account WHERE {seen}
), agreed AS MATERIALIZED (
    SELECT * FROM store_customers_agreed(%(company)s, %(first)s, %(last)s, %(zone)s)
), place AS MATERIALIZED (
    SELECT DISTINCT ON (coalesce(customer.merged_into_id, customer.id)) coalesce(customer.merged_into_id, customer.id) AS customer_id,
           round.id AS round_id, round.kind, round.from_on, member.owner_id, member.day
      FROM store_reconcilinground AS round JOIN store_roundmember AS member ON member.round_id = round.id
      JOIN store_customer AS customer ON customer.id = member.customer_id
     WHERE round.company_id = %(company)s AND round.from_on BETWEEN %(first)s AND %(last)s AND round.to_on >= %(day)s
     ORDER BY 1, member.day, round.id
), excused AS (
    SELECT coalesce(customer.merged_into_id, customer.id) AS customer_id
      FROM store_reconcilinground AS round JOIN store_roundmember AS member ON member.round_id = round.id
      JOIN store_roundexcuse AS excuse ON excuse.member_id = member.id AND excuse.state = 'agreed'
      JOIN store_customer AS customer ON customer.id = member.customer_id
     WHERE round.company_id = %(company)s AND round.kind = 'year' AND round.from_on = %(first)s
), before AS (
    SELECT customer_id, max(agreed_on) AS last_on FROM store_accounts_agreed(%(company)s, %(long_ago)s, %(zone)s)
     WHERE agreed_on < %(first)s GROUP BY customer_id
), stands AS MATERIALIZED (
    SELECT customer.id AS customer_id, customer.name, customer.search,
           CASE WHEN agreed.customer_id IS NOT NULL THEN 'agreed'
                WHEN customer.id IN (SELECT customer_id FROM excused) THEN 'excused' ELSE 'missing' END AS state,
           agreed.agreed_on, agreed.source, agreed.source_id, before.last_on, place.round_id, place.kind, place.owner_id, place.from_on, place.day
      FROM account JOIN store_customer AS customer ON customer.id = account.customer_id
      LEFT JOIN agreed ON agreed.customer_id = customer.id
      LEFT JOIN place ON place.customer_id = customer.id
      LEFT JOIN before ON before.customer_id = customer.id
)
"""
_YEAR_ROWS = """SELECT customer_id, name, state, agreed_on, source, source_id, last_on, round_id, kind, owner_id, from_on, day FROM stands"""
