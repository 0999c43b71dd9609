"""Statements that went out and came to no answer: since when, how often their customer was asked again, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from wanglai.domain.calendars import Calendar, working_days_after
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.reminder_policy import ReminderRules

REMIND, SILENT = "remind", "silent"
# A statement that has lain longer than this when it is first looked at is for people: after an upgrade, or a worker that
# stood still for months, nobody is flooded with questions about old papers.
FIRST_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Unanswered:
    """One statement without an answer. Days are the company's own; ``last_on`` of the last reminder, None before the first."""

    statement_id: int
    first_sent_on: date
    last_sent_on: date
    days_to_answer: int
    reminders: int
    last_on: date | None
    is_on_its_way: bool  # a reminder lies in the outbox still


def unanswered_of(company_id: int, today: date, statement_ids: Sequence[int] | None = None) -> list[Unanswered]:  # fmt: skip
    """Those of a company that were sent lately or asked about before, by id; answered, replaced, stopped and silent ones are not."""
    wanted = {
        "company": company_id, "since": today - 4 * FIRST_WITHIN, "zone": timezone.get_current_timezone_name(),
        "only": None if statement_ids is None else list(statement_ids),
    }  # fmt: skip
    return [Unanswered(*row) for row in fetch(_UNANSWERED, wanted)]


def due_on(each: Unanswered, rules: ReminderRules, calendar: Calendar) -> date:
    """The first working day on which the next thing is due: the first reminder once the days to answer are over, then day by day.

    Sent on Friday 27 November 2026 with 7 days to answer, in China: Monday 7 December, as Friday 4 is the last day to answer.
    """
    if each.last_on is not None:
        return working_days_after(each.last_on, rules.days_between, calendar)
    return working_days_after(each.last_sent_on + timedelta(days=each.days_to_answer), 1, calendar)


def next_of(each: Unanswered, rules: ReminderRules, calendar: Calendar, today: date) -> str:
    """``remind``, ``silent`` where that was said often enough, or empty where nothing is due today."""
    due = due_on(each, rules, calendar)
    if each.is_on_its_way or today < due or not calendar.is_working(today):
        return ""
    if each.reminders == 0 and today > due + FIRST_WITHIN:
        return ""
    return REMIND if each.reminders < rules.at_most else SILENT


# A text that waits for its gateway keeps no mail from its day.
_UNANSWERED = """
WITH looked_at AS MATERIALIZED (
    SELECT statement_id FROM store_statementsending
     WHERE company_id = %(company)s AND message_id IS NOT NULL AND asked_at > %(since)s
       AND (%(only)s::bigint[] IS NULL OR statement_id = ANY(%(only)s))
     UNION
    SELECT statement_id FROM store_statementreminder
     WHERE company_id = %(company)s AND "on" > %(since)s AND (%(only)s::bigint[] IS NULL OR statement_id = ANY(%(only)s))
    EXCEPT
    SELECT statement_id FROM store_statementsilence WHERE company_id = %(company)s
)
SELECT statement.id, sent.first_on, sent.last_on, (statement.body::jsonb #>> '{company,days_to_answer}')::int,
       coalesce(asked.times, 0), asked.last_on, coalesce(asked.is_on_its_way, false)
  FROM looked_at JOIN store_statement AS statement ON statement.id = looked_at.statement_id
  JOIN LATERAL (
       SELECT min(message.sent_at AT TIME ZONE %(zone)s)::date AS first_on, max(message.sent_at AT TIME ZONE %(zone)s)::date AS last_on
         FROM store_statementsending AS sending JOIN store_message AS message ON message.id = sending.message_id
        WHERE sending.statement_id = statement.id AND message.state = 'sent') AS sent ON sent.first_on IS NOT NULL
  LEFT JOIN LATERAL (
       SELECT max(reminder.ordinal) AS times,
              max(greatest(reminder.on, CASE WHEN reminder.channel = 'email' THEN (message.sent_at AT TIME ZONE %(zone)s)::date END)) AS last_on,
              bool_or(message.state IN ('queued', 'held', 'sending') AND reminder.channel = 'email') AS is_on_its_way
         FROM store_statementreminder AS reminder LEFT JOIN store_message AS message ON message.id = reminder.message_id
        WHERE reminder.statement_id = statement.id) AS asked ON true
 WHERE statement.company_id = %(company)s AND store_statement_answered_or_over(statement.id) IS NULL
 ORDER BY statement.id
"""
