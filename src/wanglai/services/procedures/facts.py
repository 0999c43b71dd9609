"""The facts a step of a procedure may be done by, what drawings call them, and those a case has seen since it was opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.procedures import Procedure
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.told import told_of
from wanglai.store.models import ProcedureCase, ProcedureStep

FACTS = {
    "statement_issued": Wording("对账单已出具", "statement issued"),
    "statement_sent": Wording("对账单已发出", "statement sent"),
    "statement_confirmed": Wording("对账单已确认", "statement confirmed"),
    "statement_disputed": Wording("对账单有异议", "statement disputed"),
    "sheet_signed": Wording("余额调节表双方已签", "balance reconciliation statement signed"),
    "correction_posted": Wording("更正已入账", "correction posted"),
}
_CODES = {
    **{code: code for code in FACTS},
    **{words.zh: code for code, words in FACTS.items()},
    **{words.en: code for code, words in FACTS.items()},
}


def with_facts(procedure: Procedure) -> Procedure:
    """The procedure with the code of a fact where its documentation names one we know, else with its own words."""
    steps = (
        replace(each, fact=_CODES.get(each.fact.lower(), each.fact)) for each in procedure.steps
    )
    ways = (replace(each, fact=_CODES.get(each.fact.lower(), each.fact)) for each in procedure.ways)
    return replace(procedure, steps=tuple(steps), ways=tuple(ways))


def fact_words(code: str) -> Wording:
    """A fact in words; one nobody knows by its own."""
    return FACTS.get(code, Wording(code, code))


class Seen(NamedTuple):
    """A fact of a customer: ``source`` is statement, dispute, reconciliation or entry, ``source_id`` its number; ``at`` where the moment is known."""

    fact: str
    source: str
    source_id: int
    on: date
    at: datetime | None


@dataclass(frozen=True)
class Taken:
    """A step that was done by a fact, or by a person (``fact`` empty)."""

    step: str
    fact: str
    source: str
    source_id: int | None
    at: datetime


def taken_in(case: ProcedureCase) -> tuple[Taken, ...]:
    rows = ProcedureStep.objects.filter(case_id=case.id).order_by("ordinal")
    return tuple(Taken(*each) for each in rows.values_list("step", "fact", "source", "source_id", "done_at"))  # fmt: skip


def seen_by(case: ProcedureCase, facts: Collection[str]) -> tuple[Seen, ...]:
    """What happened of these facts to the case's customer since the case was opened, the oldest first.

    A case that names a reconciliation looks at its statement and its sheet alone; once it took a statement, at the versions of that one.
    """
    asked = {
        "company": case.company_id, "customer": case.customer_id, "since": case.opened_on, "opened": case.opened_at,
        "reconciliation": case.reconciliation_id, "facts": sorted(facts), "case": case.id,
        "zone": timezone.get_current_timezone_name(),
    }  # fmt: skip
    return tuple(Seen(*row) for row in fetch(_SEEN.format(told=told_of("paper")), asked))


def fact_for(step: str, wanted: Collection[str], seen: Sequence[Seen], taken: Sequence[Taken]) -> Seen | None:  # fmt: skip
    """The first fact a step can be done by: one of those wanted, that did not do it before, and not older than the last time it was done."""
    used = {(each.fact, each.source, each.source_id) for each in taken if each.step == step}
    last = max((each.at for each in taken if each.step == step), default=None)
    for each in seen:
        if each.fact not in wanted or (each.fact, each.source, each.source_id) in used:
            continue
        if last is not None and (each.at < last if each.at else each.on < timezone.localdate(last)):
            continue
        return each
    return None


# Customers merged into the case's count with it.
_SEEN = """
WITH mine AS (
    SELECT id FROM store_customer WHERE company_id = %(company)s AND (id = %(customer)s OR merged_into_id = %(customer)s)
), followed AS (
    SELECT statement.year, statement.number FROM store_procedurestep AS step JOIN store_statement AS statement ON statement.id = step.source_id
     WHERE step.case_id = %(case)s AND step.source = 'statement' ORDER BY step.ordinal DESC LIMIT 1
), paper AS MATERIALIZED (
    SELECT statement.id, statement.issued_at FROM store_statement AS statement
     WHERE statement.company_id = %(company)s AND statement.customer_id IN (SELECT id FROM mine) AND statement.kind <> 'activity'
       AND CASE WHEN EXISTS (SELECT FROM followed) THEN (statement.year, statement.number) IN (SELECT year, number FROM followed)
                WHEN EXISTS (SELECT FROM store_bookside WHERE reconciliation_id = %(reconciliation)s AND statement_id IS NOT NULL)
                THEN statement.id = (SELECT statement_id FROM store_bookside WHERE reconciliation_id = %(reconciliation)s)
                ELSE (statement.issued_at AT TIME ZONE %(zone)s)::date >= %(since)s END
), {told}
SELECT fact, source, source_id, on_day, at FROM (
    SELECT 'statement_issued' AS fact, 'statement' AS source, id AS source_id, (issued_at AT TIME ZONE %(zone)s)::date AS on_day, issued_at AS at
      FROM paper
    UNION ALL
    SELECT 'statement_sent', 'statement', statement_id, sent_on, NULL FROM told WHERE sent_on >= %(since)s
    UNION ALL
    SELECT 'statement_confirmed', 'statement', statement_id, confirmed_on, NULL FROM told WHERE confirmed_on >= %(since)s
    UNION ALL
    SELECT 'statement_disputed', 'dispute', dispute.id, dispute.opened_on, dispute.opened_at
      FROM store_dispute AS dispute JOIN paper ON paper.id = dispute.statement_id
     WHERE dispute.company_id = %(company)s AND dispute.opened_at >= %(opened)s
    UNION ALL
    SELECT 'sheet_signed', 'reconciliation', of.id, signed.signed_on, signed.signed_at
      FROM store_sheetsignature AS signed JOIN store_reconciliation AS of ON of.id = signed.reconciliation_id
     WHERE signed.company_id = %(company)s AND signed.part = 'theirs' AND of.customer_id IN (SELECT id FROM mine)
       AND signed.signed_at >= %(opened)s AND (%(reconciliation)s::bigint IS NULL OR of.id = %(reconciliation)s)
    UNION ALL
    SELECT 'correction_posted', 'entry', item.seq, (act.at AT TIME ZONE %(zone)s)::date, act.at
      FROM store_openitem AS item JOIN store_act AS act ON act.company_id = item.company_id AND act.seq = item.seq
     WHERE item.company_id = %(company)s AND item.customer_id IN (SELECT id FROM mine)
       AND item.kind IN ('credit_note', 'debit_note', 'reversal') AND act.at >= %(opened)s
     GROUP BY item.seq, act.at
) AS seen WHERE fact = ANY(%(facts)s) ORDER BY on_day, at NULLS LAST, source_id
"""
