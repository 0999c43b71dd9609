"""The steps of a cycle on the board: where each stands, as SQL over the facts themselves; nothing of it is stored twice.

A cycle waits at the first step that is not done; what is overdue or paid asks for no sending and no confirmation any more, and neither does
a statement in a currency of which nothing is owed. An invoice or debit note belongs to the cycle in whose days it lies, one
made of a cycle to that cycle.
"""

from __future__ import annotations

from wanglai.services.access.scope import SEEN
from wanglai.services.statements.told import told_of

# In their order. ``running`` lies before the first, ``done`` after the last.
STEPS = ("cut_off", "billed", "posted", "statement", "sent", "confirmed", "due", "paid")
WAITS = ("running", "cut_off", "billed", "posted", "statement", "sent", "confirmed", "due", "paid", "done")  # fmt: skip
# We hold the ball; at ``confirmed``, ``due`` and ``paid`` the customer does.
OURS = ("cut_off", "billed", "posted", "statement", "sent")

_CHOSEN = """
WITH chosen AS MATERIALIZED (
    SELECT cycle.id, cycle.customer_id, cycle.from_on, cycle.to_on, cycle.statement_on, cycle.state, cycle.closed_on,
           customer.name, customer.manager_id, customer.team_id
      FROM store_settlementcycle AS cycle JOIN store_customer AS customer ON customer.id = cycle.customer_id
     WHERE cycle.company_id = %(company)s AND cycle.state <> 'dropped' AND cycle.to_on BETWEEN %(first)s AND %(last)s
       AND {seen}{conditions}
)"""
_PAPERS = """paper AS MATERIALIZED (
    SELECT DISTINCT ON (chosen.id, statement.currency) chosen.id AS cycle_id, statement.id, statement.currency::text AS currency,
           (statement.issued_at AT TIME ZONE %(zone)s)::date AS issued_on
      FROM chosen JOIN store_statement AS statement
        ON statement.company_id = %(company)s AND statement.customer_id = chosen.customer_id
       AND statement.through_on >= chosen.to_on AND statement.from_on <= chosen.to_on AND statement.kind <> 'activity'
     ORDER BY chosen.id, statement.currency, statement.through_on, statement.version DESC, statement.id
), {told}"""
_STATED = """, {papers}, stated AS MATERIALIZED (
    SELECT paper.cycle_id, array_agg(paper.currency) AS currencies, max(paper.issued_on) AS stated_on, max(told.sent_on) AS sent_on,
           array_agg(paper.currency) FILTER (WHERE coalesce(told.sent_on, told.confirmed_on) IS NULL) AS unsent,
           array_agg(paper.currency) FILTER (WHERE told.confirmed_on IS NULL) AS unconfirmed,
           array_agg(paper.currency) FILTER (
               WHERE CASE WHEN silence.statement_id IS NULL THEN false
                          ELSE store_statement_answered_or_over(paper.id) = 'is given up' END) AS silent,
           array_agg(paper.currency) FILTER (
               WHERE EXISTS (SELECT FROM store_dispute AS dispute
                              WHERE dispute.statement_id = paper.id AND dispute.state = 'open')) AS contested
      FROM paper LEFT JOIN told ON told.statement_id = paper.id
      LEFT JOIN store_statementsilence AS silence ON silence.statement_id = paper.id
     GROUP BY paper.cycle_id
)"""
# Open items are few and stand in an index of their own; of the paid ones it is enough that there are some. All cycles' items are read
# together: asked for cycle by cycle they took twice the time of a month of five thousand. Facts pass from step to step unkept, and are told
# once each (OFFSET).
_FACTS = """, owed AS MATERIALIZED (
    SELECT cycle_id, count(*) AS open, min(due_on) AS due_on, count(*) FILTER (WHERE due_on IS NULL) AS pending,
           array_agg(DISTINCT currency) AS currencies
      FROM (SELECT chosen.id AS cycle_id, item.due_on, item.currency::text AS currency
              FROM chosen JOIN store_openitem AS item
                ON item.company_id = %(company)s AND item.customer_id = chosen.customer_id
               AND item.document_on BETWEEN chosen.from_on AND chosen.to_on
             WHERE item.allocated < item.amount AND item.side = 1 AND item.kind IN ('invoice', 'debit_note') AND {of_no_other}
            UNION ALL
            SELECT chosen.id, item.due_on, item.currency::text
              FROM chosen JOIN store_cyclebill AS bill ON bill.cycle_id = chosen.id
              JOIN store_invoice AS invoice ON invoice.id = bill.invoice_id
               AND invoice.on NOT BETWEEN chosen.from_on AND chosen.to_on
              JOIN store_openitem AS item ON item.company_id = %(company)s AND item.seq = invoice.entry_seq
             WHERE item.allocated < item.amount AND item.side = 1 AND item.kind IN ('invoice', 'debit_note')) AS item
     GROUP BY cycle_id
), fact AS (
    SELECT chosen.*, billed.on AS billed_on, coalesce(bill.drafts, 0) AS drafts, coalesce(bill.posted, 0) AS posted,
           owed.due_on, owed.pending, coalesce(owed.open, 0) AS open,
           coalesce(owed.open, 0) > 0 OR coalesce(bill.posted, 0) > 0 OR EXISTS (
               SELECT FROM store_openitem AS item
                WHERE item.company_id = %(company)s AND item.customer_id = chosen.customer_id
                  AND item.document_on BETWEEN chosen.from_on AND chosen.to_on AND item.kind IN ('invoice', 'debit_note')
                  AND {of_no_other}) AS has_items,
           stated.currencies IS NOT NULL AND coalesce(owed.currencies <@ stated.currencies, true) AS is_stated,
           stated.stated_on, stated.sent_on, coalesce(stated.unsent && owed.currencies, false) AS is_unsent,
           coalesce(stated.unconfirmed && owed.currencies, false) AS is_unconfirmed,
           coalesce(stated.silent && owed.currencies, false) AS is_silent,
           coalesce(stated.contested && owed.currencies, false) AS is_contested
      FROM chosen
      LEFT JOIN (
           SELECT cycle_id, (billed_at AT TIME ZONE %(zone)s)::date AS on FROM store_cyclebilling
            WHERE company_id = %(company)s) AS billed ON billed.cycle_id = chosen.id
      LEFT JOIN (
           SELECT bill.cycle_id, count(*) FILTER (WHERE invoice.state = 'draft') AS drafts,
                  count(*) FILTER (WHERE invoice.state = 'posted') AS posted
             FROM chosen JOIN store_cyclebill AS bill ON bill.cycle_id = chosen.id
             JOIN store_invoice AS invoice ON invoice.id = bill.invoice_id
            GROUP BY bill.cycle_id) AS bill ON bill.cycle_id = chosen.id
      LEFT JOIN owed ON owed.cycle_id = chosen.id
      LEFT JOIN stated ON stated.cycle_id = chosen.id
    OFFSET 0
), waiting AS (
    SELECT fact.*,
           CASE WHEN state = 'open' AND to_on > %(day)s THEN 'running'
                WHEN state = 'open' THEN 'cut_off'
                WHEN billed_on IS NULL THEN 'billed'
                WHEN drafts > 0 THEN 'posted'
                WHEN has_items AND NOT is_stated THEN 'statement'
                WHEN open = 0 THEN 'done'
                WHEN pending < open AND due_on < %(day)s THEN 'paid'
                WHEN is_unsent THEN 'sent'
                WHEN is_unconfirmed THEN 'confirmed'
                ELSE 'due' END AS waits
      FROM fact OFFSET 0
), board AS MATERIALIZED (
    SELECT waiting.*,
           CASE waits WHEN 'cut_off' THEN %(day)s - to_on WHEN 'billed' THEN %(day)s - closed_on
                      WHEN 'posted' THEN %(day)s - billed_on
                      WHEN 'statement' THEN greatest(%(day)s - greatest(statement_on, billed_on), 0)
                      WHEN 'sent' THEN greatest(%(day)s - stated_on, 0) WHEN 'confirmed' THEN greatest(%(day)s - sent_on, 0)
                      WHEN 'due' THEN %(day)s - due_on WHEN 'paid' THEN %(day)s - due_on END AS days,
           waits = 'paid' OR waits = 'confirmed' AND is_silent
           OR waits IN ('cut_off', 'billed', 'posted', 'statement', 'sent') AND statement_on < %(day)s AS is_late
      FROM waiting)
"""
# A bill of another cycle, dated in the days of this one.
_OF_NO_OTHER = """NOT EXISTS (SELECT FROM store_invoice AS invoice JOIN store_cyclebill AS other ON other.invoice_id = invoice.id
                                  WHERE invoice.company_id = %(company)s AND invoice.entry_seq = item.seq
                                    AND other.cycle_id <> chosen.id)"""
