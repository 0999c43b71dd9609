"""Short payments with a reason: cases from the day they are opened to the credit note, the rejection or the small difference."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ledgers import Ledger, day, minor, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.write_off import OnlyDebtsAreWrittenOff
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.deductions.close_deduction import close_deduction
from wanglai.services.deductions.let_go_difference import let_go_difference
from wanglai.services.deductions.open_deduction import open_deduction
from wanglai.services.deductions.queries import Wanted, deduction_page, deductions
from wanglai.services.deductions.reassign_deduction import reassign_deduction
from wanglai.services.deductions.refusals import (
    DeductionDoesNotFit,
    DeductionHasNoOwner,
    DeductionHasNoReason,
    DeductionIsClosed,
    DeductionIsLate,
    DeductionSaysNothing,
    DifferenceIsTooLarge,
    NothingCoversIt,
    NoToleranceIsSet,
)
from wanglai.services.deductions.tolerance import tolerable
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.exports.deductions import deductions_table
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import standing_note
from wanglai.store.models import DeductionCase


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "03-05", due="03-15")
    return ledger


def opened(book: Ledger, amount: str = "50.00", **more: Any) -> int:
    wanted = {"reason": "quantity", "note": "少两件", "key": secrets.token_hex(8), **more}
    return open_deduction(**book.scope, item_id=book.item("INV-1", 1).id, amount=minor(amount), **wanted)  # fmt: skip


def closed(book: Ledger, number: int, state: str, note: str = "已核对", **more: Any) -> int:
    return close_deduction(**book.scope, deduction_id=number, state=state, note=note, **more)


def disputed(book: Ledger) -> str | None:
    return standing_note(book.item("INV-1", 1).id, "disputed")


def test_a_case_has_an_owner_a_deadline_and_a_flag_and_changes_no_total(book: Ledger) -> None:
    number = opened(book)
    case = DeductionCase.objects.get(id=number)
    assert (case.amount, case.state, case.owner_id) == (5_000, "open", book.scope["actor"])
    assert case.due_on == timezone.localdate() + timedelta(days=14)
    assert disputed(book) == f"#{number} 少两件"
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]
    book.prove()


def test_the_same_key_opens_one_case(book: Ledger) -> None:
    assert opened(book, key="k") == opened(book, key="k")
    assert DeductionCase.objects.count() == 1


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "950.01"])
def test_cases_never_exceed_what_is_open(book: Ledger, amount: str) -> None:
    opened(book, "50.00")
    with pytest.raises(DeductionDoesNotFit):
        opened(book, amount)
    opened(book, "950.00")


def test_a_case_wants_a_reason_an_owner_who_may_and_a_day_to_come(book: Ledger) -> None:
    with pytest.raises(DeductionHasNoReason):
        opened(book, reason="mood")
    with pytest.raises(DeductionHasNoOwner):
        opened(book, owner_id=book.books.scope("SAL")["actor"])
    with pytest.raises(DeductionIsLate):
        opened(book, due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotFound):
        open_deduction(**book.scope, item_id=0, amount=1, reason="other", key="k")
    assert DeductionCase.objects.count() == 0
    assert disputed(book) is None


def test_a_case_changes_hands(book: Ledger) -> None:
    number, until = opened(book), timezone.localdate() + timedelta(days=3)
    owner = book.books.scope("CRC")["actor"]
    reassign_deduction(**book.scope, deduction_id=number, owner_id=owner, due_on=until)
    case = DeductionCase.objects.get(id=number)
    assert (case.owner_id, case.due_on) == (owner, until)
    with pytest.raises(DeductionHasNoOwner):
        reassign_deduction(**book.scope, deduction_id=number, owner_id=book.books.scope("COL")["actor"], due_on=until)  # fmt: skip


def test_an_accepted_case_names_what_took_the_amount_off(book: Ledger) -> None:
    number = opened(book)
    with pytest.raises(NothingCoversIt):
        closed(book, number, "accepted")
    seq = book.post("credit_note", "CN-1", "50.00", "03-20").seq
    with pytest.raises(NothingCoversIt):
        closed(book, number, "accepted", outcome_seq=seq)  # posted, but the item is as it was
    book.settle("INV-1", "CN-1", "50.00", "03-20")
    closed(book, number, "accepted", outcome_seq=seq)
    assert DeductionCase.objects.get(id=number).outcome_seq == seq
    assert disputed(book) is None
    assert book.open_table("03-20") == ["INV-1 CNY 950.00"]
    with pytest.raises(DeductionIsClosed):
        closed(book, number, "rejected")
    book.prove()


def test_one_credit_note_accepts_no_more_cases_than_it_covers(book: Ledger) -> None:
    first, second = opened(book), opened(book)
    seq = book.post("credit_note", "CN-1", "99.99", "03-20").seq
    applied = book.settle("INV-1", "CN-1", "99.99", "03-20")
    closed(book, first, "accepted", outcome_seq=seq)
    with pytest.raises(NothingCoversIt):
        closed(book, second, "accepted", outcome_seq=seq)
    book.take_apart(applied, "03-21")
    with pytest.raises(NothingCoversIt):
        closed(book, second, "accepted", outcome_seq=seq)


def test_a_receipt_accepts_no_case(book: Ledger) -> None:
    number = opened(book)
    seq = book.post("receipt", "RC-1", "50.00", "03-20").seq
    book.settle("INV-1", "RC-1", "50.00", "03-20")
    with pytest.raises(NothingCoversIt):
        closed(book, number, "accepted", outcome_seq=seq)


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_is_not_accepted_goes_on_being_owed(book: Ledger, state: str) -> None:
    number = opened(book)
    with pytest.raises(DeductionSaysNothing):
        closed(book, number, state, " ")
    closed(book, number, state)
    assert disputed(book) is None
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00"]
    assert book.item("INV-1", 1).due_on == day("03-15")
    book.prove()


def test_what_somebody_else_disputes_stays_disputed(book: Ledger) -> None:
    item, scope = book.item("INV-1", 1), book.scope
    dispute = open_dispute(
        company_id=book.company_id, who=Who(scope["actor"], "test"), key="d", customer_id=item.customer_id, item_id=item.id,
        statement_id=None, currency="CNY", amount=95_000, reason="quality", said="质量不符", raised_by="staff",
    )  # fmt: skip
    with pytest.raises(DeductionDoesNotFit):
        opened(book, "50.01")
    closed(book, opened(book), "rejected")
    assert disputed(book) == f"#{dispute} 质量不符"


def test_the_trail_tells_of_a_case(book: Ledger) -> None:
    number = opened(book)
    closed(book, number, "rejected")
    said = [row.sentence.en for row in trail(**book.reader, wanted=TrailFilter(), limit=4).rows]
    item = book.item("INV-1", 1).id
    assert said == [
        f"No longer disputed: open item {item}",
        f"Closed deduction {number} of open item {item}: Rejected",
        f"Flagged as disputed: open item {item}",
        f"Opened deduction {number} of open item {item}",
    ]


def test_a_small_rest_is_let_go_and_accepts_its_case(book: Ledger) -> None:
    book.post("receipt", "RC-1", "999.97", "03-20")
    book.settle("INV-1", "RC-1", None, "03-20")
    number = opened(book, "0.03")
    wanted = {"item_id": book.item("INV-1", 1).id, "on": day("03-20"), "key": "k"}
    with pytest.raises(NoToleranceIsSet):
        let_go_difference(**book.scope, **wanted)
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (100, 1)}, tolerance_cap=100))
    seq = let_go_difference(**book.scope, **wanted)
    assert let_go_difference(**book.scope, **wanted) == seq
    closed(book, number, "accepted", outcome_seq=seq)
    assert book.open_table("03-20") == []
    assert book.accounts("03-20")["difference"] == "0.03"
    book.prove()


def test_credits_and_large_rests_are_not_let_go(book: Ledger) -> None:
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (100, 100)}, tolerance_cap=100))
    book.post("receipt", "RC-1", "0.01", "03-20")
    with pytest.raises(OnlyDebtsAreWrittenOff):
        let_go_difference(**book.scope, item_id=book.item("RC-1", -1).id, on=day("03-20"), key="a")
    with pytest.raises(DifferenceIsTooLarge):
        let_go_difference(**book.scope, item_id=book.item("INV-1", 1).id, on=day("03-20"), key="b", amount=101)  # fmt: skip
    assert book.open_table("03-20") == ["INV-1 CNY 1,000.00", "RC-1 CNY -0.01"]


def test_a_verdict_says_how_far_one_may_go(book: Ledger) -> None:
    found = tolerable(book.company_id, book.customer("远景"), "CNY", 1, 100_000, day("03-20"))
    assert (found.may_go, found.fault, found.most) == (False, "none", 0)
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (1_000, 5)}, tolerance_cap=700))
    found = tolerable(book.company_id, book.customer("远景"), "CNY", 500, 100_000, day("03-20"))
    assert (found.may_go, found.most, found.month.left) == (True, 500, 700)
    found = tolerable(book.company_id, book.customer("远景"), "CNY", 500, 100_000, day("03-20"), also=201)  # fmt: skip
    assert found.fault == "cap"
    assert tolerable(book.company_id, book.customer("远景"), "USD", 1, 9_000, day("03-20")).fault == "none"  # fmt: skip


def told(book: Ledger, show: str = "open", role: str = "AUD", **more: Any) -> list[int]:
    found = deductions(**book.books.scope(role), wanted=Wanted(show, **more))
    return [row.id for row in found.rows]


def test_the_list_is_by_deadline_and_filtered(book: Ledger) -> None:
    today = timezone.localdate()
    owner = book.books.scope("CRC")["actor"]
    later = opened(book, "30.00", due_on=today + timedelta(days=9), owner_id=owner)
    soon = opened(book, "20.00", due_on=today, reason="price")
    late = opened(book, "10.00")
    DeductionCase.objects.filter(id=late).update(due_on=today - timedelta(days=1))
    over = opened(book, "5.00")
    closed(book, over, "withdrawn")
    assert told(book) == [late, soon, later]
    assert told(book, "late") == [late]
    assert told(book, "mine", "CRC") == [later]
    assert told(book, reason="price") == [soon]
    assert set(told(book, "all")) == {late, soon, later, over}
    found = deductions(**book.reader, wanted=Wanted("late"))
    assert [str(each) for each in found.open] == ["60.00"], "all that is open, whatever is shown"
    assert [row.is_late for row in deductions(**book.reader, wanted=Wanted()).rows] == [True, False, False]  # fmt: skip


def test_pages_of_the_list_hold_every_case_once(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    numbers = [opened(book, "1.00") for _ in range(5)]
    monkeypatch.setattr("wanglai.services.deductions.queries.PAGE_ROWS", 2)
    found, after = [], None
    while True:
        page = deductions(**book.reader, wanted=Wanted(after=after))
        found += [row.id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    assert found == numbers
    table = deductions_table(**book.reader)
    rows = list(table.rows)
    assert [row[0] for row in rows] == numbers
    assert [str(row[6]) for row in table.totals] == ["5.00"]


def test_a_salesperson_sees_the_cases_of_their_own_customers_only(book: Ledger) -> None:
    number = opened(book)
    assert told(book, role="SAL") == []
    with pytest.raises(NotFound):
        deduction_page(**book.books.scope("SAL"), deduction_id=number)


def test_one_case_shows_its_history_and_what_may_settle_it(book: Ledger) -> None:
    number, other = opened(book), opened(book, "20.00")
    until = timezone.localdate() + timedelta(days=3)
    owner = book.books.scope("CRC")["actor"]
    reassign_deduction(**book.scope, deduction_id=number, owner_id=owner, due_on=until)
    seq = book.post("credit_note", "CN-1", "70.00", "03-20").seq
    book.settle("INV-1", "CN-1", "70.00", "03-20")
    closed(book, other, "accepted", outcome_seq=seq)
    page = deduction_page(**book.reader, deduction_id=number)
    assert [(step.kind, step.due_on) for step in page.steps] == [
        ("reassign_deduction", until),
        ("open_deduction", timezone.localdate() + timedelta(days=14)),
    ]
    assert [(each.seq, each.document, str(each.amount)) for each in page.outcomes] == [(seq, "CN-1", "50.00")]  # fmt: skip
    assert (str(page.item_open), page.row.reason.zh, page.owner_id) == ("930.00", "数量短缺", owner)
