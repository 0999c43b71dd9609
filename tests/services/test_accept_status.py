"""All proposals of a status at one word: what was shown is made and no more, it can be stopped, and a worker that dies doubles nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, minor, open_ledger
from wanglai.services.cash import booking
from wanglai.services.cash.accept_status import acceptable, start_accepting
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.refusals import ProposalsAreOthers, RunIsAtWork
from wanglai.services.cash.run_life import claim_cash_run, start_cash_run, stop_cash_run
from wanglai.store.models import (
    BankEntry,
    BankFile,
    BankStatement,
    CashProposal,
    CashRun,
    Membership,
    Settlement,
)

MANY = 5


@pytest.fixture
def book(db: None) -> Ledger:
    """Five debts of 100.00, each paid by a line whose proposal is sure."""
    book = open_ledger()
    file = bank_file(book)
    statement = bank_statement(our_account(book, "户"), file)
    run = CashRun.objects.create(
        company_id=book.company_id, state="done", finished_at=timezone.now()
    )
    for number in range(1, MANY + 1):
        book.post("invoice", f"INV-{number}", "100.00", "03-05")
        _proposed(book, statement, run, number)
    return book


def _proposed(
    book: Ledger, statement: BankStatement, run: CashRun, number: int, *, on: str = "03-20"
) -> CashProposal:
    line = bank_line(
        statement,
        "100.00",
        on,
        ordinal=number,
        bank_reference=f"2026032{number}",
        other_name="远景",
    )
    return CashProposal.objects.create(
        company_id=book.company_id, run_id=run.id, bank_entry_id=line.id, customer_id=book.customer("远景"), status="auto",
        rank=number, parts=[[book.item(f"INV-{number}").id, minor("100.00")]],
    )  # fmt: skip


def _reader(book: Ledger) -> dict[str, Any]:
    return {"company_id": book.company_id, "actor": book.scope["actor"]}


def _begun(book: Ledger) -> int:
    said = acceptable(**_reader(book), status="auto")
    assert said is not None
    return start_accepting(
        **_reader(book), status="auto", newest=said.newest, waits_for_worker=False
    )


def test_every_page_of_a_status_is_made_under_the_name_of_who_said_so(book: Ledger) -> None:
    said = acceptable(**_reader(book), status="auto")
    assert said is not None
    assert said.count == MANY
    run = _begun(book)
    perform_cash_run(run)
    found = CashRun.objects.get(id=run)
    assert (found.state, found.booked, found.lines, found.policy) == ("done", MANY, MANY, None)
    assert {each.settled_by_id for each in Settlement.objects.all()} == {book.scope["actor"]}
    assert book.open_table("03-20") == []
    assert acceptable(**_reader(book), status="auto") is None
    book.prove()


def test_receipts_are_numbered_by_the_day_the_money_came(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has its newest line first, and the machine ranks by amount: neither decides."""
    monkeypatch.setattr(booking, "CHUNK", 2)
    statement, run = BankStatement.objects.get(), CashRun.objects.get()
    CashProposal.objects.update(state="replaced")
    days = {"03-24": 6, "03-22": 7, "03-26": 8, "03-23": 9}
    for on, number in days.items():
        book.post("invoice", f"INV-{number}", "100.00", "03-05")
        _proposed(book, statement, run, number, on=on)
    perform_cash_run(_begun(book))
    booked = BankEntry.objects.filter(state="posted").order_by("entry_seq")
    assert [f"{on:%m-%d}" for on in booked.values_list("booked_on", flat=True)] == sorted(days)


def test_what_came_into_the_list_after_it_was_shown_is_not_made(book: Ledger) -> None:
    said = acceptable(**_reader(book), status="auto")
    assert said is not None
    book.post("invoice", "INV-6", "100.00", "03-05")
    statement, run = BankStatement.objects.get(), CashRun.objects.get()
    _proposed(book, statement, run, 6)
    number = start_accepting(**_reader(book), status="auto", newest=said.newest, waits_for_worker=False)  # fmt: skip
    perform_cash_run(number)
    assert CashRun.objects.get(id=number).booked == MANY
    assert book.open_table("03-20") == ["INV-6 CNY 100.00"]


