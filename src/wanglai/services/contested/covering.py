"""What took something off an item, and how much of it stands for no case yet."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.words import KINDS
from wanglai.services.money import Amount

COVERING = ("credit_note", "write_off", "discount", "tolerance")  # kinds that accept a case


@dataclass(frozen=True)
class Outcome:
    """An entry that took something off the item: what it may still stand for."""

    seq: int
    kind: Wording
    document: str
    amount: Amount


def left_to_cover(
    company_id: int, item_id: int, *, deduction_id: int = 0, dispute_id: int = 0
) -> tuple[Outcome, ...]:
    """Entries that took something off an item, with what stands for no other case than the one that is named.

    A credit note of 70.00 that accepted a deduction of 20.00 may stand for 50.00 of a dispute. What was taken back by undoing
    the settlement or reversing the entry counts for nothing.
    """
    given = {
        "company": company_id, "item": item_id, "kinds": list(COVERING),
        "deduction": deduction_id, "dispute": dispute_id,
    }  # fmt: skip
    return tuple(
        Outcome(seq, KINDS[kind], document, Amount(left, currency))
        for seq, kind, document, left, currency in fetch(_LEFT, given)
    )


def covers(outcomes: tuple[Outcome, ...], seq: int | None, amount: int) -> bool:
    """Whether an entry still stands for so much (minor units)."""
    return any(each.seq == seq and each.amount.minor >= amount for each in outcomes)


# A dispute that was opened again let go of what it ended in.
_LEFT = """
SELECT credit.seq, credit.kind, credit.document, sum(allocation.amount)::bigint - coalesce(max(used.amount), 0)::bigint, credit.currency
  FROM store_allocation AS allocation
  JOIN store_openitem AS credit ON credit.id = allocation.credit_item_id AND credit.kind = ANY(%(kinds)s)
  LEFT JOIN LATERAL (
       SELECT sum(amount) AS amount
         FROM (SELECT amount FROM store_deductioncase
                WHERE company_id = %(company)s AND item_id = %(item)s AND outcome_seq = credit.seq AND id <> %(deduction)s
               UNION ALL
               SELECT step.amount FROM store_disputestep AS step
                 JOIN store_dispute AS dispute ON dispute.id = step.dispute_id AND dispute.item_id = %(item)s
                WHERE step.company_id = %(company)s AND step.entry_seq = credit.seq AND dispute.id <> %(dispute)s
                  AND NOT EXISTS (SELECT FROM store_disputestep AS later
                                   WHERE later.dispute_id = dispute.id AND later.no > step.no AND later.kind = 'reopened')
              ) AS every) AS used ON true
 WHERE allocation.company_id = %(company)s AND allocation.debit_item_id = %(item)s
 GROUP BY credit.seq, credit.kind, credit.document, credit.currency
HAVING sum(allocation.amount) > coalesce(max(used.amount), 0)
 ORDER BY credit.seq
"""
