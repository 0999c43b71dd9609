"""Customers of a file: looked at by their names, and written with them."""

from __future__ import annotations

from collections import Counter

from wanglai.domain.customer_names import read_name
from wanglai.domain.incoming import Incoming, Problem
from wanglai.services.imports.ways.way import Looking, Way, Writing
from wanglai.services.imports.write_customers import write_customers
from wanglai.store.models import Customer


def check(looking: Looking) -> list[list[Problem]]:
    """Of each: no name, too long, twice, known already, or like one that is there."""
    documents = looking.documents
    rows = list(Customer.objects.filter(company_id=looking.company_id).values_list("name", "names"))
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


def write(writing: Writing) -> None:
    write_customers(writing.company_id, writing.documents)


WAY = Way(check, write)