_PAGE = """
SELECT (SELECT jsonb_object_agg(waits, of_step) FROM (SELECT waits, count(*) AS of_step FROM board GROUP BY waits) AS counted)::text,
       (SELECT count(*) FROM board WHERE is_late),
       page.*
  FROM (SELECT 1) AS once LEFT JOIN (
       SELECT id, customer_id, name, from_on, to_on, statement_on, state, closed_on, billed_on, drafts, posted, has_items,
              is_stated, is_contested, open, pending, due_on, waits, days, is_late, manager_id, team_id
         FROM board WHERE true{narrowed}
        ORDER BY name, id LIMIT %(limit)s) AS page ON true
 ORDER BY page.name, page.id
"""


def papers_sql() -> str:
    """Steps after ``chosen`` (cycles: id, customer_id, to_on): ``paper``, by currency the newest version of the earliest statement
    that covers the cut-off, and ``told``, when its customer got and confirmed it. Parameters: company, zone.
    """
    return _PAPERS.format(told=told_of("paper"))


def board_sql(conditions: str, narrowed: str) -> str:
    """One look at the month: how many wait at each step, and a page of rows."""
    seen = SEEN.format(customer="cycle.customer_id")
    return (_CHOSEN + _STATED + _FACTS + _PAGE).format(
        seen=seen,
        conditions=conditions,
        narrowed=narrowed,
        of_no_other=_OF_NO_OTHER,
        papers=papers_sql(),
    )
