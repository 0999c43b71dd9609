"""The board tells of each cycle where it stands, from the facts of that moment; the night opens and closes by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cycles import bill, close, contract, cycle_to, cycles, monthly, opened
from tests.ledgers import day
from tests.mail import open_office
from tests.papers import Papers, open_papers, steel
from tests.services.test_outbox import every_hour
from tests.services.test_send_statements import contact
from tieout.refusal import Wording
from wanglai.domain.cycles import month_of
from wanglai.domain.named_place import place_read
from wanglai.domain.terms import Span
from wanglai.services.cycles.billing import bill_many
from wanglai.services.cycles.board import Board, BoardRow, WantedBoard, board_of
from wanglai.services.cycles.closing import close_due_cycles, close_many
from wanglai.services.cycles.opening import open_cycles, open_every_companys_cycles
from wanglai.services.cycles.policy import Policy, list_cycle_policies, set_cycle_policy
from wanglai.services.cycles.refusals import (
    CutOffsDiffer,
    CycleIsClosed,
    CycleIsNotOver,
    DaysOfPolicyOutOfRange,
)
from wanglai.services.cycles.show_cycle import cycle_page
from wanglai.services.cycles.stating import state_cycles
from wanglai.services.cycles.steps import STEPS, WAITS, board_sql
from wanglai.services.cycles.words import STEP_WORDS, WAITS_WORDS
from wanglai.services.documents.post_invoice import post_invoice
from wanglai.services.exports.cycles import board_table
from wanglai.services.exports.writing import written
from wanglai.services.messages.send_messages import send_due_messages
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.services.statements.on_paper import OnPaper, enter_on_paper
from wanglai.services.statements.remind_customers import remind_customers
from wanglai.services.statements.send_statements import send_statement
from wanglai.store.models import Customer, Invoice, SettlementCycle, StatementRun

MARCH = month_of("2026-03")
assert MARCH is not None


@pytest.fixture
def papers(db: None) -> Papers:
    return open_papers()


def _customers(papers: Papers, *names: str) -> Iterator[Papers]:
    for name in names:
        yield replace(papers, customer=name)


def _board(papers: Papers, on: str, **more: Any) -> Board:
    assert MARCH is not None
    limit = more.pop("limit", 50)
    role = more.pop("role", "ARA")
    wanted = WantedBoard(MARCH, **more)
    return board_of(**papers.book.books.scope(role), wanted=wanted, on=day(on), limit=limit)


def _told(row: BoardRow) -> str:
    cells = " ".join(f"{cell.step}={cell.state}" for cell in row.cells if cell.state != "ahead")  # fmt: skip
    here = next((cell for cell in row.cells if cell.step == row.waits), None)
    return f"{row.waits} {here.days if here else '-'} {row.holder or '-'}{' late' if row.is_late else ''}: {cells}"


def test_each_step_of_a_month_is_told_as_it_is_reached(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")

    def told(on: str) -> str:
        (row,) = _board(papers, on).rows
        return _told(row)

    assert told("03-20") == "running - -: "
    assert told("03-31") == "cut_off 0 us: cut_off=waits"
    assert told("04-03") == "cut_off 3 us late: cut_off=late"
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    closed = close(papers, "03-31")
    assert told("04-01") == "billed 0 us: cut_off=done billed=waits", "after the board's day"
    SettlementCycle.objects.filter(id=closed).update(closed_on=day("04-01"))
    assert told("04-02") == "billed 1 us late: cut_off=done billed=late"
    made = bill(papers, "03-31")
    assert told("04-01").startswith("posted ")
    (row,) = _board(papers, "04-01").rows
    assert [each.text for cell in row.cells for each in cell.amounts] == ["678.00"]
    post_invoice(**papers.clerk, invoice_id=made[0])
    assert told("04-01").startswith("statement ")
    issued = issue_statement(
        **papers.clerk, customer_id=papers.customer_id, currency="CNY", kind="forward", from_on=day("03-01"),
        through_on=day("03-31"), key="told",
    )  # fmt: skip
    done = "cut_off=done billed=done posted=done statement=done"
    assert told("04-28") == f"sent 0 us late: {done} sent=late"
    _on_paper(papers, issued, "handed")
    done += " sent=done"
    assert told("04-28") == f"confirmed 0 customer: {done} confirmed=waits"
    assert told("05-05") == f"paid 5 customer late: {done} due=done paid=late", (
        "what is overdue is asked for money first"
    )
    _on_paper(papers, issued, "signed")
    done += " confirmed=done"
    assert told("04-28") == f"due -2 customer: {done} due=waits"
    assert told("05-05") == f"paid 5 customer late: {done} due=done paid=late"
    (row,) = _board(papers, "05-05").rows
    assert [each.text for each in row.cells[-1].amounts] == ["678.00"]
    papers.book.post("receipt", "RC-1", "678.00", "05-06")
    papers.book.settle(Invoice.objects.get(id=made[0]).number, "RC-1", None, "05-06")
    assert told("05-06") == f"done - -: {done} due=done paid=done"


def _on_paper(papers: Papers, statement_id: int, kind: str) -> None:
    enter_on_paper(
        **papers.clerk, statement_id=statement_id, said=OnPaper(kind, timezone.localdate(), "李文"), key=f"{kind} {statement_id}",
        file=Upload("scan.pdf", b"%PDF"),
    )  # fmt: skip


def test_in_several_currencies_a_cycle_waits_for_what_is_owed_and_least_far(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    named = {"customer": papers.customer, "due": "04-30"}
    papers.book.post("invoice", "INV-CNY", "100.00", "03-10", **named)
    papers.book.post("invoice", "INV-USD", "50.00", "03-11", currency="USD", rate="7.1", **named)
    close(papers, "03-31")
    bill(papers, "03-31")
    made = {
        currency: issue_statement(
            **papers.clerk, customer_id=papers.customer_id, currency=currency, kind="forward", from_on=day("03-01"),
            through_on=day("03-31"), key=currency,
        )
        for currency in ("CNY", "USD")
    }  # fmt: skip

    def here() -> tuple[str, int | None]:
        (row,) = _board(papers, "04-02").rows
        return row.waits, next(cell.statement_id for cell in row.cells if cell.step == row.waits)

    _on_paper(papers, made["CNY"], "signed")
    assert here() == ("sent", made["USD"])
    _on_paper(papers, made["USD"], "handed")
    assert here() == ("confirmed", made["USD"])
    papers.book.post(
        "receipt", "RC-USD", "50.00", "04-01", currency="USD", rate="7.1", customer=papers.customer
    )
    papers.book.settle("INV-USD", "RC-USD", None, "04-01")
    assert here()[0] == "due", "nobody waits for a word about what is paid"


def test_a_cycle_in_which_nothing_was_delivered_has_nothing_to_do_after_it_was_billed(papers: Papers) -> None:  # fmt: skip
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    close(papers, "03-31")
    assert bill(papers, "03-31") == ()
    (row,) = _board(papers, "04-01").rows
    assert row.waits == "done"
    assert [cell.state for cell in row.cells] == ["done", "done", "none", "none", "none", "none", "none", "none"]  # fmt: skip


def test_invoices_made_by_hand_in_the_days_of_a_cycle_belong_to_it(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    papers.invoice("INV-1", *papers.of_delivery("DN-1"), on="03-10", due="04-30")
    close(papers, "03-31")
    bill(papers, "03-31")
    (row,) = _board(papers, "04-01").rows
    assert row.waits == "statement"


def test_a_bill_dated_later_stays_with_its_own_cycle(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "04-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    close(papers, "03-31")
    (made,) = bill(papers, "03-31", on=day("04-07"))
    post_invoice(**papers.clerk, invoice_id=made)
    (row,) = _board(papers, "06-01").rows
    assert row.waits == "statement"
    april = month_of("2026-04")
    assert april is not None
    close(papers, "04-30")
    bill(papers, "04-30")
    (row,) = board_of(**papers.book.books.scope("ARA"), wanted=WantedBoard(april), on=day("06-01")).rows  # fmt: skip
    assert row.waits == "done", "what it owes is March's"


def test_the_board_counts_everything_and_shows_what_is_asked_for(papers: Papers) -> None:
    for each in _customers(papers, "乙", "丙", "丁"):
        contract(each, monthly(30), number=f"HT-{each.customer}")
    opened(papers, "03-05", since="03-05")
    close(replace(papers, customer="乙"), "03-31")
    board = _board(papers, "04-01")
    assert (board.total, dict(board.counts)["cut_off"], dict(board.counts)["billed"]) == (3, 2, 1)
    assert [row.customer for row in board.rows] == sorted(["乙", "丙", "丁"])
    assert [row.customer for row in _board(papers, "04-01", step="billed").rows] == ["乙"]
    assert _board(papers, "04-01", step="billed").total == 3, "counts are of all"
    assert [row.customer for row in _board(papers, "04-03", late_only=True, search="丙").rows] == ["丙"]  # fmt: skip
    first = _board(papers, "04-01", limit=2)
    assert first.next_after
    rest = _board(papers, "04-01", limit=2, after=place_read(first.next_after))
    assert [row.customer for row in (*first.rows, *rest.rows)] == [row.customer for row in board.rows]  # fmt: skip
    assert rest.next_after is None
    assert _board(papers, "04-01", manager_id=papers.book.books.people["SAL"]).total == 3
    assert _board(papers, "04-01", manager_id=papers.book.books.people["ARA"]).total == 0
    assert _board(papers, "04-01", tier="A").total == 0
    Customer.objects.filter(name="丙").update(manager=None)
    assert _board(papers, "04-01", role="SAL").total == 2, "a salesperson sees their own"
    table = board_table(**papers.book.books.scope("ARA"), wanted=WantedBoard(MARCH or Span(day("03-01"), day("03-31"))), on=day("04-01"))  # fmt: skip
    assert "乙" in written(table, form="csv", language="zh").content.decode("utf-8-sig")


def test_steps_and_their_words_stand_in_one_order() -> None:
    assert [step for step in STEPS if step in WAITS] == [wait for wait in WAITS if wait in STEPS]
    assert set(STEP_WORDS) == set(STEPS)
    assert set(WAITS_WORDS) == set(WAITS)
    assert "{" not in board_sql("", "")


def test_many_are_closed_and_billed_in_one_go_and_the_rest_says_why(papers: Papers) -> None:
    both = list(_customers(papers, "乙", "丙"))
    for each in both:
        contract(each, monthly(30), number=f"HT-{each.customer}")
    opened(papers, "03-05", since="03-05")
    both[0].order()
    both[0].deliver("DN-1", "60", on="03-05")
    already = close(both[1], "03-31")
    ids = [cycle_to(each, "03-31").id for each in both]
    done = close_many(**papers.clerk, cycle_ids=ids)
    assert done.closed == (ids[0],)
    assert {row: type(why) for row, why in done.left.items()} == {already: CycleIsClosed}
    billed = bill_many(**papers.clerk, cycle_ids=[*ids, 0])
    assert (billed.cycles, billed.bills, list(billed.left)) == (2, 1, [0])
    run = state_cycles(**papers.book.books.scope("ARA"), cycle_ids=ids, key="k", waits_for_worker=False)  # fmt: skip
    found = StatementRun.objects.get(id=run)
    assert (found.from_on, found.through_on) == (day("03-01"), day("03-31"))
    assert found.customers == sorted(each.customer_id for each in both)
    later = close(both[0], "04-30")
    with pytest.raises(CutOffsDiffer):
        state_cycles(**papers.book.books.scope("ARA"), cycle_ids=[ids[0], later], key="l")


def test_the_night_opens_what_is_signed_and_closes_what_closes_by_itself(papers: Papers) -> None:
    both = list(_customers(papers, "乙", "丙"))
    for each in both:
        contract(each, monthly(30), number=f"HT-{each.customer}")
    assert open_every_companys_cycles(day("03-05")).opened == 2
    assert open_every_companys_cycles(day("03-31")).opened == 0, "repeating opens nothing twice"
    assert open_every_companys_cycles(day("04-01")).opened == 2
    assert close_due_cycles(day("04-01")) == 0, "a person closes, until somebody says otherwise"
    set_cycle_policy(**papers.clerk, policy=Policy(closes_by_itself=True, close_after=2))
    set_cycle_policy(**papers.clerk, policy=Policy(), customer_id=both[0].customer_id)
    assert close_due_cycles(day("04-02")) == 0
    assert close_due_cycles(day("04-03")) == 1
    assert cycles(both[1])[0] == "03-01 03-31 closed v1"
    assert cycles(both[0])[0] == "03-01 03-31 open v1"
    assert SettlementCycle.objects.get(state="closed").closed_by_id is None
    rows = list_cycle_policies(**papers.book.books.scope("ARA"))
    assert [(row.customer, row.policy.closes_by_itself) for row in rows] == [("", True), ("乙", False)]  # fmt: skip
    with pytest.raises(DaysOfPolicyOutOfRange):
        set_cycle_policy(**papers.clerk, policy=Policy(close_after=61))


def test_a_cycle_whose_cut_off_lies_ahead_stays_open(papers: Papers) -> None:
    contract(papers, monthly(30))
    open_cycles(**papers.clerk)
    (now,) = SettlementCycle.objects.filter(customer_id=papers.customer_id)
    done = close_many(**papers.clerk, cycle_ids=[now.id])
    if now.to_on > date.today():  # noqa: DTZ011 - on the last day of a month it may be closed
        assert isinstance(done.left[now.id], CycleIsNotOver)
    else:
        assert done.closed == (now.id,)


def test_the_page_of_a_cycle_tells_what_would_be_billed_and_what_was(papers: Papers) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order("SO-1", steel("100"))
    papers.deliver("DN-1", "60", on="03-05")
    scope, found = papers.book.books.scope("ARA"), cycle_to(papers, "03-31")
    page = cycle_page(**scope, cycle_id=found.id)
    (to_come,) = page.to_come
    assert (to_come.net.text, to_come.tax.text, to_come.gross.text) == ("600.00", "78.00", "678.00")
    close(papers, "03-31")
    papers.deliver("DN-2", "40", on="03-06")
    bill(papers, "03-31")
    page = cycle_page(**scope, cycle_id=found.id)
    assert page.to_come == ()
    assert [(row.delivery_number, row.why.en) for row in page.left_out] == [
        ("DN-2", "became known after the closing: goes to the next cycle")
    ]
    assert [row.gross.text for row in page.bills] == ["678.00"]


def test_a_customer_that_answers_no_reminder_is_ours_to_call(papers: Papers, settings: Any) -> None:
    contract(papers, monthly(30))
    opened(papers, "03-05", since="03-05")
    papers.order()
    papers.deliver("DN-1", "60", on="03-05")
    close(papers, "03-31")
    post_invoice(**papers.clerk, invoice_id=bill(papers, "03-31")[0])
    issued = issue_statement(
        **papers.clerk, customer_id=papers.customer_id, currency="CNY", kind="forward", from_on=day("03-01"),
        through_on=day("03-31"), key="silent",
    )  # fmt: skip
    Customer.objects.filter(id=papers.customer_id).update(manager_id=papers.book.books.people["SAL"])  # fmt: skip
    contact(papers.book, papers.customer, "zhang@kehu.example")
    every_hour(papers.book)
    today = timezone.localdate()
    with open_office(settings):
        send_statement(**papers.clerk, statement_id=issued)
        send_due_messages()
        for days in (8, 13):
            remind_customers(papers.book.company_id, today + timedelta(days=days))
            send_due_messages()
        (before,) = _board(papers, "04-28").rows
        remind_customers(papers.book.company_id, today + timedelta(days=18))
    (row,) = _board(papers, "04-28").rows
    step = {cell.step: cell for cell in row.cells}["confirmed"]
    assert (before.holder, {cell.step: cell.state for cell in before.cells}["confirmed"]) == ("customer", "waits")  # fmt: skip
    assert (step.state, step.on, step.statement_id) == ("silent", today + timedelta(days=18), issued)  # fmt: skip
    manager = Customer.objects.select_related("manager").get(id=papers.customer_id).manager
    assert manager is not None
    assert (row.waits, row.holder, row.who, row.is_late) == (
        "confirmed",
        "us",
        manager.get_full_name(),
        True,
    )
    assert MARCH is not None
    table = board_table(**papers.book.books.scope("ARA"), wanted=WantedBoard(MARCH), on=day("04-28"))  # fmt: skip
    told = [cell.en for cells in table.rows for cell in cells if isinstance(cell, Wording)]
    assert f"no answer in time {today + timedelta(days=18)}" in told