def test_where_the_machine_looked_again_nothing_is_begun(book: Ledger) -> None:
    said = acceptable(**_reader(book), status="auto")
    assert said is not None
    perform_cash_run(start_cash_run(**_reader(book), waits_for_worker=False))
    with pytest.raises(ProposalsAreOthers):
        start_accepting(**_reader(book), status="auto", newest=said.newest, waits_for_worker=False)


@pytest.mark.parametrize("status", ["ambiguous", "none", "asked", ""])
def test_what_a_person_must_look_at_is_not_accepted_unseen(book: Ledger, status: str) -> None:
    CashProposal.objects.update(status="ambiguous")
    assert acceptable(**_reader(book), status=status) is None
    with pytest.raises(ProposalsAreOthers):
        start_accepting(**_reader(book), status=status, newest=10**9, waits_for_worker=False)


def test_one_run_of_a_company_is_at_work(book: Ledger) -> None:
    _begun(book)
    with pytest.raises(RunIsAtWork):
        _begun(book)
    with pytest.raises(RunIsAtWork):
        start_cash_run(**_reader(book), waits_for_worker=False)


def test_it_stops_after_the_lines_in_hand(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "CHUNK", 2)
    run = _begun(book)
    inner = booking.book_sorted

    def stopped_after_the_first(*args: Any, **more: Any) -> int:
        made = inner(*args, **more)
        stop_cash_run(**_reader(book), run_id=run)
        return made

    monkeypatch.setattr(booking, "book_sorted", stopped_after_the_first)
    perform_cash_run(run)
    assert CashRun.objects.get(id=run).state == "stopped"
    assert Settlement.objects.count() == 2, "what was booked stands"
    assert CashProposal.objects.filter(state="open").count() == MANY - 2
    book.prove()


def test_a_worker_that_died_doubles_nothing(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "CHUNK", 2)
    run = _begun(book)
    inner, calls = booking.book_sorted, []

    def dies_in_the_second(*args: Any, **more: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return inner(*args, **more)

    monkeypatch.setattr(booking, "book_sorted", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        perform_cash_run(run)
    CashRun.objects.filter(id=run).update(state="queued")
    perform_cash_run(run)
    found = CashRun.objects.get(id=run)
    assert (found.state, found.booked, Settlement.objects.count()) == ("done", MANY, MANY)
    book.prove()


def test_who_may_not_settle_any_more_settles_nothing(book: Ledger) -> None:
    run = _begun(book)
    Membership.objects.filter(user_id=book.scope["actor"]).delete()
    perform_cash_run(run)
    found = CashRun.objects.get(id=run)
    assert found.state == "failed"
    assert set(found.refusal or {}) == {"zh", "en"}
    assert Settlement.objects.count() == 0


def test_lines_that_came_meanwhile_are_looked_at(book: Ledger) -> None:
    run = _begun(book)
    BankFile.objects.update(state="reading", started_at=timezone.now())
    BankFile.objects.update(state="taken", finished_at=timezone.now())
    perform_cash_run(run)
    (look,) = CashRun.objects.filter(state="queued")
    assert (look.accepts, look.asked_by) == ("", None)


def test_a_word_names_who_gave_it_and_for_what(book: Ledger) -> None:
    """In the database: no run accepts without a person, a status that may be accepted, and what was shown."""
    common = {"company_id": book.company_id, "state": "done"}
    for wrong in (
        {"accepts": "auto", "accepts_through": 1},
        {"accepts": "none", "accepts_through": 1, "asked_by_id": book.scope["actor"]},
        {"accepts": "auto", "asked_by_id": book.scope["actor"]},
        {"accepts": "", "accepts_through": 1},
    ):
        with pytest.raises(IntegrityError, match="cash_run_accepts_at_a_word"), transaction.atomic():  # fmt: skip
            CashRun.objects.create(**common, **wrong)


def test_nobody_else_takes_a_run_that_is_alive(book: Ledger) -> None:
    run = _begun(book)
    assert claim_cash_run(run) is not None
    perform_cash_run(run)
    assert Settlement.objects.count() == 0
    assert BankEntry.objects.filter(state="waiting").count() == MANY
