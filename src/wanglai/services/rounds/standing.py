"""Where each customer of a round stands, told from facts: statements sent and confirmed, sheets signed, letters answered, excuses agreed.

A fact counts for a round from its first day on, where it is about a balance no older than the day before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wanglai.services.access.scope import SEEN
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.told import told_of
from wanglai.store.models import ReconcilingRound, RoundMember

# One round's customers with their state; what follows may say ``FROM stands``. Parameters: company, round, from, zone, day, only.
_STANDS = """
WITH agreed AS MATERIALIZED (
    SELECT * FROM store_customers_agreed(%(company)s, %(from)s, 'infinity', %(zone)s)
), member AS MATERIALIZED (
    SELECT member.id, coalesce(customer.merged_into_id, customer.id) AS customer_id, customer.name, customer.search, customer.manager_id,
           member.why, member.owner_id, member.day, excuse.state AS excuse, excuse.reason, excuse.asked_by_id
      FROM store_roundmember AS member JOIN store_customer AS customer ON customer.id = member.customer_id
      LEFT JOIN LATERAL (SELECT state, reason, asked_by_id FROM store_roundexcuse
                          WHERE member_id = member.id ORDER BY ordinal DESC LIMIT 1) AS excuse ON true
     WHERE member.round_id = %(round)s AND {seen}
), paper AS MATERIALIZED (
    SELECT statement.id, coalesce(customer.merged_into_id, customer.id) AS customer_id
      FROM store_statement AS statement JOIN store_customer AS customer ON customer.id = statement.customer_id
     WHERE statement.company_id = %(company)s AND statement.kind <> 'activity' AND statement.through_on >= %(from)s::date - 1
       AND coalesce(customer.merged_into_id, customer.id) IN (SELECT customer_id FROM member)
), {told}, sent AS MATERIALIZED (
    SELECT paper.customer_id, min(told.sent_on) AS sent_on
      FROM paper JOIN told ON told.statement_id = paper.id GROUP BY paper.customer_id
), stands AS MATERIALIZED (
    SELECT member.*, sent.sent_on, agreed.agreed_on, agreed.source, agreed.source_id, agreed.agreed_on > member.day AS is_late,
           CASE WHEN member.excuse = 'agreed' THEN 'excused'
                WHEN agreed.kind IS NOT NULL THEN agreed.kind
                WHEN member.day < %(day)s THEN 'overdue'
                WHEN sent.sent_on IS NOT NULL THEN 'sent'
                ELSE 'planned' END AS state
      FROM member LEFT JOIN agreed ON agreed.customer_id = member.customer_id
      LEFT JOIN sent ON sent.customer_id = member.customer_id
)
"""
BY_STATE = "SELECT state, count(*) FROM stands GROUP BY state"
_DONE = "SELECT id FROM stands WHERE id = ANY(%(members)s::bigint[]) AND agreed_on IS NOT NULL"


def stands_sql() -> str:
    return _STANDS.format(seen=SEEN.format(customer="member.customer_id"), told=told_of("paper"))


def of_round(found: ReconcilingRound, on: date, only: int | None = None) -> dict[str, Any]:
    """The parameters of ``stands_sql`` for a round."""
    return {
        "company": found.company_id, "round": found.id, "from": found.from_on, "zone": found.zone, "day": on, "only": only,
    }  # fmt: skip


def counts_of(found: ReconcilingRound, on: date, only: int | None = None) -> dict[str, int]:
    """How many customers of a round stand in each state."""
    return dict(fetch(stands_sql() + BY_STATE, of_round(found, on, only)))  # fmt: skip


def done_among(found: ReconcilingRound, members: Iterable[RoundMember]) -> set[int]:
    """Which of these members of a round are reconciled or confirmed in it already, in one question however many there are."""
    asked = {**of_round(found, found.to_on), "members": [each.id for each in members]}
    return {row[0] for row in fetch(stands_sql() + _DONE, asked)}
