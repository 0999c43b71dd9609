"""Correcting how a file is read, remembering it for the customer, and using it next time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.books import OURS, Books
from tieout.decisions import Evidence, Members, Rejected
from tieout.refusal import Wording
from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.correct_reading import (
    OptionIsWrong,
    checked_options,
    correct_reading,
)
from wanglai.services.reconciliation.deciding import ResultIsNotReady
from wanglai.services.reconciliation.queries import customers, list_reconciliations, reading_of
from wanglai.services.reconciliation.stored_reading import as_reading, as_stored
from wanglai.services.reconciliation.stored_result import stored_ledger
from wanglai.store.models import ReadingRecord, Run

TWO_NUMBERS = """Date,Ref,Their no,Description,Debit,Credit
2026-03-03,X-1,INV-1001,Purchase,,500.00
2026-03-06,X-2,INV-1002,Purchase,,300.00
2026-03-09,X-3,INV-1003,Purchase,,250.50
"""


def test_a_correction_reads_one_side_again_and_is_shown_as_such(books: Books) -> None:
    books.finished(OURS, TWO_NUMBERS)
    options = {"columns": {"document": "B"}, "sign": "credit-debit", "sheet": "", "currency": None}
    correct_reading(**books.here(), side="theirs", options=options)
    run = books.work()
    assert run.state == "done", run.refusal
    assert (run.ordinal, run.cause, run.ours_options) == (2, "corrected", {})
    reading = reading_of(**books.here(), side="theirs")
    assert reading is not None
    corrected = {each.field: each.column for each in reading.choices if each.is_corrected}
    assert corrected == {"document": "Ref"}
    assert reading.options == {"columns": {"document": "B"}, "sign": "credit-debit"}
    assert not reading.from_mapping


def test_a_confirmed_reading_is_used_by_itself_for_the_next_pair_of_this_customer(
    books: Books,
) -> None:
    books.finished(OURS, TWO_NUMBERS)
    correct_reading(**books.here(), side="theirs", options={"columns": {"document": "B"}})
    books.work()
    confirm_reading(**books.here(), side="theirs")
    confirmed = reading_of(**books.here(), side="theirs")
    assert confirmed is not None
    assert confirmed.is_confirmed

    books.finished(OURS, TWO_NUMBERS + "2026-03-21,X-4,INV-1004,Purchase,,120.00\n")
    again = reading_of(**books.here(), side="theirs")
    assert again is not None
    assert again.from_mapping
    assert {each.field: each.column for each in again.choices}["document"] == "Ref"
    (customer,) = customers(**books.scope(), search="远景")
    assert (customer.has_mapping_theirs, customer.has_mapping_ours, customer.reconciliations) == (
        True,
        False,
        2,
    )

    books.start(OURS, TWO_NUMBERS, customer="另一家")
    books.work()
    other = reading_of(**books.here(), side="theirs")
    assert other is not None
    assert not other.from_mapping, "one customer's mapping was used for another"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sign": "upside-down"},
        {"date_order": "YDM"},
        {"decimal_mark": ";"},
        {"columns": {"colour": "B"}},
        {"columns": {"date": 2}},
        {"columns": ["date"]},
        {"header_row": -1},
        {"header_row": "3"},
        {"header_row": True},
        {"accept_unbalanced": "yes"},
        {"memory_mb": 9999},
        {"sheet": "x" * 201},
    ],
)
def test_options_that_are_none_are_refused_before_anything_is_queued(
    books: Books, wrong: dict[str, Any]
) -> None:
    books.finished()
    with pytest.raises(OptionIsWrong):
        correct_reading(**books.here(), side="ours", options=wrong)
    assert Run.objects.count() == 1


def test_options_left_empty_are_left_out() -> None:
    given = {"sign": "", "sheet": None, "columns": {}, "header_row": 0, "accept_unbalanced": True}
    assert checked_options(given) == {"header_row": 0, "accept_unbalanced": True}


def test_nothing_can_be_confirmed_before_there_is_a_result(books: Books) -> None:
    books.start()
    with pytest.raises(ResultIsNotReady):
        confirm_reading(**books.here(), side="ours")


def test_a_reading_comes_back_from_the_store_as_it_was(books: Books) -> None:
    books.finished()
    run = Run.objects.get()
    for side in ("ours", "theirs"):
        stored = ReadingRecord.objects.values_list("reading", flat=True).get(
            run_id=run.id, side=side
        )
        reading = as_reading(stored)
        assert as_reading(as_stored(reading)) == reading
        assert stored_ledger(run, side).lines.num_rows == reading.rows
        assert reading.choices
        assert reading.header_labels


def test_stored_lines_are_the_lines_that_were_read(books: Books, tmp_path: Any) -> None:
    from tests.books import THEIRS
    from tieout.reading import read_pair

    (tmp_path / "ours.csv").write_text(OURS, encoding="utf-8")
    (tmp_path / "theirs.csv").write_text(THEIRS, encoding="utf-8")
    books.finished()
    run = Run.objects.get()
    read = read_pair(tmp_path / "ours.csv", tmp_path / "theirs.csv")
    for side, ledger in zip(("ours", "theirs"), read, strict=True):
        stored = stored_ledger(run, side)
        assert stored.lines.drop_columns(["currency"]) == ledger.lines.drop_columns(["currency"])
        assert stored.reading == ledger.reading


def test_the_list_finds_by_customer_number_and_state(books: Books) -> None:
    books.finished()
    first = books.reconciliation_id
    books.start(customer="广州晨光", key="second")

    def found(**wanted: Any) -> list[int]:
        return [row.id for row in list_reconciliations(**books.scope(), **wanted).rows]

    assert found() == [books.reconciliation_id, first]
    assert found(search="晨光") == [books.reconciliation_id]
    assert found(search="1 远景") == [first]
    assert found(status="running") == [books.reconciliation_id]
    assert found(status="waiting") == [first]
    assert found(status="agreed") == []
    assert found(status="nonsense") == []
    page = list_reconciliations(**books.scope(), limit=1)
    assert (page.total, page.next_after) == (2, 2)
    following = list_reconciliations(**books.scope(), limit=1, after=page.next_after)
    assert [row.id for row in following.rows] == [first]
    assert following.next_after is None


def test_rows_are_paged_without_loss_and_filters_agree_with_the_counts(books: Books) -> None:
    from wanglai.services.reconciliation.queries import result_rows
    from wanglai.services.reconciliation.reject_group import reject_group

    books.finished()
    reject_group(**books.here(), row_id=books.row(ours=(6,), theirs=(5,)).row_id)
    whole = [row.row_id for row in books.rows()]
    paged: list[str] = []
    after: str | None = None
    while True:
        page = result_rows(**books.here(), after=after, limit=1)
        assert page.total == len(whole)
        paged += [row.row_id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    assert paged == whole
    counts = books.page().counts
    assert counts is not None
    assert len(books.rows(kind="waiting")) == counts.waiting
    assert len(books.rows(kind="unmatched_ours")) == counts.unmatched_ours
    assert len(books.rows(status="ambiguous")) == counts.ambiguous
    assert len(books.rows(status="auto")) == counts.agreed + counts.agreed_with_difference
    steps = {step.difference_class: step.rows for step in books.page().bridge}
    assert {name: len(books.rows(difference_class=name)) for name in steps} == steps
    assert [row.theirs[0].row for row in books.rows(search="X-5531")] == [9]
    assert len(books.rows(search="70")) == len(books.rows(search="-70.00")) == 2
    assert books.rows(search="250.50")[0].row_id == "o6"
    assert books.rows(search="100% 没有_") == ()
    assert books.rows(kind="nonsense") == ()


def test_text_a_database_cannot_hold_is_kept_readable(books: Books) -> None:
    """A NUL in a sheet's text must not break the storing of the other lines."""
    from wanglai.services.reconciliation.store_result import _clean, _facts, _json

    assert _clean("a\x00b") == "a�b"
    assert "\x00" not in _facts([Evidence("document", "a\x00", "b", "equal")])
    assert "u0000" not in _json({"a": "\x00"})
    assert Rejected(Members((), ()), "", Wording("", "")).rule == ""


