"""Many lines made in a few calls stand as they do made one by one, whatever they pay, and each is taken back alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from wanglai.services.approvals.bands import Band, set_bands
from wanglai.services.cash import booking
from wanglai.services.cash.booking import book_proposals
from wanglai.services.cash.composing import owners_of, wanted_of
from wanglai.services.cash.deciding import answer_question, ask_colleague, reject_proposal
from wanglai.services.cash.refusals import LineHasChanged
from wanglai.services.cash.settle_line import settle
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.refusals import Refusal
from wanglai.store.models import (
    Act,
    BankEntry,
    CashProposal,
    CashRun,
    Customer,
    CustomerPayer,
    Settlement,
)

CUSTOMERS = ("集团", "子公司1", "子公司2", "远景", "他人")
# what each line brings, whose it is, and what its proposal settles: (paper, amount, side)
LINES: tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...] = (
    ("100.00", "远景", (("Y-1", "100.00", 1),)),
    ("650.00", "集团", (("G-1", "50.00", 1), ("K-1", "100.00", 1), ("K-2", "200.00", 1), ("K-3", "300.00", 1))),
    ("90.00", "集团", (("K-4", "120.00", 1), ("K-C", "30.00", -1))),
    ("500.00", "远景", (("Y-2", "150.00", 1), ("Y-3", "250.00", 1))),
    ("40.00", "远景", (("Y-2", "40.00", 1),)),
    ("80.00", "远景", (("Y-2", "80.00", 1),)),
    ("70.00", "集团", (("A-1", "70.00", 1),)),
    ("60.00", "子公司1", (("G-2", "60.00", 1),)),
    ("30.00", "远景", (("Y-4", "30.00", 1),)),
)  # fmt: skip
MADE = {0, 1, 2, 3, 4, 7, 8}  # 5 wants more than is left of Y-2, 6 pays for a stranger


@pytest.fixture
def house(db: None) -> tuple[Ledger, Ledger]:
    return _company("together"), _company("alone")


def _company(name: str) -> Ledger:
    book = open_ledger(name)
    parent, *children = (book.customer(each) for each in CUSTOMERS[:3])
    Customer.objects.filter(id__in=children).update(parent_id=parent)
    papers = {
        "远景": {"Y-1": "100.00", "Y-2": "200.00", "Y-3": "250.00", "Y-4": "30.00"},
        "集团": {"G-1": "50.00", "G-2": "60.00"},
        "子公司1": {"K-1": "100.00", "K-2": "200.00"},
        "子公司2": {"K-3": "300.00", "K-4": "120.00"},
        "他人": {"A-1": "70.00"},
    }
    for customer, those in papers.items():
        for number, amount in those.items():
            book.post("invoice", number, amount, "03-05", customer=customer)
    book.post("credit_note", "K-C", "30.00", "03-22", customer="子公司2")
    return book


def _proposals(book: Ledger) -> list[CashProposal]:
    run = CashRun.objects.create(
        company_id=book.company_id, state="done", finished_at=timezone.now()
    )
    statement = bank_statement(our_account(book, "户"), bank_file(book))
    made = []
    for number, (amount, payer, parts) in enumerate(LINES):
        line = bank_line(statement, amount, "03-20", ordinal=number + 1, bank_reference=f"20260320{number}", other_name=payer)  # fmt: skip
        made.append(
            CashProposal.objects.create(
                company_id=book.company_id, run_id=run.id, bank_entry_id=line.id, customer_id=book.customer(payer),
                status="auto", rank=number, parts=[[book.item(paper, side).id, minor(paid)] for paper, paid, side in parts],
            )
        )  # fmt: skip
    return made


def _one_by_one(book: Ledger, proposals: list[CashProposal]) -> int:
    owners, made = owners_of(item for each in proposals for item, _ in each.parts), 0
    for each in proposals:
        wanted = wanted_of(each, owners)
        assert wanted is not None
        try:
            with transaction.atomic():
                settle(
                    book.company_id, Who(book.scope["actor"], "test"), each.bank_entry_id, wanted, key=f"one:{each.id}",
                    version=1, proposal_id=each.id,
                )  # fmt: skip
        except Refusal:
            continue
        made += 1
    return made


def _stands(book: Ledger) -> dict[str, Any]:
    lines = BankEntry.objects.filter(company_id=book.company_id).order_by("ordinal")
    settled = Settlement.objects.filter(company_id=book.company_id).order_by("bank_entry_id")
    acts = Act.objects.filter(company_id=book.company_id, kind__in=("post", "allocate"))
    return {
        "open": {name: sorted(book.open_table("03-31", name)) for name in CUSTOMERS},
        "before": {name: sorted(book.open_table("03-21", name)) for name in CUSTOMERS},
        "accounts": book.accounts("03-31"),
        "lines": [(line.state, line.version) for line in lines],
        "settled": [(each.allocated, len(each.other_seqs)) for each in settled],
        "acts": acts.count(),
        "proposals": sorted(CashProposal.objects.filter(company_id=book.company_id).values_list("rank", "state")),
    }  # fmt: skip


def test_made_together_is_made_one_by_one(house: tuple[Ledger, Ledger]) -> None:
    together, alone = house
    who = Who(together.scope["actor"], "test")
    assert book_proposals(together.company_id, who, _proposals(together), policy_id=None) == len(MADE)  # fmt: skip
    assert _one_by_one(alone, _proposals(alone)) == len(MADE)
    assert _stands(together) == _stands(alone)
    lines = _stands(together)["lines"]
    assert {number for number, (state, _) in enumerate(lines) if state == "posted"} == MADE
    settled = Settlement.objects.filter(company_id=together.company_id)
    for ordinals in ((2, 3, 8), (1, 4, 5, 9)):  # those that pay for others, and the rest
        paying = BankEntry.objects.filter(company_id=together.company_id, ordinal__in=ordinals)
        those = settled.filter(bank_entry_id__in=paying.values("id"))
        receipts = those.values_list("receipt_seq", flat=True)
        assert max(receipts) < min(seq for each in those for seq in each.other_seqs), "in one go"
    together.prove()
    alone.prove()


def test_each_is_taken_back_alone(house: tuple[Ledger, Ledger]) -> None:
    book = house[0]
    before = {name: sorted(book.open_table("03-31", name)) for name in CUSTOMERS}
    proposals = _proposals(book)
    book_proposals(book.company_id, Who(book.scope["actor"], "test"), proposals, policy_id=None)
    for each in Settlement.objects.filter(company_id=book.company_id).order_by("id"):
        undo_settlement(**book.scope, settlement_id=each.id)
    assert {name: sorted(book.open_table("03-31", name)) for name in CUSTOMERS} == before
    assert set(BankEntry.objects.filter(company_id=book.company_id).values_list("state", flat=True)) == {"waiting"}  # fmt: skip
    book.prove()


def test_where_another_is_asked_about_paying_for_others_the_line_waits(house: tuple[Ledger, Ledger]) -> None:  # fmt: skip
    book = house[0]
    set_bands(**book.books.scope("FM"), origin="test", kind="pays_for", bands=[Band("pays_for", minor("90.00"), ("FM",), 1)])  # fmt: skip
    proposals = _proposals(book)
    who = Who(book.scope["actor"], "test")
    assert book_proposals(book.company_id, who, proposals, policy_id=None) == len(MADE) - 2
    waiting = BankEntry.objects.filter(company_id=book.company_id, state="waiting")
    waits = {ordinal - 1 for ordinal in waiting.values_list("ordinal", flat=True)}
    assert waits == {1, 2, 5, 6}, "60.00 need nobody else"
    book.prove()


def test_a_payer_with_the_paper_for_it_pays_for_a_stranger(house: tuple[Ledger, Ledger]) -> None:
    book = house[0]
    CustomerPayer.objects.create(
        company_id=book.company_id, customer_id=book.customer("他人"), payer_id=book.customer("集团"), from_on=day("03-21"),
        authorisation_id=bank_file(book).file_id,
    )  # fmt: skip
    proposals = _proposals(book)
    who = Who(book.scope["actor"], "test")
    assert book_proposals(book.company_id, who, proposals, policy_id=None) == len(MADE), "not yet on the 20th"  # fmt: skip
    CustomerPayer.objects.update(from_on=day("03-01"))
    left = list(CashProposal.objects.filter(company_id=book.company_id, state="open", rank=6))
    assert book_proposals(book.company_id, who, left, policy_id=None) == 1
    assert book.open_table("03-31", "他人") == []
    book.prove()


def test_what_somebody_deals_with_meanwhile_is_not_booked(
    house: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = house[0]
    proposals, look = _proposals(book), booking._strangers
    who = {"company_id": book.company_id, "actor": book.scope["actor"]}

    def somebody_is_faster(*asked: Any) -> Any:
        reject_proposal(**who, proposal_id=proposals[0].id)
        number = ask_colleague(**who, line_id=proposals[8].bank_entry_id, question="谁的款？")
        answer_question(**who, question_id=number, answer="再看")
        return look(*asked)

    monkeypatch.setattr(booking, "_strangers", somebody_is_faster)
    booker = Who(book.scope["actor"], "test")
    assert book_proposals(book.company_id, booker, proposals, policy_id=None) == len(MADE) - 2
    waiting = BankEntry.objects.filter(company_id=book.company_id, state="waiting")
    assert {ordinal - 1 for ordinal in waiting.values_list("ordinal", flat=True)} == {0, 5, 6, 8}
    proposals[0].refresh_from_db()
    assert proposals[0].state == "rejected"
    book.prove()


def test_a_rejected_proposal_is_not_settled_by_itself(house: tuple[Ledger, Ledger]) -> None:
    book = house[0]
    said = _proposals(book)[0]
    wanted = wanted_of(said, owners_of(item for item, _ in said.parts))
    assert wanted is not None
    reject_proposal(company_id=book.company_id, actor=book.scope["actor"], proposal_id=said.id)
    who = Who(book.scope["actor"], "test")
    with pytest.raises(LineHasChanged), transaction.atomic():
        settle(book.company_id, who, said.bank_entry_id, wanted, key="k", proposal_id=said.id)
    settle(book.company_id, who, said.bank_entry_id, wanted, key="k")
    assert Settlement.objects.get(company_id=book.company_id).proposal_id is None
    book.prove()


def test_one_that_the_book_refuses_keeps_only_itself_out(house: tuple[Ledger, Ledger]) -> None:
    """All are sent together and refused together; then they go one by one."""
    book = house[0]
    who, proposals = Who(book.scope["actor"], "test"), _proposals(book)
    with transaction.atomic():
        write_act(book.company_id, who, "note", {}, key=f"bank:{proposals[0].bank_entry_id}:1:receipt", asked=b"other")  # fmt: skip
    assert book_proposals(book.company_id, who, proposals, policy_id=None) == len(MADE) - 1
    lines = _stands(book)["lines"]
    assert {number for number, (state, _) in enumerate(lines) if state == "posted"} == MADE - {0}
    book.prove()
