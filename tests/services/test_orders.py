"""Lists in another order: the same rows, each once, however they are paged."""

from __future__ import annotations

import pytest

from tests.books import Books
from wanglai.services.reconciliation.queries import list_reconciliations, result_rows
from wanglai.services.reconciliation.reject_group import reject_group
from wanglai.services.reconciliation.rows import ResultRow

ROW_ORDERS = ("amount", "difference", "date", "document")
LIST_ORDERS = ("number", "customer", "state", "gap", "unexplained", "agreed", "open")


def both_ways(names: tuple[str, ...]) -> list[str]:
    return ["", *names, *(f"-{name}" for name in names)]


@pytest.fixture
def finished(books: Books) -> Books:
    books.finished()
    return books


def _paged(books: Books, order: str, limit: int) -> list[str]:
    found, after = [], None
    while True:
        page = result_rows(**books.here(), order=order, after=after, limit=limit)
        found += [row.row_id for row in page.rows]
        after = page.next_after
        if after is None:
            return found


@pytest.mark.parametrize("order", both_ways(ROW_ORDERS))
def test_every_order_shows_every_row_once(finished: Books, order: str) -> None:
    agreed = next(row for row in finished.rows() if row.kind == "matched" and row.status == "auto")
    reject_group(**finished.here(), row_id=agreed.row_id)  # so that rows made by hand stand there
    counts = finished.page().counts
    assert counts is not None
    whole = [row.row_id for row in finished.rows(order=order)]
    assert len(whole) == len(set(whole)) == counts.total
    assert _paged(finished, order, 3) == whole


def _size(row: ResultRow) -> int:
    return max(abs(row.ours_amount.minor), abs(row.theirs_amount.minor))


def test_rows_come_by_size_of_amount_and_of_difference_both_ways(finished: Books) -> None:
    sizes = [_size(row) for row in finished.rows(order="-amount")]
    assert sizes == sorted(sizes, reverse=True)
    assert [_size(row) for row in finished.rows(order="amount")] == sorted(sizes)
    differences = [abs(row.difference.minor) for row in finished.rows(order="-difference")]
    assert differences == sorted(differences, reverse=True)
    assert differences[0] > differences[-1]


def test_rows_come_by_date_and_number_of_their_first_line_ours_before_theirs(
    finished: Books,
) -> None:
    def first(row: ResultRow, column: str) -> object:
        line = row.ours[0] if row.ours and getattr(row.ours[0], column) else None
        return getattr(line or (row.theirs or row.ours)[0], column)

    dates = [first(row, "date") for row in finished.rows(order="date") if row.ours or row.theirs]
    assert dates == sorted(dates)  # type: ignore[type-var]
    numbers = [first(row, "document") for row in finished.rows(order="-document")]
    known = [number for number in numbers if number]
    assert known == sorted(known, reverse=True)  # type: ignore[type-var]
    assert numbers[: len(known)] == known, "a row without a number stands before one with a number"


@pytest.mark.parametrize("order", both_ways(LIST_ORDERS))
def test_every_order_of_the_list_is_paged_without_loss(books: Books, order: str) -> None:
    for customer in ("丙", "乙", "甲"):
        books.start(customer=customer)
        books.work()
    books.start(customer="丁")  # waits in the queue: no figures yet
    whole = [row.id for row in list_reconciliations(**books.scope(), order=order).rows]
    first = list_reconciliations(**books.scope(), order=order, limit=3)
    rest = list_reconciliations(**books.scope(), order=order, limit=3, after=first.next_after)
    assert [row.id for row in (*first.rows, *rest.rows)] == whole
    assert len(set(whole)) == 4
    assert rest.next_after is None


def test_the_list_comes_by_customer_and_by_what_needs_a_person(books: Books) -> None:
    for customer in ("丙", "乙", "甲"):
        books.start(customer=customer)
        books.work()
    books.start(customer="丁")

    def rows(order: str):  # type: ignore[no-untyped-def]
        return list_reconciliations(**books.scope(), order=order).rows

    names = [row.customer_name for row in rows("customer")]
    assert names == sorted(names)
    assert [row.customer_name for row in rows("-customer")] == names[::-1]
    assert rows("state")[-1].customer_name == "丁"
    assert rows("-open")[-1].open_rows is None, "what has no figure stands last, either way"
    assert rows("open")[-1].open_rows is None