EVERYONE = """日期,客户名称,单据号,借方,贷方
2026-03-02,上海远景,FP-1,100.00,
2026-03-03,北京长空,FP-2,900.00,
2026-03-05,上海远景,FP-3,250.00,
2026-03-06,北京长空,FP-4,800.00,
"""
ONE = """Date,Supplier,Ref,Debit,Credit
2026-03-02,Huasheng,FP-1,,100.00
2026-03-05,Huasheng,FP-3,,250.00
"""


def test_a_file_of_several_customers_is_cut_to_the_one_a_person_names(books: Books) -> None:
    books.finished(EVERYONE, ONE)
    before = books.page().totals
    assert before is not None
    assert before.gap.text == "1,700.00"
    correct_reading(**books.here(), side="ours", options={"party": "上海远景"})
    assert books.work().state == "done"
    after = books.page()
    assert after.totals is not None
    assert (after.totals.ours.text, after.totals.gap.is_zero) == ("350.00", True)
    assert after.ours is not None
    assert len([why for _row, why in after.ours.skipped if "北京长空" in why]) == 2


def test_a_customer_the_file_does_not_hold_is_refused_and_names_those_it_holds(
    books: Books,
) -> None:
    books.start(EVERYONE, ONE)
    books.work()
    correct_reading(**books.here(), side="ours", options={"party": "广州"})
    run = books.work()
    assert run.refusal is not None
    assert run.refusal["code"] == "party.unknown"
    assert "北京长空" in run.refusal["reason"]["zh"]


def test_the_customer_named_in_a_file_is_remembered_for_the_next_one(books: Books) -> None:
    books.finished(EVERYONE, ONE)
    correct_reading(**books.here(), side="ours", options={"party": "上海远景"})
    books.work()
    confirm_reading(**books.here(), side="ours")
    books.finished(EVERYONE, ONE)
    totals = books.page().totals
    assert totals is not None
    assert totals.ours.text == "350.00"
