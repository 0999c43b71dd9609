"""Two people on one line of the bank: it is dealt with once, whoever comes first, and nobody's money is settled twice."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, minor
from tests.races.racing import race, until_somebody_waits
from tieout.cash.payers import core_of
from wanglai.services.access.scope import NotFound
from wanglai.services.cash import booking, deciding
from wanglai.services.cash import perform_cash_run as performing
from wanglai.services.cash.accept_status import start_accepting
from wanglai.services.cash.deciding import accept_many, ask_colleague, reject_proposal, set_aside
from wanglai.services.cash.learn_payer import forget_payer_name
from wanglai.services.cash.refusals import LineHasChanged
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.ledger.verify import verify_company
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankEntry, CashProposal, CashRun, Entry, PayerAlias, Settlement

LINES = 40
WORKERS = 6


def test_two_people_on_one_line_deal_with_it_once(book: Ledger) -> None:
    statement = bank_statement(our_account(book), bank_file(book))
    lines = [bank_line(statement, "100.00", "03-20", ordinal=number) for number in range(1, LINES + 1)]  # fmt: skip
    for number in range(LINES):
        book.post("invoice", f"INV-{number}", "100.00", "03-05")
    customer = book.customer("远景")
    items = [book.item(f"INV-{number}").id for number in range(LINES)]
    person = {"company_id": book.company_id, "actor": book.scope["actor"]}
    manager = book.books.scope("FM")

    def work(worker: int) -> Counter[str]:
        said: Counter[str] = Counter()
        chance = random.Random(worker)
        for number in range(LINES):
            line, does = lines[number].id, chance.choice(("settle", "settle", "aside", "ask"))
            try:
                if does == "settle":
                    wanted = Wanted(customer, (Part(items[number], minor("100.00")),))
                    settle_line(**book.scope, line_id=line, wanted=wanted, key=f"{worker}:{number}", version=1)  # fmt: skip
                elif does == "aside":
                    set_aside(**manager, origin="test", line_id=line, kind="not_a_customer", version=1)  # fmt: skip
                else:
                    ask_colleague(**person, line_id=line, question="?")
                said["done"] += 1
            except UnableTo as refusal:  # anything else, a deadlock above all, fails the test
                said[refusal.code_of_refusal] += 1
        return said

    said = sum(race(WORKERS, work), Counter())
    assert said["done"] == LINES, said
    assert said.total() == LINES * WORKERS
    states = Counter(BankEntry.objects.filter(company_id=book.company_id).values_list("state", flat=True))  # fmt: skip
    settled = Settlement.objects.filter(company_id=book.company_id, undone_at=None)
    assert states["posted"] == settled.count() == settled.values("bank_entry_id").distinct().count()
    assert states["posted"] + states["aside"] + states["asked"] == LINES
    receipts = Entry.objects.filter(company_id=book.company_id, kind="receipt")
    assert receipts.count() == states["posted"], "no receipt without its line"
    report = verify_company(book.company_id)
    assert report.is_whole, [str(fault) for fault in report.faults]


def _proposed(book: Ledger, count: int, *, last_payer: str = "远景") -> list[CashProposal]:
    """Lines of 100.00, each with an invoice and the proposal that it pays it."""
    statement = bank_statement(our_account(book), bank_file(book))
    run = CashRun.objects.create(company_id=book.company_id, state="done", finished_at=timezone.now())  # fmt: skip
    customer, made = book.customer("远景"), []
    for number in range(1, count + 1):
        book.post("invoice", f"INV-{number}", "100.00", "03-05")
        payer = last_payer if number == count else "远景"
        line = bank_line(statement, "100.00", "03-20", ordinal=number, other_name=payer)
        made.append(
            CashProposal.objects.create(
                company_id=book.company_id, run_id=run.id, bank_entry_id=line.id, customer_id=customer, status="auto",
                rank=number, parts=[[book.item(f"INV-{number}").id, minor("100.00")]],
            )
        )  # fmt: skip
    return made


def _settles(book: Ledger, said: CashProposal) -> None:
    """A person settles the line as its proposal says."""
    wanted = Wanted(book.customer("远景"), tuple(Part(*part) for part in said.parts))
    settle_line(**book.scope, line_id=said.bank_entry_id, wanted=wanted, key="by hand", version=1)


def _pausing(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> tuple[threading.Event, threading.Event]:  # fmt: skip
    """After a step of one worker the other begins, and the first goes on once that waits for it (or has finished)."""
    began, finished = threading.Event(), threading.Event()
    step = getattr(room, name)

    def paused(*told: Any, **more: Any) -> Any:
        answer = step(*told, **more)
        began.set()
        until_somebody_waits(finished)
        return answer

    monkeypatch.setattr(room, name, paused)
    return began, finished


def test_the_machine_keeps_its_proposals_while_somebody_settles(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (said,) = _proposed(book, 1)
    run = start_cash_run(company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False)  # fmt: skip
    began, finished = _pausing(monkeypatch, performing, "_copied")

    def work(worker: int) -> None:
        if worker == 0:
            performing.perform_cash_run(run)
            return
        assert began.wait(60)
        try:
            _settles(book, said)
        finally:
            finished.set()

    race(2, work)  # a deadlock would be raised here
    assert CashRun.objects.get(id=run).state == "done"
    assert Settlement.objects.get().bank_entry_id == said.bank_entry_id
    assert not CashProposal.objects.filter(state="open").exists()


def test_accepting_many_holds_every_line_before_the_book(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _proposed(book, 2)
    monkeypatch.setattr(deciding, "TOGETHER", 1)
    began, finished = _pausing(monkeypatch, deciding, "book_proposals")

    def work(worker: int) -> int:
        if worker == 0:
            with transaction.atomic():  # a request is one transaction
                return accept_many(**book.scope, proposal_ids=[first.id, second.id])
        assert began.wait(60)
        try:
            with pytest.raises(LineHasChanged):
                _settles(book, second)
        finally:
            finished.set()
        return 0

    assert race(2, work) == [2, 0]
    assert Settlement.objects.count() == 2


def test_what_is_being_booked_is_not_rejected(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (said,) = _proposed(book, 1)
    began, finished = _pausing(monkeypatch, booking, "_held")

    def work(worker: int) -> int:
        if worker == 0:
            return accept_many(**book.scope, proposal_ids=[said.id])
        assert began.wait(60)
        try:
            with pytest.raises(NotFound):
                reject_proposal(company_id=book.company_id, actor=book.scope["actor"], proposal_id=said.id)  # fmt: skip
        finally:
            finished.set()
        return 0

    assert race(2, work) == [1, 0]
    said.refresh_from_db()
    assert (said.state, Settlement.objects.count()) == ("taken", 1)


def test_a_line_that_was_read_ahead_and_settled_meanwhile_is_settled_once(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "CHUNK", 2)
    every = _proposed(book, 5)
    read, book_them, read_ahead = booking._chunk, booking.book_sorted, threading.Event()
    let_go, readers = booking._let_go, []

    def reading(*told: Any) -> Any:
        found = read(*told)
        if every[2].id in told[-1]:  # what comes after the first two
            read_ahead.set()
        return found

    def booking_once_read(*told: Any) -> int:
        if not Settlement.objects.exists():
            assert read_ahead.wait(60), "the next are read while the first are booked"
            _settles(book, every[2])
        return book_them(*told)

    def letting_go() -> None:
        let_go()
        readers.append(connection.connection is None)

    monkeypatch.setattr(booking, "_let_go", letting_go)
    monkeypatch.setattr(booking, "_chunk", reading)
    monkeypatch.setattr(booking, "book_sorted", booking_once_read)
    person = {"company_id": book.company_id, "actor": book.scope["actor"]}
    run = start_accepting(**person, status="auto", newest=every[-1].id, waits_for_worker=False)
    performing.perform_cash_run(run)
    found = CashRun.objects.get(id=run)
    assert (found.state, found.booked) == ("done", 4)
    assert readers == [True], "who read ahead leaves no connection behind"
    assert sorted(Settlement.objects.values_list("bank_entry_id", flat=True)) == sorted(each.bank_entry_id for each in every)  # fmt: skip
    assert verify_company(book.company_id).is_whole


def test_a_name_that_is_forgotten_while_its_line_was_read_ahead_settles_nothing(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "CHUNK", 2)
    every = _proposed(book, 4, last_payer="李四")
    known = PayerAlias.objects.create(
        company_id=book.company_id, customer_id=book.customer("远景"), name="李四", core=core_of("李四"),
        bank_entry_id=every[3].bank_entry_id, learned_by_id=book.scope["actor"],
    )  # fmt: skip
    read, book_them, read_ahead = booking._chunk, booking.book_sorted, threading.Event()
    person = {"company_id": book.company_id, "actor": book.scope["actor"]}

    def reading(*told: Any) -> Any:
        found = read(*told)
        if every[2].id in told[-1]:
            assert len(found.found.ready) == 2, "the name is known yet"
            read_ahead.set()
        return found

    def booking_once_read(*told: Any) -> int:
        if not Settlement.objects.exists():
            assert read_ahead.wait(60), "the next are read while the first are booked"
            forget_payer_name(**person, origin="test", alias_id=known.id)
        return book_them(*told)

    monkeypatch.setattr(booking, "_chunk", reading)
    monkeypatch.setattr(booking, "book_sorted", booking_once_read)
    run = start_accepting(**person, status="auto", newest=every[-1].id, waits_for_worker=False)
    performing.perform_cash_run(run)
    assert CashRun.objects.get(id=run).booked == 3
    assert BankEntry.objects.get(id=every[3].bank_entry_id).state == "waiting"
