"""Who may pay for whom: customers of one group, and payers with the paper for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wanglai.store.models import AcceptedPayer, BankEntry, Customer, CustomerPayer


class Payers:
    """What is known of these customers, read once; ``pay_for`` answers of any two of them."""

    def __init__(self, company_id: int, customers: Iterable[int]) -> None:
        wanted = set(customers)
        rows = Customer.objects.filter(company_id=company_id, id__among=wanted)
        self._parents = dict(rows.values_list("id", "parent_id"))
        papers = CustomerPayer.objects.filter(
            company_id=company_id, customer_id__in=wanted, payer_id__in=wanted, authorisation__isnull=False
        )  # fmt: skip
        self._papers: dict[tuple[int | None, int], list[tuple[date, date | None]]] = {}
        for paper in papers:
            days = (paper.from_on, paper.to_on)
            self._papers.setdefault((paper.payer_id, paper.customer_id), []).append(days)

    def pay_for(self, payer_id: int, customer_id: int, on: date) -> bool:
        """Whether one customer may pay for another on a day: it is of its group, or is entered as its payer with the paper for it.

        Source: third-party payment (代付) needs an authorisation on file; a parent pays for its children.
        """
        if self._top(payer_id) == self._top(customer_id):
            return True
        known = self._papers.get((payer_id, customer_id), ())
        return any(from_on <= on and (to_on is None or on <= to_on) for from_on, to_on in known)

    def _top(self, customer_id: int) -> int:
        return self._parents.get(customer_id) or customer_id


def is_accepted(line: BankEntry, customer_id: int) -> bool:
    """Whether two people said that this line's money pays the customer's debts, though another paid it."""
    return AcceptedPayer.objects.filter(bank_entry_id=line.id, customer_id=customer_id).exists()


def may_pay_for(line: BankEntry, payer_id: int, customer_id: int) -> bool:
    """Whether a line's money, one customer's, may pay another's debts: as its payer, in its group, or by two people's word."""
    payers = Payers(line.company_id, (payer_id, customer_id))
    return payers.pay_for(payer_id, customer_id, line.booked_on) or is_accepted(line, customer_id)
