"""The customers of a book with what each owes per currency at the end of a day; those that were merged are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from wanglai.services.access.scope import SEEN, admit_to_rows
from wanglai.services.ledger.merged import SHOWN_UNDER, merged_names
from wanglai.services.ledger.queries import START, fetch, last_act
from wanglai.services.money import Amount
from wanglai.store.models import ChainHead, Company, Period

ORDERS = ("-owes", "owes", "name", "-name")


@dataclass(frozen=True)
class BookState:
    """Whether a company keeps a book, in which currency, and for which days.

    ``day`` is what "as of" means until somebody says otherwise: today, or the nearest day the periods cover.
    """

    is_open: bool
    currency: str
    from_on: date | None
    to_on: date | None
    day: date
    today: date

    @property
    def is_over(self) -> bool:
        """Whether the periods of the book ended before today."""
        return self.to_on is not None and self.to_on < self.today

    @property
    def is_to_come(self) -> bool:
        """Whether the periods of the book begin after today."""
        return self.from_on is not None and self.from_on > self.today


@dataclass(frozen=True)
class CustomerOwes:
    id: int
    name: str
    names: tuple[str, ...]
    merged: tuple[str, ...]  # customers that stand in this line, too
    amounts: tuple[Amount, ...]
    base: Amount


@dataclass(frozen=True)
class CustomersPage:
    """One part of the list; totals are of every customer that fits, not of the part shown."""

    rows: tuple[CustomerOwes, ...]
    total: int
    amounts: tuple[Amount, ...]
    base: Amount
    next_after: int | None


def book_state(*, company_id: int, actor: int) -> BookState:
    """What every page of the book asks first. Refuses, in order: NotFound, NotPermitted."""
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    currency = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    today = timezone.localdate()
    if not ChainHead.objects.filter(company_id=company_id).exists():
        return BookState(False, currency, None, None, today, today)
    days = Period.objects.filter(company_id=company_id).order_by("from_on")
    first = days.values_list("from_on", flat=True).first()
    last = days.values_list("to_on", flat=True).last()
    day = min(max(today, first), last) if first and last else today
    return BookState(True, currency, first, last, day, today)


def customers_of_book(
    *,
    company_id: int,
    actor: int,
    on: date,
    known_at: datetime | None = None,
    search: str = "",
    order: str = "-owes",
    after: int = 0,
    limit: int = 50,
) -> CustomersPage:
    """Customers whose names hold every word of ``search``; ``order`` is one of ``ORDERS``.

    ``owes`` goes by what is owed in the company's own currency. ``after`` counts the rows shown before.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    currency = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    parameters = {
        "company": company_id,
        "only": sight.only,
        "day": on,
        "last": last_act(company_id, known_at),
        "words": search.lower().split(),
        "after": after,
        "limit": limit + 1,
    }
    rows = fetch(
        _CUSTOMERS.format(order=_ORDERS[order if order in ORDERS else "-owes"]), parameters
    )
    totals = fetch(_TOTALS, parameters)
    merged = merged_names(company_id, [row[0] for row in rows[:limit]])
    return CustomersPage(
        rows=tuple(
            CustomerOwes(
                id=row[0],
                name=row[1],
                names=tuple(row[2]),
                merged=merged.get(row[0], ()),
                amounts=tuple(map(Amount, row[4], row[3])),
                base=Amount(row[5], currency),
            )
            for row in rows[:limit]
        ),
        total=sum(row[0] for row in fetch(_COUNT, parameters)),
        amounts=tuple(Amount(minor, code) for code, minor, _ in totals if minor),
        base=Amount(sum(base for _, _, base in totals), currency),
        next_after=after + limit if len(rows) > limit else None,
    )


def customer_name(company_id: int, customer_id: int) -> str | None:
    """A customer's name, for the other queries of this room; None where there is no such customer."""
    rows = fetch(
        "SELECT name FROM store_customer WHERE company_id = %(company)s AND id = %(customer)s",
        {"company": company_id, "customer": customer_id},
    )
    return rows[0][0] if rows else None


_ORDERS = {
    "-owes": "base DESC, customer.name, customer.id",
    "owes": "base, customer.name, customer.id",
    "name": "customer.name, customer.id",
    "-name": "customer.name DESC, customer.id DESC",
}
# A merged customer stands in its survivor's line, which is found by its names, too.
_FITS = """customer.company_id = %(company)s AND customer.merged_into_id IS NULL
   AND NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS word
                    WHERE strpos(lower(customer.name || ' ' || array_to_string(customer.names, ' ')), word) = 0
                      AND NOT EXISTS (SELECT FROM store_customer AS merged
                                       WHERE merged.merged_into_id = customer.id
                                         AND strpos(lower(merged.name || ' ' || array_to_string(merged.names, ' ')), word) > 0))
   AND """ + SEEN.format(customer="customer.id")
_OWED = (
    START
    + """
, part AS (
    SELECT customer_id, currency, amount, base_amount FROM store_balancesnapshot
     WHERE company_id = %(company)s AND period_id = (SELECT id FROM start) AND customer_id IS NOT NULL
    UNION ALL
    SELECT customer_id, currency, amount, base_amount FROM store_entryline
     WHERE company_id = %(company)s AND customer_id IS NOT NULL AND entry_on <= %(day)s
       AND entry_on > coalesce((SELECT to_on FROM start), '-infinity')
       AND (%(last)s::bigint IS NULL OR seq <= %(last)s)
), owed AS (
    SELECT """
    + SHOWN_UNDER.format(customer="owner")
    + """ AS customer_id, currency, sum(amount)::bigint AS amount, sum(base_amount)::bigint AS base
      FROM (SELECT customer_id, currency, sum(amount) AS amount, sum(base_amount) AS base_amount
              FROM part GROUP BY customer_id, currency) AS posted
      JOIN store_customer AS owner ON owner.id = posted.customer_id
     GROUP BY 1, currency)
"""
)
_CUSTOMERS = (
    _OWED
    + """
, each AS (
    SELECT customer_id, array_agg(currency ORDER BY currency) FILTER (WHERE amount <> 0) AS currencies,
           array_agg(amount ORDER BY currency) FILTER (WHERE amount <> 0) AS amounts,
           sum(base)::bigint AS base
      FROM owed GROUP BY customer_id)
SELECT customer.id, customer.name, customer.names, coalesce(currencies, '{{}}'), coalesce(amounts, '{{}}'),
       coalesce(each.base, 0) AS base
  FROM store_customer AS customer LEFT JOIN each ON each.customer_id = customer.id
 WHERE """
    + _FITS
    + """
 ORDER BY {order} LIMIT %(limit)s OFFSET %(after)s
"""
)
_TOTALS = (
    _OWED
    + """
SELECT owed.currency, sum(owed.amount)::bigint, sum(owed.base)::bigint
  FROM owed JOIN store_customer AS customer ON customer.id = owed.customer_id
 WHERE """
    + _FITS
    + """
 GROUP BY owed.currency ORDER BY owed.currency
"""
)
_COUNT = "SELECT count(*) FROM store_customer AS customer WHERE " + _FITS
