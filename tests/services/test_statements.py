"""Statements issued from a real book: they go on from each other, say what changed, and stay as they were."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.ledgers import Ledger, day, open_ledger
from wanglai.services.statements import composing
from wanglai.services.statements.check_paper import check_print
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.perform_statement_run import perform_statement_run
from wanglai.services.statements.print_left import PRINT_JOB, print_statements_left
from wanglai.services.statements.queries import printed_statement
from wanglai.services.statements.refusals import (
    DraftsAreOthers,
    LaterOneWasIssued,
    NothingHasChanged,
    NothingToState,
    OwnRun,
    PeriodWasStated,
    VersionSaysNotWhy,
)
from wanglai.services.statements.run_life import (
    agree_statements,
    start_statement_run,
    stop_statement_run,
)
from wanglai.services.statements.untrue import untrue_statements
from wanglai.store.models import Statement, StatementFile, StatementRun, StatementRunItem


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("invoice", "INV-2", "300.00", "02-05", due="03-07")
    ledger.post("receipt", "R-1", "400.00", "02-20")
    ledger.settle("INV-1", "R-1", "400.00", "02-20")
    return ledger


def _issue(
    ledger: Ledger, last: str, kind: Any = "forward", first: str = "01-01", key: str = ""
) -> Statement:
    made = issue_statement(
        **{**ledger.books.scope("ARA"), "origin": "test"}, customer_id=ledger.customer("远景"), currency="CNY", kind=kind,
        from_on=day(first), through_on=day(last), key=key or f"{last}-{kind}",
    )  # fmt: skip
    return Statement.objects.get(id=made)


def _figures(statement: Statement) -> tuple[int, ...]:
    return (
        statement.opening,
        statement.changed,
        statement.charged,
        statement.credited,
        statement.closing,
    )


def test_a_statement_goes_on_from_the_one_before_and_names_what_changed(ledger: Ledger) -> None:
    january = _issue(ledger, "01-31")
    assert _figures(january) == (0, 0, 100_000, 0, 100_000)
    ledger.post("debit_note", "DN-1", "50.00", "01-28")  # booked into what was told already
    february = _issue(ledger, "02-28", first="01-01")
    assert february.from_on == day("02-01")  # not the day that was asked for: no day is told twice
    assert _figures(february) == (100_000, 5_000, 30_000, 40_000, 95_000)
    body = json.loads(february.body)
    assert [each["document"] for each in body["changes"]] == ["DN-1"]
    assert [(each["paid"], each["by_seq"] > 0, each["amount"]) for each in body["settlements"]] == [
        ("INV-1", True, 40_000)
    ]
    assert body["before"] == "2026-000001"
    assert february.before_id == january.id
    january.refresh_from_db()
    assert _figures(january) == (0, 0, 100_000, 0, 100_000)


def test_the_same_key_issues_once_and_a_told_period_is_refused(ledger: Ledger) -> None:
    first = _issue(ledger, "01-31", key="k")
    assert _issue(ledger, "01-31", key="k").id == first.id
    with pytest.raises(PeriodWasStated):
        _issue(ledger, "01-31", key="other")
    assert Statement.objects.count() == StatementFile.objects.count() == 1


def test_a_further_version_says_why_and_stands_beside_the_first(ledger: Ledger) -> None:
    first = _issue(ledger, "02-28")
    scope = {**ledger.books.scope("ARA"), "origin": "test", "statement_id": first.id}
    with pytest.raises(VersionSaysNotWhy):
        reissue_statement(**scope, reason=" ", key="a")
    with pytest.raises(NothingHasChanged):
        reissue_statement(**scope, reason="客户要求", key="b")
    ledger.post("invoice", "INV-3", "10.00", "02-27")
    second = Statement.objects.get(id=reissue_statement(**scope, reason="补记发票", key="c"))
    assert (second.number, second.version, second.closing) == (first.number, 2, 91_000)
    third = _issue(ledger, "03-31")
    assert (third.opening, third.before_id, third.changed) == (91_000, second.id, 0)
    with pytest.raises(LaterOneWasIssued):
        reissue_statement(**{**scope, "statement_id": second.id}, reason="x", key="d")


@pytest.mark.parametrize("first_weeks", [False, True])
def test_the_proof_knows_both_forms_of_what_a_statement_goes_on_from(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, first_weeks: bool
) -> None:
    january = _issue(ledger, "01-31")
    ledger.post("debit_note", "DN-1", "5.00", "01-28")
    scope = {**ledger.books.scope("ARA"), "origin": "test", "statement_id": january.id}
    reissue_statement(**scope, reason="补记", key="v")
    if first_weeks:
        monkeypatch.setattr(composing, "called", lambda year, number, _: f"{year}-{number:06}")
    named = "2026-000001" if first_weeks else "2026-000001/2"
    assert json.loads(_issue(ledger, "02-28").body)["before"] == named
    assert untrue_statements(ledger.company_id) == ()
    monkeypatch.setattr(composing, "called", lambda *_: "2026-000009")
    wrong = _issue(ledger, "03-31")
    assert untrue_statements(ledger.company_id) == (
        (wrong.seq, "the statement is not what was issued"),
    )


def test_open_items_and_activity(ledger: Ledger) -> None:
    items = json.loads(_issue(ledger, "02-28", "open_items").body)["items"]
    assert [(each["document"], each["open"], each["days_late"]) for each in items] == [
        ("INV-1", 60_000, 19),
        ("INV-2", 30_000, 0),
    ]
    listed = _issue(ledger, "02-28", "activity", first="02-01")
    assert (listed.before_id, listed.opening, listed.closing) == (None, 100_000, 90_000)
    with pytest.raises(NothingToState):
        issue_statement(
            **{**ledger.books.scope("ARA"), "origin": "test"}, customer_id=ledger.customer("远景"), currency="USD", kind="forward",
            from_on=day("01-01"), through_on=day("02-28"), key="usd",
        )  # fmt: skip


def test_a_printed_statement_is_the_same_bytes_later(ledger: Ledger) -> None:
    from wanglai.formats.papers.statement import statement_pdf

    statement = _issue(ledger, "01-31")
    kept = bytes(StatementFile.objects.select_related("file").get(statement=statement).file.content)
    ledger.post("debit_note", "DN-9", "77.00", "01-30")
    statement.refresh_from_db()
    assert statement_pdf(statement.body) == kept


def test_the_database_keeps_the_chain_of_statements(ledger: Ledger) -> None:
    first = _issue(ledger, "01-31")
    _issue(ledger, "02-28")
    for column, value in (("opening", 1), ("closing", 5), ("body", "x"), ("version", 9)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.filter(id=first.id).update(**{column: value})
    wrong = Statement.objects.get(through_on=day("02-28"))
    wrong.id, wrong.number, wrong.from_on, wrong.through_on = None, 3, day("03-02"), day("03-31")
    wrong.before_id, wrong.opening, wrong.closing, wrong.charged, wrong.credited, wrong.changed = (
        wrong.before_id,
        90_000,
        90_000,
        0,
        0,
        0,
    )
    with pytest.raises(DatabaseError, match="go on"), transaction.atomic():
        wrong.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_statement")


def test_a_run_is_drafted_agreed_by_another_and_issued_once_each(ledger: Ledger) -> None:
    ledger.post("invoice", "OTHER-1", "70.00", "02-03", customer="海天")
    _issue(ledger, "01-31")
    maker, other = ledger.books.scope("ARA"), ledger.books.scope("FM")
    run_id = start_statement_run(
        **maker,
        kind="forward",
        from_on=day("02-01"),
        through_on=day("02-28"),
        key="r",
        waits_for_worker=False,
    )
    perform_statement_run(run_id)
    run = StatementRun.objects.get(id=run_id)
    assert (run.state, run.drafted, run.skipped) == ("drafted", 2, 0)
    shown = bytes(run.digest or b"").hex()
    with pytest.raises(DraftsAreOthers):
        agree_statements(**other, origin="test", run_id=run_id, shown="00", waits_for_worker=False)
    ledger.post("debit_note", "LATE", "5.00", "02-27")  # after the drafts: not in these statements
    agree_statements(**other, origin="test", run_id=run_id, shown=shown, waits_for_worker=False)
    perform_statement_run(run_id)
    perform_statement_run(run_id)
    run.refresh_from_db()
    assert (run.state, run.issued, run.printed) == ("done", 2, 2)
    of_run = Statement.objects.filter(run_id=run_id)
    assert sorted(each.closing for each in of_run) == [7_000, 90_000]
    assert StatementFile.objects.filter(statement__in=of_run).count() == 2
    assert set(StatementRunItem.objects.filter(run_id=run_id).values_list("state", flat=True)) == {
        "printed"
    }
    march = _issue(ledger, "03-31")
    assert (march.opening, march.changed, march.closing) == (90_000, 500, 90_500)
    ledger.prove()


def _drafted(ledger: Ledger, first: str, last: str) -> StatementRun:
    run_id = start_statement_run(
        **ledger.books.scope("ARA"), kind="forward", from_on=day(first), through_on=day(last), key=f"run {last}",
        waits_for_worker=False,
    )  # fmt: skip
    perform_statement_run(run_id)
    return StatementRun.objects.get(id=run_id)


def _agreed(ledger: Ledger, run: StatementRun) -> None:
    agree_statements(
        **ledger.books.scope("FM"), origin="test", run_id=run.id, shown=bytes(run.digest or b"").hex(),
        waits_for_worker=False,
    )  # fmt: skip


def _became(ledger: Ledger, run: StatementRun) -> dict[str, tuple[str, str]]:
    """What became of each customer of a run."""
    run.refresh_from_db()
    names = ("customer__name", "state", "reason")
    return {name: (state, why) for name, state, why in run.statementrunitem_set.values_list(*names)}


@pytest.mark.parametrize("books_more", [True, False])
def test_a_statement_issued_again_after_the_drafts_skips_its_customer_alone(
    ledger: Ledger, books_more: bool
) -> None:
    ledger.post("invoice", "OTHER-1", "70.00", "03-03", customer="海天")
    february = _issue(ledger, "02-28")
    ledger.post("invoice", "INV-3", "10.00", "02-27")
    run = _drafted(ledger, "03-01", "03-31")
    if books_more:
        ledger.post("invoice", "INV-4", "1.00", "02-27")
    reissue_statement(
        **ledger.books.scope("ARA"),
        origin="test",
        statement_id=february.id,
        reason="补记发票",
        key="v",
    )
    _agreed(ledger, run)
    perform_statement_run(run.id)
    assert _became(ledger, run) == {"远景": ("skipped", "meanwhile"), "海天": ("printed", "")}
    assert (run.state, run.issued, run.skipped) == ("done", 1, 1)
    ledger.prove()


def test_a_first_statement_of_other_days_skips_its_customer_alone(ledger: Ledger) -> None:
    ledger.post("invoice", "OTHER-1", "70.00", "03-03", customer="海天")
    run = _drafted(ledger, "03-01", "03-31")
    _issue(ledger, "01-31")
    _agreed(ledger, run)
    perform_statement_run(run.id)
    assert _became(ledger, run) == {"远景": ("skipped", "meanwhile"), "海天": ("printed", "")}
    ledger.prove()


def test_a_statement_issued_while_drafts_are_made_skips_its_customer_alone(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from wanglai.services.statements import perform_statement_run as performing

    ledger.post("invoice", "OTHER-1", "70.00", "03-03", customer="海天")
    pairs_of = performing.pairs_of

    def issued_meanwhile(*asked: Any) -> Any:
        found = pairs_of(*asked)
        ledger.post("invoice", "INV-3", "10.00", "02-27")
        _issue(ledger, "02-28")
        return found

    monkeypatch.setattr(performing, "pairs_of", issued_meanwhile)
    run = _drafted(ledger, "03-01", "03-31")
    assert _became(ledger, run) == {"远景": ("skipped", "meanwhile"), "海天": ("drafted", "")}
    _agreed(ledger, run)
    perform_statement_run(run.id)
    assert _became(ledger, run) == {"远景": ("skipped", "meanwhile"), "海天": ("printed", "")}


def test_what_a_stopped_run_left_unprinted_is_printed_later(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from wanglai.services.statements import perform_statement_run as performing

    ledger.post("invoice", "OTHER-1", "70.00", "03-03", customer="海天")
    run = _drafted(ledger, "03-01", "03-31")
    _agreed(ledger, run)
    with monkeypatch.context() as dying:
        dying.setattr(performing, "keep_papers", _dies)
        with pytest.raises(ProcessLookupError):
            perform_statement_run(run.id)
    scope = ledger.books.scope("ARA")
    stop_statement_run(**scope, run_id=run.id)
    jobs = ProcrastinateJob.objects.filter(task_name=PRINT_JOB, args={"company_id": ledger.company_id})  # fmt: skip
    assert jobs.count() == 1
    first = Statement.objects.filter(run_id=run.id).order_by("id")[0]
    paper = printed_statement(**scope, statement_id=first.id).content
    assert jobs.count() == 1  # is asked for already
    assert print_statements_left(ledger.company_id) == 2
    assert print_statements_left(ledger.company_id) == 0
    assert check_print(**scope, content=paper).verdict == "genuine"
    assert {state for state, _ in _became(ledger, run).values()} == {"printed"}
    assert (run.state, run.issued, run.printed) == ("stopped", 2, 2)
    ledger.prove()


def _dies(*_: Any) -> None:
    raise ProcessLookupError


def test_each_run_first_prints_what_others_left(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from wanglai.services.statements import issue_statement as issuing

    with monkeypatch.context() as dying:
        dying.setattr(issuing, "press", _dies)
        with pytest.raises(ProcessLookupError):
            _issue(ledger, "01-31")
    assert (Statement.objects.count(), StatementFile.objects.count()) == (1, 0)
    _drafted(ledger, "02-01", "02-28")
    assert StatementFile.objects.count() == 1
    ledger.prove()


def test_a_paper_is_pressed_while_the_book_is_free(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from wanglai.services.statements import print_left

    depths: list[int] = []
    pressed = print_left.statement_pdf

    def looked(body: str) -> bytes:
        depths.append(len(connection.savepoint_ids))
        return pressed(body)

    monkeypatch.setattr(print_left, "statement_pdf", looked)
    outside = len(connection.savepoint_ids)
    statement = _issue(ledger, "01-31")
    ledger.post("invoice", "INV-3", "10.00", "01-27")
    scope = {**ledger.books.scope("ARA"), "origin": "test", "statement_id": statement.id}
    reissue_statement(**scope, reason="补记发票", key="c")
    assert depths == [outside, outside]


def test_nobody_agrees_to_their_own_drafts(ledger: Ledger) -> None:
    maker = ledger.books.scope("FM")
    run_id = start_statement_run(
        **maker,
        kind="open_items",
        from_on=date(2026, 1, 1),
        through_on=day("02-28"),
        key="r",
        waits_for_worker=False,
    )
    perform_statement_run(run_id)
    shown = bytes(StatementRun.objects.get(id=run_id).digest or b"").hex()
    with pytest.raises(OwnRun):
        agree_statements(**maker, origin="test", run_id=run_id, shown=shown, waits_for_worker=False)
