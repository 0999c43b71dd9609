"""What the house knows when a file is looked at: customers, open periods, what is booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wanglai.domain.customer_names import read_name
from wanglai.domain.incoming import Incoming, Known, Manner, Problem, key_in_file, problems_of
from wanglai.services.imports.kinds import ImportKind
from wanglai.services.imports.problems import SUSPENSE_NAME
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import Company, Customer, Period

# Currencies are any three capital letters to the book; a file's must be one that somebody trades in.
CURRENCIES = frozenset(
    ["CNY", "USD", "EUR", "GBP", "HKD", "JPY", "TWD", "KRW", "SGD", "AUD", "CAD", "CHF", "KWD", "MOP", "THB", "VND", "INR", "RUB", "MYR", "NZD", "SEK", "NOK", "DKK", "PLN", "AED", "BHD", "TND", "OMR", "CLP", "BRL", "MXN", "ZAR", "IDR", "PHP", "TRY", "CZK", "HUF", "ILS", "SAR"]
)  # fmt: skip


def known_to(company_id: int, kind: ImportKind, documents: Iterable[Incoming]) -> Known:
    """Everything ``problems_of`` asks about these documents, in four looks at the database."""
    documents = list(documents)
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    manner = kind.manner
    times: Counter[tuple[str, str]] = Counter()
    if manner is not None:
        times.update(key_in_file(each, manner) for each in documents if each.number)
    customers = customers_by_name(company_id)
    return Known(
        base=base,
        open_days=tuple(
            Period.objects.filter(company_id=company_id, closed_seq=None).values_list("from_on", "to_on")
        ),
        customers=customers,
        suspense=customers.get(SUSPENSE_NAME),
        booked=_booked(company_id, manner, {each.number for each in documents}) if manner else {},
        currencies=CURRENCIES | {base},
        times={key: count for key, count in times.items() if count > 1},
    )  # fmt: skip


def customers_by_name(company_id: int) -> dict[str, int | None]:
    """Every name and other name; its own name names a customer even where another goes by it."""
    rows = list(Customer.objects.filter(company_id=company_id).values_list("id", "name", "names"))
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
    kinds = [each for each in (manner.above, manner.below) if each]
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


def all_problems(company_id: int, kind: ImportKind, documents: list[Incoming]) -> list[list[Problem]]:  # fmt: skip
    """The problems of each document, in order."""
    if kind.manner is None:
        return _of_customers(company_id, documents)
    known = known_to(company_id, kind, documents)
    return [problems_of(each, kind.manner, known) for each in documents]


def _of_customers(company_id: int, documents: list[Incoming]) -> list[list[Problem]]:
    rows = list(Customer.objects.filter(company_id=company_id).values_list("name", "names"))
    named = dict(rows)
    cores = {read_name(name).core: name for name, _ in rows}
    times = Counter(each.customer for each in documents if each.customer)
    return [list(_of_customer(each, named, cores, times)) for each in documents]


def _of_customer(
    document: Incoming, named: dict[str, list[str]], cores: dict[str, str], times: Counter[str]
) -> list[Problem]:  # fmt: skip
    name = document.customer
    if not name:
        return [Problem("customer.missing_name", "name")]
    if max(map(len, (name, *document.names))) > 200:
        return [Problem("customer.too_long", "name", name[:40])]
    if times[name] > 1:
        return [Problem("customer.twice", "name", name)]
    if name in named:
        is_new = set(document.names) - {name, *named[name]}
        return [] if is_new else [Problem("customer.known", "name", name)]
    other = cores.get(read_name(name).core)
    return [Problem("customer.similar", "name", name, {"other": other})] if other else []
