"""Child program: every list page over a large book, as a browser asks for it. ``python -m bench.book.listing COMPANY``.

Through Django's own client: middleware, session, service, template; milliseconds in JSON, by page.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

from bench.book.ageing import PAST_DAY
from bench.book.company import known_company  # sets Django up
from bench.book.pages_timed import DEPTH, paged, signed_in, timed
from wanglai.store.models import Bill, Customer, Delivery, Invoice, OpenItem, SalesOrder

TIMES = 30


def main() -> None:
    bench = known_company(int(sys.argv[1]))
    client = signed_in(bench.actor)
    took: dict[str, list[float]] = {}
    for name, addresses in _asked(bench.company_id, bench.customers):
        timed(client, addresses[0])  # what is loaded once
        took[name] = [timed(client, each)[0] for each in addresses]
    for name, address in _DEEP.items():
        took[f"{name}, {DEPTH} pages on"] = list(paged(client, address))
    print(json.dumps(took))


_DEEP = {
    "customers": "/customers/",
    "customers by what they owe": "/ledger/",
    "audit trail": "/audit/",
    "ageing": "/ageing/",
    "orders": "/documents/orders/",
    "deliveries": "/documents/deliveries/",
    "invoices": "/documents/invoices/",
    "bills": "/documents/bills/",
    "bills in hand by maturity": "/documents/bills/?state=received&matures_from=2025-01-01",
}
_PAPERS = {"orders": SalesOrder, "deliveries": Delivery, "invoices": Invoice, "bills": Bill}
# The state that none of the papers is in: the whole index is looked through for it.
_NO_STATE = {
    "orders": "cancelled",
    "deliveries": "cancelled",
    "invoices": "cancelled",
    "bills": "dishonoured",
}


def _asked(company: int, customers: list[int]) -> Iterator[tuple[str, list[str]]]:
    """(page, addresses): the same page again, or that of customers and words taken at random."""
    chance = random.Random(1)
    some = chance.choices(customers, k=TIMES)
    names = list(Customer.objects.filter(id__in=some).values_list("name", flat=True))
    first = OpenItem.objects.filter(company_id=company).order_by("id").first()
    last = OpenItem.objects.filter(company_id=company).order_by("-id").first()
    assert first is not None
    assert last is not None
    ids = [chance.randint(first.id, last.id) for _ in range(TIMES)]
    papers = list(OpenItem.objects.filter(id__in=ids).values_list("document", flat=True))
    yield "customers", ["/customers/"] * TIMES
    yield "customers, search by name", [f"/customers/?q={name}" for name in names]
    yield "customers, search by document", [f"/customers/?q={paper}" for paper in papers]
    yield "customers by what they owe", ["/ledger/"] * TIMES
    yield "customers by what they owe, search", [f"/ledger/?q={name}" for name in names]
    yield "ledger of a customer", [f"/ledger/customers/{each}/" for each in some]
    yield "open items of a customer", [f"/ledger/customers/{each}/items/" for each in some]
    yield "one item", [f"/ledger/items/{each}/" for each in ids]
    yield "trial balance", ["/ledger/trial-balance/"] * TIMES
    yield "trial balance of a past day", [f"/ledger/trial-balance/?on={PAST_DAY}"] * TIMES
    yield "ageing", ["/ageing/"] * TIMES
    yield "ageing of a past day", [f"/ageing/?on={PAST_DAY}"] * TIMES
    yield "page of a customer", [f"/customers/{each}/" for each in some]
    yield "aged items of a customer", [f"/ageing/customers/{each}/" for each in some]
    yield "audit trail", ["/audit/"] * TIMES
    yield "audit trail, about a customer", [f"/audit/?about={name}" for name in names[:10]]
    yield "audit trail, search for a document", [f"/audit/?q={paper}" for paper in papers[:10]]
    for name, model in _PAPERS.items():
        yield from _asked_of_papers(name, model, company, names, chance)
    yield "approvals", ["/approvals/"] * TIMES
    yield "imports", ["/imports/"] * TIMES
    yield "periods", ["/periods/"] * TIMES


def _asked_of_papers(
    name: str, model: Any, company: int, customers: list[str], chance: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """A list of papers: its first page, by a number, by a customer, and in the state that none of them has."""
    numbers = (
        model.objects.filter(company_id=company).order_by("id").values_list("number", flat=True)
    )
    count = numbers.count()
    some = [numbers[chance.randrange(count)] for _ in range(TIMES)]
    yield name, [f"/documents/{name}/"] * TIMES
    yield f"{name}, search by number", [f"/documents/{name}/?q={number}" for number in some]
    yield f"{name}, search by customer", [f"/documents/{name}/?q={each}" for each in customers]
    yield (
        f"{name} that were {_NO_STATE[name]}",
        [f"/documents/{name}/?state={_NO_STATE[name]}"] * TIMES,
    )


if __name__ == "__main__":
    main()
