"""Disputes by item and amount: what may be disputed, who may say and do what, and how each ends in the book."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, minor, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.contested.items import disputed_of
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.policy import (
    Policy,
    PolicyMakesNoSense,
    policy_of,
    reasons_of,
    set_dispute_policy,
)
from wanglai.services.disputes.refusals import (
    DisputeDoesNotFit,
    DisputeHasNoOwner,
    DisputeHasNoReason,
    DisputeIsLate,
    DisputeSaysNothing,
)
from wanglai.services.ledger.book import KeyWasUsed, Who
from wanglai.services.ledger.item_flags import put_up, standing_note
from wanglai.services.refusals import NotPermitted
from wanglai.store.dispute_walls import FLAGS_BECOME_DISPUTES
from wanglai.store.models import Dispute, DisputeStep, User


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "03-05", due="03-15")
    return ledger


def opened(book: Ledger, amount: str = "50.00", role: str = "ARA", **more: Any) -> int:
    item = book.item("INV-1", 1)
    wanted: dict[str, Any] = {
        "company_id": book.company_id, "who": Who(book.books.scope(role)["actor"], "test"), "key": secrets.token_hex(8),
        "customer_id": item.customer_id, "item_id": item.id, "statement_id": None, "currency": "CNY", "amount": minor(amount),
        "reason": "price", "said": "单价按合同", "raised_by": "staff",
    }  # fmt: skip
    return open_dispute(**{**wanted, **more})


def standing(book: Ledger) -> list[str]:
    rows = Dispute.objects.order_by("id").values_list("standing", flat=True)
    return [f"{amount / 100:,.2f}" for amount in rows]


def flag(book: Ledger) -> str | None:
    return standing_note(book.item("INV-1", 1).id, "disputed")


def test_a_dispute_has_an_owner_a_deadline_and_a_flag_and_changes_no_total(book: Ledger) -> None:
    number = opened(book)
    found = Dispute.objects.get(id=number)
    assert (found.amount, found.standing, found.state, found.raised_by) == (5_000, 5_000, "open", "staff")  # fmt: skip
    assert found.owner_id == book.books.people["ARA"]
    assert flag(book) == f"#{number} 单价按合同"
    assert disputed_of(book.company_id, [found.item_id or 0]) == {found.item_id: 5_000}
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]
    (step,) = DisputeStep.objects.filter(dispute_id=number)
    assert (step.kind, step.said, step.by_id) == ("opened", "单价按合同", found.owner_id)
    book.prove()


def test_the_deadline_is_in_working_days_by_the_policy(book: Ledger) -> None:
    opened(book)
    found = Dispute.objects.get()
    days = (found.due_on - found.opened_on).days
    assert 5 <= days <= 18, "from a Sunday to Friday at least, and two weeks with a long holiday"
    FM = book.books.scope("FM")
    set_dispute_policy(**FM, origin="test", policy=Policy(days=1))
    opened(book)
    assert Dispute.objects.latest("id").due_on < found.due_on


def test_the_same_key_opens_one_dispute(book: Ledger) -> None:
    assert opened(book, key="k") == opened(book, key="k")
    assert Dispute.objects.count() == 1
    with pytest.raises(KeyWasUsed):
        opened(book, "51.00", key="k")


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "950.01"])
def test_open_disputes_never_exceed_what_is_open(book: Ledger, amount: str) -> None:
    opened(book)
    with pytest.raises(DisputeDoesNotFit):
        opened(book, amount)
    opened(book, "950.00")
    with pytest.raises(DisputeDoesNotFit):
        opened(book, "0.01")


def test_a_dispute_wants_a_reason_words_an_owner_who_may_and_a_day_to_come(book: Ledger) -> None:
    with pytest.raises(DisputeHasNoReason):
        opened(book, reason="mood")
    with pytest.raises(DisputeSaysNothing):
        opened(book, said="  ")
    with pytest.raises(DisputeHasNoOwner):
        opened(book, owner_id=book.books.people["SAL"])
    with pytest.raises(DisputeIsLate):
        opened(book, due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(DisputeDoesNotFit):
        opened(book, currency="USD")
    with pytest.raises(NotFound):
        opened(book, item_id=0)
    with pytest.raises(NotFound):
        opened(book, customer_id=book.customer("别家"))
    assert (Dispute.objects.count(), flag(book)) == (0, None)


@pytest.mark.parametrize(("role", "refusal"), [("AUD", NotPermitted), ("CSH", NotPermitted), ("ADM", NotPermitted), ("SAL", NotFound)])  # fmt: skip
def test_who_may_not_raise_one(book: Ledger, role: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        opened(book, role=role)


def test_a_collector_raises_one_and_it_goes_to_somebody_who_may_settle_it(book: Ledger) -> None:
    opened(book, role="COL")
    assert Dispute.objects.get().owner_id == book.books.people["ARA"]


def test_the_customers_own_word_needs_no_role_and_goes_to_the_least_busy(book: Ledger) -> None:
    portal = User.objects.create(email="portal@x.example")
    number = opened(book, who=Who(portal.id, "portal"), raised_by="customer")
    found = Dispute.objects.get(id=number)
    assert (found.raised_by, found.opened_by_id, found.owner_id) == ("customer", portal.id, book.books.people["ARA"])  # fmt: skip
    assert DisputeStep.objects.get().from_customer


def test_a_missing_paper_is_disputed_without_an_item(book: Ledger) -> None:
    number = opened(book, "70.00", item_id=None, document="PO-9", reason="document")
    found = Dispute.objects.get(id=number)
    assert (found.document, found.standing) == ("PO-9", 7_000)
    assert flag(book) is None


def test_what_is_paid_stands_no_longer_and_stands_again_when_the_payment_is_undone(book: Ledger) -> None:  # fmt: skip
    opened(book, "300.00")
    opened(book, "200.00")
    book.post("receipt", "RC-1", "600.00", "03-20")
    applied = book.settle("INV-1", "RC-1", None, "03-20")
    assert standing(book) == ["300.00", "100.00"], "the youngest gives way first"
    assert sum(disputed_of(book.company_id, [book.item("INV-1", 1).id]).values()) == 40_000
    with pytest.raises(DisputeDoesNotFit):
        opened(book, "0.01")
    book.take_apart(applied, "03-21")
    assert standing(book) == ["300.00", "200.00"]
    book.prove()


def test_the_policy_gives_reasons_of_the_companys_own(book: Ledger) -> None:
    from tieout.refusal import Wording

    fm = {**book.books.scope("FM"), "origin": "test"}
    with pytest.raises(NotPermitted):
        set_dispute_policy(**book.books.scope("ARA"), origin="test", policy=Policy())
    for wrong in ({"price": Wording("价", "Price")}, {"pallet": Wording("托盘", "")}, {"Pallet!": Wording("托盘", "x")}):  # fmt: skip
        with pytest.raises(PolicyMakesNoSense):
            set_dispute_policy(**fm, policy=Policy(reasons=wrong))
    with pytest.raises(PolicyMakesNoSense):
        set_dispute_policy(**fm, policy=Policy(days=0))
    assert policy_of(book.company_id) == Policy()
    set_dispute_policy(**fm, policy=Policy(3, False, {"pallet": Wording("托盘", "Pallets")}))
    assert reasons_of(book.company_id)["pallet"].en == "Pallets"
    opened(book, reason="pallet")
    set_dispute_policy(**fm, policy=Policy())
    with pytest.raises(DisputeHasNoReason):
        opened(book, reason="pallet")
    book.prove()


def test_a_flag_that_stood_before_there_were_disputes_becomes_one(book: Ledger) -> None:
    """What the migration did, done here to a flag raised without a dispute."""
    item, who = book.item("INV-1", 1), Who(book.books.people["ARA"], "test")
    put_up(
        book.company_id, who, act="dispute_item", kind="disputed", item_id=item.id, note="质量不符"
    )
    with connection.cursor() as cursor:
        cursor.execute(FLAGS_BECOME_DISPUTES)
    found = Dispute.objects.get()
    assert (found.amount, found.standing, found.reason, found.owner_id) == (100_000, 100_000, "other", who.actor)  # fmt: skip
    assert DisputeStep.objects.get().said == "质量不符"
    book.prove()


# Round the ORM.


def _insert(book: Ledger, **change: Any) -> None:
    first = Dispute.objects.order_by("id")[0]
    values = {
        name: getattr(first, name)
        for name in (
            "company_id", "customer_id", "item_id", "currency", "amount", "standing", "reason", "raised_by", "owner_id", "due_on",
            "opened_by_id", "opened_on", "request_hash",
        )
    }  # fmt: skip
    Dispute.objects.bulk_create([Dispute(**{**values, "key": secrets.token_hex(8), **change})])


@pytest.mark.parametrize(
    ("change", "wall"),
    [
        ({"amount": 95_001}, "more would be disputed"),
        ({"amount": 0}, "dispute_is_sensible"),
        ({"reason": ""}, "dispute_is_sensible"),
        ({"state": "rejected"}, "dispute_closed_by_somebody"),
        ({"currency": "USD"}, "is no debt"),
        ({"customer_id": -1}, "is no debt"),
        ({"item_id": None, "customer_id": -1}, "dispute_customer_same_company"),
    ],
)
def test_the_database_holds_disputes_to_their_item(
    book: Ledger, change: dict[str, Any], wall: str
) -> None:
    opened(book)
    with pytest.raises(Error, match=wall), transaction.atomic():
        _insert(book, **change)
    _insert(book, amount=95_000)
    assert standing(book) == ["50.00", "950.00"]


@pytest.mark.parametrize(
    ("statement", "wall"),
    [
        ("UPDATE store_dispute SET amount = 1", "does not change"),
        ("UPDATE store_dispute SET item_id = NULL", "does not change"),
        ("DELETE FROM store_dispute", "append-only"),
        ("UPDATE store_disputestep SET said = 'other'", "append-only"),
        ("DELETE FROM store_disputestep", "append-only"),
        ("TRUNCATE store_disputestep", "append-only"),
        ("UPDATE store_disputepolicy SET days = 1", "append-only"),
        ("UPDATE store_dispute SET state = 'rejected'", "dispute_closed_by_somebody"),
    ],
)
def test_disputes_and_their_steps_stay_as_they_were_written(
    book: Ledger, statement: str, wall: str
) -> None:
    set_dispute_policy(**book.books.scope("FM"), origin="test", policy=Policy())
    opened(book)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match=wall):
            cursor.execute(statement)


def test_what_stands_is_computed_whatever_is_written(book: Ledger) -> None:
    opened(book)
    Dispute.objects.update(standing=1)
    assert standing(book) == ["50.00"]


def test_steps_follow_each_other_and_have_their_act(book: Ledger) -> None:
    number = opened(book)
    step = DisputeStep.objects.get()
    sound = {
        "company_id": step.company_id,
        "dispute_id": number,
        "kind": "said",
        "said": "x",
        "seq": step.seq,
    }
    with pytest.raises(Error, match="is not the next"), transaction.atomic():
        DisputeStep.objects.create(**sound, no=3)
    DisputeStep.objects.create(**{**sound, "seq": 10_000}, no=2)
    with connection.cursor() as cursor, pytest.raises(Error, match="dispute_step_has_its_act"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
