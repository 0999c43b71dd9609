"""What a customer will owe of orders and deliveries, and owes on bills: what a credit limit counts beside open items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from wanglai.services.access.scope import admit_to_rows
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import exponent_of


@dataclass(frozen=True)
class Promised:
    """Of one customer in one currency, minor units with tax; each quantity stands in one of the first three only."""

    currency: str
    ordered_not_delivered: int  # confirmed orders
    delivered_not_invoiced: int
    invoiced_not_posted: int  # drafts
    bills_open: int  # not matured, or passed on and not yet paid; not part of the three above

    @property
    def total(self) -> int:
        return self.ordered_not_delivered + self.delivered_not_invoiced + self.invoiced_not_posted


def promised(*, company_id: int, actor: int, customer_id: int) -> tuple[Promised, ...]:
    """Per currency what is ordered, delivered and drafted beyond what is posted, and the open bills.

    Ordered 10 at 100.00 with 13 %, 6 delivered, 4 of them on a draft: 452.00 ordered, 226.00 delivered, 452.00 drafted.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_documents")
    sight.require(customer_id)
    return promised_by_customer(company_id, customer_id).get(customer_id, ())


def promised_by_customer(
    company_id: int, customer_id: int | None = None
) -> Mapping[int, tuple[Promised, ...]]:
    """The same for one customer, or for all who have any, for other verbs."""
    rows = fetch(_PROMISED, {"company": company_id, "customer": customer_id})
    found: dict[int, tuple[Promised, ...]] = {}
    for customer, currency, ordered, delivered, drafted, bills in rows:
        row = Promised(currency, _minor(ordered, currency), _minor(delivered, currency), int(drafted), int(bills))  # fmt: skip
        found[customer] = (*found.get(customer, ()), row)
    return found


def _minor(major: Decimal, currency: str) -> int:
    return int(major.scaleb(exponent_of(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


# Ahead: what is invoiced from the order before it is delivered is owed already and waits for nothing.
_PROMISED = """
WITH part AS (
    SELECT orders.customer_id, orders.currency,
           CASE WHEN orders.state = 'confirmed' THEN
               greatest(0, greatest(0, line.quantity - line.delivered - line.given_up)
                           - greatest(0, line.invoiced - (line.delivered - line.returned)))
           ELSE 0 END * line.price * (100 + line.tax_percent) / 100 AS ordered,
           greatest(0, line.delivered - line.returned - line.invoiced)
               * line.price * (100 + line.tax_percent) / 100 AS delivered,
           0::bigint AS drafted, 0::bigint AS bills
      FROM store_salesorderline AS line JOIN store_salesorder AS orders ON orders.id = line.order_id
     WHERE orders.company_id = %(company)s AND orders.state IN ('confirmed', 'closed')
       AND (%(customer)s::bigint IS NULL OR orders.customer_id = %(customer)s)
    UNION ALL
    SELECT customer_id, currency, 0, 0, gross, 0 FROM store_invoice
     WHERE company_id = %(company)s AND state = 'draft' AND kind <> 'credit_note'
       AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s)
    UNION ALL
    SELECT customer_id, currency, 0, 0, 0, amount FROM store_bill
     WHERE company_id = %(company)s AND state NOT IN ('settled', 'dishonoured')
       AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s))
SELECT customer_id, currency, sum(ordered), sum(delivered), sum(drafted)::bigint, sum(bills)::bigint
  FROM part GROUP BY customer_id, currency
HAVING sum(ordered) <> 0 OR sum(delivered) <> 0 OR sum(drafted) <> 0 OR sum(bills) <> 0
 ORDER BY customer_id, currency
"""
