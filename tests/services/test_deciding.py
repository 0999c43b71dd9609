"""Accept, reject, relink and undo: what each does to the rows, and that the proof stays closed after every one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from tests.books import GAP, Books
from wanglai.services.access.scope import NotFound
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.deciding import (
    AlreadyDecided,
    NotAGroup,
    ReasonIsTooLong,
    ResultIsNotReady,
    RowIsGone,
)
from wanglai.services.reconciliation.download_sheet import download_sheet
from wanglai.services.reconciliation.queries import lines_of, result_row, timeline
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.relink_lines import TooFewLines, relink_lines
from wanglai.services.reconciliation.rerun import RunIsActive, rerun
from wanglai.services.reconciliation.undo_decision import AlreadyUndone, undo_decision
from wanglai.services.reconciliation.write_note import NoteIsEmpty, write_note
from wanglai.services.refusals import UnableTo
from wanglai.store.models import DecisionUndone, HeldLine, HumanDecision, Standing


def contract(books: Books) -> dict[str, Any]:
    return json.loads(download_sheet(**books.here(), language="en", form="json").content)


def prove(books: Books) -> None:
    """Every line stands once, the differences make the gap, page and sheet and list say the same."""
    rows = books.rows()
    for side, lines in (("ours", range(4, 13)), ("theirs", range(3, 11))):
        assert sorted(line.row for row in rows for line in getattr(row, side)) == list(lines)
    assert sum(row.difference.minor for row in rows) == GAP
    assert sum(each.amount.minor for row in rows for each in row.differences) == GAP
    page = books.page()
    assert page.totals is not None
    assert page.counts is not None
    assert page.totals.unexplained.is_zero
    assert sum(step.amount.minor for step in page.bridge) == GAP
    assert page.counts.total == len(rows)
    waiting = [
        row
        for row in rows
        if row.status in ("suggested", "ambiguous", "open") and row.kind != "other"
    ]
    assert page.counts.waiting == len(waiting) == Standing.objects.get().open_rows
    sheet = contract(books)
    assert sheet["totals"]["unexplained"] == "0.00"
    assert len(sheet["groups"]) == sum(row.kind == "matched" for row in rows)


@pytest.fixture
def finished(books: Books) -> Books:
    books.finished()
    prove(books)
    return books


def test_an_accepted_tie_stays_where_it_is_and_says_who_took_it(finished: Books) -> None:
    tie = finished.rows(status="ambiguous")[0]
    accept_group(**finished.here(), row_id=tie.row_id, reason="电话确认")
    row = result_row(**finished.here(), row_id=tie.row_id)
    assert (row.status, row.ours, row.theirs) == ("accepted", tie.ours, tie.theirs)
    assert row.decision is not None
    assert (row.decision.actor_name, row.decision.reason) == ("ARA yuanjing", "电话确认")
    prove(finished)
    group = next(one for one in contract(finished)["groups"] if one["rule"] == "by_hand")
    assert group["status"] == "auto"
    assert "ARA yuanjing" in group["sentence"]


def test_a_rejected_group_leaves_its_lines_open_and_the_gap_as_it_was(finished: Books) -> None:
    pair = finished.row(ours=(6,), theirs=(5,))
    reject_group(**finished.here(), row_id=pair.row_id)
    ours, theirs = finished.row(ours=(6,)), finished.row(theirs=(5,))
    assert [each.difference_class for each in ours.differences] == ["missing_theirs"]
    assert [each.difference_class for each in theirs.differences] == ["missing_ours"]
    assert (ours.difference.minor, theirs.difference.minor) == (25_050, -25_000)
    prove(finished)
    with pytest.raises(RowIsGone):
        accept_group(**finished.here(), row_id=pair.row_id)


def test_lines_linked_by_hand_form_a_row_with_their_difference(finished: Books) -> None:
    relink_lines(**finished.here(), ours=(11,), theirs=(9,))
    row = finished.row(ours=(11,), theirs=(9,))
    assert (row.status, row.difference.text) == ("relinked", "-0.05")
    assert [each.difference_class for each in row.differences] == ["amount"]
    prove(finished)


def test_linking_a_line_out_of_a_group_opens_what_is_left_of_it(finished: Books) -> None:
    relink_lines(**finished.here(), ours=(6, 9), theirs=(10,))
    assert finished.row(theirs=(5,)).status == "open"
    prove(finished)


def test_lines_of_one_side_can_be_linked(finished: Books) -> None:
    relink_lines(**finished.here(), ours=(9, 12), theirs=())
    assert finished.row(ours=(9, 12)).difference.text == "169.00"
    prove(finished)


def test_undoing_each_decision_restores_the_result_line_by_line(finished: Books) -> None:
    before = finished.table()
    tie = finished.rows(status="ambiguous")[0]
    pair = finished.row(ours=(6,), theirs=(5,))
    made = [
        accept_group(**finished.here(), row_id=tie.row_id),
        reject_group(**finished.here("FM"), row_id=pair.row_id),
        relink_lines(**finished.here(), ours=(11, 6), theirs=(9,)),
    ]
    assert finished.table() != before
    for decision in reversed(made):
        prove(finished)
        undo_decision(**finished.here("FM"), decision_id=decision)
    assert finished.table() == before
    assert (HumanDecision.objects.count(), DecisionUndone.objects.count()) == (3, 3)
    assert not HeldLine.objects.exists()
    prove(finished)


def test_decisions_are_pinned_when_the_run_is_repeated(finished: Books) -> None:
    tie = finished.rows(status="ambiguous")[0]
    accept_group(**finished.here(), row_id=tie.row_id)
    reject_group(**finished.here(), row_id=finished.row(ours=(6,), theirs=(5,)).row_id)
    relink_lines(**finished.here(), ours=(11,), theirs=(9,))
    rerun(**finished.here())
    finished.work()
    statuses = {
        (tuple(line.row for line in row.ours), tuple(line.row for line in row.theirs)): row.status
        for row in finished.rows()
    }
    assert statuses[(11,), (9,)] == "relinked"
    assert (
        statuses[tuple(line.row for line in tie.ours), tuple(line.row for line in tie.theirs)]
        == "accepted"
    )
    assert ((6,), (5,)) not in statuses
    prove(finished)


def test_undoing_after_a_repeat_lets_the_engine_decide_again(finished: Books) -> None:
    before = finished.table()
    decision = reject_group(**finished.here(), row_id=finished.row(ours=(6,), theirs=(5,)).row_id)
    rerun(**finished.here())
    finished.work()
    undo_decision(**finished.here(), decision_id=decision)
    rerun(**finished.here())
    finished.work()
    assert finished.table() == before


def test_refusals_come_in_their_order(finished: Books) -> None:
    tie = finished.rows(status="ambiguous")[0]
    lone = finished.row(ours=(12,))
    for row_id in ("", "r1-999", "r2-1", "r1-", "x1-1", "r1-1' OR 1=1", "r1-٣", "d1", "o4"):
        with pytest.raises(RowIsGone):
            accept_group(**finished.here(), row_id=row_id)
    with pytest.raises(NotAGroup):
        accept_group(**finished.here(), row_id=lone.row_id)
    with pytest.raises(ReasonIsTooLong):
        accept_group(**finished.here(), row_id=tie.row_id, reason="长" * 2001)
    with pytest.raises(TooFewLines):
        relink_lines(**finished.here(), ours=(4, 4), theirs=())
    with pytest.raises(RowIsGone):
        relink_lines(**finished.here(), ours=(3,), theirs=(3,))
    accept_group(**finished.here(), row_id=tie.row_id)
    for again in (accept_group, reject_group):
        with pytest.raises(AlreadyDecided):
            again(**finished.here("FM"), row_id=tie.row_id)
    with pytest.raises(AlreadyDecided):
        relink_lines(**finished.here(), ours=(tie.ours[0].row,), theirs=(10,))
    with pytest.raises(NotFound):
        undo_decision(**finished.here(), decision_id=999_999)
    rerun(**finished.here())
    with pytest.raises(ResultIsNotReady):
        accept_group(**finished.here(), row_id=tie.row_id)
    with pytest.raises(RunIsActive):
        rerun(**finished.here())
    prove(finished)


def test_lines_to_link_are_those_without_a_partner(finished: Books) -> None:
    def open_lines(side: str) -> list[int]:
        return [line.row for line in lines_of(**finished.here(), side=side).rows]

    assert open_lines("ours") == sorted(
        row.ours[0].row for row in finished.rows(kind="unmatched_ours")
    )
    relink_lines(**finished.here(), ours=(11,), theirs=(9,))
    reject_group(**finished.here(), row_id=finished.row(ours=(6,), theirs=(5,)).row_id)
    assert 11 not in open_lines("ours")
    assert 6 in open_lines("ours")
    assert 9 not in open_lines("theirs")
    assert 5 in open_lines("theirs")


def test_a_note_stays_with_its_lines(finished: Books) -> None:
    lone = finished.row(ours=(11,))
    write_note(**finished.here(), text="  对方编号 X-5531？ ", row_id=lone.row_id)
    with pytest.raises(NoteIsEmpty):
        write_note(**finished.here(), text=" \n")
    relink_lines(**finished.here(), ours=(11,), theirs=(9,))
    notes = finished.row(ours=(11,), theirs=(9,)).notes
    assert [(note.text, note.author_name) for note in notes] == [
        ("对方编号 X-5531？", "ARA yuanjing")
    ]


def test_the_timeline_names_every_act_and_what_can_still_be_undone(finished: Books) -> None:
    pair = finished.row(ours=(6,), theirs=(5,))
    first = reject_group(**finished.here("FM"), row_id=pair.row_id)
    second = relink_lines(**finished.here(), ours=(11,), theirs=(9,))
    undo_decision(**finished.here(), decision_id=first)
    rows = [row for row in timeline(**finished.here()) if row.kind not in ("downloaded",)]
    assert [row.kind for row in rows] == ["undone", "relink", "reject", "run_finished", "started"]
    assert [row.decision_id for row in rows] == [None, second, None, None, None]
    assert rows[2].actor_name == "FM yuanjing"


def test_two_people_decide_about_one_line_and_one_of_them_wins(committed_books: Books) -> None:
    books = committed_books
    books.finished()
    tie = books.rows(status="ambiguous")[0]

    def attempt(number: int) -> str:
        role = ("ARA", "FM")[number % 2]
        try:
            with transaction.atomic():
                if number % 4 < 2:
                    accept_group(**books.here(role), row_id=tie.row_id)
                else:
                    relink_lines(**books.here(role), ours=(tie.ours[0].row,), theirs=(10,))
            return "done"
        except UnableTo as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = sorted(pool.map(attempt, range(12)))
    assert answers.count("done") == 1
    assert set(answers) <= {"done", "decision.already_made", "row.gone"}
    prove(books)


def test_two_people_undo_one_decision_and_it_is_undone_once(committed_books: Books) -> None:
    books = committed_books
    books.finished()
    decision = accept_group(**books.here(), row_id=books.rows(status="ambiguous")[0].row_id)

    def attempt(number: int) -> str:
        try:
            with transaction.atomic():
                undo_decision(**books.here(("ARA", "FM")[number % 2]), decision_id=decision)
            return "done"
        except AlreadyUndone:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == ["done"] + ["refused"] * 7
    assert DecisionUndone.objects.count() == 1
    prove(books)
