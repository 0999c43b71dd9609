"""The classes of a company's customers, computed from its book: kept where they changed, the reasons with them.

Turnover and trade are those of the survivor where customers were merged. An invoice that was reversed counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from wanglai.domain.classes import Instalment, behaviours, frequencies, tiers
from wanglai.domain.wording import Wording
from wanglai.services.access.membership import record
from wanglai.services.access.scope import admit
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.queries import companies_with_books, fetch
from wanglai.store.models import CustomerClass

DAYS = 365  # of turnover; frequency and behaviour look back as far


@dataclass(frozen=True)
class Found:
    """One customer's class of a kind: tier, frequency or behaviour."""

    customer_id: int
    kind: str
    value: str
    reason: Wording


@transaction.atomic
def classify_customers(*, company_id: int, actor: int, origin: str, as_of: date | None = None) -> int:  # fmt: skip
    """Compute every class anew; how many changed. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="classify_customers")
    day = as_of or timezone.localdate()
    changed = classify_company(company_id, day)
    record(company_id, Who(actor, origin), "classify_customers", day=day.isoformat(), changed=changed)  # fmt: skip
    return changed


def classify_every_company(as_of: date) -> int:
    """For the weekly job: all companies with books; how many classes changed."""
    return sum(classify_company(company_id, as_of) for company_id in companies_with_books())


@transaction.atomic
def classify_company(company_id: int, as_of: date) -> int:
    """Classes as of a day; a row for each that differs from the one in force. Running twice adds nothing."""
    in_force = {(customer, kind): value for customer, kind, value in fetch(_IN_FORCE, {"company": company_id})}  # fmt: skip
    rows = [
        CustomerClass(
            company_id=company_id, customer_id=each.customer_id, kind=each.kind, value=each.value,
            as_of=as_of, reason_zh=each.reason.zh[:300], reason_en=each.reason.en[:300],
        )
        for each in _classes(company_id, as_of)
        if in_force.get((each.customer_id, each.kind)) != each.value
    ]  # fmt: skip
    CustomerClass.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _classes(company_id: int, as_of: date) -> Iterator[Found]:
    parameters = {"company": company_id, "day": as_of, "since": as_of - timedelta(days=DAYS)}
    traded = fetch(_TRADED, parameters)
    for tier in tiers({customer: turnover for customer, turnover, _ in traded}):
        yield Found(tier.customer_id, "tier", tier.tier, tier.reason)
    for often in frequencies({customer: days for customer, _, days in traded}, as_of):
        yield Found(often.customer_id, "frequency", often.frequency, often.reason)
    owed = (
        Instalment(customer, amount, issued, max(issued, due or issued), paid)
        for customer, amount, issued, due, paid in fetch(_OWED, parameters)
    )
    for pays in behaviours((customer for customer, _, _ in traded), owed, as_of):
        yield Found(pays.customer_id, "behaviour", pays.behaviour, pays.reason)


_IN_FORCE = """
SELECT DISTINCT ON (customer_id, kind) customer_id, kind, value FROM store_customerclass
 WHERE company_id = %(company)s ORDER BY customer_id, kind, id DESC
"""
# Turnover and days of trade in the window, and the last day of trade before it.
_TRADED = """
WITH trade AS (
    SELECT coalesce(owner.merged_into_id, owner.id) AS customer_id, item.document_on, item.side, item.base_amount
      FROM store_openitem AS item JOIN store_customer AS owner ON owner.id = item.customer_id
     WHERE item.company_id = %(company)s AND item.document_on <= %(day)s
       AND item.kind IN ('invoice', 'debit_note', 'credit_note')
       AND NOT EXISTS (SELECT FROM store_entry AS back
                        WHERE back.company_id = item.company_id AND back.reverses_seq = item.seq)
), summed AS (
    SELECT customer_id,
           coalesce(sum(side * base_amount) FILTER (WHERE document_on > %(since)s), 0)::bigint AS turnover,
           array_agg(DISTINCT document_on) FILTER (WHERE document_on > %(since)s AND side = 1) AS days,
           max(document_on) FILTER (WHERE document_on <= %(since)s AND side = 1) AS last
      FROM trade GROUP BY customer_id)
SELECT customer.id, coalesce(summed.turnover, 0),
       coalesce(summed.days, '{}') || array_remove(ARRAY[summed.last], NULL)
  FROM store_customer AS customer LEFT JOIN summed ON summed.customer_id = customer.id
 WHERE customer.company_id = %(company)s AND customer.merged_into_id IS NULL AND NOT customer.is_suspense
"""
# What is open, and what was settled in the window; the day of the last settlement is the day it was paid.
_OWED = """
SELECT coalesce(customer.merged_into_id, customer.id), item.base_amount, item.document_on, item.due_on,
       CASE WHEN paid.amount >= item.amount THEN paid.day END
  FROM store_openitem AS item
  JOIN store_customer AS customer ON customer.id = item.customer_id
  LEFT JOIN LATERAL (
       SELECT sum(part.amount) AS amount, max(part.effective_on) AS day FROM store_allocation AS part
        WHERE part.debit_item_id = item.id AND part.effective_on <= %(day)s) AS paid ON true
 WHERE item.company_id = %(company)s AND item.side = 1 AND item.base_amount > 0 AND item.document_on <= %(day)s
   AND item.kind IN ('invoice', 'debit_note', 'interest', 'fee', 'opening', 'bill')
   AND (item.allocated < item.amount OR item.document_on > %(since)s OR paid.day > %(since)s)
   AND NOT EXISTS (SELECT FROM store_entry AS back
                    WHERE back.company_id = item.company_id AND back.reverses_seq = item.seq)
"""
