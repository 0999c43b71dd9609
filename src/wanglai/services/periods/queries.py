"""Periods as the screens list them: their state, who closed them, and the head handed outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.queries import fetch
from wanglai.services.periods.close_period import Check, checklist


@dataclass(frozen=True)
class PeriodRow:
    """One month. ``is_next`` marks the oldest open one, the only one that can be closed."""

    id: int
    from_on: date
    to_on: date
    entries: int
    closed_seq: int | None
    closed_at: datetime | None
    closed_by: str
    anchor: str  # the chain head in hex that was handed outside, '' while the period is open
    is_next: bool


@dataclass(frozen=True)
class PeriodPage:
    period: PeriodRow
    checks: tuple[Check, ...]  # of an open period

    @property
    def is_clean(self) -> bool:
        return all(check.is_clean for check in self.checks)


def periods(*, company_id: int, actor: int) -> tuple[PeriodRow, ...]:
    """Every period, the newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_books")
    return tuple(PeriodRow(*row) for row in fetch(_PERIODS, {"company": company_id}))


def period_page(*, company_id: int, actor: int, period_id: int) -> PeriodPage:
    """One period with its checklist while it is open. Refuses, in order: NotFound, NotPermitted, NotFound (period)."""
    found = next(
        (row for row in periods(company_id=company_id, actor=actor) if row.id == period_id), None
    )
    if found is None:
        raise NotFound
    if found.closed_seq is not None:
        return PeriodPage(found, ())
    return PeriodPage(found, checklist(company_id=company_id, actor=actor, period_id=period_id))


_PERIODS = """
SELECT period.id, period.from_on, period.to_on,
       (SELECT count(*) FROM store_entry AS entry
         WHERE entry.company_id = period.company_id AND entry.period_id = period.id),
       period.closed_seq, act.at, coalesce(nullif(person.name, ''), person.email, ''),
       coalesce((SELECT encode(hash, 'hex') FROM store_anchor AS anchor
                  WHERE anchor.company_id = period.company_id AND anchor.seq = period.closed_seq
                  ORDER BY anchor.id LIMIT 1), ''),
       period.closed_seq IS NULL AND NOT EXISTS (
           SELECT FROM store_period AS earlier
            WHERE earlier.company_id = period.company_id AND earlier.closed_seq IS NULL
              AND earlier.to_on < period.from_on)
  FROM store_period AS period
  LEFT JOIN store_act AS act ON act.company_id = period.company_id AND act.seq = period.closed_seq
  LEFT JOIN store_user AS person ON person.id = act.actor_id
 WHERE period.company_id = %(company)s ORDER BY period.from_on DESC
"""
