"""What is said and done in a dispute, who may do it, and the outcomes that post."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection
from django.utils import timezone

from tests.ledgers import Ledger, day, open_ledger
from tests.services.test_disputes import flag, opened
from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import decide_approval
from wanglai.services.approvals.queries import list_requests
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.disputes.causes import causes
from wanglai.services.disputes.claims import Claim
from wanglai.services.disputes.escalate_dispute import escalate_dispute, escalate_late_disputes
from wanglai.services.disputes.hand_over_dispute import hand_over_dispute, move_dispute_deadline
from wanglai.services.disputes.queries import Wanted, dispute_file, dispute_page, disputes
from wanglai.services.disputes.refusals import (
    DisputeDoesNotFit,
    DisputeHasNoOwner,
    DisputeIsLate,
    DisputeIsOpen,
    DisputeIsOver,
    DisputeSaysNothing,
    HasNoItem,
    NobodyIsAbove,
    NothingWasPosted,
    PartsDoNotAddUp,
    RateIsMissing,
    WasEscalated,
)
from wanglai.services.disputes.reopen_dispute import reopen_dispute
from wanglai.services.disputes.resolve_dispute import resolve_dispute, weight_of
from wanglai.services.disputes.resolving import Part, approval_kind
from wanglai.services.disputes.say_in_dispute import attach_to_dispute, say_in_dispute
from wanglai.services.exports.disputes import causes_table, disputes_table
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.verify import verify_company
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import Dispute, DisputeStep


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "03-05", due="03-15")
    return ledger


def person(book: Ledger, role: str) -> dict[str, Any]:
    return {**book.books.scope(role), "origin": "test"}


def speaks(book: Ledger, role: str) -> dict[str, Any]:
    return {"company_id": book.company_id, "who": Who(book.books.people[role], "test")}


def resolved(book: Ledger, number: int, *parts: Part, role: str = "CRC", **more: Any) -> int:
    wanted = {"said": "已核对", "on": day("03-20"), "key": secrets.token_hex(8), **more}
    return resolve_dispute(**person(book, role), dispute_id=number, parts=parts, **wanted)


def state(number: int) -> str:
    return Dispute.objects.values_list("state", flat=True).get(id=number)


def told(number: int) -> list[str]:
    rows = DisputeStep.objects.filter(dispute_id=number).order_by("no")
    return [f"{row.kind} {row.said}".strip() for row in rows]


def test_a_conversation_keeps_words_and_files_in_their_order(book: Ledger) -> None:
    number = opened(book)
    say_in_dispute(**speaks(book, "COL"), dispute_id=number, said="仓库说发了 8 件")
    attach_to_dispute(
        **speaks(book, "ARA"),
        dispute_id=number,
        upload=Upload("签收单.pdf", b"%PDF 8"),
        for_customer=True,
    )
    say_in_dispute(
        **speaks(book, "AUD"),
        dispute_id=number,
        said="我们收到 8 件",
        from_customer=book.customer("远景"),
    )
    page = dispute_page(**book.reader, dispute_id=number)
    assert [(step.kind, step.said, step.file_name, step.for_customer, step.from_customer) for step in page.steps] == [
        ("opened", "单价按合同", "", True, False),
        ("said", "仓库说发了 8 件", "", False, False),
        ("attached", "", "签收单.pdf", True, False),
        ("said", "我们收到 8 件", "", True, True),
    ]  # fmt: skip
    assert dispute_file(**book.reader, dispute_id=number, no=3).content == b"%PDF 8"
    with pytest.raises(NotFound):
        dispute_file(**book.reader, dispute_id=number, no=2)
    with pytest.raises(DisputeSaysNothing):
        say_in_dispute(**speaks(book, "ARA"), dispute_id=number, said=" ")
    with pytest.raises(NotPermitted):
        say_in_dispute(**speaks(book, "AUD"), dispute_id=number, said="x")
    with pytest.raises(NotFound):
        say_in_dispute(
            **speaks(book, "ARA"), dispute_id=number, said="x", from_customer=book.customer("别家")
        )
    book.prove()


def test_it_changes_hands_and_days_with_a_reason(book: Ledger) -> None:
    number, later = opened(book), timezone.localdate() + timedelta(days=30)
    hand_over_dispute(
        **person(book, "ARA"), dispute_id=number, owner_id=book.books.people["CRC"], said="请核价"
    )
    move_dispute_deadline(**person(book, "CRC"), dispute_id=number, due_on=later, said="等合同原件")
    found = Dispute.objects.get()
    assert (found.owner_id, found.due_on) == (book.books.people["CRC"], later)
    assert told(number) == ["opened 单价按合同", "handed 请核价", "moved 等合同原件"]
    with pytest.raises(DisputeHasNoOwner):
        hand_over_dispute(
            **person(book, "ARA"), dispute_id=number, owner_id=book.books.people["COL"], said="x"
        )
    with pytest.raises(DisputeIsLate):
        move_dispute_deadline(
            **person(book, "CRC"), dispute_id=number, due_on=day("03-20"), said="x"
        )
    with pytest.raises(NotPermitted):
        hand_over_dispute(
            **person(book, "COL"), dispute_id=number, owner_id=book.books.people["CRC"], said="x"
        )


def test_what_is_late_goes_up_once_for_its_deadline(book: Ledger) -> None:
    number = opened(book)
    due_on = Dispute.objects.get().due_on
    assert escalate_late_disputes(book.company_id, due_on) == 0, "its last day is not over"
    assert escalate_late_disputes(book.company_id, due_on + timedelta(days=1)) == 1
    assert escalate_late_disputes(book.company_id, due_on + timedelta(days=2)) == 0, "never twice"
    assert Dispute.objects.get().owner_id == book.books.people["FM"]
    with pytest.raises(WasEscalated):
        escalate_dispute(**person(book, "ARA"), dispute_id=number, said="x")
    later = timezone.localdate() + timedelta(days=60)
    move_dispute_deadline(**person(book, "FM"), dispute_id=number, due_on=later, said="再等")
    assert escalate_late_disputes(book.company_id, later + timedelta(days=1)) == 1, "a new deadline"
    assert Dispute.objects.get().owner_id == book.books.people["FM"], "nobody else is above"
    step = DisputeStep.objects.filter(kind="escalated").latest("no")
    assert (step.by_id, step.due_before) == (None, later)
    book.prove()


def test_a_person_sends_it_up_early_where_somebody_is_above(book: Ledger) -> None:
    number = opened(book)
    escalate_dispute(**person(book, "ARA"), dispute_id=number, said="客户威胁停付")
    assert Dispute.objects.get().owner_id == book.books.people["FM"]
    other = opened(book, owner_id=book.books.people["FM"])
    with pytest.raises(NobodyIsAbove):
        escalate_dispute(**person(book, "ARA"), dispute_id=other, said="x")


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn"])
def test_what_is_rejected_goes_on_being_owed(book: Ledger, outcome: str) -> None:
    number = opened(book)
    resolved(book, number, Part(outcome, 5_000), role="ARA")
    assert (state(number), flag(book)) == (outcome, None)
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]
    with pytest.raises(DisputeIsOver):
        resolved(book, number, Part("rejected", 5_000))
    with pytest.raises(DisputeIsOver):
        hand_over_dispute(
            **person(book, "ARA"), dispute_id=number, owner_id=book.books.people["CRC"], said="x"
        )
    book.prove()


def test_a_credit_note_takes_the_disputed_part_off(book: Ledger) -> None:
    number = opened(book, "300.00")
    parts = (Part("credit_note", 20_000, number="CN-1"), Part("rejected", 10_000))
    seq = resolved(book, number, *parts, role="FM", key="k")
    assert resolved(book, number, *parts, role="FM", key="k") == seq
    assert (state(number), flag(book)) == ("split", None)
    assert book.open_table("03-20") == ["INV-1 CNY 800.00"]
    steps = DisputeStep.objects.filter(dispute_id=number, kind="resolved").order_by("no")
    assert [(step.outcome, step.amount, bool(step.entry_seq)) for step in steps] == [
        ("credit_note", 20_000, True), ("rejected", 10_000, False),
    ]  # fmt: skip
    book.prove()


def test_a_compensation_is_a_credit_of_its_own_where_there_is_no_item(book: Ledger) -> None:
    number = opened(book, "70.00", item_id=None, document="PO-9", reason="document")
    resolved(book, number, Part("compensation", 7_000, number="CN-2"), role="FM")
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00", "CN-2 CNY -70.00"]
    book.prove()


def test_money_of_another_currency_needs_the_rate_no_item_gives(book: Ledger) -> None:
    number = opened(book, "1,000.00", item_id=None, currency="USD", document="PO-9", reason="document")  # fmt: skip
    for role, more in (("FM", {}), ("CRC", {"approver": book.books.people["FM"]})):
        with pytest.raises(RateIsMissing):
            resolved(book, number, Part("compensation", 100_000, number="CN-2"), role=role, **more)
    assert dispute_page(**book.reader, dispute_id=number).needs_rate
    part = Part("compensation", 100_000, number="CN-2", rate="7.1")
    assert weight_of(Dispute.objects.get(id=number), [part]) == 710_000
    resolved(book, number, part, role="FM")
    assert (book.item("CN-2").amount, book.item("CN-2").base_amount) == (100_000, 710_000)
    book.prove()


def test_a_claim_is_weighed_and_posted_at_the_rate_of_the_line_it_is_of(book: Ledger) -> None:
    book.post("invoice", "USD-1", "1,000.00", "03-05", currency="USD", rate="7.1")
    book.post("receipt", "USD-R", "1,000.00", "03-06", currency="USD", rate="7.2")
    book.settle("USD-1", "USD-R", None, "03-06")
    claim = Claim("line", book.item("USD-1").id)
    number = opened(book, "400.00", item_id=None, currency="USD", claim=claim, document="USD-1")
    assert not dispute_page(**book.reader, dispute_id=number).needs_rate
    part = Part("credit_note", 40_000, number="CN-2")
    assert weight_of(Dispute.objects.get(id=number), [part]) == 284_000
    resolved(book, number, part, role="FM")
    assert book.item("CN-2").base_amount == 284_000
    book.prove()


def test_a_refund_is_weighed_as_the_credit_it_pays_back(book: Ledger) -> None:
    book.post("receipt", "USD-R", "90.00", "03-06", currency="USD", rate="7.2")
    number = opened(book, "40.00", item_id=None, currency="USD", reason="payment")
    part = Part("refund", 4_000, credit_item_id=book.item("USD-R").id)
    assert weight_of(Dispute.objects.get(id=number), [part]) == 28_800
    resolved(book, number, part, role="FM")
    book.prove()


def test_a_correction_takes_the_whole_paper_back(book: Ledger) -> None:
    number = opened(book, "1,000.00", reason="duplicate")
    resolved(book, number, Part("correction", 100_000), role="FM")
    assert (state(number), book.open_table("03-20")) == ("correction", [])
    book.prove()


def test_a_refund_pays_a_credit_of_the_customer_back(book: Ledger) -> None:
    book.post("receipt", "RC-1", "90.00", "03-10")
    book.post("receipt", "RC-2", "90.00", "03-10", customer="别家")
    number = opened(book, "40.00", item_id=None, reason="payment")
    with pytest.raises(NotFound):
        resolved(
            book, number, Part("refund", 4_000, credit_item_id=book.item("RC-2").id), role="FM"
        )
    resolved(book, number, Part("refund", 4_000, credit_item_id=book.item("RC-1").id), role="FM")
    assert sorted(book.open_table("03-20")) == ["INV-1 CNY 1,000.00", "RC-1 CNY -50.00"]
    with pytest.raises(HasNoItem):
        resolved(book, opened(book, "1.00", item_id=None), Part("correction", 100), role="FM")
    book.prove()


def test_what_was_posted_before_ends_as_much_as_it_covers(book: Ledger) -> None:
    number, other = opened(book, "60.00"), opened(book, "60.00")
    seq = book.post("credit_note", "CN-1", "100.00", "03-20").seq
    with pytest.raises(NothingWasPosted):
        resolved(book, number, Part("credit_note", 6_000, entry_seq=seq))
    book.settle("INV-1", "CN-1", None, "03-20")
    resolved(book, number, Part("credit_note", 6_000, entry_seq=seq))
    with pytest.raises(NothingWasPosted):
        resolved(book, other, Part("credit_note", 6_000, entry_seq=seq))
    resolved(book, other, Part("credit_note", 4_000, entry_seq=seq), Part("rejected", 2_000))
    assert book.open_table("03-20") == ["INV-1 CNY 900.00"]


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Part("rejected", 4_999),),
        (Part("rejected", 5_001),),
        (Part("rejected", 6_000), Part("withdrawn", -1_000)),
        (Part("credit_note", 2_500, number="a"), Part("compensation", 2_500, number="b")),
        (Part("rejected", 2_500), Part("rejected", 2_500)),
        (Part("lost", 5_000),),
    ],
)
def test_parts_are_the_whole_and_post_once(book: Ledger, parts: tuple[Part, ...]) -> None:
    with pytest.raises(PartsDoNotAddUp):
        resolved(book, opened(book), *parts)
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]


def test_who_raised_or_owns_it_moves_no_money_alone_whatever_the_bands_say(book: Ledger) -> None:
    part = Part("credit_note", 5_000, number="CN-1")
    raised = opened(book, owner_id=book.books.people["CRC"])
    for role, owner in (("ARA", "CRC"), ("FM", "FM")):
        hand_over_dispute(
            **person(book, "CRC"), dispute_id=raised, owner_id=book.books.people[owner], said="x"
        )
        with pytest.raises(ApprovalIsNeeded):
            resolved(book, raised, part, role=role)
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]
    resolved(book, raised, part, role="ARA", approver=book.books.people["FM"])
    assert book.open_table("03-20") == ["INV-1 CNY 950.00"]


def test_the_database_too_wants_two_people_where_money_moves(book: Ledger) -> None:
    number = opened(book)
    seq = resolved(book, number, Part("credit_note", 5_000, number="CN-1"), role="FM")
    step = DisputeStep.objects.get(seq=seq)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Dispute.objects.update(owner_id=book.books.people["FM"])
        with pytest.raises(Error, match="moves no money alone"):
            DisputeStep.objects.create(
                company_id=step.company_id, dispute_id=number, no=step.no + 1, kind="resolved", said="x", outcome="refund",
                amount=1, entry_seq=step.entry_seq, seq=seq,
            )  # fmt: skip


def test_the_word_of_another_posts_and_ends_it_in_one_act(book: Ledger) -> None:
    number = opened(book)
    parts = [Part("credit_note", 5_000, number="CN-1")]
    subject = {
        "dispute_id": number, "item_id": book.item("INV-1", 1).id, "said": "单价有误", "on": "2026-03-20",
        "parts": [{"outcome": "credit_note", "amount": 5_000, "number": "CN-1"}],
    }  # fmt: skip
    kind = approval_kind(tuple(parts))
    asked = request_approval(**person(book, "ARA"), kind=kind, subject=subject, key="ask")
    (row,) = list_requests(**book.reader)
    assert (row.kind, row.dispute_id, row.base_amount, row.document) == (
        "credit_note",
        number,
        5_000,
        "INV-1",
    )
    assert row.about.zh == f"争议 {number}：红字冲减 50.00 CNY：单价有误"
    assert dispute_page(**book.reader, dispute_id=number).waiting_request == asked
    outcome = decide_approval(
        **person(book, "FM"),
        request_id=asked,
        verdict="approve",
        shown_hash=bytes.fromhex(row.subject_hash),
    )
    assert (outcome, state(number)) == ("done", "credit_note")
    assert book.open_table("03-20") == ["INV-1 CNY 950.00"]
    assert dispute_page(**book.reader, dispute_id=number).waiting_request is None
    book.prove()


def test_it_is_opened_again_while_so_much_is_open(book: Ledger) -> None:
    number = opened(book, "600.00")
    with pytest.raises(DisputeIsOpen):
        reopen_dispute(**person(book, "ARA"), dispute_id=number, said="x")
    resolved(book, number, Part("rejected", 60_000))
    reopen_dispute(**person(book, "ARA"), dispute_id=number, said="客户补了证据")
    assert (state(number), Dispute.objects.get().standing, flag(book)) == (
        "open",
        60_000,
        f"#{number} 客户补了证据",
    )
    resolved(book, number, Part("credit_note", 60_000, number="CN-1"), role="FM")
    with pytest.raises(DisputeDoesNotFit):
        reopen_dispute(**person(book, "ARA"), dispute_id=number, said="x")
    book.prove()


def test_a_step_changed_afterwards_is_found_by_who_verifies(book: Ledger) -> None:
    number = opened(book)
    say_in_dispute(**speaks(book, "ARA"), dispute_id=number, said="同意")
    assert verify_company(book.company_id).is_whole
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_disputestep DISABLE TRIGGER append_only")
        cursor.execute("UPDATE store_disputestep SET said = '不同意' WHERE no = 2")
    (fault,) = verify_company(book.company_id).faults
    assert "dispute" in fault.what


def shown(book: Ledger, show: str = "open", role: str = "AUD", **more: Any) -> list[int]:
    return [row.id for row in disputes(**book.books.scope(role), wanted=Wanted(show, **more)).rows]


def test_the_list_is_by_deadline_filtered_and_searched(book: Ledger) -> None:
    today = timezone.localdate()
    later = opened(book, due_on=today + timedelta(days=9), owner_id=book.books.people["CRC"])
    soon = opened(book, due_on=today, reason="quantity", said="少两件")
    late = opened(book)
    Dispute.objects.filter(id=late).update(due_on=today - timedelta(days=1))
    over = opened(book, reason="tax")
    resolved(book, over, Part("rejected", 5_000))
    assert shown(book) == [late, soon, later]
    assert (shown(book, "late"), shown(book, "closed")) == ([late], [over])
    assert shown(book, "mine", "CRC") == [later]
    assert shown(book, reason="quantity") == shown(book, text="少两") == [soon]
    assert shown(book, text=str(later)) == [later]
    assert shown(book, text="inv-1") == [late, soon, later]
    assert shown(book, customer_id=book.customer("别家")) == []
    assert shown(book, "all", state="rejected") == [over]
    assert shown(book, role="SAL") == []
    found = disputes(**book.reader)
    assert ([str(each.text) for each in found.standing], found.late) == (["150.00"], 1)
    table = disputes_table(**book.reader, wanted=Wanted("all"))
    assert len(list(table.rows)) == 4
    assert [cell.text for cell in table.totals[0] if hasattr(cell, "text")] == ["200.00", "150.00"]


def test_causes_add_up_by_every_group(book: Ledger) -> None:
    first = opened(book, "300.00")
    opened(book, "100.00", reason="quantity")
    resolved(
        book, first, Part("credit_note", 20_000, number="CN-1"), Part("rejected", 10_000), role="FM"
    )
    Dispute.objects.filter(id=first).update(closed_on=timezone.localdate() + timedelta(days=4))
    by = {by: causes(**book.reader, by=by) for by in ("reason", "customer", "owner", "month")}
    rows = [
        (
            row.words.en,
            row.count,
            row.open,
            row.amount.text,
            row.standing.text,
            row.upheld.text,
            row.days,
        )
        for row in by["reason"].rows
    ]
    assert rows == [
        ("Price", 1, 0, "300.00", "0.00", "200.00", "4.0"),
        ("Quantity", 1, 1, "100.00", "100.00", "0.00", ""),
    ]  # fmt: skip
    assert [row.share for row in by["reason"].rows] == [100, 33]
    for found in by.values():
        (total,) = found.totals
        assert (total.count, total.amount.text, total.upheld.text) == (2, "400.00", "200.00")
        assert sum(row.amount.minor for row in found.rows) == total.amount.minor
    assert by["customer"].rows[0].words.zh == "远景"
    assert causes(**book.reader, to_on=day("03-20")).rows == ()
    assert len(list(causes_table(**book.reader, by="owner").rows)) == 1
