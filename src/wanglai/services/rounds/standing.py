"""Where each customer of a round stands, told from facts: statements sent and confirmed, sheets signed, letters answered, excuses agreed.

A fact counts for a round from its first day on, where it is about a balance no older than the day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wanglai.services.access.scope import SEEN
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.told import told_of
from wanglai.store.models import ReconcilingRound, RoundMember

# The customers of some rounds with their state; what follows may say ``FROM stands``. Parameters: company, rounds, zone, day, only.
_STANDS = """
WITH round AS MATERIALIZED (
    SELECT id, from_on FROM store_reconcilinground WHERE company_id = %(company)s AND id = ANY(%(rounds)s::bigint[])
), agreed AS MATERIALIZED (
    SELECT round.id AS round_id, found.*
      FROM round CROSS JOIN LATERAL store_customers_agreed(%(company)s, round.from_on, 'infinity', %(zone)s) AS found
), member AS MATERIALIZED (
    SELECT member.id, member.round_id, coalesce(customer.merged_into_id, customer.id) AS customer_id, customer.name, customer.search,
           customer.manager_id, member.why, member.owner_id, member.day, excuse.state AS excuse, excuse.reason, excuse.asked_by_id
      FROM store_roundmember AS member JOIN store_customer AS customer ON customer.id = member.customer_id
      LEFT JOIN LATERAL (SELECT state, reason, asked_by_id FROM store_roundexcuse
                          WHERE member_id = member.id ORDER BY ordinal DESC LIMIT 1) AS excuse ON true
     WHERE member.round_id IN (SELECT id FROM round) AND {seen}
), placed AS MATERIALIZED (
    SELECT round.id AS round_id, statement.id AS statement_id, coalesce(customer.merged_into_id, customer.id) AS customer_id
      FROM round JOIN store_statement AS statement ON statement.through_on >= round.from_on - 1
      JOIN store_customer AS customer ON customer.id = statement.customer_id
     WHERE statement.company_id = %(company)s AND statement.kind <> 'activity'
       AND (round.id, coalesce(customer.merged_into_id, customer.id)) IN (SELECT round_id, customer_id FROM member)
), paper AS MATERIALIZED (
    SELECT DISTINCT statement_id AS id FROM placed
), {told}, sent AS MATERIALIZED (
    SELECT placed.round_id, placed.customer_id, min(told.sent_on) AS sent_on
      FROM placed JOIN told ON told.statement_id = placed.statement_id GROUP BY placed.round_id, placed.customer_id
), stands AS MATERIALIZED (
    SELECT member.*, sent.sent_on, agreed.agreed_on, agreed.source, agreed.source_id, agreed.agreed_on > member.day AS is_late,
           CASE WHEN member.excuse = 'agreed' THEN 'excused'
                WHEN agreed.kind IS NOT NULL THEN agreed.kind
                WHEN member.day < %(day)s THEN 'overdue'
                WHEN sent.sent_on IS NOT NULL THEN 'sent'
                ELSE 'planned' END AS state
      FROM member LEFT JOIN agreed ON (agreed.round_id, agreed.customer_id) = (member.round_id, member.customer_id)
      LEFT JOIN sent ON (sent.round_id, sent.customer_id) = (member.round_id, member.customer_id)
)
"""
_BY_ROUND = "SELECT round_id, state, count(*) FROM stands GROUP BY round_id, state"
_DONE = "SELECT id FROM stands WHERE id = ANY(%(members)s::bigint[]) AND agreed_on IS NOT NULL"


def stands_sql() -> str:
    return _STANDS.format(seen=SEEN.format(customer="member.customer_id"), told=told_of("paper"))


def of_round(found: ReconcilingRound, on: date, only: int | None = None) -> dict[str, Any]:
    """The parameters of ``stands_sql`` for a round."""
    return _of_rounds([found], on, only)


def _of_rounds(found: Sequence[ReconcilingRound], on: date, only: int | None) -> dict[str, Any]:
    return {
        "company": found[0].company_id, "rounds": [each.id for each in found], "zone": found[0].zone, "day": on, "only": only,
    }  # fmt: skip


def counts_of(rounds: Iterable[ReconcilingRound], on: date, only: int | None = None) -> dict[int, dict[str, int]]:  # fmt: skip
    """Of each round of a company, how many customers stand in each state: one question however many there are.

    Rounds that were opened while the company counted its days elsewhere are asked about apart.
    """
    by_zone: dict[str, list[ReconcilingRound]] = {}
    for each in rounds:
        by_zone.setdefault(each.zone, []).append(each)
    counts: dict[int, dict[str, int]] = {}
    for some in by_zone.values():
        for round_id, state, count in fetch(stands_sql() + _BY_ROUND, _of_rounds(some, on, only)):
            counts.setdefault(round_id, {})[state] = count
    return counts


def done_among(found: ReconcilingRound, members: Iterable[RoundMember]) -> set[int]:
    """Which of these members of a round are reconciled or confirmed in it already, in one question however many there are."""
    asked = {**of_round(found, found.to_on), "members": [each.id for each in members]}
    return {row[0] for row in fetch(stands_sql() + _DONE, asked)}
