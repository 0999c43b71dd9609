"""Every figure the book keeps for speed, computed again from the posted rows and compared (``wanglai books``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wanglai.store.prepared import fetched


@dataclass(frozen=True)
class Disagreement:
    """A kept figure and the one its rows give; ``seq`` is the act it comes from, 0 for a snapshot."""

    table: str
    seq: int
    place: str
    kept: str
    computed: str

    def __str__(self) -> str:
        return f"{self.table} {self.place}: kept {self.kept}, computed {self.computed}"


def recompute_company(company_id: int) -> tuple[Disagreement, ...]:
    """Counters of items, number series, and the snapshots of every closed period; empty where all agree."""
    return (*recompute_counters(company_id), *recompute_snapshots(company_id))


def recompute_counters(company_id: int) -> tuple[Disagreement, ...]:
    """Counters of items and number series alone: what moves with every act, and ``verify`` looks at too."""
    return _compared(company_id, _COUNTERS)


def recompute_snapshots(company_id: int) -> tuple[Disagreement, ...]:
    """What was kept at the end of closed periods alone: what ``verify`` leaves out."""
    return _compared(company_id, _SNAPSHOTS)


def _compared(company_id: int, statements: Mapping[str, str]) -> tuple[Disagreement, ...]:
    found = []
    for table, statement in statements.items():
        rows = fetched(statement, [company_id] * statement.replace("%%", "").count("%s"))
        found += [Disagreement(table, seq, *map(str, figures)) for seq, *figures in rows]
    return tuple(found)


_COUNTERS = {
    "open item": """
        SELECT item.seq, 'item ' || item.id, (item.allocated, item.base_allocated)::text,
               (coalesce(moved.amount, 0), coalesce(moved.base, 0))::text
          FROM store_openitem AS item
          LEFT JOIN (SELECT item_id, sum(amount)::bigint AS amount, sum(base)::bigint AS base
                       FROM (SELECT debit_item_id AS item_id, amount, debit_base AS base
                               FROM store_allocation WHERE company_id = %s
                             UNION ALL
                             SELECT credit_item_id, amount, credit_base
                               FROM store_allocation WHERE company_id = %s) AS part
                      GROUP BY item_id) AS moved ON moved.item_id = item.id
         WHERE item.company_id = %s
           AND (item.allocated, item.base_allocated)
               <> (coalesce(moved.amount, 0), coalesce(moved.base, 0))""",
    "number series": """
        SELECT coalesce(given.seq, 0), format('period %%s %%s', coalesce(series.period_id, given.period_id),
                      coalesce(series.kind, given.kind)), coalesce(series.last, 0), coalesce(given.last, 0)
          FROM (SELECT * FROM store_numberseries WHERE company_id = %s) AS series
          FULL JOIN (SELECT period_id, kind, max(number) AS last, max(seq) AS seq FROM store_entry
                      WHERE company_id = %s GROUP BY period_id, kind) AS given
            ON (given.period_id, given.kind) = (series.period_id, series.kind)
         WHERE series.last IS DISTINCT FROM given.last""",
}
_SNAPSHOTS = {
    "balance snapshot": """
        SELECT 0, format('period %%s account %%s customer %%s %%s', period_id, account_id, customer_id, currency),
               sum(kept)::text, sum(computed)::text
          FROM (SELECT period_id, account_id, customer_id, currency, amount AS kept, 0 AS computed,
                       base_amount AS kept_base, 0 AS computed_base
                  FROM store_balancesnapshot WHERE company_id = %s
                UNION ALL
                SELECT period.id, line.account_id, line.customer_id, line.currency, 0, line.amount, 0, line.base_amount
                  FROM store_period AS period
                  JOIN store_entryline AS line
                    ON line.company_id = period.company_id AND line.entry_on <= period.to_on
                 WHERE period.company_id = %s AND period.closed_seq IS NOT NULL) AS part
         GROUP BY period_id, account_id, customer_id, currency
        HAVING sum(kept) <> sum(computed) OR sum(kept_base) <> sum(computed_base)""",
    "item snapshot": """
        SELECT 0, format('period %%s item %%s', period_id, item_id), sum(kept)::text, sum(computed)::text
          FROM (SELECT period_id, item_id, amount AS kept, base_amount AS kept_base, 0 AS computed, 0 AS computed_base
                  FROM store_itemsnapshot WHERE company_id = %s
                UNION ALL
                SELECT period.id, item.id, 0, 0, item.amount, item.base_amount
                  FROM store_period AS period
                  JOIN store_openitem AS item
                    ON item.company_id = period.company_id AND item.document_on <= period.to_on
                 WHERE period.company_id = %s AND period.closed_seq IS NOT NULL
                UNION ALL
                SELECT period.id, part.item_id, 0, 0, -part.amount, -part.base
                  FROM store_period AS period
                  JOIN (SELECT company_id, debit_item_id AS item_id, amount, debit_base AS base, effective_on
                          FROM store_allocation
                        UNION ALL
                        SELECT company_id, credit_item_id, amount, credit_base, effective_on
                          FROM store_allocation) AS part
                    ON part.company_id = period.company_id AND part.effective_on <= period.to_on
                 WHERE period.company_id = %s AND period.closed_seq IS NOT NULL) AS part
         GROUP BY period_id, item_id
        HAVING sum(kept) <> sum(computed) OR sum(kept_base) <> sum(computed_base)""",
    "item of a snapshot": """
        SELECT 0, format('period %%s item %%s', snapshot.period_id, snapshot.item_id),
               (snapshot.customer_id, snapshot.side, snapshot.currency, snapshot.document_on, snapshot.due_on)::text,
               (item.customer_id, item.side, item.currency, item.document_on, item.due_on)::text
          FROM store_itemsnapshot AS snapshot
          LEFT JOIN store_openitem AS item ON item.id = snapshot.item_id AND item.company_id = snapshot.company_id
         WHERE snapshot.company_id = %s
           AND (snapshot.customer_id, snapshot.side, snapshot.currency, snapshot.document_on, snapshot.due_on)
               IS DISTINCT FROM (item.customer_id, item.side, item.currency, item.document_on, item.due_on)""",
}
