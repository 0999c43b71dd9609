"""What the house knows when a file is looked at: customers, open periods, what is booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

from wanglai.domain.incoming import Incoming, Known, Manner, key_in_file
from wanglai.services.access.scope import Sight
from wanglai.services.imports.problems import SUSPENSE_NAME
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Company, Customer, Period

Key = TypeVar("Key", bound=Hashable)

# Currencies are any three capital letters to the book; a file's must be one that somebody trades in.
CURRENCIES = frozenset(
    ["CNY", "USD", "EUR", "GBP", "HKD", "JPY", "TWD", "KRW", "SGD", "AUD", "CAD", "CHF", "KWD", "MOP", "THB", "VND", "INR", "RUB", "MYR", "NZD", "SEK", "NOK", "DKK", "PLN", "AED", "BHD", "TND", "OMR", "CLP", "BRL", "MXN", "ZAR", "IDR", "PHP", "TRY", "CZK", "HUF", "ILS", "SAR"]
)  # fmt: skip


def known_to(company_id: int, manner: Manner, documents: Iterable[Incoming]) -> Known:
    """Everything ``problems_of`` asks about these documents, in four looks at the database."""
    documents = list(documents)
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    customers = customers_by_name(company_id)
    return Known(
        base=base,
        open_days=tuple(
            Period.objects.filter(company_id=company_id, closed_seq=None).values_list("from_on", "to_on")
        ),
        customers=customers,
        suspense=customers.get(SUSPENSE_NAME),
        booked=_booked(company_id, manner, {each.number for each in documents}),
        currencies=CURRENCIES | {base},
        times=repeated(key_in_file(each, manner) for each in documents if each.number),
    )  # fmt: skip


def repeated(keys: Iterable[Key]) -> dict[Key, int]:
    """How often each key occurs that occurs more than once."""
    return {key: count for key, count in Counter(keys).items() if count > 1}


def customers_by_name(company_id: int, sight: Sight | None = None) -> dict[str, int | None]:
    """Every name and other name, of all customers or of those in sight; its own name comes before another's other name."""
    found_rows = Customer.objects.filter(company_id=company_id)
    found_rows = found_rows if sight is None else sight.of(found_rows, "id")
    rows = list(found_rows.values_list("id", "name", "names"))
    found: dict[str, int | None] = {}
    for customer_id, _, others in rows:
        for other in others:
            found[other] = None if found.get(other, customer_id) != customer_id else customer_id
    found.update({name: customer_id for customer_id, name, _ in rows})
    return found


def _booked(
    company_id: int, manner: Manner, numbers: set[str]
) -> dict[tuple[str, str, int | None], int]:
    """Documents of these numbers that stand in the book and were not taken back."""
    kinds = list(manner.kinds)
    rows = fetch(
        _BOOKED, {"company": company_id, "kinds": kinds, "numbers": sorted(numbers - {""})}
    )
    has_customer = manner.has_customer_in_key
    return {(kind, number, customer if has_customer else None): gross for kind, number, customer, gross in rows}  # fmt: skip


# What was taken back is looked up in a hash: a fresh book has no statistics by which an anti-join could be planned.
_BOOKED = """
WITH undone AS MATERIALIZED (
    SELECT reverses_seq AS seq FROM store_entry WHERE company_id = %(company)s AND reverses_seq IS NOT NULL)
SELECT entry.kind, entry.document, entry.customer_id, sum(item.amount)::bigint
  FROM store_entry AS entry
  JOIN store_openitem AS item ON item.company_id = entry.company_id AND item.seq = entry.seq
 WHERE entry.company_id = %(company)s AND entry.kind = ANY(%(kinds)s) AND entry.document = ANY(%(numbers)s)
   AND entry.seq NOT IN (SELECT seq FROM undone)
 GROUP BY entry.kind, entry.document, entry.customer_id, entry.seq
"""
