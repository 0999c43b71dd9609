"""Each customer's own payment reference (ISO 11649): what a payer writes so that its money is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wanglai.domain.payment_reference import payment_reference, references_in
from wanglai.store.models import Customer


def reference_of(customer_id: int) -> str:
    """The customer's reference: RF, two check digits, and its number with at least six digits."""
    return payment_reference(customer_id)


def customers_of_references(company_id: int, said: Iterable[str]) -> dict[str, int]:
    """Which customer of the company each reference is; one that is merged is the customer it was merged into, suspense is nobody."""
    wanted = {int(each[4:]): each for each in said if len(each[4:]) < 18}
    rows = Customer.objects.filter(company_id=company_id, id__in=wanted, is_suspense=False)
    return {wanted[number]: into or number for number, into in rows.values_list("id", "merged_into_id")}  # fmt: skip


def referred_customers(company_id: int, texts: Mapping[int, str]) -> dict[int, tuple[int, str]]:
    """Of texts by their number, the one customer whose reference each holds, and the reference; texts that hold two are left out."""
    said = {number: found for number, text in texts.items() if (found := references_in(text))}
    known = customers_of_references(company_id, (each for found in said.values() for each in found))
    named: dict[int, tuple[int, str]] = {}
    for number, found in said.items():
        mine = [(known[each], each) for each in found if each in known]
        if len({customer for customer, _ in mine}) == 1:
            named[number] = mine[0]
    return named
