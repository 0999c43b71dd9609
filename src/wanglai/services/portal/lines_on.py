"""The items of the book that a statement speaks of: what moved in its period and what it lists as open."""

from __future__ import annotations

from django.db.models import Q

from wanglai.services.portal.paper import paper_of
from wanglai.store.models import Account, OpenItem, Statement


def items_on(statement: Statement, wanted: Q) -> list[OpenItem]:
    """Debts and credits on the customer's account that the statement names and are wanted, soonest due first; a bill given is off it.

    Wanted are the payments: of INV-1 and R-1 on it that is R-1.
    """
    said = paper_of(statement).said
    moved = {row["seq"] for row in (*said["changes"], *said["movements"])}
    listed = {(row["document"], row["on"], row["due_on"]) for row in said["items"]}
    on_account = Account.objects.filter(company_id=statement.company_id, role__in=("receivable", "advance"))  # fmt: skip
    rows = OpenItem.objects.filter(
        wanted, Q(seq__in=moved) | Q(document__in={each[0] for each in listed}), company_id=statement.company_id,
        customer_id=statement.customer_id, currency=statement.currency, account_id__in=on_account.values("id"),
    ).order_by("due_on", "id")  # fmt: skip
    return [item for item in rows if item.seq in moved or _place(item) in listed]


def _place(item: OpenItem) -> tuple[str, str, str | None]:
    """An instalment as a statement names it."""
    return item.document, item.document_on.isoformat(), item.due_on.isoformat() if item.due_on else None  # fmt: skip
