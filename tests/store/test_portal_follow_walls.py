"""The walls of what customers say in their disputes in the portal: every attempt here goes round the services."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, open_ledger
from tests.portal import Sent, sent
from tests.store.test_portal_walls import proof, write
from wanglai.services.ledger.book import write_act
from wanglai.services.portal.account import customer_speaks
from wanglai.store.models import Dispute, DisputeStep, PortalLink


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book)


def raised(link: Sent, **more: Any) -> Dispute:
    kept, today = PortalLink.objects.get(id=link.link.id), timezone.localdate()
    return Dispute.objects.create(**{
        "company_id": kept.company_id, "customer_id": kept.customer_id, "statement_id": kept.statement_id, "currency": "CNY",
        "amount": 1_000, "standing": 1_000, "reason": "price", "raised_by": "customer", "owner_id": kept.made_by_id,
        "opened_by_id": kept.made_by_id, "due_on": today, "opened_on": today, "key": f"k{Dispute.objects.count()}", "request_hash": b"",
        **more,
    })  # fmt: skip


def step(case: Dispute, kind: str = "said", **more: Any) -> DisputeStep:
    seq = write_act(case.company_id, customer_speaks("x"), "say_in_dispute", {})
    last = DisputeStep.objects.filter(dispute=case).count()
    said = {"company_id": case.company_id, "dispute": case, "no": last + 1, "kind": kind, "said": "x", "seq": seq, "by_id": case.owner_id}  # fmt: skip
    return DisputeStep.objects.create(**{**said, **more})


THEIRS = {"for_customer": True, "from_customer": True}
OFFER = {"for_customer": True, "outcome": "rejected", "amount": 1_000}


def now() -> None:
    """As at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS portal_follows_its_dispute, proposal_was_answered IMMEDIATE")  # fmt: skip
        cursor.execute("SET CONSTRAINTS portal_follows_its_dispute, proposal_was_answered DEFERRED")


def is_refused(wall: str, do: Any) -> None:
    def whole() -> None:
        do()
        now()

    with pytest.raises(DatabaseError, match=wall), transaction.atomic():
        whole()


def test_a_word_in_a_dispute_is_a_step_of_the_customers_own_dispute(link: Sent, book: Ledger) -> None:  # fmt: skip
    code, mine = proof(link), raised(link)
    other, ours = raised(sent(book, "别家")), raised(link, raised_by="staff")
    of_no_statement = raised(link, statement_id=None)

    def said(case: Dispute, **more: Any) -> None:
        write(link, code, kind="followed", dispute_id=case.id)
        step(case, **{**THEIRS, **more})

    for case, more in (
        (other, {}), (ours, {}), (of_no_statement, {}), (mine, {"said": "y"}), (mine, {"from_customer": False}), (mine, {"kind": "reopened"}),
    ):  # fmt: skip
        is_refused("is no word in dispute", lambda case=case, more=more: said(case, **more))
    is_refused(
        "is no word in dispute", lambda: write(link, code, kind="followed", dispute_id=mine.id)
    )
    with transaction.atomic():
        said(mine)
        now()


def test_only_what_is_said_in_a_dispute_names_one(link: Sent) -> None:
    code, mine = proof(link), raised(link)
    for kind, more in (("followed", {}), ("agreed", {}), ("declined", {}), ("asked", {"dispute_id": mine.id})):  # fmt: skip
        is_refused("portal_follows_a_dispute", lambda kind=kind, more=more: write(link, code, kind=kind, **more))  # fmt: skip


def test_a_proposal_fits_its_dispute_and_is_written_to_the_customer(link: Sent) -> None:
    mine = raised(link)
    for wall, more in (
        ("is not at this step", {"amount": 1_001}), ("dispute_step_has_its_outcome", {"amount": None}),
        ("dispute_step_has_its_outcome", {"outcome": ""}), ("dispute_step_has_its_outcome", {"entry_seq": 1}),
        ("dispute_step_proposed_to_the_customer", {"for_customer": False}), ("dispute_step_proposed_to_the_customer", {"from_customer": True}),
    ):  # fmt: skip
        is_refused(wall, lambda more=more: step(mine, "proposed", **{**OFFER, **more}))
    over = raised(link, state="rejected", standing=0, closed_by_id=mine.owner_id, closed_on=mine.opened_on)  # fmt: skip
    is_refused("is not at this step", lambda: step(over, "proposed", **OFFER))
    step(mine, "proposed", **OFFER)


def test_what_is_proposed_is_answered_once_by_the_customer_in_the_portal(link: Sent) -> None:
    code, mine = proof(link), raised(link)

    def answered(kind: str = "agreed") -> None:
        write(link, code, kind=kind, dispute_id=mine.id)
        step(mine, kind, **THEIRS)

    is_refused("is not at this step", answered)
    step(mine, "proposed", **OFFER)
    is_refused("nobody answered in the portal", lambda: step(mine, "agreed", **THEIRS))
    is_refused("dispute_step_proposed_to_the_customer", lambda: step(mine, "agreed", for_customer=True))  # fmt: skip
    with transaction.atomic():
        answered("declined")
        now()
    is_refused("is not at this step", answered)
    step(mine, "proposed", **OFFER)
    with transaction.atomic():
        answered()
        now()


def test_a_rating_is_of_a_confirmed_statement_once_with_a_score_of_five(link: Sent) -> None:
    code = proof(link)

    def rated(**more: Any) -> None:
        write(link, code, **{"kind": "rated", "score": 5, **more})

    is_refused("was not confirmed", rated)
    write(link, code, kind="confirmed", shown_hash=bytes(32))
    for wrong in ({"score": 0}, {"score": 6}, {"score": None}, {"kind": "asked"}):
        is_refused("portal_rated_names_its_score", lambda wrong=wrong: rated(**wrong))
    rated()
    is_refused("portal_rated_once", rated)
