"""Lists in another order: the same rows, each once, however they are paged."""

from __future__ import annotations

import pytest

from tests.books import Books
from wanglai.services.reconciliation.queries import list_reconciliations, result_rows


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


@pytest.mark.parametrize("order", ["", "amount", "difference", "newest"])
def test_every_order_shows_every_row_once(finished: Books, order: str) -> None:
    whole = [row.row_id for row in finished.rows(order=order)]
    assert len(whole) == len(set(whole)) == finished.page().counts.total
    assert _paged(finished, order, 3) == whole


def test_rows_come_by_size_of_amount_and_of_difference(finished: Books) -> None:
    rows = finished.rows(order="amount")
    sizes = [max(abs(row.ours_amount.minor), abs(row.theirs_amount.minor)) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    differences = [abs(row.difference.minor) for row in finished.rows(order="difference")]
    assert differences == sorted(differences, reverse=True)
    assert differences[0] > differences[-1]


def test_reconciliations_come_by_customer_and_by_what_is_open(books: Books) -> None:
    for customer in ("丙", "乙", "甲"):
        books.start(customer=customer)
        books.work()
    names = [
        row.customer_name for row in list_reconciliations(**books.scope(), order="customer").rows
    ]
    assert names == sorted(names)
    first = list_reconciliations(**books.scope(), order="open", limit=2)
    rest = list_reconciliations(**books.scope(), order="open", limit=2, after=first.next_after)
    assert len({row.id for row in (*first.rows, *rest.rows)}) == 3
