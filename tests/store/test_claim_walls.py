"""The walls of what customers claim beside what is open of an item: every attempt here goes round the services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, day, open_ledger
from tests.portal import Sent, sent
from tests.store.test_portal_walls import proof, write
from tests.store.test_walls import refused
from wanglai.store.models import Dispute, DisputeClaim, OpenItem, PortalLink


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10")
    ledger.post("receipt", "R-1", "400.00", "01-25")
    ledger.settle("INV-1", "R-1", "400.00", "01-25")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    ledger.post("receipt", "OTHER-R", "70.00", "01-04", customer="别家")
    ledger.settle("OTHER-1", "OTHER-R", "70.00", "01-04")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def item(document: str) -> int:
    return int(OpenItem.objects.get(document=document).id)


def raised(link: Sent, amount: int, **more: Any) -> Dispute:
    kept, today = PortalLink.objects.get(id=link.link.id), timezone.localdate()
    return Dispute.objects.create(**{
        "company_id": kept.company_id, "customer_id": kept.customer_id, "statement_id": kept.statement_id, "currency": "CNY",
        "amount": amount, "standing": amount, "reason": "price", "raised_by": "customer", "owner_id": kept.made_by_id,
        "opened_by_id": kept.made_by_id, "due_on": today, "opened_on": today, "key": f"k{Dispute.objects.count()}", "request_hash": b"",
        **more,
    })  # fmt: skip


def claimed(link: Sent, amount: int, kind: str, case: dict[str, Any] | None = None, **more: Any) -> DisputeClaim:  # fmt: skip
    made = raised(link, amount, **(case or {}))
    return DisputeClaim.objects.create(company_id=made.company_id, dispute=made, kind=kind, **more)


def is_refused(wall: str, link: Sent, amount: int, kind: str, **more: Any) -> None:
    with pytest.raises(DatabaseError, match=wall), transaction.atomic():
        claimed(link, amount, kind, **more)


PAID: dict[str, Any] = {"on": date(2026, 1, 28), "paid": 30_000, "reference": "TT-77"}


def test_a_claim_of_a_line_never_exceeds_what_is_settled_of_it(link: Sent) -> None:
    inv, credit = item("INV-1"), item("R-1")
    is_refused("is more than is settled", link, 40_001, "line", item_id=inv)
    claimed(link, 30_000, "line", item_id=inv)
    claimed(link, 10_000, "line", item_id=inv)
    is_refused("is more than is settled", link, 1, "line", item_id=inv)
    raised(link, 60_000, item_id=inv)
    claimed(link, 40_000, "line", item_id=credit)
    is_refused("is more than the line", link, 1, "line", item_id=credit)


def test_of_a_line_that_is_claimed_no_more_is_disputed_as_open_than_is_left(link: Sent, book: Ledger) -> None:  # fmt: skip
    inv = item("INV-1")
    claimed(link, 40_000, "line", item_id=inv)
    with connection.cursor() as cursor:  # the payment comes undone, whoever did it
        cursor.execute("ALTER TABLE store_openitem DISABLE TRIGGER USER")
        cursor.execute("UPDATE store_openitem SET allocated = 0, base_allocated = 0 WHERE id = %s", [inv])  # fmt: skip
        cursor.execute("ALTER TABLE store_openitem ENABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="claims of its line is more than the line"), transaction.atomic():  # fmt: skip
        raised(link, 60_001, item_id=inv)
    raised(link, 60_000, item_id=inv)


def test_a_claim_is_of_this_customers_line_and_of_no_open_item(link: Sent) -> None:
    for other in (item("OTHER-1"), 999_999_999):
        is_refused("names no line of this customer", link, 100, "line", item_id=other)
    is_refused("could bear it", link, 100, "line", case={"item_id": item("INV-1")}, item_id=item("INV-1"))  # fmt: skip
    is_refused("names no line of this customer", link, 100, "line", case={"currency": "USD"}, item_id=item("INV-1"))  # fmt: skip
    is_refused("names no credit", link, 70_000, "payment", item_id=item("INV-1"), on=day("01-28"), paid=30_000)  # fmt: skip


def test_a_payment_is_claimed_for_what_differs_and_once_at_a_time(link: Sent) -> None:
    is_refused("is of another amount", link, 29_999, "payment", **PAID)
    first = claimed(link, 30_000, "payment", **PAID)
    is_refused("stands already", link, 30_000, "payment", **{**PAID, "reference": "tt-77"})
    claimed(link, 30_000, "payment", **{**PAID, "reference": "TT-78"})
    shown = {"item_id": item("R-1"), "on": day("01-28")}
    is_refused("is of another amount", link, 40_000, "payment", paid=45_000, **shown)
    claimed(link, 5_000, "payment", paid=45_000, **shown)
    is_refused("stands already", link, 40_000, "payment", paid=40_000, **shown)
    over = {"state": "rejected", "closed_by_id": first.dispute.owner_id, "closed_on": day("02-02")}
    Dispute.objects.filter(id=first.dispute_id).update(**over)
    claimed(link, 30_000, "payment", **PAID)
    with pytest.raises(DatabaseError, match="stands already"), transaction.atomic():
        Dispute.objects.filter(id=first.dispute_id).update(state="open", closed_by_id=None, closed_on=None)  # fmt: skip


def test_a_missing_paper_is_claimed_once_at_a_time(link: Sent) -> None:
    claimed(link, 6_000, "paper", paper="invoice", reference="INV-9")
    is_refused("stands already", link, 7_000, "paper", paper="invoice", reference="inv-9")
    claimed(link, 6_000, "paper", paper="delivery", reference="INV-9")


def test_each_kind_of_claim_says_what_it_must(link: Sent) -> None:
    for kind, more in (
        ("payment", {}), ("payment", {"on": day("01-28")}), ("payment", {**PAID, "paper": "invoice"}), ("line", {}),
        ("line", {"item_id": item("INV-1"), "bank": "x"}), ("paper", {"paper": "invoice"}), ("paper", {"reference": "x"}),
        ("paper", {"paper": "receipt", "reference": "x"}), ("word", {"reference": "x"}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            claimed(link, 30_000, kind, **more)
    assert not DisputeClaim.objects.exists()


def test_a_claim_stays_as_it_was_made_and_is_one_of_its_dispute(link: Sent) -> None:
    made = claimed(link, 30_000, "payment", **PAID)
    for statement in ("UPDATE store_disputeclaim SET paid = 1", "DELETE FROM store_disputeclaim"):
        assert "append-only" in refused(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeClaim.objects.create(company_id=made.company_id, dispute=made.dispute, kind="paper", paper="invoice", reference="x")  # fmt: skip


def answered(link: Sent, line: dict[str, Any], claim: dict[str, Any] | None) -> None:
    """An answer with the dispute of its line, and what that claims; checked as at the end of the transaction."""
    answer = write(link, proof(link), kind="disputed", lines=[line])
    made = raised(link, line["amount"], key=f"portal {answer.id} {line['no']}")
    if claim is not None:
        DisputeClaim.objects.create(company_id=made.company_id, dispute=made, **claim)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS portal_lines_are_disputes IMMEDIATE")
        cursor.execute("SET CONSTRAINTS portal_lines_are_disputes DEFERRED")


def test_what_an_answer_claims_stands_as_that_claim(link: Sent) -> None:
    inv = item("INV-1")
    line = {"no": 1, "claim": "line", "item": inv, "amount": 100, "reason": "price"}
    paid = {"no": 1, "claim": "payment", "item": None, "amount": 30_000, "reason": "price"}
    for said, claim in (
        (line, None), (line, {"kind": "line", "item_id": item("R-1")}), (paid, None), (paid, {"kind": "paper", "paper": "invoice", "reference": "x"}),
        ({**line, "item": None}, {"kind": "line", "item_id": inv}), ({"no": 1, "item": None, "amount": 100, "reason": "price"}, None),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="is no dispute"), transaction.atomic():
            answered(link, said, claim)
    for said, claim in ((line, {"kind": "line", "item_id": inv}), (paid, {"kind": "payment", **PAID})):  # fmt: skip
        with transaction.atomic():
            answered(link, said, claim)
