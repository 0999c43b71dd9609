"""Nobody approves their own money: what was shown is what is done, by another person, once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.books import open_company
from tests.ledgers import DOOR, Ledger, open_ledger
from wanglai.domain.ledger import Document, Instalment
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.settling import NotSoMuchIsOpen
from wanglai.services.approvals.bands import (
    DEFAULT_BANDS,
    ApprovalIsNeeded,
    Band,
    BandsMakeNoSense,
    band_for,
    set_bands,
)
from wanglai.services.approvals.decide_approval import (
    AlreadyDecided,
    NotYoursToDecide,
    OwnRequest,
    ShownOtherwise,
    decide_approval,
)
from wanglai.services.approvals.delegate import DelegationIsUpward, TakerIsUnfit, delegate
from wanglai.services.approvals.queries import list_requests, show_request
from wanglai.services.approvals.request_approval import (
    RequestIsOver,
    request_approval,
    withdraw_request,
)
from wanglai.services.ledger.asked_document import as_asked, as_document
from wanglai.services.ledger.book import KeyWasUsed
from wanglai.services.ledger.post import post_document
from wanglai.store.models import Act, ApprovalRequest, Membership, User

BANDS = (Band("write_off", 0, ("FM",), 1), Band("write_off", 5_000_000, ("FM",), 2))


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger(bands=BANDS)
    book.post("invoice", "INV-1", "1,000.00", "01-05")
    book.post("invoice", "INV-2", "60,000.00", "01-05")
    for name in ("second", "third"):
        person = User.objects.create(email=f"{name}@yuanjing.example", name=name)
        Membership.objects.create(company_id=book.company_id, user=person, role="FM")
        book.books.people[name] = person.id
    return book


def _scope(book: Ledger, who: str) -> dict[str, Any]:
    return {"company_id": book.company_id, "actor": book.books.people[who], "origin": DOOR}


def _ask(
    book: Ledger,
    number: str,
    amount: int | None = None,
    who: str = "FM",
    key: str = "k",
    **more: Any,
) -> int:
    subject = {
        "item_id": book.item(number, 1).id,
        "on": date(2026, 1, 31),
        "reason": "破产",
        "amount": amount,
    }
    return request_approval(**_scope(book, who), kind="write_off", subject=subject, key=key, **more)


def _decide(
    book: Ledger, request_id: int, who: str, verdict: str = "approve", shown: bytes | None = None
) -> str:
    shown = shown or bytes(ApprovalRequest.objects.get(id=request_id).subject_hash)
    return decide_approval(
        **_scope(book, who), request_id=request_id, verdict=verdict, shown_hash=shown
    )


def test_a_write_off_needs_another_person_and_is_done_by_the_approval(book: Ledger) -> None:
    with pytest.raises(ApprovalIsNeeded):
        book.write_off("INV-1", None, "01-31")
    asked = _ask(book, "INV-1")
    assert book.open_table("01-31") == ["INV-1 CNY 1,000.00", "INV-2 CNY 60,000.00"]
    assert _decide(book, asked, "second") == "done"
    assert book.open_table("01-31") == ["INV-2 CNY 60,000.00"]
    row = show_request(**book.reader, request_id=asked)
    entry = Act.objects.get(company_id=book.company_id, seq=row.seq)
    assert (entry.actor_id, entry.approver_id) == (
        book.books.people["FM"],
        book.books.people["second"],
    )
    assert row.state == "done"
    book.prove()


def test_fifty_thousand_need_two_people(book: Ledger) -> None:
    asked = _ask(book, "INV-2")
    assert _decide(book, asked, "second") == "waiting"
    with pytest.raises(AlreadyDecided):
        _decide(book, asked, "second")
    assert _decide(book, asked, "third") == "done"
    book.prove()


def _refused(statement: str, *parameters: Any) -> str:
    with connection.cursor() as cursor, pytest.raises(Error) as problem, transaction.atomic():
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE", parameters)
    return str(problem.value)


def test_nobody_decides_about_their_own_request(book: Ledger) -> None:
    asked = _ask(book, "INV-1")
    with pytest.raises(OwnRequest):
        _decide(book, asked, "FM")
    decision = (
        "INSERT INTO store_approvaldecision (company_id, request_id, maker_id, subject_hash, approver_id, verdict, reason, "
        "decided_at) SELECT company_id, id, {0}, subject_hash, maker_id, 'approve', '', now() "
        "FROM store_approvalrequest WHERE id = %s"
    )
    assert "approver_is_not_the_maker" in _refused(decision.format("maker_id"), asked)
    assert "decision_is_of_what_was_shown" in _refused(decision.format("0"), asked)


def test_another_role_does_not_decide(book: Ledger) -> None:
    asked = _ask(book, "INV-1")
    with pytest.raises(NotYoursToDecide):
        _decide(book, asked, "ARA")


def test_what_was_shown_is_what_is_decided(book: Ledger) -> None:
    asked = _ask(book, "INV-1")
    with pytest.raises(ShownOtherwise):
        _decide(book, asked, "second", shown=bytes(32))
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ApprovalRequest.objects.filter(id=asked).update(subject="{}")


def test_an_edit_voids_every_word_said_before(book: Ledger) -> None:
    first = _ask(book, "INV-2")
    assert _decide(book, first, "second") == "waiting"
    edited = _ask(book, "INV-2", 5_900_000, key="k2", replaces=first)
    with pytest.raises(RequestIsOver):
        _decide(book, first, "third")
    assert _decide(book, edited, "third") == "waiting"
    assert [row.id for row in list_requests(**book.reader)] == [edited]


def test_a_rejected_withdrawn_or_late_request_is_over(book: Ledger) -> None:
    rejected = _ask(book, "INV-1", key="a")
    assert _decide(book, rejected, "second", "reject") == "rejected"
    withdrawn = _ask(book, "INV-1", key="b")
    with pytest.raises(NotFound):
        withdraw_request(**_scope(book, "second"), request_id=withdrawn)
    withdraw_request(**_scope(book, "FM"), request_id=withdrawn)
    for asked in (rejected, withdrawn):
        with pytest.raises(RequestIsOver):
            _decide(book, asked, "third")
    late = _ask(book, "INV-1", key="c")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE store_approvalrequest DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE store_approvalrequest SET made_at = made_at - interval '20 days', expires_at = now() - interval '1 s' "
            "WHERE id = %s",
            [late],
        )
        cursor.execute("ALTER TABLE store_approvalrequest ENABLE TRIGGER append_only")
    with pytest.raises(RequestIsOver):
        _decide(book, late, "third")
    states = {row.id: row.state for row in list_requests(**book.reader, state="")}
    assert states == {rejected: "rejected", withdrawn: "withdrawn", late: "expired"}


def test_what_became_impossible_undoes_the_approval_too(book: Ledger) -> None:
    asked = _ask(book, "INV-1", 100_000)
    book.post("receipt", "RC-1", "400.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    with pytest.raises(NotSoMuchIsOpen), transaction.atomic():
        _decide(book, asked, "second")
    assert show_request(**book.reader, request_id=asked).state == "waiting"
    assert show_request(**book.reader, request_id=asked).decisions == ()


def test_the_same_key_asks_once(book: Ledger) -> None:
    assert _ask(book, "INV-1") == _ask(book, "INV-1")
    with pytest.raises(KeyWasUsed):
        _ask(book, "INV-2")


def test_a_delegate_decides_but_not_for_the_maker_and_counts_once(book: Ledger) -> None:
    today = timezone.localdate()
    week = {"from_on": today, "to_on": today + timedelta(days=7)}
    with pytest.raises(TakerIsUnfit):
        delegate(**_scope(book, "FM"), taker=book.books.people["FM"], **week)
    with pytest.raises(DelegationIsUpward):
        delegate(**_scope(book, "FM"), taker=book.books.people["AUD"], **week)
    delegate(**_scope(book, "FM"), taker=book.books.people["ARA"], **week)
    of_giver = _ask(book, "INV-1")
    with pytest.raises(NotYoursToDecide):
        _decide(book, of_giver, "ARA")
    delegate(**_scope(book, "second"), taker=book.books.people["ARA"], **week)
    large = _ask(book, "INV-2", key="large")
    assert _decide(book, large, "ARA") == "waiting"
    assert _decide(book, large, "second") == "waiting", "giver and delegate are one person's word"
    assert _decide(book, large, "third") == "done"


def test_bands_are_set_by_a_sealed_act_and_may_be_none(book: Ledger) -> None:
    with pytest.raises(BandsMakeNoSense):
        set_bands(**_scope(book, "FM"), kind="write_off", bands=[Band("write_off", 0, (), 1)])
    set_bands(**_scope(book, "FM"), kind="write_off", bands=[])
    book.write_off("INV-1", None, "01-31")
    set_bands(**_scope(book, "FM"), kind="write_off", bands=[Band("write_off", 100, ("FM",), 1)])
    with pytest.raises(ApprovalIsNeeded):
        book.write_off("INV-2", "1.00", "01-31")
    book.write_off("INV-2", "0.99", "01-31")
    book.prove()


def _credit(book: Ledger, amount: int, **more: Any) -> Document:
    return Document(
        "credit_note", book.customer("远景"), "CN-1", date(2026, 1, 20), amount, text="降价", **more
    )


def test_a_credit_note_written_into_the_book_needs_the_word_of_any_credit_note(db: None) -> None:
    book = open_ledger(bands=(Band("credit_note", 20_000, ("FM",), 1),))
    book.post("invoice", "INV-1", "1,000.00", "01-05")
    clerk = _scope(book, "ARA")
    small = _credit(book, 19_999)
    posted = post_document(**clerk, document=small, key="small")
    big = _credit(book, 3_000, currency="USD", rate=Decimal("7.10"), tax=300,
                  instalments=(Instalment(3_000, date(2026, 2, 1)),))  # fmt: skip
    with pytest.raises(ApprovalIsNeeded):
        post_document(**clerk, document=big, key="big")
    subject = {"document": as_asked(big), "on": "2026-01-20"}
    asked = request_approval(**clerk, kind="credit_note", subject=subject, key="big")
    row = show_request(**book.reader, request_id=asked)
    assert (row.base_amount, row.document) == (21_300, "远景 CN-1")
    assert "CN-1 USD -30.00" not in book.open_table("01-31"), "nothing is booked by asking"
    assert _decide(book, asked, "FM") == "done"
    assert "CN-1 USD -30.00" in book.open_table("01-31")
    row = show_request(**book.reader, request_id=asked)
    act = Act.objects.get(company_id=book.company_id, seq=row.seq)
    assert (act.actor_id, act.approver_id) == (book.books.people["ARA"], book.books.people["FM"])
    # What was posted before a band was set stays what it is when the same is sent again.
    nought = [Band("credit_note", 0, ("FM",), 1)]
    set_bands(**_scope(book, "FM"), kind="credit_note", bands=nought)
    again = post_document(**clerk, document=small, key="small")
    assert (again.seq, again.repeated) == (posted.seq, True)
    book.prove()


def test_a_document_that_is_asked_for_is_read_back_as_it_was(db: None) -> None:
    parts = (Instalment(1, date(2026, 2, 1)), Instalment(2, None))
    document = Document(
        "credit_note",
        7,
        "CN-1",
        date(2026, 1, 20),
        3,
        1,
        "USD",
        Decimal("7.123450"),
        parts,
        "降价",
        9,
    )
    assert as_document(json.loads(json.dumps(as_asked(document)))) == document


def test_a_book_opened_before_a_kind_was_known_is_not_without_its_bands(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tuple(band for band in DEFAULT_BANDS if band.kind in ("write_off", "refund"))
    monkeypatch.setattr("wanglai.services.ledger.open_books.DEFAULT_BANDS", older)
    book = open_ledger(bands=tuple(band for band in older if band.kind == "refund"))
    company = book.company_id
    for kind in {band.kind for band in DEFAULT_BANDS} - {"write_off", "refund"}:
        for amount in (0, 4_999_999, 5_000_000, -5_000_000, 1 << 50):
            wanted = [band for band in DEFAULT_BANDS if band.kind == kind and band.from_amount <= abs(amount)]  # fmt: skip
            assert band_for(company, kind, amount) == (wanted[-1] if wanted else None)
    assert band_for(company, "write_off", 1 << 50) is None, "the opening said: nobody is asked"
    assert band_for(company, "refund", 5_000_000) == Band("refund", 5_000_000, ("FM",), 2)
    with pytest.raises(ApprovalIsNeeded):
        book.post("credit_note", "CN-1", "1.00", "01-20")
    set_bands(**_scope(book, "FM"), kind="credit_note", bands=[])
    assert band_for(company, "credit_note", 1 << 50) is None, "what people set goes before"
    book.post("credit_note", "CN-1", "1.00", "01-20")
    assert band_for(open_company("nobook").company_id, "credit_note", 1) is None
    book.prove()
