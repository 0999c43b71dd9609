"""Everybody with a line on an account by a day, with what they owed and were owed then: read from the book in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wanglai.domain.confirmations import Choice, Rule, Sample, Taken, Unit, draw
from wanglai.services.ledger.queries import STOOD_OPEN, fetch
from wanglai.services.statements.composing import pairs_of
from wanglai.store.models import ConfirmationRound, ConfirmationUnit, Customer


@dataclass(frozen=True)
class Drawn:
    """A sample with the names of those who are in the population."""

    sample: Sample
    names: dict[int, str]


def population_of(company_id: int, on: date, known_seq: int) -> list[Unit]:
    """Every customer and currency that ever had a line by the day, those that are even included; customers that nobody can name are not.

    Open invoices of 1,000.00 and a receipt of 200.00 nobody has applied: owed to us 1,000.00, owed by us 200.00.
    """
    pairs = pairs_of(company_id, None, on, known_seq)
    asked = {"company": company_id, "day": on, "last": known_seq, "customers": sorted({customer for customer, _ in pairs})}  # fmt: skip
    stood = {
        (customer, currency): (to_us, by_us, base)
        for customer, currency, to_us, by_us, base in fetch(_STOOD, asked)
    }
    return [Unit(*pair, *stood.get(pair, (0, 0, 0))) for pair in pairs]


def drawn_from_book(company_id: int, on: date, known_seq: int, rule: Rule) -> Drawn:
    """The sample a rule draws from the book of a day."""
    sample = draw(population_of(company_id, on, known_seq), rule)
    return Drawn(sample, names_of([each.unit.customer_id for each in sample.choices]))


def names_of(customer_ids: list[int]) -> dict[int, str]:
    return dict(Customer.objects.filter(id__in=customer_ids).values_list("id", "name"))


def rule_of(found: ConfirmationRound) -> Rule:
    return Rule(found.threshold, found.draws, found.zeros, found.credits, found.seed)


def sample_of(found: ConfirmationRound) -> Sample:
    """The sample as it was kept with the round."""
    rows = ConfirmationUnit.objects.filter(round_id=found.id).order_by("customer_id", "currency")
    choices = tuple(map(choice_of, rows))
    rest = sum(each.unit.base_balance for each in choices if each.taken != "key" and each.unit.base_balance > 0)  # fmt: skip
    return Sample(choices, found.interval, found.start, rest)


def unit_of(row: ConfirmationUnit) -> Unit:
    return Unit(row.customer_id, row.currency, row.owed_to_us, row.owed_by_us, row.base_balance)


def choice_of(row: ConfirmationUnit) -> Choice:
    taken: Taken = row.taken  # type: ignore[assignment] # one of these, by a constraint
    return Choice(unit_of(row), taken, row.hits)


# The same accounts as on a statement: what is owed and what was paid ahead; bills a customer gave stand elsewhere.
_STOOD = (
    STOOD_OPEN
    + """
SELECT item.customer_id, item.currency,
       coalesce(sum(item.amount_open) FILTER (WHERE item.side = 1), 0)::bigint,
       coalesce(sum(item.amount_open) FILTER (WHERE item.side = -1), 0)::bigint,
       sum(item.side * item.base_open)::bigint
  FROM stood AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role IN ('receivable', 'advance')
 WHERE item.amount_open <> 0
 GROUP BY item.customer_id, item.currency
"""
)
