"""The code a customer goes by in other books (客户往来)."""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store.models import Customer


def customer_codes(company_id: int, customer_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and name of each customer: the number its file gives it, else the house's own.

    Customer 12 with the number ``KH-007`` is ``KH-007``; without one it is ``C000012``, and with a nought more where
    another customer's number happens to be just that: no two customers share a code.
    """
    rows = Customer.objects.filter(company_id=company_id, id__in=set(customer_ids))
    told = list(rows.values_list("id", "number", "name"))
    numbers = _taken(company_id, [each for each, number, _name in told if not number])
    return {each: (number or _house_number(each, numbers), name) for each, number, name in told}


def _taken(company_id: int, unnumbered: list[int]) -> frozenset[str]:
    """The customers' own numbers that could be taken for a house number; none are asked for where all have their own."""
    if not unnumbered:
        return frozenset()
    own = Customer.objects.filter(company_id=company_id, number__regex=r"^C0*[1-9][0-9]*$")
    return frozenset(own.values_list("number", flat=True))


def _house_number(customer_id: int, taken: frozenset[str]) -> str:
    code = f"C{customer_id:06d}"
    while code in taken:
        code = f"C0{code[1:]}"
    return code
