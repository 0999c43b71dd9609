"""When a statement first reached its customer, and when the customer first said that it agrees: the one place that counts the ways.

It reaches them by mail or on paper; they agree in the portal, on a signed copy, or by signing the sheet of its reconciliation.
"""

from __future__ import annotations

_TOLD = """told AS MATERIALIZED (
    SELECT statement_id, min("on") FILTER (WHERE what = 'sent') AS sent_on, min("on") FILTER (WHERE what = 'confirmed') AS confirmed_on
      FROM (SELECT of.id AS statement_id, 'sent' AS what, (message.sent_at AT TIME ZONE %(zone)s)::date AS "on"
              FROM {statements} AS of JOIN store_statementsending AS sending ON sending.statement_id = of.id
              JOIN store_message AS message ON message.id = sending.message_id AND message.state = 'sent'
            UNION ALL
            SELECT of.id, 'confirmed', (answer.made_at AT TIME ZONE %(zone)s)::date
              FROM {statements} AS of JOIN store_portalanswer AS answer ON answer.statement_id = of.id AND answer.kind = 'confirmed'
            UNION ALL
            SELECT of.id, way.what, paper.on
              FROM {statements} AS of JOIN store_statementonpaper AS paper ON paper.statement_id = of.id
              JOIN (VALUES ('handed', 'sent'), ('signed', 'sent'), ('signed', 'confirmed')) AS way (kind, what) ON way.kind = paper.kind
             WHERE NOT EXISTS (SELECT FROM store_statementonpaper AS back
                                WHERE back.statement_id = of.id AND back.kind = 'taken_back' AND back.ordinal > paper.ordinal)
            UNION ALL
            SELECT of.id, 'confirmed', signed.signed_on
              FROM {statements} AS of JOIN store_bookside AS side ON side.statement_id = of.id
              JOIN store_sheetsignature AS signed ON signed.reconciliation_id = side.reconciliation_id AND signed.part = 'theirs') AS way
     GROUP BY statement_id
)"""


def told_of(statements: str) -> str:
    """A step of a statement: ``told`` (statement_id, sent_on, confirmed_on) of the rows ``statements`` names by its ``id``.

    Sent on 2 April, the signed copy dated the 9th: (7, 2026-04-02, 2026-04-09). Parameters: zone.
    """
    return _TOLD.format(statements=statements)
